"""Shows a folder in the system's own file manager."""

import logging
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from threading import Thread
from typing import Final

LOG: Final = logging.getLogger("affianco.agent")


def open_folder(folder: Path) -> None:
    """Returns at once. Where there is no file manager nothing happens."""
    Thread(target=_open, args=(folder,), name="affianco-folder", daemon=True).start()


def command(platform: str, folder: Path) -> Sequence[str]:
    """What opens a folder on this platform (as `sys.platform` names it)."""
    program = {"win32": "explorer", "darwin": "open"}.get(platform, "xdg-open")
    return (program, str(folder))


def _open(folder: Path) -> None:
    nothing = subprocess.DEVNULL
    try:
        # Program and folder are of this PC; nothing in them comes from the broker.
        subprocess.run(  # noqa: S603
            command(sys.platform, folder),
            stdin=nothing,
            stdout=nothing,
            stderr=nothing,
            start_new_session=True,
            check=False,
        )
    except OSError as error:
        LOG.debug("the folder was not opened: %r", error)
