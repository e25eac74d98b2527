"""The tables of the bill: what was agreed, what happened, what it costs. See tables.py."""

from typing import Final

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from broker.store.tables import UtcDateTime, metadata


def _customer() -> Column[int]:
    return Column("customer_id", Integer, ForeignKey("customers.id"), nullable=False, index=True)


def _by() -> tuple[Column[str], Column[object]]:
    """Full name of who entered a row (empty: the command line), and when."""
    return Column("by", String(64), nullable=False), Column("at", UtcDateTime, nullable=False)


tariffs: Final = Table(
    "tariffs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(64), nullable=False),
    Column("version", Integer, nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("document", Text, nullable=False),
    *_by(),
    UniqueConstraint("name", "version"),
    sqlite_autoincrement=True,
)
"""Versions of price lists. A row never changes."""

contracts: Final = Table(
    "contracts",
    metadata,
    Column("id", Integer, primary_key=True),
    _customer(),
    Column("valid_from", Date, nullable=False),
    Column("valid_until", Date, nullable=True),
    Column("document", Text, nullable=False),
    *_by(),
    sqlite_autoincrement=True,
)
"""What was agreed with a customer. Of two that hold on a day, the one entered last counts."""

packs: Final = Table(
    "packs",
    metadata,
    Column("id", Integer, primary_key=True),
    _customer(),
    Column("units", Integer, nullable=False),
    Column("session_units", Integer, nullable=False),
    Column("used", Integer, nullable=False, server_default="0"),
    Column("tickets_used", Integer, nullable=False, server_default="0"),
    Column("languages", String(8), nullable=False),
    Column("signed_on", Date, nullable=False),
    Column("expires_on", Date, nullable=False),
    *_by(),
    CheckConstraint("used >= 0 AND used <= session_units", name="pack_never_negative"),
    CheckConstraint(
        "tickets_used >= 0 AND tickets_used <= units - session_units", name="tickets_never_negative"
    ),
    sqlite_autoincrement=True,
)
"""Prepaid units; `session_units` of them for sessions and calls, the others for tickets."""

work: Final = Table(
    "work",
    metadata,
    Column("id", Integer, primary_key=True),
    _customer(),
    Column("technician_id", Integer, ForeignKey("technicians.id"), nullable=True),
    Column("technician", String(64), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("began_at", UtcDateTime, nullable=False),
    Column("ms", BigInteger, nullable=False),
    Column("count", Integer, nullable=False),
    Column("urgent", Integer, nullable=False, server_default="0"),
    Column("note", String(2000), nullable=False),
    Column("session_entry", Integer, ForeignKey("sessions.entry"), nullable=True),
    *_by(),
    sqlite_autoincrement=True,
)
"""E-mail, phone work and fixed charges, entered by hand. A row never changes. `session_entry`: the
session that a call became, which is then billed alone."""

items: Final = Table(
    "items",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("entry", Integer, ForeignKey("sessions.entry"), nullable=True, unique=True),
    Column("work_id", Integer, ForeignKey("work.id"), nullable=True, unique=True),
    Column("period", String(7), nullable=False),
    Column("state", String(16), nullable=False),
    Column("note", String(2000), nullable=False, server_default=""),
    Column("urgent", Integer, nullable=False, server_default="0"),
    Column("excluded", String(200), nullable=False, server_default=""),
    Column("merged_into", Integer, ForeignKey("items.id"), nullable=True),
    Column("version", Integer, nullable=False, server_default="1"),
    Column("receipt_state", String(16), nullable=False, server_default=""),
    Index("items_of_period", "period", "id"),
    sqlite_autoincrement=True,
)
"""What billing decides about a session, or about work entered by hand: one row each.

`period` is YYYY-MM of the month it is billed in; `state` open, approved or closed; `excluded` the
reason, empty where it is billed; `version` grows with each change, so that two edits at once meet.
"""

charges: Final = Table(
    "charges",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("item_id", Integer, ForeignKey("items.id"), nullable=False, index=True),
    _customer(),
    Column("period", String(7), nullable=False),
    Column("reverses", Integer, ForeignKey("charges.id"), nullable=True, unique=True),
    Column("cents", BigInteger, nullable=False),
    Column("units", Integer, nullable=False),
    Column("vat_percent", Integer, nullable=False),
    Column("tariff", String(64), nullable=False),
    Column("tariff_version", Integer, nullable=False),
    Column("price", Text, nullable=False),
    Column("reason", String(200), nullable=False),
    *_by(),
    Index("charges_of_period", "period", "customer_id", "vat_percent", "cents", "units"),
    sqlite_autoincrement=True,
)
"""Prices that count. A row never changes: a correction is a row that `reverses` another, with the
negative amounts, and then a new one. `price` is the whole explanation as JSON."""

debits: Final = Table(
    "debits",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("pack_id", Integer, ForeignKey("packs.id"), nullable=False, index=True),
    Column("charge_id", Integer, ForeignKey("charges.id"), nullable=True, index=True),
    Column("units", Integer, nullable=False),
    Column("tickets", Integer, nullable=False, server_default="0"),
    Column("note", String(200), nullable=False, server_default=""),
    *_by(),
    sqlite_autoincrement=True,
)
"""Units taken from packs, negative where a reversal gives them back; `tickets` by hand."""

periods: Final = Table(
    "periods",
    metadata,
    Column("period", String(7), primary_key=True),
    Column("totals", Text, nullable=False),
    *_by(),
)
"""Closed months."""

receipts: Final = Table(
    "receipts",
    metadata,
    Column("entry", Integer, ForeignKey("sessions.entry"), primary_key=True),
    Column("text", Text, nullable=False),
    Column("final", Integer, nullable=False),
    Column("broker_signature", String(128), nullable=False),
    Column("agent_key", String(64), nullable=False, server_default=""),
    Column("agent_signature", String(128), nullable=False, server_default=""),
    Column("console_key", String(64), nullable=False, server_default=""),
    Column("console_signature", String(128), nullable=False, server_default=""),
    Column("agreed_text", Text, nullable=False, server_default=""),
    Column("agreed_agent", String(128), nullable=False, server_default=""),
    Column("agreed_console", String(128), nullable=False, server_default=""),
    Column("ticket_hash", String(64), nullable=False, server_default=""),
    Column("verdict", String(16), nullable=False, server_default=""),
    Column("verdict_note", String(500), nullable=False, server_default=""),
    Column("verdict_at", UtcDateTime, nullable=True),
    Index("receipts_by_ticket", "ticket_hash"),
)
"""Receipts, byte for byte as they were signed; `agreed_…`: the last minute that both signed while
the session ran."""

events: Final = Table(
    "events",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", String(27), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("entry", Integer, nullable=True, index=True),
    Column("salt", String(32), nullable=False),
    Column("body", Text, nullable=False),
    Column("leaf", String(64), nullable=False),
)
"""The log, chained as a Merkle tree: leaf `number` from 0 without a gap. A row never changes. The
columns hold the very texts that the leaf is made of: see broker/merkle/leaves.py."""

checkpoints: Final = Table(
    "checkpoints",
    metadata,
    Column("size", Integer, primary_key=True, autoincrement=False),
    Column("at", String(27), nullable=False),
    Column("note", Text, nullable=False),
    Column("edge", Text, nullable=False),
)
"""Signed heads of the log (its size and root), as texts with their signatures; `edge`: the hashes
with which the tree grows on, see broker/merkle/tree.py."""
