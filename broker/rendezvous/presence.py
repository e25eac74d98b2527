"""Whether technicians see the PC of an agent that waits, and how long its ID lives.

An agent is present once it has proved its PC's key. On the bus the PC then answers to the subject
of that key, on whichever node its agent came in, so that it can be told at once that quick access
to it was withdrawn.
"""

from collections.abc import Callable
from contextlib import suppress

from broker.bus import Nobody, Taken
from broker.parcels import Elsewhere, ToPc, Withdrawn, pc_subject
from broker.rendezvous.legs import Legs
from broker.rendezvous.means import Means
from broker.wire import limits, messages, signing


class Presence:
    """One agent's presence. `key` is empty where it has none; the ID lives until `unused_by`."""

    def __init__(
        self, session: str, token: str, legs: Legs, means: Means, withdrawn: Callable[[str], None]
    ) -> None:
        """`withdrawn` is told the key whose quick access has ended by the office."""
        self.key = ""
        self.unused_by = means.now() + limits.PASSWORD_SECONDS
        self._present_by: float | None = None
        self._names = (means.broker, session, token)
        self._legs = legs
        self._means = means
        self._withdrawn = withdrawn
        self._detach: Callable[[], None] | None = None

    def seconds(self) -> int:
        """How long the ID lives while unused, from now."""
        return max(0, int(self.unused_by - self._means.now()))

    async def present(self, leg: str, said: messages.Present, answers: Callable[[], bool]) -> None:
        """The agent proves its PC's key; one that crosses a join is not heard."""
        if not answers() or not self._legs.is_agent(leg):
            return
        signed = signing.present(*self._names)
        right = await self._means.quick.present(said.key, said.signature, signed)
        if not answers() or not self._legs.is_agent(leg):
            return
        if right and await self._show(said.key):
            self._live_longer()
        else:
            self.hide()
        self._tell()

    async def forget(self, leg: str, said: messages.Forget) -> bool:
        """The customer withdraws; whether it was theirs to withdraw."""
        if not self._legs.is_agent(leg):
            return False
        signed = signing.forget(*self._names)
        right = await self._means.quick.forget(said.key, said.signature, signed)
        if right and said.key == self.key:
            self.hide()
        self._tell()
        return right

    def vanish(self) -> None:
        """Be seen by nobody any more, and tell the agent."""
        self.hide()
        self._tell()

    def hide(self) -> None:
        """Be seen by nobody any more; the ID lives on as one does that is read out."""
        if self._detach is not None:
            self._detach()
            usual = self._means.now() + limits.PASSWORD_SECONDS
            self.unused_by = min(self.unused_by, usual)
        self._detach, self.key = None, ""

    async def _show(self, key: str) -> bool:
        """Be present with this key, and nobody else with it; False where that fails.

        An agent that is started anew takes the place of the one before, whose line may be cut.
        """
        if key == self.key:
            return True
        self.hide()
        with suppress(Nobody):
            await self._means.bus.send(pc_subject(key), Elsewhere())
        try:
            self._detach = self._means.bus.attach(pc_subject(key), self._take)
        except Taken:
            return False
        self.key = key
        return True

    def _live_longer(self) -> None:
        """As long as a present agent may wait, counted from when it was first present."""
        if self._present_by is None:
            self._present_by = self._means.now() + limits.PRESENT_SECONDS
        self.unused_by = max(self.unused_by, self._present_by)

    def _tell(self) -> None:
        self._legs.tell_agent(messages.Presence(bool(self.key), self.seconds()))

    async def _take(self, parcel: ToPc) -> None:
        """What comes for the PC."""
        if isinstance(parcel, Withdrawn):
            self._withdrawn(self.key)
        else:
            self.vanish()
