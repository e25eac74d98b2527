"""Items, charges and sums as docs/protocol.md describes them. Pure."""

import json
from collections.abc import Sequence

from broker.billing.flags import Flag
from broker.billing.phrases import price_phrases
from broker.billing.simulate import Compared, Side
from broker.records import Customer, iso, moment_at
from broker.records.months import BillLine, CustomerTotal, MonthCharge, MonthRow
from broker.store import LogRow
from broker.tariff.explain import sentences
from broker.tariff.kept import price_of
from broker.tariff.work import Price
from broker.wire.texts import LANGUAGES

Json = dict[str, object]


def item_head(row: MonthRow, flags: Sequence[Flag]) -> Json:
    """An item as one of a list."""
    return {
        "item": row.item,
        "version": row.version,
        "month": row.period,
        "state": row.state,
        "kind": row.kind,
        "entry": row.entry,
        "customer": named(row.customer),
        "technician": row.technician,
        "pc": row.pc,
        "began_at": iso(row.began_at),
        "ended_at": row.ended_at and iso(row.ended_at),
        "ms": row.ms,
        "count": row.count,
        "outcome": row.outcome or None,
        "reason": row.asked,
        "note": row.note,
        "urgent": row.urgent,
        "excluded": row.excluded,
        "merged_into": row.merged_into,
        "receipt": row.receipt_state,
        "charge": row.charge and _priced(row.charge),
        "flags": list(flags),
    }


def item_whole(
    row: MonthRow,
    flags: Sequence[Flag],
    *,
    parts: Sequence[int],
    charges: Sequence[MonthCharge],
    events: Sequence[Json],
) -> Json:
    """An item with all that is known of it."""
    return {
        **item_head(row, flags),
        "intervals": [{"began_at": iso(moment_at(at)), "ms": ms} for at, ms in row.intervals],
        "parts": list(parts),
        "charges": [charge_whole(charge) for charge in charges],
        "events": list(events),
    }


def charge_whole(charge: MonthCharge) -> Json:
    """A charge with its explanation in both languages."""
    return {
        "id": charge.id,
        "customer": named(charge.customer),
        "reverses": charge.reverses,
        "by": charge.by,
        "at": iso(charge.at),
        "explanation": explained(price_of(charge.price)),
        **_priced(charge),
    }


def explained(price: Price) -> Json:
    """A price in sentences, in every language."""
    return {language: sentences(price, price_phrases(language)) for language in LANGUAGES}


def event(row: LogRow) -> Json:
    """An event of the log about an item's session; empty texts where it does not say."""
    leaf, body = row.leaf, json.loads(row.leaf.body)
    return {
        "number": leaf.number,
        "at": leaf.at,
        "kind": leaf.kind,
        "by": body.get("by") or body.get("technician") or "",
        "reason": body.get("reason") or "",
    }


def total(one: CustomerTotal) -> Json:
    """A customer's sums with their VAT."""
    return {
        "customer": named(one.customer),
        **_sums(one),
        "vat_cents": one.vat_cents,
        "vat": [{"percent": percent, "cents": cents} for percent, cents in one.vat],
    }


def bar(one: CustomerTotal) -> Json:
    """A customer's sums in a chart."""
    return {"customer": named(one.customer), **_sums(one)}


def month_bar(month: str, whole: CustomerTotal, totals: Sequence[CustomerTotal]) -> Json:
    """A month's sums in a chart."""
    return {"month": month, **_sums(whole), "customers": [bar(one) for one in totals]}


def correction(line: BillLine) -> Json | None:
    """A charge that corrects an item of another month."""
    if line.charge is None:
        return None
    return {
        "item": line.row.item,
        "item_month": line.row.period,
        "charge": charge_whole(line.charge),
    }


def side(one: Side) -> Json:
    """An item as it was priced and as it would be."""
    row = one.row
    return {
        "item": row.item,
        "customer": named(row.customer),
        "began_at": iso(row.began_at),
        "technician": row.technician,
        "ms": row.ms,
        "before": one.before and _price(one.before),
        "after": _price(one.after),
    }


def compared(one: Compared) -> Json:
    """A customer's sums of a simulation."""
    return {
        "customer": named(one.customer),
        "items": one.items,
        "cents_before": one.cents_before,
        "cents_after": one.cents_after,
        "units_before": one.units_before,
        "units_after": one.units_after,
    }


def named(customer: Customer | None) -> Json | None:
    """A customer's number and name."""
    return None if customer is None else {"id": customer.id, "name": customer.name}


def _price(price: Price) -> Json:
    return {"cents": price.cents, "units": price.units, "explanation": explained(price)}


def _priced(charge: MonthCharge) -> Json:
    return {
        "month": charge.period,
        "cents": charge.cents,
        "units": charge.units,
        "vat_percent": charge.vat_percent,
        "tariff": charge.tariff,
        "tariff_version": charge.tariff_version,
        "reason": charge.reason,
    }


def _sums(one: CustomerTotal) -> Json:
    return {"items": one.items, "ms": one.ms, "units": one.units, "cents": one.cents}
