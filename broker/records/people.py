"""People who work here: accounts, what they may do, their sign-ins and what they did."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final


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


OFFICE: Final = frozenset({Role.BILLING, Role.ADMIN})
"""Roles whose office is all sessions and items; a technician's is their own."""


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

    @property
    def of_office(self) -> bool:
        """Whether they decide for all and see what is everybody's; else only their own."""
        return bool(self.roles & OFFICE)

    def sees(self, technician_id: int | None) -> bool:
        """Whether what this technician did (None: nobody known) is theirs to see."""
        return self.of_office or self.technician.id == technician_id


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
