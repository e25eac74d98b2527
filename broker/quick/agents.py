"""What agents prove about their PCs, and what follows from it at this moment."""

import hashlib

from broker.organisation.rosters import is_right
from broker.quick.base import Base, title
from broker.records import Pc, Trace
from broker.wire import signing

_AT_ONCE = 500
"""Keys that one query asks for."""

_BY_CUSTOMER = "customer"


class Agents(Base):
    """A wrong proof and an unknown key are answered alike, after the same work."""

    async def enrol(self, ticket: str, pc: str, key: str, signature: str, address: str) -> bool:
        """Its customer allows quick access on the PC; whether that is kept.

        The ticket is used up either way. `pc`: what the PC calls itself.
        """
        signed = signing.enrol(self._broker, ticket, pc)
        right = is_right(bytes.fromhex(key), bytes.fromhex(signature), signed)
        now = self._utcnow()
        found = await self._store.take_enrol_ticket(ticket_hash(ticket), now)
        if found is None or not right or found.key != key:
            return False
        if not await self._store.opt_in(found.id, now):
            return False
        await self._audit(Trace.PC_ENROLLED, None, address, title(found))
        return True

    async def present(self, key: str, signature: str, signed: bytes) -> bool:
        """Whether the PC of this key is here and may be seen; `signature` is over `signed`."""
        right = is_right(bytes.fromhex(key), bytes.fromhex(signature), signed)
        found = await self.may_join(key)
        if found is None or not right:
            return False
        await self._store.saw_pc(key, self._utcnow())
        return True

    async def forget(self, key: str, signature: str, signed: bytes) -> bool:
        """The customer withdraws quick access on the PC, for good; whether it was there."""
        right = is_right(bytes.fromhex(key), bytes.fromhex(signature), signed)
        if not right:
            return False
        found = await self._store.withdraw_pc(key, _BY_CUSTOMER, self._utcnow())
        if found is None:
            return False
        await self._audit(Trace.PC_FORGOTTEN, None, "", title(found))
        return True

    async def may_join(self, key: str) -> Pc | None:
        """The PC of this key where both wishes stand now."""
        return next(iter(await self._store.standing_pcs([key])), None)

    async def standing(self, keys: frozenset[str]) -> frozenset[str]:
        """Those of the keys whose two wishes stand now."""
        ordered = sorted(keys)
        found: set[str] = set()
        for at in range(0, len(ordered), _AT_ONCE):
            few = await self._store.standing_pcs(ordered[at : at + _AT_ONCE])
            found.update(pc.key for pc in few)
        return frozenset(found)


def ticket_hash(ticket: str) -> str:
    """What the database keeps of a ticket: whoever reads it cannot enrol with it."""
    return hashlib.sha256(ticket.encode()).hexdigest()
