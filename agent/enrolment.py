"""A leg of its own, on which one thing is said and answered: an opt-in, or a signed receipt."""

import asyncio
import logging
from collections.abc import Mapping
from typing import Final

from agent.client import CannotOpen, Client
from agent.outbox import Outbox
from broker.wire import messages

LOG: Final = logging.getLogger("affianco.agent")

ENROL_SECONDS: Final = 15.0
"""How long the broker may take to confirm it."""

_ENROLLED: Final = {messages.Enrolled.type: messages.Enrolled}
_COUNTERSIGNED: Final = {messages.Countersigned.type: messages.Countersigned}


async def enrol(address: str, message: messages.Enrol) -> bool:
    """Whether the broker confirmed it. No line, another answer or none at all: it did not."""
    return await _ask(address, message, _ENROLLED) is not None


async def countersign(address: str, message: messages.Countersign) -> messages.Countersigned | None:
    """The broker's answer; None where it does not keep the signature, or did not answer."""
    answer = await _ask(address, message, _COUNTERSIGNED)
    return answer if isinstance(answer, messages.Countersigned) else None


async def _ask(
    address: str, message: messages.Message, answers: Mapping[str, type[messages.Message]]
) -> messages.Message | None:
    """The broker's answer, one of these; None where there is no line, another answer or none."""
    leg = _Leg(address, message, answers)
    try:
        async with asyncio.timeout(ENROL_SECONDS):
            await leg.client.hold(leg.opened, leg.came)
    except (CannotOpen, TimeoutError) as error:
        LOG.debug("no answer to %s: %s", message.type, error)
    return leg.answer


class _Leg:
    def __init__(
        self,
        address: str,
        message: messages.Message,
        answers: Mapping[str, type[messages.Message]],
    ) -> None:
        self._message = message
        self._answers = answers
        self._outbox = Outbox(self._wake)
        self.client = Client(address, self._outbox)
        self.answer: messages.Message | None = None

    def opened(self) -> None:
        self._outbox.say(messages.encode(self._message))

    def came(self, frame: str | bytes) -> None:
        try:
            if isinstance(frame, str):
                self.answer = messages.decode(frame, self._answers)
        except messages.BadMessage as error:
            LOG.debug("bad message: %s", error)
        self.client.hang_up()

    def _wake(self) -> None:
        self.client.wake()
