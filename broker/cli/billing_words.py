"""What the commands of `billing` have in common: their flags, and amounts as people write them."""

import argparse

from broker.cli.parsing import Parser
from broker.cli.saying import WRONG_USE, Plain, Voice
from broker.exports.separated import euros
from broker.records.months import is_period
from broker.store import Store


def period_flag(command: Parser) -> None:
    """The month that a command is about."""
    command.add_argument(
        "--period", required=True, metavar="YYYY-MM", help=command.texts("help_period")
    )


def customer_flag(command: Parser) -> None:
    """One customer instead of all."""
    command.add_argument("--customer", metavar="…", help=command.texts("help_of_customer"))


def period_of_flag(arguments: argparse.Namespace) -> str:
    """The month that was named. Raises `Plain`."""
    period = str(arguments.period)
    if not is_period(period):
        raise Plain("bad_period", WRONG_USE, value=period)
    return period


async def customer_of(arguments: argparse.Namespace, store: Store) -> int | None:
    """The number of the customer that was named, None for all. Raises `Plain`."""
    if arguments.customer is None:
        return None
    name = arguments.customer.strip()
    known = {one.name: one.id for one in await store.customers()}
    if name not in known:
        raise Plain("customer_not_there", name=name)
    return known[name]


def money(cents: int, voice: Voice) -> str:
    """An amount in euros as the reader writes it."""
    return f"{euros(cents, ',' if voice.texts.language == 'it' else '.')} €"
