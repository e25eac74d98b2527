"""JSON for programs: exact values, times in UTC; docs/billing.md describes it."""

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, BinaryIO, Final

from broker.exports.columns import Reader
from broker.records.moments import iso
from broker.records.months import BillLine, CustomerTotal, MonthCharge

FORMAT: Final = "affianco month 1"


class JsonDocument:
    """Writes lines as they come, one to a line of text, so that a reader need not take it whole."""

    def __init__(self, out: BinaryIO, reader: Reader, *, month: str, closed: bool) -> None:
        self._out = out
        self._reader = reader
        self._first = True
        head = {"format": FORMAT, "month": month, "closed": closed, "zone": str(reader.zone)}
        out.write(_text(head)[:-1].encode() + b', "lines": [')

    def write(self, lines: Sequence[BillLine]) -> None:
        """Some more lines."""
        for line in lines:
            self._out.write(b"\n" if self._first else b",\n")
            self._out.write(_text(line_of(line, self._reader.explain)).encode())
            self._first = False

    def close(self, totals: Sequence[CustomerTotal]) -> None:
        """The sums, and the end."""
        sums = [total_of(total) for total in totals]
        self._out.write(f'\n], "totals": {_text(sums)}}}\n'.encode())


def line_of(line: BillLine, explain: Callable[[str], Sequence[str]]) -> dict[str, object]:
    """A line of the export."""
    row, charge = line.row, line.charge
    customer = charge.customer if charge else row.customer
    return {
        "item": row.item,
        "month": row.period,
        "correction": line.correction,
        "state": row.state,
        "kind": row.kind,
        "entry": row.entry,
        "customer": customer and {"id": customer.id, "name": customer.name},
        "technician": row.technician,
        "pc": row.pc,
        "began_at": iso(row.began_at),
        "ended_at": _moment(row.ended_at),
        "intervals": [list(interval) for interval in row.intervals],
        "ms": row.ms,
        "count": row.count,
        "outcome": row.outcome,
        "reason": row.asked,
        "note": row.note,
        "urgent": row.urgent,
        "excluded": row.excluded,
        "merged_into": row.merged_into,
        "receipt": row.receipt_state,
        "charge": charge and charge_of(charge, explain),
    }


def charge_of(charge: MonthCharge, explain: Callable[[str], Sequence[str]]) -> dict[str, object]:
    """A charge with its explanation."""
    return {
        "id": charge.id,
        "reverses": charge.reverses,
        "cents": charge.cents,
        "units": charge.units,
        "vat_percent": charge.vat_percent,
        "tariff": charge.tariff,
        "tariff_version": charge.tariff_version,
        "reason": charge.reason,
        "by": charge.by,
        "at": iso(charge.at),
        "explanation": list(explain(charge.price)),
        "price": json.loads(charge.price),
    }


def total_of(total: CustomerTotal) -> dict[str, object]:
    """A customer's sums."""
    customer = total.customer
    return {
        "customer": customer and {"id": customer.id, "name": customer.name},
        "items": total.items,
        "ms": total.ms,
        "units": total.units,
        "cents": total.cents,
        "vat_cents": total.vat_cents,
        "vat": [{"percent": percent, "cents": cents} for percent, cents in total.vat],
    }


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else iso(moment)


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
