"""What a person reads of the bill: the cost before, the count while it runs, the receipt. Pure.

What is said before could not be contradicted by the bill of a session that begins now: where the
price list alone would be (another day, outside the hours), what an hour from now costs is said.
"""

from collections.abc import Iterator
from typing import Final

from agent.phrases import duration
from agent.quick.form import shown_date
from agent.views import Active, ReceiptShown
from broker.wire.messages import Cost
from broker.wire.receiptpage import euros
from broker.wire.receipts import Receipt, local_text
from broker.wire.texts import Texts
from broker.wire.words import CostKind, Verdict

REASONS_SHOWN: Final = 6
"""Most sentences on the price that are shown; the others are in the page that was saved."""

_HOUR: Final = 60
_JOINED: Final = "\u00a0"
"""A space at which no line is broken."""


def cost_lines(say: Texts, cost: Cost | None) -> list[str]:
    """What the session will cost, the most important line first; for the question."""
    if cost is None:
        return [say("cost_unknown")]
    return [*_price(say, cost), *_ladder(say, cost), *_conditions(say, cost)]


def count_line(say: Texts, view: Active) -> str:
    """The price so far, as both sides have signed it last; empty where nobody knows it."""
    found = view.so_far
    if found is None or found.cents is None:
        return ""
    return say("cost_so_far", price=_amount(say, found), time=duration(say, found.seconds))


def receipt_facts(say: Texts, receipt: Receipt) -> list[str]:
    """Who, when, how long, and what it costs: the price comes last."""
    start, end = local_text(receipt.joined), local_text(receipt.until)
    dates = shown_date(start[:10]), shown_date(end[:10])
    times = start[11:16], end[11:16]
    same = dates[0] == dates[1]
    who = say("receipt_who", technician=receipt.technician, organisation=receipt.organisation)
    when = "receipt_when" if same else "receipt_when_days"
    named = {"date": dates[0], "start": times[0], "end": times[1]}
    whole = say(when, **named) if same else say(when, **named, last=dates[1])
    return [
        who,
        whole,
        say("receipt_time", time=duration(say, receipt.seconds)),
        _total(say, receipt),
    ]


def receipt_reasons(say: Texts, receipt: Receipt) -> list[str]:
    """How the price was reached, in the broker's words; the first sentences."""
    shown = list(receipt.lines[:REASONS_SHOWN])
    more = len(receipt.lines) + receipt.more_lines - len(shown)
    return [*shown, say("receipt_more", count=more)] if more else shown


def receipt_state(say: Texts, shown: ReceiptShown) -> list[str]:
    """Whether it is signed and sent, and where the customer's copy is."""
    return [*_signed(say, shown), say("receipt_saved" if shown.saved else "receipt_not_saved")]


def receipt_verdict(say: Texts, shown: ReceiptShown) -> str:
    """What the customer has said of it, or may say; empty where neither."""
    if shown.sending:
        return say("receipt_telling")
    if shown.kept is False:
        return say("receipt_not_kept")
    if shown.verdict is not Verdict.NONE:
        return say(f"receipt_{shown.verdict}")
    if shown.can_judge:
        return say("receipt_judge")
    return say("receipt_disagree") if shown.can_dispute else ""


def note_of(typed: str) -> str:
    """What was typed as a note can be: one line of printable characters. It may be too long."""
    words = " ".join(typed.split())
    return "".join(sign for sign in words if sign.isprintable())


def _price(say: Texts, cost: Cost) -> Iterator[str]:
    match cost.kind:
        case CostKind.UNKNOWN:
            yield say("cost_unknown")
        case CostKind.FREE if cost.free_minutes:
            yield say("cost_free_until", minutes=cost.free_minutes)
        case CostKind.FREE:
            yield say("cost_free")
        case CostKind.HOURLY:
            yield from _hourly(say, cost)
        case CostKind.STEPS:
            yield from _steps(say, cost)
        case CostKind.UNITS:
            key = "cost_units_one" if cost.left == 1 else "cost_units"
            yield say(key, minutes=cost.minutes, left=cost.left)
            yield say("cost_beyond")


