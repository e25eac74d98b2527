"""The signed roster of who works here, and the requests to be on it."""

from broker.quick import QuickAccess
from broker.routing import Answer, Asked


class RosterDesk:
    """Handlers of the roster and of device requests."""

    def __init__(self, quick: QuickAccess) -> None:
        self._quick = quick

    async def current(self, _asked: Asked) -> Answer:
        """The roster that counts."""
        return {"roster": await self._quick.roster()}

    async def put(self, asked: Asked) -> Answer:
        """A newer roster."""
        await self._quick.put_roster(
            asked.body["roster"], by=asked.who.technician, address=asked.address
        )
        return {}

    async def request(self, asked: Asked) -> Answer:
        """Ask to have one's device signed in."""
        await self._quick.request(asked.body["request"], by=asked.who.technician)
        return {}

    async def requests(self, _asked: Asked) -> Answer:
        """The requests that wait."""
        return {"requests": [one.as_json() for one in await self._quick.requests()]}

    async def drop_request(self, asked: Asked) -> Answer:
        """A request is done, or not wanted."""
        await self._quick.drop_request(asked.number)
        return {}
