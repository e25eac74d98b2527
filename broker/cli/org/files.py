"""Reading and writing the organisation's files. Nothing is ever half written."""

import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Final

from broker.cli.saying import Plain
from broker.organisation.rootfile import SIZE_MOST, RootFile, read_root
from broker.wire import requests
from broker.wire.documents import BadRoster
from broker.wire.limits import ROSTER_MAX

_PRIVATE, _PUBLIC = 0o600, 0o644
_REQUEST_MOST: Final = requests.REQUEST_MAX + 64


def root_at(path: Path) -> RootFile:
    """The root file at `path`; `Plain` where it is none."""
    try:
        return read_root(text_at(path, SIZE_MOST))
    except BadRoster as error:
        raise Plain("org_not_root", path=path) from error


def request_at(path: Path) -> tuple[requests.DeviceRequest, str]:
    """The device request at `path`, and its text; `Plain` where it is none.

    An editor may have put an empty line around it.
    """
    text = text_at(path, _REQUEST_MOST).strip()
    try:
        return requests.decode(text), text
    except BadRoster as error:
        raise Plain("org_not_request", path=path) from error


def roster_text_at(path: Path) -> str:
    """What stands in the roster file at `path`."""
    return text_at(path, ROSTER_MAX)


def text_at(path: Path, most: int) -> str:
    """The text of a file of at most so many bytes; `Plain` where it cannot be read.

    One that is longer, or no text, reads as empty: it is none of ours.
    """
    try:
        with path.open("rb") as file:
            data = file.read(most + 1)
    except OSError as error:
        raise Plain("org_unreadable", path=path, details=error.strerror) from error
    if len(data) > most:
        return ""
    try:
        return data.decode()
    except UnicodeDecodeError:
        return ""


def refuse_there(*paths: Path) -> None:
    """`Plain` where one of the files is there already."""
    for path in paths:
        if path.exists() or path.is_symlink():
            raise Plain("org_there", path=path)


def write_new(path: Path, text: str) -> None:
    """Write a file that only its owner may read and that was not there; `Plain` where it was."""
    try:
        _create(path, text, _PRIVATE)
    except FileExistsError as error:
        raise Plain("org_there", path=path) from error
    except OSError as error:
        raise Plain("org_unwritable", path=path, details=error.strerror) from error


def replace(path: Path, text: str) -> None:
    """Put a text in the place of a file's, at once."""
    beside = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        _create(beside, text, _PUBLIC)
        beside.replace(path)
    except OSError as error:
        with suppress(OSError):
            beside.unlink()
        raise Plain("org_unwritable", path=path, details=error.strerror) from error


def _create(path: Path, text: str, mode: int) -> None:
    """Write a new file to the disk; leave none where that fails."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(path, flags, mode), "wb") as file:
        try:
            file.write(text.encode())
            file.flush()
            os.fsync(file.fileno())
        except OSError:
            path.unlink()
            raise
