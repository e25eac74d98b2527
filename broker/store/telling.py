"""How a row is told in the words of the log's events."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final, TypeAlias

from sqlalchemy import Column, ColumnElement, Row, Table, false, func, select

from broker.merkle.leaves import moment_text
from broker.records import iso
from broker.records.happenings import Happening
from broker.records.receipts import agreed_hash
from broker.records.watched import Watched
from broker.store.billing_tables import (
    charges,
    contracts,
    debits,
    events,
    items,
    packs,
    periods,
    receipts,
    tariffs,
    work,
)
from broker.store.tables import customers, sessions

Told: TypeAlias = dict[str, object]
"""Fields of an event's body as the row that it describes would have them now. `at` is the moment
of the event itself."""


@dataclass(frozen=True, slots=True)
class Kind:
    """How one kind of row is told: its table and key."""

    table: Table
    key: Column[Any]
    tell: Callable[[Row[Any]], Told]
    logged: ColumnElement[bool] | None = None
    """Which rows are to have an event; None means all."""


def _session(row: Row[Any]) -> Told:
    moments = ("joined_at", "active_at", "ended_at")
    same = ("entry", "session", "technician", "pc", "mode", "billable_ms", "outcome")
    return {
        **{name: row._mapping[name] and iso(row._mapping[name]) for name in moments},
        **_same(row, same),
        "customer": row.customer_id,
        "intervals": json.loads(row.intervals),
    }


def _item(row: Row[Any]) -> Told:
    same = ("entry", "period", "note", "urgent", "excluded", "merged_into", "state")
    return {"item": row.id, "work": row.work_id, "receipt": row.receipt_state, **_same(row, same)}


def _charge(row: Row[Any]) -> Told:
    same = ("period", "reverses", "cents", "units", "vat_percent", "tariff", "tariff_version")
    return {
        "charge": row.id,
        "item": row.item_id,
        "customer": row.customer_id,
        "price_hash": _hash(row.price),
        **_same(row, same),
        **_entered(row),
        "reason": row.reason,
    }


def _tariff(row: Row[Any]) -> Told:
    same = _same(row, ("name", "version", "document"))
    return {"tariff": row.id, "valid_from": row.valid_from.isoformat(), **same, **_entered(row)}


def _contract(row: Row[Any]) -> Told:
    return {
        "contract": row.id,
        "customer": row.customer_id,
        "valid_from": row.valid_from.isoformat(),
        "valid_until": row.valid_until and row.valid_until.isoformat(),
        "document": row.document,
        **_entered(row),
    }


def _pack(row: Row[Any]) -> Told:
    same = ("units", "session_units", "used", "tickets_used", "languages")
    days = {name: row._mapping[name].isoformat() for name in ("signed_on", "expires_on")}
    return {
        "pack": row.id,
        "customer": row.customer_id,
        **_same(row, same),
        **days,
        **_entered(row),
    }


def _work(row: Row[Any]) -> Told:
    same = ("technician_id", "technician", "kind", "ms", "count", "urgent", "note", "session_entry")
    return {
        "work": row.id,
        "customer": row.customer_id,
        "began_at": iso(row.began_at),
        **_same(row, same),
        **_entered(row),
    }


def _tickets(row: Row[Any]) -> Told:
    same = ("units", "tickets", "note")
    return {"debit": row.id, "pack": row.pack_id, **_same(row, same), **_entered(row)}


def _receipt(row: Row[Any]) -> Told:
    sides = ("agent_key", "agent_signature", "console_key", "console_signature")
    return {
        "entry": row.entry,
        "sha256": _hash(row.text),
        "final": row.final,
        "signature": row.broker_signature,
        "agreed_hash": agreed_hash(row.agreed_text, row.agreed_agent, row.agreed_console),
        **_same(row, (*sides, "verdict", "verdict_note")),
        "verdict_at": row.verdict_at and moment_text(row.verdict_at),
    }


def _customer(row: Row[Any]) -> Told:
    return {"customer": row.id, "name": row.name, "details_hash": _hash(row.details)}


def _month(row: Row[Any]) -> Told:
    return {"period": row.period, "totals_hash": _hash(row.totals), **_entered(row)}


def _same(row: Row[Any], names: tuple[str, ...]) -> Told:
    return {name: row._mapping[name] for name in names}


def _entered(row: Row[Any]) -> Told:
    return {"by": row.by, "at": moment_text(row.at)}


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()


_FIRST_LOGGED: Final = (
    select(func.min(events.c.entry))
    .where(events.c.kind == Happening.SESSION_JOINED.value)
    .scalar_subquery()
)
KINDS: Final = {
    Watched.SESSION: Kind(sessions, sessions.c.entry, _session, sessions.c.entry >= _FIRST_LOGGED),
    Watched.ITEM: Kind(items, items.c.id, _item),
    Watched.CHARGE: Kind(charges, charges.c.id, _charge),
    Watched.TARIFF: Kind(tariffs, tariffs.c.id, _tariff),
    Watched.CONTRACT: Kind(contracts, contracts.c.id, _contract),
    Watched.PACK: Kind(packs, packs.c.id, _pack),
    Watched.WORK: Kind(work, work.c.id, _work),
    Watched.TICKETS: Kind(debits, debits.c.id, _tickets, debits.c.charge_id.is_(None)),
    Watched.RECEIPT: Kind(receipts, receipts.c.entry, _receipt, receipts.c.final != 0),
    Watched.CUSTOMER: Kind(customers, customers.c.id, _customer, false()),
    Watched.MONTH: Kind(periods, periods.c.period, _month),
}
"""Sessions that began before there was a log, and customers from then, have no event."""
