"""What somebody has to look at before a month is closed. Pure: rows in, flags out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from broker.records.months import Mark


class Flag(StrEnum):
    """The flags of an item, a closed list; docs/billing.md says what to do about each.

    What is to be known of packs before they end stands at the packs (`records.agreed.PackWarning`).
    """

    CUSTOMER_UNKNOWN = "customer_unknown"
    NO_CONTRACT = "no_contract"
    NOT_PRICED = "not_priced"
    NO_RULE = "no_rule"
    """The contract has no rule for a part of the work, which so costs nothing."""
    PACK_EXHAUSTED = "pack_exhausted"
    DISPUTED = "disputed"
    """The customer disputes the receipt."""
    OVERLAPPING = "overlapping"
    """Another session of this customer ran at the same time."""
    MERGE = "merge"
    """The break to the customer's session before is shorter than the tariff's for merging."""
    VERY_SHORT = "very_short"
    VERY_LONG = "very_long"
    """Somebody may have left it open: the broker sees no idle hands, only time."""
    MOSTLY_IDLE = "mostly_idle"
    """Longer paused or cut off than at work."""
    NO_NOTE = "no_note"


_WORDS: Final = frozenset(Flag)
_MINUTE_MS: Final = 60_000


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From where on something is worth a look."""

    very_short_ms: int = 60_000
    very_long_ms: int = 4 * 3_600_000
    idle_least_ms: int = 10 * 60_000
    """Idle time below this is none worth a word."""


USUAL: Final = Thresholds()


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a month's items beside their rows, by the item's number.

    `uncovered`: items with a customer but no contract on their day. `said`: the flags of their
    prices. `merge_minutes`: their tariff's break for merging, 0 for never.
    """

    uncovered: frozenset[int] = frozenset()
    said: Mapping[int, Sequence[str]] = field(default_factory=dict)
    merge_minutes: Mapping[int, int] = field(default_factory=dict)


def flags_of(
    marks: Iterable[Mark], known: Known, thresholds: Thresholds = USUAL
) -> dict[int, tuple[Flag, ...]]:
    """The flags of each item that is billed, in the order of the list; all items of one month."""
    billed = [mark for mark in marks if mark.billed]
    found = {mark.item: _own(mark, known, thresholds) for mark in billed}
    for item, flag in _between(billed, known):
        found[item].add(flag)
    order = list(Flag)
    return {item: tuple(sorted(flags, key=order.index)) for item, flags in found.items()}


def _own(mark: Mark, known: Known, thresholds: Thresholds) -> set[Flag]:
    judged = (
        (Flag.CUSTOMER_UNKNOWN, mark.customer is None),
        (Flag.NO_CONTRACT, mark.item in known.uncovered and not mark.charged),
        (Flag.NOT_PRICED, not mark.charged and _not_priced(mark, known)),
        (Flag.DISPUTED, mark.receipt_state == "disputed"),
        (Flag.VERY_SHORT, mark.session and mark.ms < thresholds.very_short_ms),
        (Flag.VERY_LONG, mark.ms > thresholds.very_long_ms),
        (
            Flag.MOSTLY_IDLE,
            mark.session and _idle(mark) > max(mark.ms, thresholds.idle_least_ms),
        ),
        (Flag.NO_NOTE, not mark.noted),
    )
    found = {flag for flag, raised in judged if raised}
    return found | {Flag(word) for word in known.said.get(mark.item, ()) if word in _WORDS}


def _not_priced(mark: Mark, known: Known) -> bool:
    return mark.customer is not None and mark.item not in known.uncovered


def _idle(mark: Mark) -> int:
    """Milliseconds between the first billable instant and the last that were not billable."""
    return 0 if mark.span is None else mark.span[1] - mark.span[0] - mark.ms


def _between(marks: Sequence[Mark], known: Known) -> Iterable[tuple[int, Flag]]:
    """Flags of sessions that stand close to another of the same customer."""
    by_customer: dict[int, list[tuple[int, int, int]]] = {}
    for mark in marks:
        if mark.customer is not None and mark.span is not None:
            by_customer.setdefault(mark.customer, []).append((*mark.span, mark.item))
    for of_one in by_customer.values():
        yield from _neighbours(sorted(of_one), known)


def _neighbours(spans: Sequence[tuple[int, int, int]], known: Known) -> Iterable[tuple[int, Flag]]:
    """See `_between`, for one customer's sessions by their start: first and last instant, item."""
    _, until, last = spans[0]
    for first, end, item in spans[1:]:
        gap = first - until
        if gap < 0:
            yield last, Flag.OVERLAPPING
            yield item, Flag.OVERLAPPING
        elif gap < known.merge_minutes.get(item, 0) * _MINUTE_MS:
            yield item, Flag.MERGE
        if end > until:
            last, until = item, end
