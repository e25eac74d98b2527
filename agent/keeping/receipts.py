"""Receipts in the customer's own folder, for this user's eyes: as a file and as a page."""

import logging
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from agent.keeping import files
from broker.wire import receiptfile
from broker.wire.receiptfile import ReceiptFile
from broker.wire.receiptpage import page
from broker.wire.receipts import Receipt, local_text

LOG: Final = logging.getLogger("affianco.agent")

FOLDER: Final = "Affianco"
_DOCUMENTS: Final = re.compile(r'^XDG_DOCUMENTS_DIR="\$HOME/([^"$]+)"$', re.MULTILINE)


class Cabinet:
    """Where receipts go. What cannot be written is left: a session never fails for it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, file: ReceiptFile, receipt: Receipt) -> Path | None:
        """Write or rewrite both; where the page is, None where they could not be written."""
        stem = self.folder / name_of(receipt)
        pages = stem.with_name(f"{stem.name}.html")
        try:
            data = receiptfile.encode(file).encode()
            files.write(stem.with_name(f"{stem.name}.json"), data)
            files.write(pages, page(file, receipt).encode())
        except (OSError, files.NotMine, files.TooOpen) as error:
            LOG.debug("a receipt was not kept: %r", error)
            return None
        return pages


def name_of(receipt: Receipt) -> str:
    """The files' name without its end, e.g. 2026-01-05 10.00 session 17; safe on every system."""
    moment = local_text(receipt.joined)
    return f"{moment[:10]} {moment[11:13]}.{moment[14:16]} session {receipt.entry}"


def documents(environ: Mapping[str, str], home: Path) -> Path:
    """Where receipts go: inside the user's folder for documents, or at home where there is none."""
    config = Path(environ.get("XDG_CONFIG_HOME") or home / ".config")
    found = home / "Documents"
    try:
        named = _DOCUMENTS.search((config / "user-dirs.dirs").read_text(encoding="utf-8"))
        found = home / named[1] if named else found
    except (OSError, ValueError):
        LOG.debug("no folder for documents is named")
    return (found if found.is_dir() else home) / FOLDER
