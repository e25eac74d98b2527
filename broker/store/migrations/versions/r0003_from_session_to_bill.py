"""From session to bill: what was agreed, what happened, what it costs; the log as a Merkle tree."""

from collections.abc import Callable
from typing import Final

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_APPEND_ONLY: Final = (
    "tariffs",
    "contracts",
    "work",
    "charges",
    "debits",
    "periods",
    "events",
    "checkpoints",
)
"""Tables whose rows never change and never go; the database itself says no."""


def upgrade() -> None:
    """Bring a database of 0002 here. Sessions from before have no intervals: their sums stand."""
    with op.batch_alter_table("sessions") as change:
        change.add_column(sa.Column("intervals", sa.Text, nullable=False, server_default="[]"))
    with op.batch_alter_table("customers") as change:
        change.add_column(sa.Column("details", sa.Text, nullable=False, server_default="{}"))
    for make in _TABLES:
        make()
    for table in _APPEND_ONLY:
        _guard(table)


def _guard(table: str) -> None:
    """Triggers against change and removal of rows, in SQLite's words and in PostgreSQL's."""
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                "BEGIN SELECT RAISE(ABORT, 'append only'); END"
            )
        return
    op.execute(
        f"CREATE FUNCTION {table}_append_only() RETURNS trigger AS "
        "$$ BEGIN RAISE EXCEPTION 'append only'; END $$ LANGUAGE plpgsql"
    )
    op.execute(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_append_only()"
    )


def _customer() -> sa.Column[int]:
    return sa.Column(
        "customer_id", sa.Integer, sa.ForeignKey("customers.id"), nullable=False, index=True
    )


def _by() -> tuple[sa.Column[str], sa.Column[object]]:
    """Full name of who entered a row (empty: the command line), and when."""
    return sa.Column("by", sa.String(64), nullable=False), sa.Column(
        "at", sa.DateTime(timezone=True), nullable=False
    )


def _make_tariffs() -> None:
    op.create_table(
        "tariffs",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("valid_from", sa.Date, nullable=False),
        sa.Column("document", sa.Text, nullable=False),
        *_by(),
        sa.UniqueConstraint("name", "version"),
        sqlite_autoincrement=True,
    )


def _make_contracts() -> None:
    op.create_table(
        "contracts",
        sa.Column("id", sa.Integer, primary_key=True),
        _customer(),
        sa.Column("valid_from", sa.Date, nullable=False),
        sa.Column("valid_until", sa.Date, nullable=True),
        sa.Column("document", sa.Text, nullable=False),
        *_by(),
        sqlite_autoincrement=True,
    )


def _make_packs() -> None:
    op.create_table(
        "packs",
        sa.Column("id", sa.Integer, primary_key=True),
        _customer(),
        sa.Column("units", sa.Integer, nullable=False),
        sa.Column("session_units", sa.Integer, nullable=False),
        sa.Column("used", sa.Integer, nullable=False, server_default="0"),
        sa.Column("tickets_used", sa.Integer, nullable=False, server_default="0"),
        sa.Column("languages", sa.String(8), nullable=False),
        sa.Column("signed_on", sa.Date, nullable=False),
        sa.Column("expires_on", sa.Date, nullable=False),
        *_by(),
        sa.CheckConstraint("used >= 0 AND used <= session_units", name="pack_never_negative"),
        sa.CheckConstraint(
            "tickets_used >= 0 AND tickets_used <= units - session_units",
            name="tickets_never_negative",
        ),
        sqlite_autoincrement=True,
    )


