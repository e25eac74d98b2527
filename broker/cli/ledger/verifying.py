"""`ledger verify`: is the log what was signed, and are the tables what the log says?"""

import argparse
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from broker.billing.flaws import Finding, Flaw
from broker.billing.verify import STORED, Kept, Verifying
from broker.cli.ledger.files import LEDGER_SETTINGS, key_of, text_at
from broker.cli.ledger.opening import with_log
from broker.cli.parsing import Parser, add_settings
from broker.cli.saying import Plain, Voice
from broker.config import Settings
from broker.ledgerkey import LedgerKey, LedgerKeyFault, LedgerKeyTrouble
from broker.merkle.checkpoint import NOTE_MAX
from broker.store import Store

SHOWN_MOST: Final = 50
"""Findings of one kind that are told one by one; of the others, how many."""


def add(ledger: Parser, own: Any) -> None:
    """Add the command."""
    command, texts = ledger.command(own, "verify"), ledger.texts
    command.add_argument("--key", metavar="KEY", action="append", help=texts("help_ledger_keys"))
    command.add_argument(
        "--checkpoint",
        metavar="FILE",
        type=Path,
        action="append",
        default=[],
        help=texts("help_ledger_kept"),
    )
    add_settings(command, LEDGER_SETTINGS)
    command.set_defaults(act=act)


def act(arguments: argparse.Namespace, environ: Mapping[str, str], voice: Voice) -> None:
    """Check everything; `Plain` where anything is wrong."""
    trusted = None if arguments.key is None else {key_of(word) for word in arguments.key}
    kept = [Kept(str(path), text_at(path, NOTE_MAX)) for path in arguments.checkpoint]
    counts: Counter[Flaw] = Counter()

    async def work(store: Store, settings: Settings) -> Verifying:
        own = None if trusted is not None else _own(settings)
        verifying = Verifying(store, trusted=trusted, own=own, kept=kept)
        async for found in verifying.findings():
            counts[found.flaw] += 1
            if counts[found.flaw] <= SHOWN_MOST:
                _tell(found, voice)
        return verifying

    done = with_log(arguments, environ, work, whole=False)
    for flaw, count in counts.items():
        if count > SHOWN_MOST:
            voice.say("ledger_more", count=count - SHOWN_MOST, flaw=flaw.value)
    voice.say(
        "ledger_checked",
        events=done.events,
        checkpoints=done.checkpoints,
        signed=done.signed,
        unsigned=max(done.events - done.signed, 0),
    )
    if counts:
        raise Plain("ledger_bad", count=counts.total())
    voice.say("ledger_good")
    if trusted is None:
        voice.say("ledger_keep_elsewhere")


def _own(settings: Settings) -> bytes | None:
    """The key in the file; None where the file is not here, as with a copy of the database."""
    try:
        return LedgerKey(settings.ledger_path).public()
    except LedgerKeyFault as fault:
        if fault.trouble is LedgerKeyTrouble.MISSING:
            return None
        raise


def _tell(found: Finding, voice: Voice) -> None:
    values = dict(found.values)
    if "where" in values:
        key = "ledger_where_stored" if values["where"] == STORED else "ledger_where_kept"
        values["where"] = voice.texts(key, path=values["where"])
    if "what" in values:
        values["what"] = voice.texts(f"ledger_row_{values['what']}")
    voice.say(f"ledger_flaw_{found.flaw}", number=found.number, **values)
