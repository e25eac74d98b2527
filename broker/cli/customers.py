"""`affianco-broker customer`: customer records."""

import argparse
import json
from collections.abc import Mapping
from typing import Any

from broker.cli.opening import utcnow, with_store
from broker.cli.parsing import STORE_SETTINGS, Parser, add_settings
from broker.cli.saying import WRONG_USE, Plain, Voice
from broker.config import Settings
from broker.store import AlreadyThere, Store
from broker.wire.messages import is_name


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
    for command in (adding, listing):
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


def act_list(arguments: argparse.Namespace, environ: Mapping[str, str], voice: Voice) -> None:
    """List all customers."""
    found = with_store(arguments, environ, lambda store, _settings: store.customers())
    if arguments.json:
        voice.line(json.dumps([{"id": one.id, "name": one.name} for one in found]))
        return
    for one in found:
        voice.line(f"{one.id:>6}  {one.name}")
