"""`affianco-broker billing simulate`: a month with another tariff, side by side."""

import argparse
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from broker.billing.phrases import price_phrases
from broker.billing.simulate import Compared, Side, Simulation, compared
from broker.cli.billing_words import customer_of, money, period_of_flag
from broker.cli.opening import with_store
from broker.cli.saying import Voice
from broker.cli.tariff_files import tariff_at
from broker.config import Settings
from broker.records import iso
from broker.store import Store
from broker.tariff.explain import sentences
from broker.tariff.terms import Tariff
from broker.tariff.work import Price


def act(arguments: argparse.Namespace, environ: Mapping[str, str], voice: Voice) -> None:
    """Say what a month would have cost; nothing is written."""
    period = period_of_flag(arguments)
    tariff = tariff_at(Path(arguments.tariff), voice)

    async def work(store: Store, settings: Settings) -> list[Side]:
        customer = await customer_of(arguments, store)
        return await Simulation(store, settings.zone).run(period, tariff, customer)

    sides = with_store(arguments, environ, work)
    if arguments.json:
        voice.line(json.dumps(_whole(period, tariff, sides, voice), ensure_ascii=False, indent=2))
        return
    voice.say("simulated", period=period, tariff=tariff.name, version=tariff.version)
    sums = compared(sides)
    for one in sums:
        _say([one], one.customer.name, voice)
    _say(sums, voice.texts("export_all"), voice)


def _say(sums: Sequence[Compared], name: str, voice: Voice) -> None:
    before = sum(one.cents_before for one in sums)
    after = sum(one.cents_after for one in sums)
    voice.say(
        "simulated_line",
        name=name,
        items=sum(one.items for one in sums),
        before=money(before, voice),
        after=money(after, voice),
        difference=money(after - before, voice),
    )


def _whole(period: str, tariff: Tariff, sides: Sequence[Side], voice: Voice) -> dict[str, object]:
    return {
        "month": period,
        "tariff": tariff.name,
        "tariff_version": tariff.version,
        "items": [
            {
                "item": one.row.item,
                "customer": one.row.customer and one.row.customer.name,
                "began_at": iso(one.row.began_at),
                "ms": one.row.ms,
                "before": one.before and _price(one.before, voice),
                "after": _price(one.after, voice),
            }
            for one in sides
        ],
    }


def _price(price: Price, voice: Voice) -> dict[str, object]:
    phrases = price_phrases(voice.texts.language)
    return {
        "cents": price.cents,
        "units": price.units,
        "explanation": sentences(price, phrases),
    }
