"""What somebody has to look at before a month is closed. Pure: rows in, flags out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from operator import attrgetter
from typing import Final

from broker.records.months import MonthRow


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
    said: Mapping[int, Sequence[str]] | None = None
    merge_minutes: Mapping[int, int] | None = None


def flags_of(
    rows: Iterable[MonthRow], known: Known, thresholds: Thresholds = USUAL
) -> dict[int, tuple[Flag, ...]]:
    """The flags of each item that is billed, in the order of the list; all rows of one month."""
    billed = [row for row in rows if row.billed]
    found = {row.item: _own(row, known, thresholds) for row in billed}
    for item, flag in _between(billed, known):
        found[item].add(flag)
    order = list(Flag)
    return {item: tuple(sorted(flags, key=order.index)) for item, flags in found.items()}


def _own(row: MonthRow, known: Known, thresholds: Thresholds) -> set[Flag]:
    said = {Flag(word) for word in (known.said or {}).get(row.item, ()) if word in set(Flag)}
    session = row.entry is not None
    judged = (
        (Flag.CUSTOMER_UNKNOWN, row.customer is None),
        (Flag.NO_CONTRACT, row.item in known.uncovered and row.charge is None),
        (Flag.NOT_PRICED, _not_priced(row, known)),
        (Flag.DISPUTED, row.receipt_state == "disputed"),
        (Flag.VERY_SHORT, session and row.ms < thresholds.very_short_ms),
        (Flag.VERY_LONG, row.ms > thresholds.very_long_ms),
        (Flag.MOSTLY_IDLE, session and _idle(row) > max(row.ms, thresholds.idle_least_ms)),
        (Flag.NO_NOTE, not row.note.strip()),
    )
    return said | {flag for flag, raised in judged if raised}


def _not_priced(row: MonthRow, known: Known) -> bool:
    return row.charge is None and row.customer is not None and row.item not in known.uncovered


def _idle(row: MonthRow) -> int:
    """Milliseconds between the first billable instant and the last that were not billable."""
    if not row.intervals:
        return 0
    first, (start, length) = row.intervals[0], row.intervals[-1]
    return start + length - first[0] - row.ms


def _between(rows: Sequence[MonthRow], known: Known) -> Iterable[tuple[int, Flag]]:
    """Flags of sessions that stand close to another of the same customer."""
    by_customer: dict[int, list[MonthRow]] = {}
    for row in rows:
        if row.customer is not None and row.intervals:
            by_customer.setdefault(row.customer.id, []).append(row)
    for of_one in by_customer.values():
        yield from _neighbours(sorted(of_one, key=attrgetter("intervals")), known)


def _neighbours(rows: Sequence[MonthRow], known: Known) -> Iterable[tuple[int, Flag]]:
    """See `_between`, for one customer's sessions by their start."""
    breaks = known.merge_minutes or {}
    last, until = rows[0], _end(rows[0])
    for _before, row in pairwise(rows):
        gap = row.intervals[0][0] - until
        if gap < 0:
            yield last.item, Flag.OVERLAPPING
            yield row.item, Flag.OVERLAPPING
        elif gap < breaks.get(row.item, 0) * 60_000:
            yield row.item, Flag.MERGE
        if _end(row) > until:
            last, until = row, _end(row)


def _end(row: MonthRow) -> int:
    start, length = row.intervals[-1]
    return start + length
