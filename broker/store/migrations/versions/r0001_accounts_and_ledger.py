"""Accounts, sign-ins, customers and the ledger."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def _moment() -> sa.DateTime:
    return sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the first tables."""
    _make_people()
    _make_ledger()


def _make_people() -> None:
    op.create_table(
        "technicians",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String(64), nullable=False, unique=True),
        sa.Column("full_name", sa.String(64), nullable=False),
        sa.Column("password_hash", sa.String(255), nullable=False),
        sa.Column("totp_secret", sa.String(64), nullable=False),
        sa.Column("totp_step", sa.BigInteger, nullable=False),
        sa.Column("disabled", sa.Boolean, nullable=False),
        sa.Column("created_at", _moment(), nullable=False),
    )
    op.create_table(
        "sign_ins",
        sa.Column("token_hash", sa.String(64), primary_key=True),
        sa.Column(
            "technician_id", sa.Integer, sa.ForeignKey("technicians.id"), nullable=False, index=True
        ),
        sa.Column("created_at", _moment(), nullable=False),
        sa.Column("expires_at", _moment(), nullable=False),
    )
    op.create_table(
        "customers",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String(64), nullable=False, unique=True),
        sa.Column("created_at", _moment(), nullable=False),
    )


def _make_ledger() -> None:
    op.create_table(
        "sessions",
        sa.Column("entry", sa.Integer, primary_key=True),
        sa.Column("session", sa.String(9), nullable=False),
        sa.Column("technician_id", sa.Integer, sa.ForeignKey("technicians.id"), nullable=False),
        sa.Column("technician", sa.String(64), nullable=False),
        sa.Column("organisation", sa.String(64), nullable=False),
        sa.Column("customer_id", sa.Integer, sa.ForeignKey("customers.id"), nullable=True),
        sa.Column("pc", sa.String(64), nullable=False),
        sa.Column("node", sa.String(32), nullable=False),
        sa.Column("joined_at", _moment(), nullable=False),
        sa.Column("active_at", _moment(), nullable=True),
        sa.Column("seen_at", _moment(), nullable=False),
        sa.Column("ended_at", _moment(), nullable=True),
        sa.Column("billable_ms", sa.BigInteger, nullable=False),
        sa.Column("outcome", sa.String(32), nullable=True),
        sqlite_autoincrement=True,
    )
    op.create_index("sessions_of_technician", "sessions", ["technician_id", "entry"])
    op.create_index("sessions_left_open", "sessions", ["node", "ended_at"])
