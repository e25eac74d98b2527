"""The tables as they are now. How they came to be is in migrations/."""

from datetime import UTC, datetime
from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
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


def _whose() -> Column[int]:
    """The account that a row belongs to."""
    return Column(
        "technician_id", Integer, ForeignKey("technicians.id"), nullable=False, index=True
    )


technicians: Final = Table(
    "technicians",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(64), nullable=False, unique=True),
    Column("full_name", String(64), nullable=False),
    Column("password_hash", String(255), nullable=False),
    Column("totp_secret", String(255), nullable=False),
    Column("totp_step", BigInteger, nullable=False),
    Column("disabled", Boolean, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("roles", String(64), nullable=False, server_default="technician"),
)

sign_ins: Final = Table(
    "sign_ins",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("id", String(32), nullable=False, unique=True),
    _whose(),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("seen_at", UtcDateTime, nullable=False),
    Column("address", String(64), nullable=False),
    Column("browser", String(120), nullable=False),
    Column("method", String(16), nullable=False),
)

devices: Final = Table(
    "devices",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    _whose(),
    Column("expires_at", UtcDateTime, nullable=False),
)

recovery_codes: Final = Table(
    "recovery_codes",
    metadata,
    Column("id", Integer, primary_key=True),
    _whose(),
    Column("code_hash", String(64), nullable=False),
    Column("used_at", UtcDateTime, nullable=True),
)

passkeys: Final = Table(
    "passkeys",
    metadata,
    Column("id", Integer, primary_key=True),
    _whose(),
    Column("credential_id", String(1400), nullable=False, unique=True),
    Column("public_key", Text, nullable=False),
    Column("sign_count", BigInteger, nullable=False),
    Column("label", String(64), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("used_at", UtcDateTime, nullable=True),
)

audit: Final = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("kind", String(32), nullable=False),
    Column("technician_id", Integer, ForeignKey("technicians.id"), nullable=True),
    Column("name", String(64), nullable=False),
    Column("address", String(64), nullable=False),
    Column("detail", String(200), nullable=False),
    sqlite_autoincrement=True,
)

customers: Final = Table(
    "customers",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(64), nullable=False, unique=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("details", Text, nullable=False, server_default="{}"),
)

enrolments: Final = Table(
    "enrolments",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("customer_id", Integer, ForeignKey("customers.id"), nullable=False, index=True),
    Column("granted", Boolean, nullable=False),
    Column("date", Date, nullable=False),
    Column("terms", String(32), nullable=False),
    Column("entered_by", Integer, ForeignKey("technicians.id"), nullable=True),
    Column("at", UtcDateTime, nullable=False),
    sqlite_autoincrement=True,
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
    Column("mode", String(16), nullable=False, server_default="password"),
    Column("reason", String(120), nullable=False, server_default=""),
    Column("intervals", Text, nullable=False, server_default="[]"),
    Index("sessions_of_technician", "technician_id", "entry"),
    Index("sessions_left_open", "node", "ended_at"),
    sqlite_autoincrement=True,
)

pcs: Final = Table(
    "pcs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("customer_id", Integer, ForeignKey("customers.id"), nullable=False, index=True),
    Column("name", String(64), nullable=False),
    Column("customer_name", String(64), nullable=False),
    Column("key", String(64), nullable=False, unique=True),
    Column("signer", String(64), nullable=False),
    Column("signature", String(128), nullable=False),
    Column("entry", Integer, ForeignKey("sessions.entry"), nullable=False),
    Column("vouched_at", UtcDateTime, nullable=False),
    Column("ticket_hash", String(64), nullable=True),
    Column("ticket_until", UtcDateTime, nullable=True),
    Column("opted_at", UtcDateTime, nullable=True),
    Column("withdrawn_at", UtcDateTime, nullable=True),
    Column("withdrawn_by", String(64), nullable=True),
    Column("seen_at", UtcDateTime, nullable=True),
)

rosters: Final = Table(
    "rosters",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("version", Integer, nullable=False, unique=True),
    Column("text", Text, nullable=False),
    Column("put_by", Integer, ForeignKey("technicians.id"), nullable=True),
    Column("at", UtcDateTime, nullable=False),
)

device_requests: Final = Table(
    "device_requests",
    metadata,
    Column("id", Integer, primary_key=True),
    _whose(),
    Column("request", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)
