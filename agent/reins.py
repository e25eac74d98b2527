"""The local cut: what Stop does before anybody is told. Every method may come from any thread."""

from threading import Lock, Thread
from typing import Final, Protocol

RELEASE_SECONDS: Final = 0.1
"""How long the cut waits for held keys to go up; a hung display must not hold up Stop."""


class Gate(Protocol):
    """See `agent.gate.Gate`."""

    def cut(self) -> None:
        """Nothing passes any more."""

    def hold(self) -> None:
        """Nothing passes for now."""

    def release(self) -> None:
        """It passes again, unless cut."""


class Keys(Protocol):
    """What seals: see `agent.channel.Channel`."""

    def drop(self) -> None:
        """Forget the keys."""


class Hands(Protocol):
    """What types and clicks: see `agent.input`."""

    def release_all(self) -> None:
        """Every held key and button goes up."""


class Outgoing(Protocol):
    """What waits to be sent: see `agent.outbox.Outbox`."""

    def hold(self) -> None:
        """Nothing of the screen is sent until `release`."""

    def release(self) -> None:
        """What waited since `hold` is sent."""

    def close(self) -> None:
        """No more records are taken; those that are sealed are still sent."""

    def drop_records(self) -> None:
        """Records that were not sent yet are thrown away; no more are taken."""


class Reins:
    """Holds everything that Stop has to end, and ends it. Once stopped, it stays so.

    The order is the meaning: the gate first (nothing is seen or typed from here on), then the
    keys (nothing can be sealed or opened), then what was waiting to be sent, and last the
    release of held keys, the only step that asks something of the system and might hang.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._stopped = False
        self._pauses = 0
        self._gate: Gate | None = None
        self._keys: Keys | None = None
        self._hands: Hands | None = None
        self._outgoing: Outgoing | None = None

    @property
    def stopped(self) -> bool:
        """Whether the customer has stopped."""
        return self._stopped

    def take_keys(self, keys: Keys, outgoing: Outgoing) -> None:
        """A channel is there; it is dropped at once where Stop was already said."""
        with self._lock:
            self._keys, self._outgoing = keys, outgoing
            stopped = self._stopped
        if stopped:
            self._end(forever=True)

    def take_gear(self, gate: Gate, hands: Hands | None) -> None:
        """Screen and input are there; they are cut at once where Stop was already said."""
        with self._lock:
            self._gate, self._hands = gate, hands
            stopped = self._stopped
        if stopped:
            self._end(forever=True)

    @property
    def pauses(self) -> int:
        """How often the customer has paused."""
        return self._pauses

    def pause(self) -> None:
        """The customer pauses: `hold`, and what was said about an earlier pause opens nothing."""
        with self._lock:
            self._pauses += 1
        self.hold()

    def hold(self) -> None:
        """Nothing passes, nothing of the screen is sent, and held keys go up."""
        with self._lock:
            gate, hands, outgoing = self._gate, self._hands, self._outgoing
        if gate is not None:
            gate.hold()
        if outgoing is not None:
            outgoing.hold()
        if hands is not None:
            _within(RELEASE_SECONDS, hands)

    def release(self, pause: int) -> None:
        """Go on after the pause of this number; where another came since, it stays as it is."""
        with self._lock:  # all of it: a pause that comes now has the last word
            if pause != self._pauses:
                return
            if self._outgoing is not None:
                self._outgoing.release()
            if self._gate is not None:
                self._gate.release()

    def cut(self) -> None:
        """Stop: for good, here and now. Takes at most about 200 ms, whatever hangs."""
        self._end(forever=True)

    def let_go(self) -> None:
        """The line or the run ended: what there was is over, another may follow."""
        self._end(forever=False)

    def _end(self, *, forever: bool) -> None:
        with self._lock:
            self._stopped = self._stopped or forever
            gate, keys, hands, outgoing = self._gate, self._keys, self._hands, self._outgoing
            self._gate = self._keys = self._hands = self._outgoing = None
        if gate is not None:
            gate.cut()
        if keys is not None:
            keys.drop()
        if outgoing is not None and forever:
            outgoing.drop_records()
        elif outgoing is not None:
            outgoing.close()
        if hands is not None:
            _within(RELEASE_SECONDS, hands)


def _within(seconds: float, hands: Hands) -> None:
    releasing = Thread(target=hands.release_all, name="affianco-release", daemon=True)
    releasing.start()
    releasing.join(seconds)
