"""Files that hold keys: for their owner only, and never half written."""

import contextlib
import os
import secrets
from pathlib import Path
from typing import Final

_NEW: Final = os.O_CREAT | os.O_EXCL | os.O_WRONLY


def write_key_file(path: Path, content: bytes, *, new: bool) -> None:
    """All or nothing, on the disk when it returns, readable by its owner alone.

    A `new` file never replaces another: of two that make it at once, the first counts. Raises
    OSError where it cannot be written.
    """
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(draft, _NEW, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if new:
            with contextlib.suppress(FileExistsError):
                path.hardlink_to(draft)
        else:
            draft.replace(path)
        _settle(path.parent)
    finally:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)


def _settle(folder: Path) -> None:
    """Have a new name on the disk, where the system lets a folder be asked for that."""
    with contextlib.suppress(OSError):
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)
