"""What commands about the log are given: keys and checkpoints, in files or as digits."""

from pathlib import Path
from typing import Final

from broker.billing.log import LogKeeper
from broker.cli.opening import utcnow
from broker.cli.parsing import STORE_SETTINGS
from broker.cli.saying import WRONG_USE, Plain
from broker.config import Settings
from broker.ledgerkey import LedgerKey, public_of
from broker.merkle import checkpoint
from broker.merkle.checkpoint import NOTE_MAX, BadCheckpoint, Checkpoint
from broker.store import Store
from broker.wire.limits import KEY_SIZE
from broker.wire.reading import is_hex

LEDGER_SETTINGS: Final = (*STORE_SETTINGS, "ledger_key")
"""What a command about the log needs."""

_KEY_MAX: Final = 4096


def keeper_of(store: Store, settings: Settings) -> LogKeeper:
    """The keeper of the log that the settings name."""
    return LogKeeper(store, LedgerKey(settings.ledger_path), utcnow=utcnow)


def key_of(word: str) -> bytes:
    """The public key that a word is: hexadecimal digits, or a file of them or of PEM."""
    text = word if is_hex(word.lower(), KEY_SIZE) else text_at(Path(word), _KEY_MAX)
    try:
        return public_of(text)
    except ValueError as error:
        raise Plain("ledger_bad_key", WRONG_USE, value=word) from error


def checkpoint_at(path: Path) -> Checkpoint:
    """The checkpoint in a file; `Plain` where it is none."""
    return checkpoint_in(text_at(path, NOTE_MAX), path)


def checkpoint_in(text: str, where: object) -> Checkpoint:
    """The checkpoint that a text is; `Plain`, which says where it is from, where it is none."""
    try:
        return checkpoint.read(text)
    except BadCheckpoint as error:
        raise Plain("ledger_bad_checkpoint", path=where) from error


def text_at(path: Path, most: int) -> str:
    """The text of a file of at most so many bytes; `Plain` where it cannot be read.

    One that is longer, or no text, reads as empty: it is none of ours.
    """
    try:
        with path.open("rb") as file:
            data = file.read(most + 1)
    except (OSError, ValueError) as error:
        details = getattr(error, "strerror", None) or error
        raise Plain("ledger_unreadable", path=path, details=details) from error
    try:
        return "" if len(data) > most else data.decode()
    except UnicodeDecodeError:
        return ""
