"""How items are asked for: with session or work, customer, and the charge that counts."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, Select, and_, case, func, literal, or_, select

from broker.records import Customer
from broker.records.months import Mark, MonthCharge, MonthRow
from broker.store.billing_tables import charges, items, work
from broker.store.tables import customers, sessions

WHOSE: Final = func.coalesce(sessions.c.customer_id, work.c.customer_id)
MS: Final = func.coalesce(sessions.c.billable_ms, work.c.ms)
CHARGE: Final = tuple(column.name for column in charges.c)
_PLAIN: Final = '%"flags":[]%'
"""How the JSON of a price without flags looks."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which items; what is empty does not narrow."""

    period: str = ""
    customer: int | None = None
    """0: those of nobody."""
    technician: int | None = None
    states: frozenset[str] = frozenset()
    """Of `open`, `approved`, `closed`, `excluded`, `merged`: any of them."""
    before: int | None = None
    """Items with a lower number."""
    since: int | None = None
    until: int | None = None
    """Of sessions from one entry to another, both included."""
    numbers: frozenset[int] | None = None
    customers: frozenset[int] | None = None
    """Of any of these customers, 0 for nobody."""


def counting(period: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether a charge counts in a month: it takes nothing back, and nothing in that month takes
    it back."""
    other = charges.alias("taken_back")
    taken = select(literal(1)).where(other.c.reverses == charges.c.id, other.c.period == period)
    # Not `IS NULL`: SQLite takes the unique index of `reverses` for one that finds a row or two.
    return and_(func.coalesce(charges.c.reverses, 0) == 0, ~taken.exists())


def worked() -> Any:
    return items.outerjoin(sessions, sessions.c.entry == items.c.entry).outerjoin(
        work, work.c.id == items.c.work_id
    )


def rows() -> Select[Any]:
    return _columns().select_from(_named(_charged()))


def marks(wanted: Wanted) -> Select[Any]:
    """Items as `mark` reads them, the first first; names and texts stay where they are."""
    began = func.coalesce(sessions.c.active_at, sessions.c.joined_at, work.c.began_at)
    asked = select(
        items.c.id,
        items.c.version,
        items.c.state,
        items.c.entry,
        items.c.excluded,
        items.c.merged_into,
        func.coalesce(charges.c.customer_id, WHOSE),
        case((charges.c.id.is_(None), began)),
        MS,
        sessions.c.intervals,
        items.c.note,
        items.c.receipt_state,
        charges.c.tariff,
        charges.c.tariff_version,
        case((charges.c.price.like(_PLAIN), ""), else_=charges.c.price),
    )
    return narrowed(asked.select_from(_charged()), wanted).order_by(items.c.id)


def mark(row: Row[Any]) -> Mark:
    values: Any = row
    number, version, state, entry, excluded, whole, customer, *rest = values
    began_at, ms, intervals, note, receipt_state, tariff, tariff_version, price = rest
    ends = json.loads(intervals) if intervals else None
    return Mark(
        item=number,
        version=version,
        state=state,
        session=entry is not None,
        billed=not excluded and whole is None,
        customer=customer,
        began_at=began_at,
        ms=ms,
        span=(ends[0][0], sum(ends[-1])) if ends else None,
        noted=bool(note.strip()),
        receipt_state=receipt_state,
        charged=tariff is not None,
        tariff=(tariff or "", tariff_version or 0),
        price=price or "",
    )


def _charged() -> Any:
    """Items with the charge that counts for each in its own month."""
    on = and_(
        charges.c.item_id == items.c.id,
        charges.c.period == items.c.period,
        counting(items.c.period),
    )
    return worked().outerjoin(charges, on)


def corrections(period: str) -> Select[Any]:
    """Charges of a month for items of other months, but for those taken back at once."""
    return charged(period).where(items.c.period != period)


def charged(period: str) -> Select[Any]:
    """Charges of a month, also for items of others, but for those taken back at once."""
    taken = charges.alias("reversed")
    own = select(literal(1)).where(taken.c.id == charges.c.reverses, taken.c.period == period)
    from_ = charges.join(items, items.c.id == charges.c.item_id)
    from_ = from_.outerjoin(sessions, sessions.c.entry == items.c.entry)
    from_ = from_.outerjoin(work, work.c.id == items.c.work_id)
    backwards = and_(charges.c.reverses.is_not(None), ~own.exists())
    return (
        _columns()
        .select_from(_named(from_))
        .where(charges.c.period == period, or_(counting(literal(period)), backwards))
    )


def _named(from_: Any) -> Any:
    whose = func.coalesce(charges.c.customer_id, WHOSE)
    return from_.outerjoin(customers, customers.c.id == whose)


def _columns() -> Select[Any]:
    of_charge = [charges.c[name].label(f"charge_{name}") for name in CHARGE]
    return select(
        items.c.id,
        items.c.version,
        items.c.period,
        items.c.state,
        items.c.entry,
        items.c.note,
        items.c.urgent,
        items.c.excluded,
        items.c.merged_into,
        items.c.receipt_state,
        customers.c.id.label("customer_id"),
        customers.c.name.label("customer"),
        sessions.c.technician_id,
        sessions.c.technician,
        sessions.c.pc,
        sessions.c.joined_at,
        sessions.c.active_at,
        sessions.c.ended_at,
        sessions.c.intervals,
        sessions.c.billable_ms,
        sessions.c.outcome,
        sessions.c.reason,
        work.c.kind,
        work.c.technician_id.label("work_technician_id"),
        work.c.technician.label("work_technician"),
        work.c.began_at,
        work.c.ms,
        work.c.count.label("messages"),
        work.c.session_entry,
        *of_charge,
    )


def standing() -> ColumnElement[str]:
    return case(
        (items.c.merged_into.is_not(None), "merged"),
        (items.c.excluded != "", "excluded"),
        else_=items.c.state,
    )


def narrowed(asked: Select[Any], wanted: Wanted) -> Select[Any]:
    if wanted.period:
        asked = asked.where(items.c.period == wanted.period)
    if wanted.numbers is not None:
        asked = asked.where(items.c.id.in_(wanted.numbers))
    if wanted.states:
        asked = asked.where(standing().in_(wanted.states))
    if wanted.before is not None:
        asked = asked.where(items.c.id < wanted.before)
    if wanted.since is not None:
        asked = asked.where(items.c.entry >= wanted.since)
    if wanted.until is not None:
        asked = asked.where(items.c.entry <= wanted.until)
    if wanted.technician is not None:
        whose = func.coalesce(sessions.c.technician_id, work.c.technician_id)
        asked = asked.where(whose == wanted.technician)
    if wanted.customers is not None:
        asked = asked.where(func.coalesce(charges.c.customer_id, WHOSE, 0).in_(wanted.customers))
    return of_customer(asked, wanted.customer)


def of_customer(asked: Select[Any], customer: int | None) -> Select[Any]:
    if customer is None:
        return asked
    whose = func.coalesce(charges.c.customer_id, WHOSE)
    return asked.where(whose == customer if customer else whose.is_(None))


_ROW: Final = tuple(_columns().selected_columns.keys())


def month_row(row: Row[Any]) -> MonthRow:
    known = dict(zip(_ROW, row, strict=True))
    of_charge = known["charge_id"] is not None
    charge = charge_from(row[-len(CHARGE) :], known["customer"]) if of_charge else None
    session = known["entry"] is not None
    whose, began_at = known["customer_id"], known["active_at"] or known["joined_at"]
    return MonthRow(
        item=known["id"],
        version=known["version"],
        period=known["period"],
        state=known["state"],
        entry=known["entry"],
        kind="session" if session else known["kind"],
        customer=None if whose is None else Customer(whose, known["customer"]),
        technician_id=known["technician_id" if session else "work_technician_id"],
        technician=known["technician" if session else "work_technician"],
        pc=known["pc"] or "",
        began_at=began_at if session else known["began_at"],
        ended_at=known["ended_at"],
        intervals=tuple((start, ms) for start, ms in json.loads(known["intervals"] or "[]")),
        ms=known["billable_ms" if session else "ms"],
        count=known["messages"] or 0,
        part_of_session=known["session_entry"] is not None,
        outcome=known["outcome"] or "",
        asked=known["reason"] or "",
        note=known["note"],
        urgent=bool(known["urgent"]),
        excluded=known["excluded"],
        merged_into=known["merged_into"],
        receipt_state=known["receipt_state"],
        charge=charge,
    )


def charge_from(values: Sequence[Any], customer: str) -> MonthCharge:
    """A charge from its columns, in the order of `CHARGE`."""
    known = dict(zip(CHARGE, values, strict=True))
    number, item = known.pop("customer_id"), known.pop("item_id")
    return MonthCharge(**known, item=item, customer=Customer(number, customer))
