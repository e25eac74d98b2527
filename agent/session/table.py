"""One run of the agent, from the call to the broker to the end, as a table of stages.

Pure: events and the time come in, actions come out. What the table does not know is, when it
comes from the wire, the end of the session; when it comes from the person's hand (a click that
was late), nothing.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from agent import events as ev
from agent.frames import control
from agent.session import after, arriving, before, during
from agent.session.run import Actions, Run, Stage
from broker.wire import messages


class Session(Run):
    """The run with its table. `step` is the only way in; the attributes are there to be read."""

    def step(self, event: ev.Event, now: float) -> Actions:
        """What is to be done after this event at this time (monotonic seconds)."""
        if isinstance(event, _ABOUT_LINE):
            self.line = isinstance(event, ev.LineUp)
        handler = TABLE.get((self.stage, type(event)))
        if handler is not None:
            return handler(self, event, now)
        if self.stage in _DEAF or isinstance(event, _HARMLESS):
            return []
        return self.fail(now)


def _late(run: Run, _: ev.Tick, now: float) -> Actions:
    if now < run.deadline:
        return []
    return _LATE[run.stage](run, now)


_HARMLESS: Final = (
    messages.SessionState,
    ev.Answered,
    ev.Seen,
    ev.Stop,
    ev.Pause,
    ev.GoOn,
    ev.Forgot,
    ev.Changed,
    ev.NotChanged,
    ev.Done,
    ev.Tick,
    ev.LineUp,
    ev.Unreachable,
)
"""Late clicks, and what the broker tells for information only."""

_ABOUT_LINE: Final = (ev.LineUp, ev.LineLost, ev.LineClosed)
_DEAF: Final = frozenset({Stage.SETTLING, Stage.OVER})

_Handler = Callable[[Run, Any, float], Actions]
_EVERYWHERE: Final[Mapping[type, _Handler]] = {
    ev.Tick: _late,
    ev.Stop: after.stop,
    ev.LineClosed: before.closed,
    ev.Forgot: arriving.forgot,
    ev.Changed: arriving.changed,
    ev.NotChanged: arriving.not_changed,
    messages.Presence: before.presence,
    messages.Tally: during.tally,
    messages.ReceiptCame: after.receipt,
}
_ALLOWED: Final[Mapping[type, _Handler]] = {
    ev.LineLost: during.cut,
    messages.SessionState: during.state,
    messages.JoinedAgent: during.joined_again,
    messages.Ended: after.ended,
    ev.InputCame: during.input,
    ev.ShownCame: during.drawn,
    control.View: during.look,
    control.Refresh: during.refresh,
    ev.NotEquipped: during.not_equipped,
}
_STAGES: Final[Mapping[Stage, Mapping[type, _Handler]]] = {
    Stage.CALLING: {
        ev.LineUp: before.line_up,
        ev.Unreachable: before.unreachable,
        ev.LineLost: before.lost_unmet,
        messages.Registered: before.registered,
        messages.Ended: before.ended_unmet,
    },
    Stage.WAITING: {
        ev.LineLost: before.lost_unmet,
        messages.RosterCame: before.roster,
        messages.Cost: before.cost,
        messages.JoinedAgent: before.joined,
        messages.Ended: before.ended_unmet,
    },
    Stage.PROVING: {
        ev.LineLost: before.lost_unmet,
        messages.Ended: before.ended_early,
        ev.Progress: before.progress,
        ev.Missed: before.missed,
        ev.Opened: before.opened,
    },
    Stage.PROVED: {
        ev.LineLost: before.lost_unmet,
        messages.Ended: before.ended_early,
        control.Passkey: arriving.passkey,
        control.Ask: during.asked,
    },
    Stage.ASKING: {
        ev.LineLost: during.lose,
        messages.Ended: after.ended,
        ev.Answered: during.answered,
    },
    Stage.COUNTING: {
        ev.LineLost: during.lose,
        messages.Ended: after.ended,
        ev.Counted: arriving.counted,
        ev.NotCounted: arriving.not_counted,
    },
    Stage.ARRIVING: {
        ev.Seen: arriving.seen,
        ev.LineLost: during.lose,
        messages.Ended: after.ended,
        ev.Answered: arriving.answered,
    },
    Stage.EQUIPPING: {
        ev.Equipped: during.equipped,
        ev.NotEquipped: during.not_equipped,
    },
    Stage.ACTIVE: {**_ALLOWED, ev.Pause: during.pause},
    Stage.PAUSED: {**_ALLOWED, ev.GoOn: during.go_on},
    Stage.RECONNECTING: {
        ev.LineUp: before.line_up,
        ev.LineLost: during.cut,
        messages.Registered: during.registered_again,
        messages.JoinedAgent: during.joined_again,
        messages.Ended: after.ended,
    },
    Stage.RESUMING: {
        ev.LineLost: during.cut,
        messages.SessionState: during.state,
        messages.Ended: after.ended,
        ev.Progress: before.progress,
        ev.Opened: during.opened_again,
    },
    Stage.SETTLING: {
        ev.LineLost: after.lost_settling,
        ev.LineUp: after.line_up,
        ev.Done: after.done,
        messages.Registered: after.registered,
        messages.Ended: after.settled,
    },
    Stage.OVER: {},
}
TABLE: Final[Mapping[tuple[Stage, type], _Handler]] = {
    (stage, event): handler
    for stage, handlers in _STAGES.items()
    for event, handler in {**({} if stage is Stage.OVER else _EVERYWHERE), **handlers}.items()
}
_LATE: Final[Mapping[Stage, Callable[[Run, float], Actions]]] = {
    Stage.CALLING: before.late_call,
    Stage.WAITING: before.expire,
    Stage.PROVING: before.run_out,
    Stage.PROVED: before.run_out,
    Stage.ASKING: during.silence,
    Stage.ARRIVING: arriving.counted_down,
    Stage.RECONNECTING: during.lose_late,
    Stage.RESUMING: during.resume_late,
    Stage.SETTLING: after.unsettled,
}
