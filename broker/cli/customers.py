"""`affianco-broker customer`: customer records."""

import argparse
import json
import re
import secrets
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from broker.bus import LocalBus
from broker.cli.opening import utcnow, with_store
from broker.cli.parsing import STORE_SETTINGS, Parser, add_settings
from broker.cli.saying import WRONG_USE, Plain, Voice
from broker.config import Settings
from broker.quick import Audit, QuickAccess
from broker.records import AuditEntry, Technician, Trace
from broker.store import AlreadyThere, Store
from broker.wire.messages import is_name

_TERMS_MOST: Final = 32


def add(parser: Parser, commands: Any) -> None:
    """Add the command and its own commands."""
    customer = parser.command(commands, "customer")
    own = customer.commands()
    adding = customer.command(own, "add")
    adding.add_argument("name", help=parser.texts("help_customer_name"))
    adding.set_defaults(act=act_add)
    listing = customer.command(own, "list")
    listing.add_argument("--json", action="store_true", help=parser.texts("help_json"))
    listing.set_defaults(act=act_list)
    signing = customer.command(own, "quick")
    signing.add_argument("name", help=parser.texts("help_customer_name"))
    which = signing.add_mutually_exclusive_group(required=True)
    which.add_argument("--grant", action="store_true", help=parser.texts("help_quick_grant"))
    which.add_argument("--withdraw", action="store_true", help=parser.texts("help_quick_withdraw"))
    signing.add_argument(
        "--date", required=True, metavar="YYYY-MM-DD", help=parser.texts("help_quick_date")
    )
    signing.add_argument("--terms", required=True, metavar="…", help=parser.texts("help_terms"))
    signing.set_defaults(act=act_quick)
    for command in (adding, listing, signing):
        add_settings(command, STORE_SETTINGS)


def act_add(arguments: argparse.Namespace, environ: Mapping[str, str], voice: Voice) -> None:
    """Add a customer."""
    name = arguments.name.strip()
    if not is_name(name):
        raise Plain("bad_name_given", WRONG_USE)

    async def work(store: Store, _settings: Settings) -> int:
        return await store.add_customer(name, utcnow())

    try:
        number = with_store(arguments, environ, work)
    except AlreadyThere as error:
        raise Plain("customer_there", name=name) from error
    voice.say("customer_added", name=name, number=number)


def act_quick(arguments: argparse.Namespace, environ: Mapping[str, str], voice: Voice) -> None:
    """Enter what a customer signed about quick access."""
    name, terms = arguments.name.strip(), arguments.terms.strip()
    signed, granted = _day(arguments.date), bool(arguments.grant)
    if not is_name(terms) or len(terms) > _TERMS_MOST:
        raise Plain("bad_terms", WRONG_USE, most=_TERMS_MOST)

    async def work(store: Store, settings: Settings) -> None:
        known = {one.name: one.id for one in await store.customers()}
        if name not in known:
            raise Plain("customer_not_there", name=name)
        quick = QuickAccess(
            store=store,
            bus=LocalBus(),
            broker=settings.name,
            organisation=settings.organisation,
            utcnow=utcnow,
            random=secrets.token_bytes,
            audit=_noting(store),
        )
        await quick.enrolment(
            known[name], granted=granted, date=signed, terms=terms, by=None, address=""
        )

    with_store(arguments, environ, work)
    voice.say("quick_granted" if granted else "quick_withdrawn", name=name, date=signed)


def act_list(arguments: argparse.Namespace, environ: Mapping[str, str], voice: Voice) -> None:
    """List all customers."""
    found = with_store(arguments, environ, lambda store, _settings: store.customers())
    if arguments.json:
        voice.line(json.dumps([{"id": one.id, "name": one.name} for one in found]))
        return
    for one in found:
        voice.line(f"{one.id:>6}  {one.name}")


def _day(text: str) -> date:
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise Plain("bad_day", WRONG_USE, value=text)


def _noting(store: Store) -> Audit:
    """The audit of what is done on the command line, by nobody who signed in."""

    async def note(
        kind: Trace, technician: Technician | None, address: str, detail: str = ""
    ) -> None:
        await store.note(
            AuditEntry(
                utcnow(), kind, None if technician is None else technician.id, "", address, detail
            )
        )

    return note
