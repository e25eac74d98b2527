"""What a leg's messages mean for its session: tables from the wire's words to events. Pure."""

from collections.abc import Mapping
from typing import Final

from broker.session import Event
from broker.wire.messages import AgentState, End, Message
from broker.wire.words import Close, Outcome, State

_AGENT_STATES: Final[Mapping[State, Event]] = {
    State.ASKING: Event.ASKING,
    State.ACTIVE: Event.ACTIVE,
    State.PAUSED: Event.PAUSED,
}
_AGENT_ENDS: Final[Mapping[Outcome, Event]] = {
    Outcome.STOPPED_BY_CUSTOMER: Event.AGENT_STOPPED,
    Outcome.DECLINED: Event.AGENT_DECLINED,
    Outcome.EXPIRED: Event.AGENT_EXPIRED,
    Outcome.WRONG_PASSWORD: Event.AGENT_WRONG_PASSWORD,
    Outcome.FAILED: Event.AGENT_FAILED,
}
_CONSOLE_ENDS: Final[Mapping[Outcome, Event]] = {
    Outcome.COMPLETED: Event.CONSOLE_COMPLETED,
    Outcome.LEFT_BY_TECHNICIAN: Event.CONSOLE_LEFT,
    Outcome.WRONG_PASSWORD: Event.CONSOLE_WRONG_PASSWORD,
    Outcome.FAILED: Event.CONSOLE_FAILED,
}

CROSSING_IN_WAITING: Final = frozenset(
    {
        Event.ASKING,
        Event.AGENT_DECLINED,
        Event.AGENT_WRONG_PASSWORD,
        Event.AGENT_FAILED,
    }
)
"""What an agent may still have had on its way when a run ended that leaves its ID waiting."""

CROSSING_IN_RECONNECTING: Final = frozenset({Event.ACTIVE, Event.PAUSED})
"""What an agent may still have had on its way when its technician's leg was cut."""

CLOSES: Final[Mapping[Event, Close]] = {
    Event.NOT_BACK: Close.PEER_LOST,
    Event.UNUSED: Close.EXPIRED,
    Event.FAULT: Close.BROKER_FAULT,
    Event.STOPPING: Close.SHUTTING_DOWN,
}
"""Why legs are closed after an event that ends something; else `session_ended`."""


def of_agent(message: Message) -> Event | None:
    """The event that an agent's message is, or None where an agent may not say it."""
    if isinstance(message, AgentState):
        return _AGENT_STATES.get(message.state)
    return _AGENT_ENDS.get(message.outcome) if isinstance(message, End) else None


def of_console(message: Message) -> Event | None:
    """The event that a console's message is, or None where a console may not say it."""
    return _CONSOLE_ENDS.get(message.outcome) if isinstance(message, End) else None
