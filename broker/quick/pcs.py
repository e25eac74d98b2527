"""The office's side of PCs: what customers signed, whom technicians vouch for, what ends."""

from base64 import urlsafe_b64encode
from contextlib import suppress
from datetime import date, timedelta
from typing import Final

from broker.bus import Nobody
from broker.organisation.rosters import Rejected, is_right, verify
from broker.parcels import Vouched, session_subject
from broker.problems import Refusal
from broker.quick.agents import ticket_hash
from broker.quick.base import Base, title
from broker.records import Card, Customer, Enrolment, LedgerRow, Mode, Pc, Technician, Trace
from broker.store import AlreadyThere
from broker.wire import signing
from broker.wire.limits import ENROL_SECONDS
from broker.wire.words import Problem

VOUCH_AFTER: Final = timedelta(minutes=10)
"""How long after a session its technician may still say whose PC it was."""

_TICKET_BYTES: Final = 32


class Pcs(Base):
    """Whatever is withdrawn is so at once: seen by nobody, and who came in by it is out."""

    async def enrolments(self) -> dict[int, Enrolment]:
        """The newest enrolment of each customer that has one, by the customer's number."""
        return await self._store.enrolments()

    async def enrolment(
        self,
        customer: int,
        *,
        granted: bool,
        date: date,
        terms: str,
        by: Technician | None,
        address: str,
    ) -> None:
        """Enter what a customer signed. `Refusal` not_found where there is no such customer."""
        entered = await self._store.add_enrolment(
            customer,
            granted=granted,
            date=date,
            terms=terms,
            entered_by=None if by is None else by.id,
            now=self._utcnow(),
        )
        if not entered:
            raise Refusal(Problem.NOT_FOUND)
        names = {one.id: one.name for one in await self._store.customers()}
        detail = f"{names[customer]}, {date.isoformat()}, {terms}"
        kind = Trace.QUICK_GRANTED if granted else Trace.QUICK_WITHDRAWN
        await self._audit(kind, by, address, detail)
        if not granted:
            for pc in await self._store.opted_pcs(customer):
                await self._ended(pc.key)

    async def vouch(
        self,
        entry: int,
        *,
        customer_name: str,
        key: str,
        name: str,
        signature: str,
        signer: str,
        by: Technician,
        address: str,
    ) -> bool:
        """Vouch for the PC of a session; whether its customer will be asked to allow it.

        Raises `Refusal`: not_found for a session that is not one's own or long over, conflict where
        its customer is unknown or has not signed, the signer not in the roster or the PC known.
        """
        row = await self._own_session(entry, by)
        customer = await self._enrolled_customer(row, customer_name)
        await self._check_signer(signer, by)
        card = Card(customer, name, key, signer, signature)
        if not self._is_signed(card):
            raise Refusal(Problem.BAD_REQUEST, "signature")
        ticket = urlsafe_b64encode(self._random(_TICKET_BYTES)).decode().rstrip("=")
        now = self._utcnow()
        try:
            await self._store.vouch_for_pc(
                card,
                entry=entry,
                ticket_hash=ticket_hash(ticket),
                ticket_until=now + timedelta(seconds=ENROL_SECONDS),
                now=now,
            )
        except AlreadyThere as error:
            raise Refusal(Problem.CONFLICT, "key") from error
        await self._audit(Trace.PC_VOUCHED, by, address, f"{customer.name}: {name}")
        return await self._offered(row, ticket)

    async def pcs(self) -> list[Pc]:
        """The PCs whose two wishes stand, by customer and name."""
        return await self._store.standing_pcs()

    async def withdraw(self, pc: int, *, by: Technician | None, address: str) -> None:
        """The office withdraws one PC. `Refusal` not_found."""
        found = await self._store.pc(pc)
        name = "" if by is None else by.full_name
        if found is None or not await self._store.withdraw_pc(found.key, name, self._utcnow()):
            raise Refusal(Problem.NOT_FOUND)
        await self._audit(Trace.PC_WITHDRAWN, by, address, title(found))
        await self._ended(found.key)

    def _is_signed(self, card: Card) -> bool:
        key = bytes.fromhex(card.key)
        signed = signing.pc_card(self._broker, card.customer.id, card.customer.name, card.name, key)
        return is_right(bytes.fromhex(card.signer), bytes.fromhex(card.signature), signed)

    async def _own_session(self, entry: int, by: Technician) -> LedgerRow:
        """A session by password of this technician, running or just over."""
        row = await self._store.session(entry)
        over = row is not None and row.ended_at is not None
        if row is None or row.technician_id != by.id or row.mode is not Mode.PASSWORD:
            raise Refusal(Problem.NOT_FOUND)
        if over and row.ended_at and self._utcnow() - row.ended_at > VOUCH_AFTER:
            raise Refusal(Problem.NOT_FOUND)
        return row

    async def _enrolled_customer(self, row: LedgerRow, customer_name: str) -> Customer:
        if row.customer is None:
            raise Refusal(Problem.CONFLICT, "customer")
        if row.customer.name != customer_name:
            raise Refusal(Problem.BAD_REQUEST, "customer_name")
        signed = (await self._store.enrolments()).get(row.customer.id)
        if signed is None or not signed.granted:
            raise Refusal(Problem.CONFLICT, "customer")
        return row.customer

    async def _check_signer(self, signer: str, by: Technician) -> None:
        """Raise `Refusal` where the roster does not know this device as this technician's."""
        text = await self._store.roster()
        if text is None:
            raise Refusal(Problem.CONFLICT, "roster")
        try:
            accepted = verify(text, None, 0, self._utcnow())
        except Rejected as rejected:
            raise Refusal(Problem.CONFLICT, "roster") from rejected
        entry = accepted.roster.active(bytes.fromhex(signer))
        if entry is None or entry.name != by.full_name:
            raise Refusal(Problem.CONFLICT, "signer")

    async def _offered(self, row: LedgerRow, ticket: str) -> bool:
        with suppress(Nobody):
            parcel = Vouched(row.entry, ticket)
            return await self._bus.send(session_subject(row.session), parcel) is None
        return False
