"""The PCs of quick access."""

from collections.abc import Callable, Mapping

from broker.quick import QuickAccess
from broker.routing import Answer, Asked


class QuickPcs:
    """Handlers about PCs that a technician may reach without an ID read out."""

    def __init__(self, quick: QuickAccess, presence: Callable[[], Mapping[str, str]]) -> None:
        """`presence`: the ID under which a PC waits now, by the PC's key."""
        self._quick = quick
        self._presence = presence

    async def page(self, _asked: Asked) -> Answer:
        """The PCs that may be reached, those that wait now first."""
        here = self._presence()
        found = sorted(await self._quick.pcs(), key=lambda pc: pc.key not in here)
        return {"pcs": [pc.as_json(here.get(pc.key)) for pc in found]}

    async def vouch(self, asked: Asked) -> Answer:
        """Vouch for the PC of one's own session: it is this customer's."""
        await self._quick.vouch(
            asked.number, by=asked.who.technician, address=asked.address, **asked.body
        )
        return {}

    async def withdraw(self, asked: Asked) -> Answer:
        """Withdraw quick access on one PC, for the office."""
        await self._quick.withdraw(asked.number, by=asked.who.technician, address=asked.address)
        return {}