def _make_work() -> None:
    op.create_table(
        "work",
        sa.Column("id", sa.Integer, primary_key=True),
        _customer(),
        sa.Column("technician_id", sa.Integer, sa.ForeignKey("technicians.id"), nullable=True),
        sa.Column("technician", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ms", sa.BigInteger, nullable=False),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("urgent", sa.Integer, nullable=False, server_default="0"),
        sa.Column("note", sa.String(2000), nullable=False),
        sa.Column("session_entry", sa.Integer, sa.ForeignKey("sessions.entry"), nullable=True),
        *_by(),
        sqlite_autoincrement=True,
    )


def _make_items() -> None:
    op.create_table(
        "items",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("entry", sa.Integer, sa.ForeignKey("sessions.entry"), nullable=True, unique=True),
        sa.Column("work_id", sa.Integer, sa.ForeignKey("work.id"), nullable=True, unique=True),
        sa.Column("period", sa.String(7), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("note", sa.String(2000), nullable=False, server_default=""),
        sa.Column("urgent", sa.Integer, nullable=False, server_default="0"),
        sa.Column("excluded", sa.String(200), nullable=False, server_default=""),
        sa.Column("merged_into", sa.Integer, sa.ForeignKey("items.id"), nullable=True),
        sa.Column("version", sa.Integer, nullable=False, server_default="1"),
        sa.Column("receipt_state", sa.String(16), nullable=False, server_default=""),
        sa.Index("items_of_period", "period", "id"),
        sqlite_autoincrement=True,
    )


def _make_charges() -> None:
    op.create_table(
        "charges",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("item_id", sa.Integer, sa.ForeignKey("items.id"), nullable=False, index=True),
        _customer(),
        sa.Column("period", sa.String(7), nullable=False),
        sa.Column("reverses", sa.Integer, sa.ForeignKey("charges.id"), nullable=True, unique=True),
        sa.Column("cents", sa.BigInteger, nullable=False),
        sa.Column("units", sa.Integer, nullable=False),
        sa.Column("vat_percent", sa.Integer, nullable=False),
        sa.Column("tariff", sa.String(64), nullable=False),
        sa.Column("tariff_version", sa.Integer, nullable=False),
        sa.Column("price", sa.Text, nullable=False),
        sa.Column("reason", sa.String(200), nullable=False),
        *_by(),
        sa.Index("charges_of_period", "period", "customer_id", "vat_percent", "cents", "units"),
        sqlite_autoincrement=True,
    )


def _make_debits() -> None:
    op.create_table(
        "debits",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("pack_id", sa.Integer, sa.ForeignKey("packs.id"), nullable=False, index=True),
        sa.Column("charge_id", sa.Integer, sa.ForeignKey("charges.id"), nullable=True, index=True),
        sa.Column("units", sa.Integer, nullable=False),
        sa.Column("tickets", sa.Integer, nullable=False, server_default="0"),
        sa.Column("note", sa.String(200), nullable=False, server_default=""),
        *_by(),
        sqlite_autoincrement=True,
    )


def _make_periods() -> None:
    op.create_table(
        "periods",
        sa.Column("period", sa.String(7), primary_key=True),
        sa.Column("totals", sa.Text, nullable=False),
        *_by(),
    )


def _make_receipts() -> None:
    op.create_table(
        "receipts",
        sa.Column("entry", sa.Integer, sa.ForeignKey("sessions.entry"), primary_key=True),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("final", sa.Integer, nullable=False),
        sa.Column("broker_signature", sa.String(128), nullable=False),
        sa.Column("agent_key", sa.String(64), nullable=False, server_default=""),
        sa.Column("agent_signature", sa.String(128), nullable=False, server_default=""),
        sa.Column("console_key", sa.String(64), nullable=False, server_default=""),
        sa.Column("console_signature", sa.String(128), nullable=False, server_default=""),
        sa.Column("agreed_text", sa.Text, nullable=False, server_default=""),
        sa.Column("agreed_agent", sa.String(128), nullable=False, server_default=""),
        sa.Column("agreed_console", sa.String(128), nullable=False, server_default=""),
        sa.Column("ticket_hash", sa.String(64), nullable=False, server_default=""),
        sa.Column("verdict", sa.String(16), nullable=False, server_default=""),
        sa.Column("verdict_note", sa.String(500), nullable=False, server_default=""),
        sa.Column("verdict_at", sa.DateTime(timezone=True), nullable=True),
    )
    op.create_index("receipts_by_ticket", "receipts", ["ticket_hash"])


def _make_events() -> None:
    op.create_table(
        "events",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at", sa.String(27), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("entry", sa.Integer, nullable=True, index=True),
        sa.Column("salt", sa.String(32), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("leaf", sa.String(64), nullable=False),
    )


def _make_checkpoints() -> None:
    op.create_table(
        "checkpoints",
        sa.Column("size", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at", sa.String(27), nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("edge", sa.Text, nullable=False),
    )


_TABLES: Final[tuple[Callable[[], None], ...]] = (
    _make_tariffs,
    _make_contracts,
    _make_packs,
    _make_work,
    _make_items,
    _make_charges,
    _make_debits,
    _make_periods,
    _make_receipts,
    _make_events,
    _make_checkpoints,
)
