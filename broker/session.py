"""A session's states as one table, and the meter that bills it. Pure: no I/O, clock or chance.

The words are those of docs/protocol.md (States, Outcomes). A session ID lives from `waiting` to
`ended`; each join of it is a **run**, which is one row of the ledger. A step that has an outcome
closes the row; where such a step leads back to `waiting`, the ID goes on (`again`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Final

from broker.wire.words import Outcome, State


class Event(StrEnum):
    """What can happen to a session, as the broker sees it."""

    JOIN = "join"
    ASKING = "asking"
    ACTIVE = "active"
    PAUSED = "paused"
    CROSSED = "crossed"
    """The agent said something about a run that had ended while it was on its way."""
    AGENT_STOPPED = "agent_stopped"
    AGENT_DECLINED = "agent_declined"
    AGENT_EXPIRED = "agent_expired"
    AGENT_WRONG_PASSWORD = "agent_wrong_password"
    AGENT_FAILED = "agent_failed"
    AGENT_BROKE = "agent_broke"
    """The agent's leg broke the rules of the wire."""
    AGENT_CUT = "agent_cut"
    CONSOLE_COMPLETED = "console_completed"
    CONSOLE_LEFT = "console_left"
    CONSOLE_WRONG_PASSWORD = "console_wrong_password"
    CONSOLE_FAILED = "console_failed"
    CONSOLE_BROKE = "console_broke"
    CONSOLE_CUT = "console_cut"
    NOT_BACK = "not_back"
    """A cut leg did not come back in time."""
    UNUSED = "unused"
    """The ID waited for as long as it may."""
    FAULT = "fault"
    """The broker could not open the row of this run."""
    WITHDRAWN = "withdrawn"
    """The office withdrew quick access while a technician had come in by it."""
    STOPPING = "stopping"


@dataclass(frozen=True, slots=True)
class Step:
    """Where an event leads; `outcome` where it ends a run or the ID."""

    state: State
    outcome: Outcome | None = None

    @property
    def again(self) -> bool:
        """Whether the run ended and the ID goes on waiting."""
        return self.outcome is not None and self.state is State.WAITING


class UnknownStep(ValueError):
    """This event has no meaning in this state."""

    def __init__(self, state: State, event: Event) -> None:
        super().__init__(f"{event} in {state}")
        self.state = state
        self.event = event


def _ends(outcome: Outcome) -> Step:
    return Step(State.ENDED, outcome)


def _again(outcome: Outcome) -> Step:
    return Step(State.WAITING, outcome)


_AGENT_ENDS: Final[Mapping[Event, Step]] = {
    Event.AGENT_STOPPED: _ends(Outcome.STOPPED_BY_CUSTOMER),
    Event.AGENT_DECLINED: _ends(Outcome.DECLINED),
    Event.AGENT_EXPIRED: _ends(Outcome.EXPIRED),
    Event.AGENT_WRONG_PASSWORD: _ends(Outcome.WRONG_PASSWORD),
    Event.AGENT_FAILED: _ends(Outcome.FAILED),
    Event.AGENT_BROKE: _ends(Outcome.FAILED),
    Event.STOPPING: _ends(Outcome.LOST),
}
_CONSOLE_FAILS: Final[Mapping[Event, Step]] = {
    Event.CONSOLE_FAILED: _ends(Outcome.FAILED),
    Event.CONSOLE_BROKE: _ends(Outcome.FAILED),
}
_ALLOWED: Final[Mapping[Event, Step]] = {
    **_AGENT_ENDS,
    **_CONSOLE_FAILS,
    Event.WITHDRAWN: _ends(Outcome.LEFT_BY_TECHNICIAN),
    Event.ACTIVE: Step(State.ACTIVE),
    Event.PAUSED: Step(State.PAUSED),
    Event.AGENT_CUT: Step(State.RECONNECTING),
    Event.CONSOLE_CUT: Step(State.RECONNECTING),
    Event.CONSOLE_COMPLETED: _ends(Outcome.COMPLETED),
    Event.CONSOLE_LEFT: _ends(Outcome.LEFT_BY_TECHNICIAN),
}

