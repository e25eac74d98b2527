"""Who may say who works for the organisation: the signatures of rosters, made and checked. Pure.

Form and bounds are `broker.wire.roster`'s; the same check is in agent/quick/roster.py and
web/quick/roster.js.
"""

from dataclasses import dataclass
from datetime import datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from broker.wire import signing
from broker.wire.roster import (
    BadRoster,
    Fault,
    Handover,
    Roster,
    Signed,
    assemble,
    decode,
    inner_of,
)


class Rejected(Exception):
    """A roster that is not accepted."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Accepted:
    """A roster that counts, and the root that is the known one from now on."""

    roster: Roster
    root: bytes
    handovers: tuple[Handover, ...]


def verify(text: str, pinned: bytes | None, seen: int, now: datetime) -> Accepted:
    """The roster that a text is, where it counts; else raises `Rejected`.

    `pinned`: the root known so far, 32 bytes, or None to take the roster's own. `seen`: the highest
    version seen so far. The faults are looked for in the order of `Fault`.
    """
    try:
        signed = decode(text)
    except BadRoster as error:
        raise Rejected(Fault.MALFORMED) from error
    if pinned is not None and pinned not in (signed.root, *(one.old for one in signed.handovers)):
        raise Rejected(Fault.WRONG_ROOT)
    if not _signatures_right(signed):
        raise Rejected(Fault.BAD_SIGNATURE)
    if now >= signed.roster.expires:
        raise Rejected(Fault.EXPIRED)
    if signed.roster.version < seen:
        raise Rejected(Fault.ROLLED_BACK)
    return Accepted(signed.roster, signed.root, signed.handovers)


def signed_roster(
    roster: Roster, root: Ed25519PrivateKey, handovers: tuple[Handover, ...] = ()
) -> str:
    """The text of a roster, signed. Raises `BadRoster` where it is out of bounds."""
    inner = inner_of(roster)
    public = root.public_key().public_bytes_raw()
    return assemble(inner, public, root.sign(signing.roster(inner)), handovers)


def handed_over(old: Ed25519PrivateKey, new: bytes) -> Handover:
    """The old root's word that the new one, a public key, takes its place."""
    public = old.public_key().public_bytes_raw()
    return Handover(public, new, old.sign(signing.handover(public, new)))


def is_right(key: bytes, signature: bytes, signed: bytes) -> bool:
    """Whether a signature is that of a public key over these bytes (Ed25519, RFC 8032)."""
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, signed)
    except (InvalidSignature, ValueError):
        return False
    return True


def _signatures_right(signed: Signed) -> bool:
    own = is_right(signed.root, signed.signature, signing.roster(signed.inner))
    return own and all(
        is_right(one.old, one.signature, signing.handover(one.old, one.new))
        for one in signed.handovers
    )
