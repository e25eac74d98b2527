"""The two WebSocket addresses: who may open one, its first message, and what it says after that."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Final, Protocol

from aiohttp import web

from broker.bus import Bus
from broker.consoles import Consoles, StillValid
from broker.ids import Random
from broker.leg import Leg, LegOver, Patience
from broker.parcels import Refused, Tell
from broker.problems import Refusal
from broker.records import Technician
from broker.relay import BusRelay
from broker.rendezvous import Rendezvous
from broker.routing import Answer, Asked
from broker.wire import limits
from broker.wire.messages import (
    FROM_AGENT,
    FROM_CONSOLE,
    BadMessage,
    Countersign,
    Enrol,
    Enrolled,
    Hello,
    Join,
    Message,
    decode,
)
from broker.wire.words import Close, Problem

_log = logging.getLogger(__name__)

_FIRST: Final = ("countersign", "enrol", "hello", "join")
_BREACHES: Final = frozenset({Close.BAD_MESSAGE, Close.TOO_BIG})
_TOKEN_BYTES: Final = 16

Allowed = Mapping[str, type[Message]]
Enters = Callable[[Leg, Message], Awaitable[str]]
"""Takes a leg in by its first message; gives its session ID. Raises `Refused`."""


class Accounts(StillValid, Protocol):
    """What of the accounts is needed here."""

    def redeem(self, ticket: str, technician: Technician) -> bool: ...


class Sockets:
    """Handlers of `/ws/agent` and `/ws/console`."""

    def __init__(
        self,
        *,
        accounts: Accounts,
        rendezvous: Rendezvous,
        bus: Bus,
        now: Callable[[], float],
        random: Random,
        patience: Patience | None = None,
    ) -> None:
        """`bus` is the one of `rendezvous`; `now`: monotonic seconds; `random`: secret bytes."""
        self._accounts = accounts
        self._rendezvous = rendezvous
        self._bus = bus
        self._now = now
        self._random = random
        self._patience = patience or Patience()
        self.legs: set[Leg] = set()
        """The legs that are open now."""
        self.consoles = Consoles(accounts, rendezvous)

    async def agent(self, asked: Asked) -> Answer:
        """An agent's leg. Raises `Refusal` where a browser asks for it."""
        if "Origin" in asked.request.headers:
            raise Refusal(Problem.FOREIGN_ORIGIN)

        async def enter(leg: Leg, first: Message) -> str:
            if isinstance(first, Enrol):
                raise Refused(await self._enrolled(leg, first, asked.address))
            if isinstance(first, Countersign):
                raise Refused(await self._countersigned(leg, first, asked.address))
            if not isinstance(first, Hello):
                raise Refused(Close.BAD_MESSAGE)
            return await self._rendezvous.hello(first, leg.subject, asked.address)

        return await self._serve(asked.request, self._leg(), FROM_AGENT, enter)

    async def console(self, asked: Asked) -> Answer:
        """A console's leg, which lives no longer than the sign-in that it rests on."""
        by, leg = asked.who, self._leg()

        async def enter(leg: Leg, first: Message) -> str:
            if not isinstance(first, Join):
                raise Refused(Close.BAD_MESSAGE)
            if not self._accounts.redeem(first.ticket, by.technician):
                raise Refused(Close.SIGNED_OUT)
            await self._rendezvous.join(first, by.technician, leg.subject, asked.address)
            return first.session

        with self.consoles.resting_on(by.sign_in, leg):
            return await self._serve(asked.request, leg, FROM_CONSOLE, enter)

    async def _enrolled(self, leg: Leg, said: Enrol, address: str) -> Close:
        """Tell an agent that its PC is enrolled, if it is; why its leg is closed then."""
        proof = (said.key, said.signature)
        if not await self._rendezvous.enrol(said.ticket, said.pc, *proof, address):
            return Close.NO_ANSWER
        await self._bus.send(leg.subject, Tell(Enrolled()))
        return Close.SESSION_ENDED

    async def _countersigned(self, leg: Leg, said: Countersign, address: str) -> Close:
        """Tell an agent that its receipt is signed, if it is; why its leg is closed then."""
        answer = await self._rendezvous.countersign(said, address)
        if answer is None:
            return Close.NO_ANSWER
        await self._bus.send(leg.subject, Tell(answer))
        return Close.SESSION_ENDED

    def _leg(self) -> Leg:
        return Leg(
            bus=self._bus,
            relay=BusRelay(self._bus, self._now),
            token=self._random(_TOKEN_BYTES).hex(),
            patience=self._patience,
            now=self._now,
        )

    async def _serve(
        self, request: web.Request, leg: Leg, allowed: Allowed, enter: Enters
    ) -> web.StreamResponse:
        session, clean = "", False
        self.legs.add(leg)
        try:
            await leg.open(request)
            session = await enter(leg, await self._first(leg, allowed))
            self.consoles.joined(leg, session)
            await self._listen(leg, session, allowed)
        except Refused as refused:
            await self._refuse(leg, session, refused.close)
        except LegOver as over:
            clean = over.clean
            if over.close is not None:
                await self._refuse(leg, session, over.close)
        # The outermost edge of a leg: its fault is logged and told, and stays its own.
        except Exception:
            if not leg.opened:
                raise
            _log.exception("leg of session %s failed", session or "(none)")
            leg.shut(Close.BROKER_FAULT)
        finally:
            self.legs.discard(leg)
            if session:
                await self._rendezvous.gone(session, leg.subject, clean=clean)
            await leg.leave()
        return leg.response

    async def _refuse(self, leg: Leg, session: str, close: Close) -> None:
        leg.shut(close)
        if session and close in _BREACHES:
            await self._rendezvous.broke(session, leg.subject)

    async def _first(self, leg: Leg, allowed: Allowed) -> Message:
        try:
            async with asyncio.timeout(self._patience.silent):
                data = await leg.receive()
        except TimeoutError:
            raise Refused(Close.SILENT) from None
        if isinstance(data, bytes):
            raise Refused(Close.BAD_MESSAGE)
        if _other_version(data):
            raise Refused(Close.WRONG_VERSION)
        return _decoded(data, allowed)

    async def _listen(self, leg: Leg, session: str, allowed: Allowed) -> None:
        while True:
            data = await leg.receive()
            if isinstance(data, str):
                await self._rendezvous.said(session, leg.subject, _decoded(data, allowed))
                continue
            leg.in_hand = len(data)
            try:
                await leg.relay.pass_on(data)
            finally:
                leg.in_hand = 0


def _decoded(text: str, allowed: Allowed) -> Message:
    if len(text.encode()) > limits.TEXT_MAX:
        raise Refused(Close.TOO_BIG)
    try:
        return decode(text, allowed)
    except BadMessage as bad:
        raise Refused(Close.BAD_MESSAGE) from bad


def _other_version(text: str) -> bool:
    """Whether a first message is of another version, whatever its other fields are."""
    if len(text) > limits.TEXT_MAX:
        return False
    try:
        values = json.loads(text)
    except (ValueError, RecursionError):
        return False
    if not isinstance(values, dict) or values.get("type") not in _FIRST:
        return False
    version = values.get("v")
    return type(version) is int and version != limits.VERSION
