"""Shows a folder as the system shows folders."""

import logging
import webbrowser
from pathlib import Path
from threading import Thread
from typing import Final

LOG: Final = logging.getLogger("affianco.agent")


def open_folder(folder: Path) -> None:
    """Returns at once. Where the system has nothing to show it with, nothing happens."""
    Thread(target=_open, args=(folder,), name="affianco-folder", daemon=True).start()


def _open(folder: Path) -> None:
    try:
        shown = webbrowser.open(folder.absolute().as_uri())
    except (OSError, webbrowser.Error) as error:
        LOG.debug("the folder was not opened: %r", error)
    else:
        LOG.debug("the folder was opened: %s", shown)
