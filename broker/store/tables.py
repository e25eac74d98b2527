"""The tables as they are now. How they came to be is in migrations/."""

from datetime import UTC, datetime
from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

metadata: Final = MetaData()


class UtcDateTime(TypeDecorator[datetime]):
    """A moment, aware and in UTC on both sides, also where the database keeps no zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To the database; ValueError for a time that does not say its zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """From the database."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


technicians: Final = Table(
    "technicians",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(64), nullable=False, unique=True),
    Column("full_name", String(64), nullable=False),
    Column("password_hash", String(255), nullable=False),
    Column("totp_secret", String(64), nullable=False),
    Column("totp_step", BigInteger, nullable=False),
    Column("disabled", Boolean, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
)

sign_ins: Final = Table(
    "sign_ins",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("technician_id", Integer, ForeignKey("technicians.id"), nullable=False, index=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
)

customers: Final = Table(
    "customers",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(64), nullable=False, unique=True),
    Column("created_at", UtcDateTime, nullable=False),
)

sessions: Final = Table(
    "sessions",
    metadata,
    Column("entry", Integer, primary_key=True),
    Column("session", String(9), nullable=False),
    Column("technician_id", Integer, ForeignKey("technicians.id"), nullable=False),
    Column("technician", String(64), nullable=False),
    Column("organisation", String(64), nullable=False),
    Column("customer_id", Integer, ForeignKey("customers.id"), nullable=True),
    Column("pc", String(64), nullable=False),
    Column("node", String(32), nullable=False),
    Column("joined_at", UtcDateTime, nullable=False),
    Column("active_at", UtcDateTime, nullable=True),
    Column("seen_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime, nullable=True),
    Column("billable_ms", BigInteger, nullable=False),
    Column("outcome", String(32), nullable=True),
    Index("sessions_of_technician", "technician_id", "entry"),
    Index("sessions_left_open", "node", "ended_at"),
    sqlite_autoincrement=True,
)
