"""The two WebSocket addresses: who may open one, its first message, and what it says after that."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Final, Protocol

from aiohttp import web

from broker.bus import Bus
from broker.config import COOKIE, Settings
from broker.ids import Random
from broker.leg import Leg, LegOver, Patience
from broker.parcels import Refused
from broker.problems import Refusal
from broker.records import Technician
from broker.relay import BusRelay
from broker.rendezvous import Rendezvous
from broker.wire import limits
from broker.wire.messages import (
    FROM_AGENT,
    FROM_CONSOLE,
    BadMessage,
    Hello,
    Join,
    Message,
    decode,
)
from broker.wire.words import Close, Problem

_log = logging.getLogger(__name__)

_FIRST: Final = ("hello", "join")
_BREACHES: Final = frozenset({Close.BAD_MESSAGE, Close.TOO_BIG})
_TOKEN_BYTES: Final = 16

Allowed = Mapping[str, type[Message]]
Enters = Callable[[Leg, Message], Awaitable[str]]
"""Takes a leg in by its first message; gives its session ID. Raises `Refused`."""


class SignedIn(Protocol):
    """What of the accounts is needed here."""

    async def signed_in(self, cookie_token: str) -> Technician | None: ...

    def redeem(self, ticket: str, technician: Technician) -> bool: ...


class Sockets:
    """Handlers of `/ws/agent` and `/ws/console`."""

    def __init__(
        self,
        *,
        settings: Settings,
        accounts: SignedIn,
        rendezvous: Rendezvous,
        bus: Bus,
        now: Callable[[], float],
        random: Random,
        patience: Patience | None = None,
    ) -> None:
        """`bus` is the one of `rendezvous`; `now`: monotonic seconds; `random`: secret bytes."""
        self._settings = settings
        self._accounts = accounts
        self._rendezvous = rendezvous
        self._bus = bus
        self._now = now
        self._random = random
        self._patience = patience or Patience()
        self.legs: set[Leg] = set()
        """The legs that are open now."""

    async def agent(self, request: web.Request) -> web.StreamResponse:
        """An agent's leg. Raises `Refusal` where a browser asks for it."""
        if "Origin" in request.headers:
            raise Refusal(Problem.FOREIGN_ORIGIN)
        address = request.remote or ""

        async def enter(leg: Leg, first: Message) -> str:
            if not isinstance(first, Hello):
                raise Refused(Close.BAD_MESSAGE)
            return await self._rendezvous.hello(first, leg.subject, address)

        return await self._serve(request, FROM_AGENT, enter)

    async def console(self, request: web.Request) -> web.StreamResponse:
        """A console's leg. Raises `Refusal` for a foreign page or where nobody is signed in."""
        if request.headers.get("Origin") not in self._settings.origins:
            raise Refusal(Problem.FOREIGN_ORIGIN)
        technician = await self._accounts.signed_in(request.cookies.get(COOKIE, ""))
        if technician is None:
            raise Refusal(Problem.NOT_SIGNED_IN)
        address = request.remote or ""

        async def enter(leg: Leg, first: Message) -> str:
            if not isinstance(first, Join):
                raise Refused(Close.BAD_MESSAGE)
            if not self._accounts.redeem(first.ticket, technician):
                raise Refused(Close.SIGNED_OUT)
            await self._rendezvous.join(first, technician, leg.subject, address)
            return first.session

        return await self._serve(request, FROM_CONSOLE, enter)

    async def _serve(
        self, request: web.Request, allowed: Allowed, enter: Enters
    ) -> web.StreamResponse:
        leg = Leg(
            bus=self._bus,
            relay=BusRelay(self._bus, self._now),
            token=self._random(_TOKEN_BYTES).hex(),
            patience=self._patience,
            now=self._now,
        )
        session, clean = "", False
        self.legs.add(leg)
        try:
            await leg.open(request)
            session = await enter(leg, await self._first(leg, allowed))
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