def _is_by_the_list(cost: Cost) -> bool:
    """Whether an hour from now costs what the price list says, and the opening fee."""
    return cost.hour_cents == cost.cents + cost.base_cents


def _hourly(say: Texts, cost: Cost) -> Iterator[str]:
    plain = _is_by_the_list(cost)
    amount = euros(cost.cents if plain else cost.hour_cents, say.language)
    yield say("cost_hourly" if plain else "cost_from_now", amount=amount)
    if cost.minutes == 1:
        yield say("cost_minutes")
    elif cost.minutes:
        yield say("cost_blocks", minutes=cost.minutes)


def _steps(say: Texts, cost: Cost) -> Iterator[str]:
    amount, hour = euros(cost.cents, say.language), euros(cost.hour_cents, say.language)
    if cost.minutes >= _HOUR:
        yield say("cost_step", amount=amount, minutes=cost.minutes)
    else:
        yield say("cost_steps", amount=amount, minutes=cost.minutes, hour=hour)


def _ladder(say: Texts, cost: Cost) -> Iterator[str]:
    """What some lengths of time from now cost; nothing where all of them cost nothing."""
    if cost.four_hours_cents:
        prices = {
            name: euros(getattr(cost, f"{name}_cents"), say.language).replace(" ", _JOINED)
            for name in ("quarter", "half_hour", "hour", "two_hours", "four_hours")
        }
        yield say("cost_ladder", **prices)
    if cost.known_minutes:
        yield say("cost_known", minutes=cost.known_minutes)


def _conditions(say: Texts, cost: Cost) -> Iterator[str]:
    if cost.kind not in (CostKind.HOURLY, CostKind.STEPS):
        return
    if cost.base_cents:
        added = cost.kind is CostKind.HOURLY and _is_by_the_list(cost)
        key = "cost_base" if added else "cost_base_within"
        yield say(key, amount=euros(cost.base_cents, say.language))
    if cost.free_minutes:
        yield say("cost_free_minutes", minutes=cost.free_minutes)
    if cost.minimum_minutes:
        yield say("cost_minimum", minutes=cost.minimum_minutes)
    if cost.surcharge_percent:
        key = "cost_outside_now" if cost.outside else "cost_outside"
        yield say(key, percent=cost.surcharge_percent)
    if cost.urgent_percent:
        yield say("cost_urgent", percent=cost.urgent_percent)
    yield say("cost_vat", percent=cost.vat_percent)


def _total(say: Texts, receipt: Receipt) -> str:
    if receipt.cents is None:
        return say("receipt_later")
    price = _amount(say, receipt)
    if receipt.units_left is None:
        return say("receipt_price", price=price)
    return say("receipt_price_left", price=price, left=receipt.units_left)


def _amount(say: Texts, receipt: Receipt) -> str:
    """Money without VAT, units of a pack, or both."""
    units = ""
    if receipt.units:
        one = receipt.units == 1
        units = say("receipt_unit") if one else say("receipt_units", units=receipt.units)
    if receipt.units and not receipt.cents:
        return units
    money = say("receipt_money", amount=euros(receipt.cents or 0, say.language))
    return f"{units} + {money}" if units else money


def _signed(say: Texts, shown: ReceiptShown) -> Iterator[str]:
    if not shown.receipt.final:
        yield say("receipt_running", time=local_text(shown.receipt.until)[11:16])
    elif shown.fault:
        yield say(shown.fault)
        own, theirs = duration(say, shown.counted), duration(say, shown.receipt.seconds)
        yield say("receipt_counts", own=own, theirs=theirs)
    elif shown.told is None:
        yield say("receipt_sending")
    else:
        yield say("receipt_sent" if shown.told else "receipt_not_sent")
