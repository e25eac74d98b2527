"""What a session has to say to one leg, in order, without ever waiting for that leg itself."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from broker.bus import Bus, Nobody
from broker.parcels import Shut, Tell
from broker.wire.messages import Presence, SessionState, Tally
from broker.wire.words import State


@dataclass(frozen=True, slots=True)
class _Letter:
    parcel: Tell | Shut
    first: Callable[[], Awaitable[Tell | None]] | None
    then: Callable[[], None] | None


class Post:
    """The letters to one leg.

    A leg that takes nothing holds up its own letters only. They stay few: of several states and
    tallies, or several words about presence, in a row only the last of each is kept; all else is
    said once in a run.
    """

    def __init__(self, bus: Bus, leg: str, lost: Callable[[str], None]) -> None:
        """`lost` is told the leg's subject where nobody answers to it any more."""
        self.leg = leg
        self._bus = bus
        self._lost = lost
        self._letters: deque[_Letter] = deque()
        self._task: asyncio.Task[None] | None = None

    @property
    def busy(self) -> bool:
        """Whether something has yet to be said."""
        return self._task is not None

    def put(
        self,
        parcel: Tell | Shut,
        *,
        first: Callable[[], Awaitable[Tell | None]] | None = None,
        then: Callable[[], None] | None = None,
    ) -> None:
        """Send `parcel` after what waits already; call `then` after.

        Wait for `first` before, and send before what it gives.
        """
        self._drop_overtaken(parcel)
        self._letters.append(_Letter(parcel, first, then))
        if self._task is None:
            self._task = asyncio.create_task(self._deliver(), name=f"post {self.leg}")

    async def delivered(self, seconds: float) -> None:
        """Wait until nothing is left to say, at most so many seconds."""
        if self._task is not None:
            await asyncio.wait({self._task}, timeout=seconds)

    def stop(self) -> None:
        """Say no more."""
        self._letters.clear()
        if self._task is not None:
            self._task.cancel()

    def _drop_overtaken(self, parcel: Tell | Shut) -> None:
        """Forget the waiting letter that `parcel` makes out of date, unless one before it in the
        row is of another kind."""
        for at in range(len(self._letters) - 1, -1, -1):
            if _overtakes(self._letters[at], parcel):
                del self._letters[at]
                return
            if not _passes(parcel, self._letters[at]):
                return

    async def _deliver(self) -> None:
        try:
            while self._letters:
                letter = self._letters.popleft()
                before = None if letter.first is None else await letter.first()
                if before is not None:
                    await self._bus.send(self.leg, before)
                await self._bus.send(self.leg, letter.parcel)
                if letter.then is not None:
                    letter.then()
        except Nobody:
            self._letters.clear()
            self._lost(self.leg)
        finally:
            self._task = None


def _overtakes(last: _Letter, parcel: Tell | Shut) -> bool:
    """Whether `parcel` makes the letter before it out of date.

    That the customer is being asked is said in any case: no console expects `active` without it.
    """
    return (
        isinstance(parcel, Tell)
        and isinstance(last.parcel, Tell)
        and isinstance(parcel.message, SessionState | Presence | Tally)
        and type(parcel.message) is type(last.parcel.message)
        and getattr(last.parcel.message, "state", None) is not State.ASKING
        and parcel.peer == last.parcel.peer
    )


def _passes(parcel: Tell | Shut, letter: _Letter) -> bool:
    """Whether `parcel` may take the place of what stands before this letter: states and tallies
    may pass each other."""
    if not isinstance(parcel, Tell) or not isinstance(letter.parcel, Tell):
        return False
    return {type(parcel.message), type(letter.parcel.message)} == {SessionState, Tally}
