"""`affianco-broker billing`: the month end from the command line."""

import argparse
from collections.abc import Mapping
from typing import Any, Final

from broker.billing.exporting import Form
from broker.billing.log import LogKeeper
from broker.billing.months import MonthEnd
from broker.cli import billing_files, billing_simulation
from broker.cli.billing_words import customer_flag, money, period_flag, period_of_flag
from broker.cli.opening import utcnow, with_store
from broker.cli.parsing import STORE_SETTINGS, Parser, add_settings
from broker.cli.saying import Plain, Voice
from broker.config import Settings
from broker.ledgerkey import LedgerKey
from broker.records.decisions import NotClosed, Unclosed
from broker.records.months import ClosedPeriod, sum_of
from broker.store import Store
from broker.wire.texts import LANGUAGES

_SETTINGS: Final = (*STORE_SETTINGS, "zone")
_NAMED_MOST: Final = 20


def add(parser: Parser, commands: Any) -> None:
    """Add the command and its own commands."""
    billing = parser.command(commands, "billing")
    own = billing.commands()
    _add_export(billing, own)
    closing = billing.command(own, "close")
    period_flag(closing)
    add_settings(closing, (*_SETTINGS, "ledger_key"))
    closing.set_defaults(act=act_close)
    simulating = billing.command(own, "simulate")
    period_flag(simulating)
    simulating.add_argument(
        "--tariff", required=True, metavar="FILE", help=parser.texts("help_simulated_tariff")
    )
    customer_flag(simulating)
    simulating.add_argument("--json", action="store_true", help=parser.texts("help_json"))
    add_settings(simulating, _SETTINGS)
    simulating.set_defaults(act=billing_simulation.act)


def _add_export(billing: Parser, own: Any) -> None:
    texts = billing.texts
    exporting = billing.command(own, "export")
    period_flag(exporting)
    exporting.add_argument(
        "--format",
        choices=(*sorted(Form), billing_files.INVOICES),
        default=Form.CSV.value,
        help=texts("help_export_format"),
    )
    customer_flag(exporting)
    exporting.add_argument("--out", required=True, metavar="PATH", help=texts("help_export_out"))
    exporting.add_argument("--language", choices=LANGUAGES, help=texts("help_export_language"))
    exporting.add_argument("--first", metavar="N", help=texts("help_export_first"))
    exporting.add_argument("--issuer", metavar="FILE", help=texts("help_export_issuer"))
    add_settings(exporting, _SETTINGS)
    exporting.set_defaults(act=billing_files.act)


def act_close(arguments: argparse.Namespace, environ: Mapping[str, str], voice: Voice) -> None:
    """Close a month."""
    period = period_of_flag(arguments)

    async def work(store: Store, settings: Settings) -> ClosedPeriod:
        log = LogKeeper(store, LedgerKey(settings.ledger_path), utcnow=utcnow)
        await log.begin()
        return await MonthEnd(store, log, utcnow=utcnow, zone=settings.zone).close(period, "")

    try:
        closed = with_store(arguments, environ, work)
    except NotClosed as error:
        raise _plain(error, period) from error
    whole = sum_of(closed.totals)
    voice.say(
        "billing_closed",
        period=period,
        items=whole.items,
        amount=money(whole.cents, voice),
        vat=money(whole.vat_cents, voice),
    )


def _plain(error: NotClosed, period: str) -> Plain:
    if error.why is Unclosed.OLDER_OPEN:
        return Plain("billing_older_open", period=period, month=error.month)
    if error.why is Unclosed.UNDECIDED:
        named = ", ".join(str(item) for item in error.items[:_NAMED_MOST])
        more = " …" if error.count > _NAMED_MOST else ""
        return Plain("billing_undecided", period=period, count=error.count, items=named + more)
    key = "billing_not_over" if error.why is Unclosed.NOT_OVER else "billing_closed_already"
    return Plain(key, period=period)
