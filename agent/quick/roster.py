"""Whether a roster is to be believed, and whom it vouches for. Pure; the time is passed in."""

from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from agent.identity import Identity, is_signed
from broker.wire import signing
from broker.wire.roster import BadRoster, Entry, Fault, Roster, Signed, decode


class NotAccepted(Exception):
    """A roster that is not to be believed; `fault` says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Trust:
    """Whom this PC believes: roots, each handed over to by the one before, and what it has seen."""

    roots: tuple[bytes, ...]
    """The last one counts; those before it count no more."""
    version: int = 0
    """The highest version of a roster that was accepted."""


def verify(text: str, trust: Trust, now: datetime) -> tuple[Roster, Trust]:
    """The roster in a text, and what to believe from now on. `now` is aware.

    NotAccepted, in this order: MALFORMED, WRONG_ROOT, BAD_SIGNATURE, EXPIRED, ROLLED_BACK.
    """
    try:
        signed = decode(text)
    except BadRoster as error:
        raise NotAccepted(Fault.MALFORMED) from error
    roots = _roots(signed, trust.roots)
    if not is_signed(signed.root, signing.roster(signed.inner), signed.signature):
        raise NotAccepted(Fault.BAD_SIGNATURE)
    roster = signed.roster
    if now >= roster.expires:
        raise NotAccepted(Fault.EXPIRED)
    if roster.version < trust.version:
        raise NotAccepted(Fault.ROLLED_BACK)
    return roster, Trust(roots, roster.version)


def vouched(roster: Roster, identity: Identity) -> Entry | None:
    """The active entry of who proved this identity, where its names are the roster's."""
    entry = roster.active(identity.device_key) if identity.device_key else None
    if entry is None:
        return None
    names = (entry.name, roster.organisation)
    return entry if names == (identity.technician, identity.organisation) else None


def _roots(signed: Signed, known: tuple[bytes, ...]) -> tuple[bytes, ...]:
    """The known roots and those handed over to since, ending with the one that signed."""
    chain = [*(one.old for one in signed.handovers), signed.root]
    if known[-1] not in chain:
        raise NotAccepted(Fault.WRONG_ROOT)
    since = chain[chain.index(known[-1]) :]
    signatures = {(one.old, one.new): one.signature for one in signed.handovers}
    for old, new in pairwise(since):
        if not is_signed(old, signing.handover(old, new), signatures[old, new]):
            raise NotAccepted(Fault.BAD_SIGNATURE)
    return (*known, *since[1:])
