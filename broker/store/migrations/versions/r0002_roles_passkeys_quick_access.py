"""Roles, sign-ins that are told apart, passkeys, the audit, and quick access."""

from typing import Final

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_PEOPLE: Final = "technicians.id"


def upgrade() -> None:
    """Bring a database of 0001 here. Everybody signs in again: the old sign-ins say too little."""
    _change_people()
    _make_sign_ins()
    _make_ways_in()
    _make_audit()
    _make_quick_access()
    _make_rosters()


def _moment() -> sa.DateTime:
    return sa.DateTime(timezone=True)


def _whose() -> sa.Column[int]:
    return sa.Column(
        "technician_id", sa.Integer, sa.ForeignKey(_PEOPLE), nullable=False, index=True
    )


def _of_customer() -> sa.Column[int]:
    return sa.Column(
        "customer_id", sa.Integer, sa.ForeignKey("customers.id"), nullable=False, index=True
    )


def _change_people() -> None:
    with op.batch_alter_table("technicians") as table:
        table.alter_column(
            "totp_secret",
            existing_type=sa.String(64),
            type_=sa.String(255),
            existing_nullable=False,
        )
    op.add_column(
        "technicians",
        sa.Column("roles", sa.String(64), nullable=False, server_default="technician"),
    )
    op.add_column(
        "sessions", sa.Column("mode", sa.String(16), nullable=False, server_default="password")
    )
    op.add_column(
        "sessions", sa.Column("reason", sa.String(120), nullable=False, server_default="")
    )


def _make_sign_ins() -> None:
    op.drop_table("sign_ins")
    op.create_table(
        "sign_ins",
        sa.Column("token_hash", sa.String(64), primary_key=True),
        sa.Column("id", sa.String(32), nullable=False, unique=True),
        _whose(),
        sa.Column("created_at", _moment(), nullable=False),
        sa.Column("expires_at", _moment(), nullable=False),
        sa.Column("seen_at", _moment(), nullable=False),
        sa.Column("address", sa.String(64), nullable=False),
        sa.Column("browser", sa.String(120), nullable=False),
        sa.Column("method", sa.String(16), nullable=False),
    )


def _make_ways_in() -> None:
    op.create_table(
        "devices",
        sa.Column("token_hash", sa.String(64), primary_key=True),
        _whose(),
        sa.Column("expires_at", _moment(), nullable=False),
    )
    op.create_table(
        "recovery_codes",
        sa.Column("id", sa.Integer, primary_key=True),
        _whose(),
        sa.Column("code_hash", sa.String(64), nullable=False),
        sa.Column("used_at", _moment(), nullable=True),
    )
    op.create_table(
        "passkeys",
        sa.Column("id", sa.Integer, primary_key=True),
        _whose(),
        sa.Column("credential_id", sa.String(1400), nullable=False, unique=True),
        sa.Column("public_key", sa.Text, nullable=False),
        sa.Column("sign_count", sa.BigInteger, nullable=False),
        sa.Column("label", sa.String(64), nullable=False),
        sa.Column("created_at", _moment(), nullable=False),
        sa.Column("used_at", _moment(), nullable=True),
    )


def _make_audit() -> None:
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at", _moment(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("technician_id", sa.Integer, sa.ForeignKey(_PEOPLE), nullable=True),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("address", sa.String(64), nullable=False),
        sa.Column("detail", sa.String(200), nullable=False),
        sqlite_autoincrement=True,
    )


def _make_quick_access() -> None:
    op.create_table(
        "enrolments",
        sa.Column("id", sa.Integer, primary_key=True),
        _of_customer(),
        sa.Column("granted", sa.Boolean, nullable=False),
        sa.Column("date", sa.Date, nullable=False),
        sa.Column("terms", sa.String(32), nullable=False),
        sa.Column("entered_by", sa.Integer, sa.ForeignKey(_PEOPLE), nullable=True),
        sa.Column("at", _moment(), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "pcs",
        sa.Column("id", sa.Integer, primary_key=True),
        _of_customer(),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("customer_name", sa.String(64), nullable=False),
        sa.Column("key", sa.String(64), nullable=False, unique=True),
        sa.Column("signer", sa.String(64), nullable=False),
        sa.Column("signature", sa.String(128), nullable=False),
        sa.Column("entry", sa.Integer, sa.ForeignKey("sessions.entry"), nullable=False),
        sa.Column("vouched_at", _moment(), nullable=False),
        sa.Column("ticket_hash", sa.String(64), nullable=True),
        sa.Column("ticket_until", _moment(), nullable=True),
        sa.Column("opted_at", _moment(), nullable=True),
        sa.Column("withdrawn_at", _moment(), nullable=True),
        sa.Column("withdrawn_by", sa.String(64), nullable=True),
        sa.Column("seen_at", _moment(), nullable=True),
    )


def _make_rosters() -> None:
    op.create_table(
        "rosters",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("version", sa.Integer, nullable=False, unique=True),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("put_by", sa.Integer, sa.ForeignKey(_PEOPLE), nullable=True),
        sa.Column("at", _moment(), nullable=False),
    )
    op.create_table(
        "device_requests",
        sa.Column("id", sa.Integer, primary_key=True),
        _whose(),
        sa.Column("request", sa.Text, nullable=False),
        sa.Column("at", _moment(), nullable=False),
    )
