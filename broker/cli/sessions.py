"""`affianco-broker sessions`: the ledger, newest first."""

import argparse
import json
from collections.abc import Mapping
from typing import Any, Final

from broker.cli.opening import with_store
from broker.cli.parsing import STORE_SETTINGS, Parser, add_settings
from broker.cli.saying import WRONG_USE, Plain, Voice
from broker.config import Settings
from broker.problems import number_in
from broker.records import LedgerRow, folded
from broker.store import Store

_LIMIT: Final = "50"
_LIMIT_MOST: Final = 1_000_000
_ENTRY_MOST: Final = 2**53


def add(parser: Parser, commands: Any) -> None:
    """Add the command."""
    command = parser.command(commands, "sessions")
    texts = parser.texts
    command.add_argument("--json", action="store_true", help=texts("help_json"))
    command.add_argument("--limit", metavar="N", default=_LIMIT, help=texts("help_limit"))
    command.add_argument("--before", metavar="N", help=texts("help_before"))
    command.add_argument("--technician", metavar="…", help=texts("help_of_technician"))
    add_settings(command, STORE_SETTINGS)
    command.set_defaults(act=act)


def act(arguments: argparse.Namespace, environ: Mapping[str, str], voice: Voice) -> None:
    """List sessions."""
    limit = _number(arguments.limit, "--limit", _LIMIT_MOST)
    before = arguments.before and _number(arguments.before, "--before", _ENTRY_MOST)

    async def work(store: Store, _settings: Settings) -> list[LedgerRow]:
        number = None
        if arguments.technician is not None:
            account = await store.technician(folded(arguments.technician))
            if account is None:
                raise Plain("technician_unknown", name=arguments.technician)
            number = account.id
        return await store.sessions(number, before, limit)

    rows = with_store(arguments, environ, work)
    if arguments.json:
        voice.line(json.dumps([row.as_json() for row in rows], ensure_ascii=False, indent=2))
        return
    if not rows:
        voice.say("sessions_none")
    for row in rows:
        voice.line(_line(row, voice))


def _line(row: LedgerRow, voice: Voice) -> str:
    minutes, seconds = divmod(row.billable_seconds, 60)
    customer = row.customer.name if row.customer else voice.texts("customer_unknown")
    outcome = voice.texts(f"outcome_{row.outcome}" if row.outcome else "outcome_open")
    return (
        f"{row.entry:>6}  {row.joined_at:%Y-%m-%d %H:%M} UTC  {minutes:>4}:{seconds:02}  "
        f"{row.technician}  ·  {customer}  ·  {row.pc}  ·  {outcome}"
    )


def _number(text: str, flag: str, most: int) -> int:
    number = number_in(text, most)
    if number is None:
        raise Plain("bad_count", WRONG_USE, flag=flag, value=text)
    return number
