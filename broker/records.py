"""What the store gives back: plain values, known to every level. Times are UTC and aware."""

import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum

from broker.wire.words import Outcome


def folded(name: str) -> str:
    """A technician's name in the one form in which it is kept and compared (Unicode, 3.13.5)."""
    return unicodedata.normalize("NFKC", name.strip()).casefold()


class Role(StrEnum):
    """What an account may do; one may have several."""

    TECHNICIAN = "technician"
    """Help customers, and see one's own sessions."""
    BILLING = "billing"
    """See all sessions; keep customers and their enrolments."""
    ADMIN = "admin"
    """Keep accounts and the roster, and read the audit."""


class Trace(StrEnum):
    """What the audit has rows for."""

    SIGN_IN = "sign_in"
    SIGN_IN_FAILED = "sign_in_failed"
    SIGN_IN_THROTTLED = "sign_in_throttled"
    SIGN_OUT = "sign_out"
    SIGN_IN_REVOKED = "sign_in_revoked"
    RECOVERY_CODE_USED = "recovery_code_used"
    RECOVERY_CODES_MADE = "recovery_codes_made"
    PASSKEY_ADDED = "passkey_added"
    PASSKEY_REMOVED = "passkey_removed"
    ACCOUNT_CHANGED = "account_changed"
    QUICK_GRANTED = "quick_granted"
    QUICK_WITHDRAWN = "quick_withdrawn"
    PC_VOUCHED = "pc_vouched"
    PC_ENROLLED = "pc_enrolled"
    PC_WITHDRAWN = "pc_withdrawn"
    PC_FORGOTTEN = "pc_forgotten"
    ROSTER_PUT = "roster_put"
    SECRETS_ROTATED = "secrets_rotated"


class Method(StrEnum):
    """What a sign-in was made with."""

    TOTP = "totp"
    """Password and a one-time code."""
    RECOVERY = "recovery"
    """Password and a recovery code."""
    PASSKEY = "passkey"


@dataclass(frozen=True, slots=True)
class Technician:
    """A signed-in technician, as the rest of the broker knows one."""

    id: int
    name: str
    """What is typed to sign in, case-folded."""
    full_name: str
    """What the customer reads."""
    organisation: str
    roles: frozenset[Role] = frozenset()


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who is signed in, with what rights, by which sign-in."""

    technician: Technician
    roles: frozenset[Role]
    sign_in: str
    """The sign-in's `SignInRow.id`; it signs nobody in."""


@dataclass(frozen=True, slots=True)
class Account:
    """A technician's account as kept; the secrets are here because signing in needs them."""

    id: int
    name: str
    full_name: str
    password_hash: str
    totp_secret: str
    totp_step: int
    """The last TOTP time step that was accepted; a step is accepted once."""
    disabled: bool
    created_at: datetime
    roles: frozenset[Role]

    def __repr__(self) -> str:
        """Without the secrets: an account may end up in a log."""
        return f"Account(id={self.id}, name={self.name!r})"


class Mode(StrEnum):
    """How the technician of a session proved to be the right one."""

    PASSWORD = "password"
    QUICK = "quick"


@dataclass(frozen=True, slots=True)
class AccountRow:
    """An account as lists show it."""

    id: int
    name: str
    full_name: str
    roles: frozenset[Role]
    disabled: bool
    passkeys: int
    recovery_left: int
    """Recovery codes that were not used yet."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Whose sign-in a token is."""

    sign_in: str
    technician_id: int
    name: str
    full_name: str
    roles: frozenset[Role]
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class SignInRow:
    """A sign-in that stands, as lists show it."""

    id: str
    """Names it, but signs nobody in."""
    technician_id: int
    technician: str
    """Full name."""
    at: datetime
    seen_at: datetime
    """When the broker last heard of it, to the minute."""
    address: str
    browser: str
    method: Method


@dataclass(frozen=True, slots=True)
class Passkey:
    """A passkey of an account; `credential_id` and `public_key` (COSE) are hex."""

    id: int
    technician_id: int
    credential_id: str
    public_key: str
    sign_count: int
    label: str
    created_at: datetime
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One row of the audit: what happened, who did it as far as known, and from where."""

    at: datetime
    kind: Trace
    technician_id: int | None
    name: str
    """The account's name, or what was typed as one."""
    address: str
    detail: str
    id: int = 0
    """Its number, once it is kept; newer ones are higher."""


@dataclass(frozen=True, slots=True)
class Customer:
    """A customer record, to which a session can be assigned."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What a customer signed about quick access, as the office entered it last."""

    granted: bool
    date: date
    """Of the signed form."""
    terms: str
    """Which text was signed."""
    entered_by: str
    """Full name of who entered it; empty where it was entered on the command line."""


@dataclass(frozen=True, slots=True)
class Pc:
    """A customer's PC that a technician vouched for; it counts from `opted_at` on."""

    id: int
    customer: Customer
    """With the name that the technician has signed."""
    name: str
    key: str
    """Its public key in hexadecimal digits, as all keys and signatures here."""
    signer: str
    signature: str
    opted_at: datetime | None
    """When the customer allowed quick access on this PC."""
    withdrawn_at: datetime | None
    seen_at: datetime | None

    def as_json(self, session: str | None) -> dict[str, object]:
        """A PC as docs/protocol.md describes it; `session` under which it waits now, if it does."""
        return {
            "pc": self.id,
            "name": self.name,
            "customer": {"id": self.customer.id, "name": self.customer.name},
            "key": self.key,
            "signer": self.signer,
            "signature": self.signature,
            "opted_at": self.opted_at and iso(self.opted_at),
            "seen_at": self.seen_at and iso(self.seen_at),
            "session": session,
        }


@dataclass(frozen=True, slots=True)
class Wish:
    """A device request that waits for the office."""

    id: int
    technician: str
    request: str
    at: datetime

    def as_json(self) -> dict[str, object]:
        """A device request as docs/protocol.md describes it."""
        return {
            "id": self.id,
            "technician": self.technician,
            "request": self.request,
            "at": iso(self.at),
        }


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One session in the ledger, from `joined` on."""

    entry: int
    session: str
    technician_id: int
    technician: str
    organisation: str
    customer: Customer | None
    pc: str
    node: str
    joined_at: datetime
    active_at: datetime | None
    seen_at: datetime
    ended_at: datetime | None
    billable_ms: int
    outcome: Outcome | None
    mode: Mode
    reason: str
    """Why the technician came, as the customer read it; empty where nothing was said."""

    @property
    def billable_seconds(self) -> int:
        """Whole seconds, rounded down: nobody is billed for time that was not."""
        return self.billable_ms // 1000

    def as_json(self) -> dict[str, object]:
        """A session as docs/protocol.md describes it."""
        customer = self.customer and {"id": self.customer.id, "name": self.customer.name}
        return {
            "entry": self.entry,
            "session": self.session,
            "technician": self.technician,
            "organisation": self.organisation,
            "customer": customer,
            "pc": self.pc,
            "joined_at": iso(self.joined_at),
            "active_at": self.active_at and iso(self.active_at),
            "ended_at": self.ended_at and iso(self.ended_at),
            "billable_seconds": self.billable_seconds,
            "outcome": self.outcome,
            "mode": self.mode,
            "reason": self.reason,
        }


def iso(moment: datetime) -> str:
    """A moment in UTC as ISO 8601 with milliseconds and `Z`."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
