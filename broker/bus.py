"""How the parts of a session speak to each other, wherever each of them sits.

A **subject** is a name. At most one handler is attached to it, anywhere. What is sent is plain
data (`broker.parcels`, or the bytes of a record), so that it can travel between processes one day.
`LocalBus` is the embedded default: one process, no queue, no copy.
"""

from collections.abc import Awaitable, Callable
from typing import Any, Protocol

Handler = Callable[[Any], Awaitable[Any]]
"""Takes what was sent and gives the answer. Back-pressure: it returns once it has taken it."""


class Nobody(Exception):
    """Nothing is attached to this subject (any more)."""


class Taken(Exception):
    """Something is attached to this subject already."""


class Bus(Protocol):
    """Sends to subjects; the answer comes when the other side has taken what was sent."""

    def attach(self, subject: str, handler: Handler) -> Callable[[], None]:
        """Answer `subject` from now on; gives what detaches it again. Raises `Taken`."""
        ...

    async def send(self, subject: str, parcel: Any) -> Any:
        """Send and wait until it was taken; gives the handler's answer. Raises `Nobody`."""
        ...


class LocalBus:
    """The bus of a broker that is one process."""

    def __init__(self) -> None:
        self._handlers: dict[str, Handler] = {}

    def attach(self, subject: str, handler: Handler) -> Callable[[], None]:
        """See `Bus.attach`."""
        if subject in self._handlers:
            raise Taken(subject)
        self._handlers[subject] = handler

        def detach() -> None:
            if self._handlers.get(subject) is handler:
                del self._handlers[subject]

        return detach

    async def send(self, subject: str, parcel: Any) -> Any:
        """See `Bus.send`."""
        handler = self._handlers.get(subject)
        if handler is None:
            raise Nobody(subject)
        return await handler(parcel)
