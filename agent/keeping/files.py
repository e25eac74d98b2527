"""Small files that are this user's alone. Where the system knows no modes, its profile guards."""

import os
import stat
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

FOLDER_MODE: Final = 0o700
FILE_MODE: Final = 0o600

_OTHERS: Final = 0o077
_UNFINISHED: Final = ".new"
_POSIX: Final = os.name == "posix"
_NO_LINK: Final = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)


class NotMine(Exception):
    """A file or folder that belongs to another user, or is no plain one."""


class TooOpen(Exception):
    """Other users of this PC may read or change it."""


def read(path: Path, most: int) -> bytes | None:
    """What is in it, None where it is missing; OSError, NotMine, TooOpen, ValueError: too long."""
    try:
        _check(path.parent.lstat(), stat.S_ISDIR)
        number = os.open(path, os.O_RDONLY | _NO_LINK)
    except FileNotFoundError:
        return None
    with os.fdopen(number, "rb") as file:
        _check(os.fstat(number), stat.S_ISREG)
        data = file.read(most + 1)
    if len(data) > most:
        raise ValueError("too long")
    return data


def write(path: Path, data: bytes) -> None:
    """Put this in its place, whole or not at all; OSError, NotMine, TooOpen."""
    folder = path.parent
    folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
    _check(folder.lstat(), stat.S_ISDIR)
    unfinished = path.with_name(path.name + _UNFINISHED)
    unfinished.unlink(missing_ok=True)
    number = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_LINK, FILE_MODE)
    try:
        with os.fdopen(number, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(number)
        unfinished.replace(path)
    except OSError:
        unfinished.unlink(missing_ok=True)
        raise
    _settle(folder)


def remove(path: Path) -> bool:
    """Delete it and what was left half-written beside it; whether it was there. OSError."""
    path.with_name(path.name + _UNFINISHED).unlink(missing_ok=True)
    there = path.is_symlink() or path.exists()
    path.unlink(missing_ok=True)
    if there:
        _settle(path.parent)
    return there


def _settle(folder: Path) -> None:
    """The folder's own change reaches the disk, where the system can be asked for that."""
    if not _POSIX:
        return
    with suppress(OSError):
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)


def _check(found: os.stat_result, is_kind: Callable[[int], bool]) -> None:
    if not is_kind(found.st_mode):
        raise NotMine
    if not _POSIX:
        return
    if found.st_uid != os.getuid():
        raise NotMine
    if found.st_mode & _OTHERS:
        raise TooOpen
