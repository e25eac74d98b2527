"""Rows of a month without a database."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from broker.billing.exporting import reader_for
from broker.exports.columns import Reader
from broker.records import Customer, epoch_ms
from broker.records.months import BillLine, Mark, MonthCharge, MonthRow
from broker.tariff.kept import price_text
from broker.tariff.work import Price

ROME = ZoneInfo("Europe/Rome")
BEGAN = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ROSSI = Customer(7, "Panificio Rossi")
NOTHING = price_text(Price(lines=(), cents=0, units=0))


def charge(cents: int = 1500, **changed: Any) -> MonthCharge:
    values: dict[str, Any] = {
        "id": 1,
        "item": 1,
        "customer": ROSSI,
        "period": "2026-03",
        "reverses": None,
        "cents": cents,
        "units": 0,
        "vat_percent": 22,
        "tariff": "Ore",
        "tariff_version": 1,
        "price": NOTHING,
        "reason": "",
        "by": "",
        "at": BEGAN,
    }
    return MonthCharge(**{**values, **changed})


def row(
    item: int = 1, *, after: int = 0, minutes: int = 30, charged: bool = True, **changed: Any
) -> MonthRow:
    """A session that begins `after` minutes after `BEGAN`."""
    began = BEGAN + timedelta(minutes=after)
    ms = minutes * 60_000
    values: dict[str, Any] = {
        "item": item,
        "version": 1,
        "period": "2026-03",
        "state": "open",
        "entry": item,
        "kind": "session",
        "customer": ROSSI,
        "technician_id": 1,
        "technician": "Anna Rossi",
        "pc": "PC-1",
        "began_at": began,
        "ended_at": began + timedelta(minutes=minutes),
        "intervals": ((epoch_ms(began), ms),) if ms else (),
        "ms": ms,
        "count": 0,
        "part_of_session": False,
        "outcome": "completed",
        "asked": "",
        "note": "Stampante",
        "urgent": False,
        "excluded": "",
        "merged_into": None,
        "receipt_state": "signed",
        "charge": charge(item=item) if charged else None,
    }
    return MonthRow(**{**values, **changed})


def mark_of(row: MonthRow) -> Mark:
    """What the store reads of such a row, where the month is looked at."""
    ends = row.intervals
    charge = row.charge
    return Mark(
        item=row.item,
        version=row.version,
        state=row.state,
        session=row.entry is not None,
        billed=row.billed,
        customer=row.customer and row.customer.id,
        began_at=None if charge else row.began_at,
        ms=row.ms,
        span=(ends[0][0], sum(ends[-1])) if ends else None,
        noted=bool(row.note.strip()),
        receipt_state=row.receipt_state,
        charged=charge is not None,
        tariff=(charge.tariff, charge.tariff_version) if charge else ("", 0),
        price=charge.price if charge and '"flags":[]' not in charge.price else "",
    )


def line(cents: int | None = 1500, *, correction: bool = False, **changed: Any) -> BillLine:
    """A line of a bill; `cents` None: without a charge."""
    made = None if cents is None else charge(cents)
    return BillLine(row(charged=False, **changed), made, correction)


def reader(language: str = "it") -> Reader:
    return reader_for(language, ROME)
