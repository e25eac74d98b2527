"""A leg of its own, on which the customer's opt-in is said once."""

import asyncio
import logging
from typing import Final

from agent.client import CannotOpen, Client
from agent.outbox import Outbox
from broker.wire import messages

LOG: Final = logging.getLogger("affianco.agent")

ENROL_SECONDS: Final = 15.0
"""How long the broker may take to confirm it."""

_ANSWERS: Final = {messages.Enrolled.type: messages.Enrolled}


async def enrol(address: str, message: messages.Enrol) -> bool:
    """Whether the broker confirmed it. No line, another answer or none at all: it did not."""
    leg = _Leg(address, message)
    try:
        async with asyncio.timeout(ENROL_SECONDS):
            await leg.client.hold(leg.opened, leg.came)
    except (CannotOpen, TimeoutError) as error:
        LOG.debug("not enrolled: %s", error)
    return leg.confirmed


class _Leg:
    def __init__(self, address: str, message: messages.Enrol) -> None:
        self._message = message
        self._outbox = Outbox(self._wake)
        self.client = Client(address, self._outbox)
        self.confirmed = False

    def opened(self) -> None:
        self._outbox.say(messages.encode(self._message))

    def came(self, frame: str | bytes) -> None:
        try:
            if isinstance(frame, str):
                messages.decode(frame, _ANSWERS)
                self.confirmed = True
        except messages.BadMessage as error:
            LOG.debug("bad message: %s", error)
        self.client.hang_up()

    def _wake(self) -> None:
        self.client.wake()
