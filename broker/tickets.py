"""Single-use tickets with which a signed-in console opens its WebSocket. Pure.

A ticket lives in the memory of one node for half a minute. When that is lost, or the console
reaches another node, the console is closed with `signed_out` and gets another ticket.
"""

from broker.wire.limits import TICKET_SECONDS

EACH_HOLDER_MOST = 16
"""Tickets of one technician that may wait at once; the oldest gives way."""


class Tickets:
    """Who holds which ticket. The ticket's random text is made by the caller."""

    def __init__(self) -> None:
        self._tickets: dict[str, tuple[int, float]] = {}

    def issue(self, ticket: str, holder: int, now: float) -> None:
        """Remember `ticket` for technician `holder`, from `now` (monotonic seconds) on."""
        self._forget_old(now)
        held = [old for old, (owner, _) in self._tickets.items() if owner == holder]
        for old in held[: max(0, len(held) - EACH_HOLDER_MOST + 1)]:
            del self._tickets[old]
        self._tickets[ticket] = (holder, now + TICKET_SECONDS)

    def redeem(self, ticket: str, holder: int, now: float) -> bool:
        """Whether `ticket` was the holder's, unused and in time. It is used up either way."""
        found = self._tickets.pop(ticket, None)
        return found is not None and found[0] == holder and now < found[1]

    def _forget_old(self, now: float) -> None:
        for old in [ticket for ticket, (_, end) in self._tickets.items() if now >= end]:
            del self._tickets[old]
