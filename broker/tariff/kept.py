"""A price as it is kept: JSON of whole numbers and words, and back."""

import json
from typing import Any

from broker.tariff.words import RuleKind
from broker.tariff.work import Line, Price
from broker.wire.documents import canonical


def price_values(price: Price) -> dict[str, Any]:
    """A price as JSON values."""
    return {
        "lines": [_line_values(line) for line in price.lines],
        "cents": price.cents,
        "units": price.units,
        "debits": [list(debit) for debit in price.debits],
        "flags": list(price.flags),
        "tariff": None if price.tariff is None else list(price.tariff),
    }


def price_text(price: Price) -> str:
    """The one JSON text of a price."""
    return canonical(price_values(price))


def price_of(text: str) -> Price:
    """The price that `price_text` wrote."""
    said = json.loads(text)
    return Price(
        lines=tuple(_line_of(line) for line in said["lines"]),
        cents=said["cents"],
        units=said["units"],
        debits=tuple((pack, units) for pack, units in said["debits"]),
        flags=tuple(said["flags"]),
        tariff=None if said["tariff"] is None else (said["tariff"][0], said["tariff"][1]),
    )


def _line_values(line: Line) -> dict[str, Any]:
    return {
        "rule": line.rule,
        "words": line.words,
        "values": dict(line.values),
        "ms": line.ms,
        "counted_ms": line.counted_ms,
        "cents": line.cents,
        "units": line.units,
    }


def _line_of(said: dict[str, Any]) -> Line:
    rule = None if said["rule"] is None else RuleKind(said["rule"])
    return Line(**{**said, "rule": rule})
