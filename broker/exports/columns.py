"""The columns of an export, the same in every table: what each is called, holds and looks like."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from broker.records.months import BillLine, CustomerTotal
from broker.wire.texts import Texts

Value = str | int | datetime | timedelta | None


class Shape(StrEnum):
    """How a value is written."""

    TEXT = "text"
    WHOLE = "whole"
    CENTS = "cents"
    """Whole cents, shown as euros."""
    MOMENT = "moment"
    """Local time of the house, to the second."""
    LENGTH = "length"


class Column(StrEnum):
    """The columns, in their order; `export_…` of the texts says how each is called."""

    MONTH = "month"
    ITEM = "item"
    CUSTOMER = "customer"
    BEGAN = "began"
    ENDED = "ended"
    LENGTH = "length"
    KIND = "kind"
    AMOUNT = "amount"
    VAT = "vat"
    UNITS = "units"
    TARIFF = "tariff"
    EXPLANATION = "explanation"
    TECHNICIAN = "technician"
    NOTE = "note"
    ASKED = "asked"
    PC = "pc"
    ENTRY = "entry"
    OUTCOME = "outcome"
    URGENT = "urgent"
    STATE = "state"
    EXCLUDED = "excluded"
    MERGED = "merged"
    CORRECTION = "correction"
    RECEIPT = "receipt"


class Sum(StrEnum):
    """The columns of the sums by customer; `export_…` too."""

    CUSTOMER = "customer"
    ITEMS = "items"
    LENGTH = "length"
    UNITS = "units"
    AMOUNT = "amount"
    TAX = "tax"
    TOTAL = "total"


@dataclass(frozen=True, slots=True)
class Reader:
    """Whose eyes a table is for: their words, their zone, and how a price is put in sentences."""

    texts: Texts
    zone: ZoneInfo
    explain: Callable[[str], Sequence[str]]
    """Sentences of a price that is given as JSON."""

    def local(self, moment: datetime | None) -> datetime | None:
        """The local time, without its zone, to the second: as spreadsheets know it."""
        if moment is None:
            return None
        return moment.astimezone(self.zone).replace(tzinfo=None, microsecond=0)


SHAPES: Final[Mapping[Column, Shape]] = {
    Column.ITEM: Shape.WHOLE,
    Column.BEGAN: Shape.MOMENT,
    Column.ENDED: Shape.MOMENT,
    Column.LENGTH: Shape.LENGTH,
    Column.AMOUNT: Shape.CENTS,
    Column.VAT: Shape.WHOLE,
    Column.UNITS: Shape.WHOLE,
    Column.ENTRY: Shape.WHOLE,
    Column.MERGED: Shape.WHOLE,
}
"""The columns that are no texts."""
SUM_SHAPES: Final[Mapping[Sum, Shape]] = {
    Sum.CUSTOMER: Shape.TEXT,
    Sum.ITEMS: Shape.WHOLE,
    Sum.LENGTH: Shape.LENGTH,
    Sum.UNITS: Shape.WHOLE,
    Sum.AMOUNT: Shape.CENTS,
    Sum.TAX: Shape.CENTS,
    Sum.TOTAL: Shape.CENTS,
}


def shape_of(column: Column) -> Shape:
    """How the values of a column are written."""
    return SHAPES.get(column, Shape.TEXT)


_ORDER: Final = tuple(Column)
ROW_SHAPES: Final = tuple(shape_of(column) for column in _ORDER)
"""How the values of a line are written, one for each."""


def values_of(line: BillLine, reader: Reader) -> tuple[Value, ...]:
    """A line's values, in the order of the columns."""
    found = {**_done(line, reader), **_priced(line, reader), **_decided(line, reader)}
    return tuple([found[column] for column in _ORDER])


def sums_of(total: CustomerTotal, reader: Reader) -> tuple[Value, ...]:
    """A customer's sums, in the order of `Sum`."""
    name = total.customer.name if total.customer else reader.texts("customer_unknown")
    return (
        name,
        total.items,
        _length(total.ms),
        total.units,
        total.cents,
        total.vat_cents,
        total.cents + total.vat_cents,
    )


def _done(line: BillLine, reader: Reader) -> dict[Column, Value]:
    row, texts = line.row, reader.texts
    return {
        Column.MONTH: row.period,
        Column.ITEM: row.item,
        Column.BEGAN: reader.local(row.began_at),
        Column.ENDED: reader.local(row.ended_at),
        Column.LENGTH: _length(row.ms),
        Column.KIND: texts(f"export_kind_{row.kind}"),
        Column.TECHNICIAN: row.technician,
        Column.NOTE: row.note,
        Column.ASKED: row.asked,
        Column.PC: row.pc,
        Column.ENTRY: row.entry,
        Column.OUTCOME: texts(f"outcome_{row.outcome}") if row.outcome else "",
        Column.RECEIPT: texts(f"export_receipt_{row.receipt_state}") if row.receipt_state else "",
    }


def _priced(line: BillLine, reader: Reader) -> dict[Column, Value]:
    charge = line.charge
    customer = charge.customer if charge else line.row.customer
    named = customer.name if customer else reader.texts("customer_unknown")
    if charge is None:
        blank = dict.fromkeys((Column.AMOUNT, Column.VAT, Column.UNITS))
        return {**blank, Column.CUSTOMER: named, Column.TARIFF: "", Column.EXPLANATION: ""}
    tariff = f"{charge.tariff} {charge.tariff_version}" if charge.tariff else ""
    return {
        Column.CUSTOMER: named,
        Column.AMOUNT: charge.cents,
        Column.VAT: charge.vat_percent,
        Column.UNITS: charge.units,
        Column.TARIFF: tariff,
        Column.EXPLANATION: " ".join(reader.explain(charge.price)),
    }


def _decided(line: BillLine, reader: Reader) -> dict[Column, Value]:
    row, texts = line.row, reader.texts
    reason = line.charge.reason if line.charge and line.correction else ""
    return {
        Column.URGENT: texts("export_yes") if row.urgent else "",
        Column.STATE: texts(f"export_state_{row.state}"),
        Column.EXCLUDED: row.excluded,
        Column.MERGED: row.merged_into,
        Column.CORRECTION: reason or (texts("export_yes") if line.correction else ""),
    }


def _length(ms: int) -> timedelta:
    return timedelta(seconds=ms // 1000)
