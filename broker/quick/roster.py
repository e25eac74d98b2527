"""The roster as the broker keeps it for agents and consoles, and who wishes to be in it."""

from typing import Final

from broker.organisation.rosters import Rejected, verify
from broker.problems import Refusal
from broker.quick.base import Base
from broker.records import Technician, Trace, Wish
from broker.store import AlreadyThere
from broker.wire import requests
from broker.wire.roster import BadRoster, decode
from broker.wire.words import Problem

REQUESTS_MOST: Final = 20
"""Device requests of one technician that wait."""


class RosterKeeping(Base):
    """The broker cannot make a roster; it keeps the office's, and never goes back to an old one."""

    async def put_roster(self, text: str, *, by: Technician | None, address: str) -> None:
        """A newer roster takes the place of the present one. `Refusal` conflict, field roster."""
        present = await self._store.roster()
        signed = None if present is None else decode(present)
        pinned = None if signed is None else signed.root
        now = self._utcnow()
        try:
            accepted = verify(text, pinned, 0, now)
        except Rejected as rejected:
            raise Refusal(Problem.CONFLICT, "roster") from rejected
        if accepted.roster.organisation != self._organisation:
            raise Refusal(Problem.CONFLICT, "roster")
        version = accepted.roster.version
        number = None if by is None else by.id
        try:
            await self._store.add_roster(version, text, number, now)
        except AlreadyThere as error:
            raise Refusal(Problem.CONFLICT, "roster") from error
        await self._audit(Trace.ROSTER_PUT, by, address, str(version))

    async def requests(self) -> list[Wish]:
        """The device requests that wait, oldest first."""
        return await self._store.device_requests()

    async def request(self, text: str, *, by: Technician) -> None:
        """A technician asks to have a device signed in. Raises `Refusal`, field request."""
        try:
            wished = requests.decode(text)
        except BadRoster as error:
            raise Refusal(Problem.BAD_REQUEST, "request") from error
        if (wished.technician, wished.organisation) != (by.full_name, self._organisation):
            raise Refusal(Problem.BAD_REQUEST, "request")
        kept = await self._store.add_device_request(
            by.id, text, most=REQUESTS_MOST, now=self._utcnow()
        )
        if not kept:
            raise Refusal(Problem.CONFLICT, "request")

    async def drop_request(self, number: int) -> None:
        """A request is done, or not wanted. `Refusal` not_found."""
        if not await self._store.drop_device_request(number):
            raise Refusal(Problem.NOT_FOUND)
