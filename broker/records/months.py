"""What the month end looks at: items with what was done and what counts for them, and sums."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from broker.records.customers import Customer
from broker.records.sessions import Interval


@dataclass(frozen=True, slots=True)
class MonthCharge:
    """A price that counts, or one that takes another back. Cents without VAT."""

    id: int
    item: int
    customer: Customer
    period: str
    reverses: int | None
    cents: int
    units: int
    vat_percent: int
    tariff: str
    tariff_version: int
    price: str
    """The whole explanation as JSON."""
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class MonthRow:
    """An item: a session, or work entered by hand, with what was done and the charge that counts
    for it in its own month."""

    item: int
    version: int
    period: str
    """YYYY-MM."""
    state: str
    """`open`, `approved` or `closed`."""
    entry: int | None
    """The session's number in the ledger; None for work entered by hand."""
    kind: str
    customer: Customer | None
    technician_id: int | None
    technician: str
    pc: str
    began_at: datetime
    """The first billable instant."""
    ended_at: datetime | None
    intervals: tuple[Interval, ...]
    ms: int
    """Billable milliseconds."""
    count: int
    """Messages, of e-mail."""
    part_of_session: bool
    """A call that became a session, which is billed alone."""
    outcome: str
    asked: str
    """Why the technician came, as the customer read it."""
    note: str
    urgent: bool
    excluded: str
    """The reason, where it is not billed."""
    merged_into: int | None
    receipt_state: str
    charge: MonthCharge | None

    @property
    def billed(self) -> bool:
        """Whether it stands for itself on the bill: neither excluded nor part of another."""
        return not self.excluded and self.merged_into is None


@dataclass(frozen=True, slots=True)
class Mark:
    """What is looked at in an item to say what somebody has to look at: a row, as lean as a whole
    month of them is read."""

    item: int
    version: int
    state: str
    session: bool
    """Whether it is a session, and not work entered by hand."""
    billed: bool
    """See `MonthRow.billed`."""
    customer: int | None
    began_at: datetime | None
    """As in `MonthRow`; None where there is a charge."""
    ms: int
    span: tuple[int, int] | None
    """The first billable instant and the last, in ms since 1970 UTC; None where not known."""
    noted: bool
    receipt_state: str
    charged: bool
    tariff: tuple[str, int]
    """Name and version; an empty name where there is none."""
    price: str
    """The price as JSON where it has flags, else empty."""


@dataclass(frozen=True, slots=True)
class BillLine:
    """One line of a month's export: an item, or a charge that corrects an item of another month."""

    row: MonthRow
    charge: MonthCharge | None
    correction: bool


@dataclass(frozen=True, slots=True)
class CustomerTotal:
    """What a customer's items of a month come to. `vat`: cents by percent of VAT."""

    customer: Customer | None
    items: int
    ms: int
    units: int
    cents: int
    vat: tuple[tuple[int, int], ...]

    @property
    def vat_cents(self) -> int:
        """The tax on it, each rate rounded half up to a cent once."""
        return sum(tax_of(cents, percent) for percent, cents in self.vat)


@dataclass(frozen=True, slots=True)
class ClosedPeriod:
    """A closed month with its sums, as they were stored."""

    period: str
    totals: tuple[CustomerTotal, ...]
    by: str
    at: datetime


def tax_of(cents: int, percent: int) -> int:
    """VAT on an amount, rounded half away from zero to a cent."""
    tax = (abs(cents) * percent * 2 + 100) // 200
    return tax if cents >= 0 else -tax


def sum_of(totals: Sequence[CustomerTotal]) -> CustomerTotal:
    """All customers' sums as one."""
    rates: dict[int, int] = {}
    for total in totals:
        for percent, cents in total.vat:
            rates[percent] = rates.get(percent, 0) + cents
    return CustomerTotal(
        None,
        sum(total.items for total in totals),
        sum(total.ms for total in totals),
        sum(total.units for total in totals),
        sum(total.cents for total in totals),
        tuple(sorted(rates.items())),
    )


def months_until(period: str, count: int) -> tuple[str, ...]:
    """So many months in order, the last of them `period`."""
    last = int(period[:4]) * 12 + int(period[5:]) - 1
    return tuple(f"{n // 12:04d}-{n % 12 + 1:02d}" for n in range(last - count + 1, last + 1))


def is_period(text: str) -> bool:
    """Whether a text is a month YYYY-MM, of the years 2000 to 2099."""
    return (
        len(text) == 7
        and text.isascii()
        and text[:2] == "20"
        and text[2:4].isdigit()
        and text[4] == "-"
        and text[5:].isdigit()
        and 1 <= int(text[5:]) <= 12
    )