TABLE: Final[Mapping[State, Mapping[Event, Step]]] = {
    State.WAITING: {
        Event.JOIN: Step(State.JOINED),
        Event.CROSSED: Step(State.WAITING),
        Event.AGENT_STOPPED: _ends(Outcome.STOPPED_BY_CUSTOMER),
        Event.AGENT_EXPIRED: _ends(Outcome.EXPIRED),
        Event.AGENT_BROKE: _ends(Outcome.FAILED),
        Event.AGENT_CUT: Step(State.WAITING),
        Event.NOT_BACK: _ends(Outcome.LOST),
        Event.UNUSED: _ends(Outcome.EXPIRED),
        Event.STOPPING: _ends(Outcome.LOST),
    },
    State.JOINED: {
        **_AGENT_ENDS,
        Event.ASKING: Step(State.ASKING),
        Event.AGENT_DECLINED: _again(Outcome.DECLINED),
        Event.AGENT_WRONG_PASSWORD: _again(Outcome.WRONG_PASSWORD),
        Event.AGENT_FAILED: _again(Outcome.FAILED),
        Event.AGENT_CUT: _again(Outcome.LOST),
        Event.CONSOLE_COMPLETED: _again(Outcome.LEFT_BY_TECHNICIAN),
        Event.CONSOLE_LEFT: _again(Outcome.LEFT_BY_TECHNICIAN),
        Event.CONSOLE_CUT: _again(Outcome.LEFT_BY_TECHNICIAN),
        Event.CONSOLE_WRONG_PASSWORD: _again(Outcome.WRONG_PASSWORD),
        Event.CONSOLE_FAILED: _again(Outcome.FAILED),
        Event.CONSOLE_BROKE: _again(Outcome.FAILED),
        Event.WITHDRAWN: _again(Outcome.LEFT_BY_TECHNICIAN),
        Event.FAULT: _again(Outcome.FAILED),
    },
    State.ASKING: {
        **_AGENT_ENDS,
        **_CONSOLE_FAILS,
        Event.ACTIVE: Step(State.ACTIVE),
        Event.AGENT_CUT: _ends(Outcome.LOST),
        Event.CONSOLE_COMPLETED: _ends(Outcome.LEFT_BY_TECHNICIAN),
        Event.CONSOLE_LEFT: _ends(Outcome.LEFT_BY_TECHNICIAN),
        Event.CONSOLE_CUT: _ends(Outcome.LEFT_BY_TECHNICIAN),
        Event.WITHDRAWN: _ends(Outcome.LEFT_BY_TECHNICIAN),
    },
    State.ACTIVE: _ALLOWED,
    State.PAUSED: _ALLOWED,
    State.RECONNECTING: {
        **_ALLOWED,
        Event.CROSSED: Step(State.RECONNECTING),
        Event.NOT_BACK: _ends(Outcome.LOST),
    },
    State.ENDED: {},
}
"""Every pair that has a meaning. `active` and `paused` may be said twice; nothing else may."""


def step(state: State, event: Event) -> Step:
    """Where `event` leads from `state`; raises `UnknownStep` where that pair has no meaning."""
    try:
        return TABLE[state][event]
    except KeyError:
        raise UnknownStep(state, event) from None


NS_EACH_MS: Final = 1_000_000

INTERVALS_MOST: Final = 200
"""How many intervals of one run are kept apart."""


class Meter:
    """Counts the time that a run spends in `active`, and no other. Instants are monotonic seconds.

    Sums are whole nanoseconds and the answer is rounded down, so it is never more than what was.
    Past `most` intervals, the two with the shortest break between them become one, which begins
    with the first and lasts as long as both: the time of the second counts as if it had followed
    at once. So no bill grows by it, and no number of pauses fills the ledger.
    """

    def __init__(self, most: int = INTERVALS_MOST) -> None:
        self._most = most
        self._stretches: list[tuple[int, int]] = []
        self._first: int | None = None
        self._since: int | None = None
        self._last: int | None = None

    def move(self, state: State, now: float) -> None:
        """The run is in `state` from `now` on."""
        instant = self._instant(now)
        if self._since is not None and state is not State.ACTIVE:
            self._stretches = self._with_running(instant)
            self._since = None
        if self._since is None and state is State.ACTIVE:
            self._since = instant
            self._first = instant if self._first is None else self._first
        self._last = instant

    def billable_ms(self, now: float) -> int:
        """Milliseconds in `active` up to `now`; ValueError where `now` is before the last move."""
        instant = self._instant(now)
        running = 0 if self._since is None else instant - self._since
        return (sum(length for _, length in self._stretches) + running) // NS_EACH_MS

    def intervals(self, now: float) -> tuple[tuple[int, int], ...]:
        """The time in `active` up to `now`, in order and apart: (start, length) in milliseconds.

        Starts count from the run's first active instant. The lengths add up to `billable_ms`: the
        sum is rounded down once, and what that leaves of a millisecond goes to the next interval.
        Each lies within a millisecond of where it was, but for those made one. ValueError as for
        `billable_ms`.
        """
        found: list[tuple[int, int]] = []
        passed = end = 0
        for start, length in self._with_running(self._instant(now)):
            ms = (passed + length) // NS_EACH_MS - passed // NS_EACH_MS
            passed += length
            if ms:
                begun = max(end, start // NS_EACH_MS)
                end = begun + ms
                found.append((begun, ms))
        return tuple(found)

    def _with_running(self, instant: int) -> list[tuple[int, int]]:
        """All stretches, the one that runs up to `instant` too, as many as are kept apart."""
        if self._since is None or self._first is None or instant == self._since:
            return self._stretches
        running = (self._since - self._first, instant - self._since)
        return _fewer([*self._stretches, running], self._most)

    def _instant(self, now: float) -> int:
        instant = int(now * 1_000_000_000)
        if self._last is not None and instant < self._last:
            raise ValueError("time went backwards")
        return instant


def _fewer(stretches: list[tuple[int, int]], most: int) -> list[tuple[int, int]]:
    """The stretches (start, length), the two nearest made one where they are one too many."""
    if len(stretches) <= most:
        return stretches
    pairs = list(pairwise(stretches))
    breaks = [later[0] - sum(earlier) for earlier, later in pairs]
    at = breaks.index(min(breaks))
    (start, length), (_, more) = pairs[at]
    return [*stretches[:at], (start, length + more), *stretches[at + 2 :]]
