"""A technician at the door: as whose, why, and whether quick access lets them in."""

from dataclasses import dataclass

from broker.ledger import Opening
from broker.parcels import Enter
from broker.records import Mode
from broker.rendezvous.means import Quick


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit that may be: what the ledger is to open, and what the agent is to know first."""

    opening: Opening
    key: str
    """The PC's key, where the technician comes by quick access; else empty."""
    roster: str
    """Empty where the broker has none."""


async def visit_of(enter: Enter, session: str, pc: str, key: str, quick: Quick) -> Visit | None:
    """The visit that `enter` is; None where quick access does not let it in at this moment.

    `key`: what the agent has proved about its PC, else empty. By quick access the customer is the
    PC's, and both wishes must stand.
    """
    customer = enter.customer
    if enter.quick:
        found = await quick.may_join(key) if key else None
        if found is None:
            return None
        customer = found.customer.id
    opening = Opening(
        session=session,
        technician_id=enter.technician_id,
        technician=enter.technician,
        organisation=enter.organisation,
        customer=customer,
        pc=pc,
        mode=Mode.QUICK if enter.quick else Mode.PASSWORD,
        reason=enter.reason,
    )
    return Visit(opening, key if enter.quick else "", await quick.roster() or "")
