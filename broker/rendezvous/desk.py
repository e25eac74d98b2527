"""Who waits under which ID: the one place that both kinds of legs come to."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime
from itertools import count
from typing import Final

from broker import ids
from broker.addresses import limit_key
from broker.bus import Bus, Nobody, Taken
from broker.config import Settings
from broker.ledger import Ledger
from broker.parcels import Back, Broke, Enter, Gone, Refused, Said, ToSession, session_subject
from broker.records import Technician
from broker.rendezvous.held import Held
from broker.rendezvous.means import Means, Quick, Receipts
from broker.throttle import Throttle
from broker.wire.messages import Countersign, Countersigned, Hello, Join, Message
from broker.wire.words import Close, State

_log = logging.getLogger(__name__)

MISSES_EACH_MINUTE: Final = 10
"""Joins of an ID that did not answer, of one technician and from one address."""

REGISTRATIONS_EACH_MINUTE: Final = 5
"""New IDs given to one address."""

COUNTERSIGNS_EACH_MINUTE: Final = 20
"""Receipts signed or judged from one address, right or not."""

MISS_SECONDS: Final = 0.25
"""After how long a miss is answered: unknown, busy and offline shall not differ in time."""

SWEEP_SECONDS: Final = 1.0
"""How often sessions that waited too long are looked for."""

RECHECK_SWEEPS: Final = 5
"""Every so many sweeps it is looked whether the wishes behind quick access still stand."""

STOP_SECONDS: Final = 3.0
"""How long legs may take to hear that the broker stops."""


class Rendezvous:
    """Gives IDs, finds the agent for a console, and passes on what legs say.

    This node holds the sessions of the agents that came in here. Everything else goes through the
    bus, so that a console may come in anywhere. What is lost with a node: see `held`.
    """

    def __init__(
        self,
        *,
        bus: Bus,
        ledger: Ledger,
        quick: Quick,
        receipts: Receipts,
        settings: Settings,
        now: Callable[[], float],
        utcnow: Callable[[], datetime],
        random: ids.Random,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        """`now` gives monotonic seconds, `utcnow` aware UTC times, `random` so many bytes."""
        self._bus = bus
        self._settings = settings
        self._now = now
        self._sleep = sleep
        self._random = random
        self._ledger = ledger
        self._quick = quick
        self._receipts = receipts
        self._means = Means(
            bus, ledger, quick, receipts, settings.name, now, utcnow, random, self._forget
        )
        self._held: dict[str, tuple[Held, Callable[[], None]]] = {}
        self._misses = Throttle(most=MISSES_EACH_MINUTE, seconds=60.0)
        self._registrations = Throttle(most=REGISTRATIONS_EACH_MINUTE, seconds=60.0)
        self._countersigns = Throttle(most=COUNTERSIGNS_EACH_MINUTE, seconds=60.0)
        self._sweeping: asyncio.Task[None] | None = None
        self._stopping = False

    async def hello(self, hello: Hello, leg: str, address: str) -> str:
        """An agent came in; gives its session ID. Raises `Refused`."""
        if self._stopping:
            raise Refused(Close.SHUTTING_DOWN)
        session = ids.session_of(hello.resume)
        if session and await self._ask(session, Back(leg, hello.resume)) is None:
            return session
        if not self._registrations.take(limit_key(address), self._now()):
            raise Refused(Close.TOO_MANY_TRIES)
        if hello.resume:
            raise Refused(Close.NO_ANSWER)
        return self._register(hello.pc, leg)

    async def join(self, join: Join, technician: Technician, leg: str, address: str) -> None:
        """A signed-in technician's console came in. Raises `Refused`."""
        if self._stopping:
            raise Refused(Close.SHUTTING_DOWN)
        if join.quick and not join.resume and (join.customer or not join.reason.strip()):
            raise Refused(Close.BAD_MESSAGE)
        answer_at = self._now() + MISS_SECONDS
        keys = (f"technician {technician.id}", f"address {limit_key(address)}")
        self._take_misses(keys)
        enter = Enter(
            leg=leg,
            technician_id=technician.id,
            technician=technician.full_name,
            organisation=technician.organisation,
            customer=join.customer,
            resume=join.resume,
            quick=join.quick,
            reason=join.reason,
        )
        close = await self._ask(join.session, enter)
        if close is Close.NO_ANSWER:
            await self._sleep(max(0.0, answer_at - self._now()))
        else:
            for key in keys:
                self._misses.give_back(key)
        if close is not None:
            raise Refused(close)

    async def enrol(self, ticket: str, pc: str, key: str, signature: str, address: str) -> bool:
        """An agent enrols its PC for quick access; whether it did. Raises `Refused`."""
        if self._stopping:
            raise Refused(Close.SHUTTING_DOWN)
        answer_at = self._now() + MISS_SECONDS
        if not self._registrations.take(limit_key(address), self._now()):
            raise Refused(Close.TOO_MANY_TRIES)
        if await self._quick.enrol(ticket, pc, key, signature, address):
            return True
        await self._sleep(max(0.0, answer_at - self._now()))
        return False

    async def countersign(self, said: Countersign, address: str) -> Countersigned | None:
        """An agent signs a receipt; None where that is not kept. Raises `Refused`."""
        if self._stopping:
            raise Refused(Close.SHUTTING_DOWN)
        answer_at = self._now() + MISS_SECONDS
        if not self._countersigns.take(limit_key(address), self._now()):
            raise Refused(Close.TOO_MANY_TRIES)
        answer = await self._receipts.countersign(said)
        if answer is None:
            await self._sleep(max(0.0, answer_at - self._now()))
        return answer

    async def said(self, session: str, leg: str, message: Message) -> None:
        """A leg said something to its session. Raises `Refused`."""
        try:
            close = await self._bus.send(session_subject(session), Said(leg, message))
        except Nobody:
            return  # the session is over and its legs are being closed
        if close is not None:
            raise Refused(close)

    async def gone(self, session: str, leg: str, *, clean: bool) -> None:
        """A leg is no more; `clean` where its end closed it in due form."""
        with suppress(Nobody):
            await self._bus.send(session_subject(session), Gone(leg, clean))

    async def broke(self, session: str, leg: str) -> None:
        """A leg broke the rules of the wire and is being closed for it."""
        with suppress(Nobody):
            await self._bus.send(session_subject(session), Broke(leg))

    def sweep(self) -> None:
        """End what has waited for too long; say again where sessions stand."""
        now = self._now()
        for held, _ in tuple(self._held.values()):
            held.sweep(now)

    def presence(self) -> dict[str, str]:
        """The PCs that technicians can join by quick access now: key and session ID."""
        found = [held for held, _ in self._held.values() if held.answers() and held.key]
        return {held.key: held.session for held in found}

    async def recheck(self) -> None:
        """Whose quick access was withdrawn in a way that this process did not hear of."""
        keys = frozenset(held.key for held, _ in self._held.values() if held.key)
        gone = keys - await self._quick.standing(keys) if keys else keys
        for held, _ in tuple(self._held.values()):
            if held.key in gone:
                held.withdrawn(held.key)

    def waiting(self) -> int:
        """How many agents wait on this node."""
        return sum(held.state is State.WAITING for held, _ in self._held.values())

    async def close(self) -> None:
        """The broker stops: rows still open end as `lost`, legs close with `shutting_down`."""
        self._stopping = True
        if self._sweeping is not None:
            self._sweeping.cancel()
        held = [held for held, _ in self._held.values()]
        await asyncio.gather(*(one.stop(STOP_SECONDS) for one in held))
        if self._means.tasks:
            _, late = await asyncio.wait(self._means.tasks, timeout=STOP_SECONDS)
            for task in late:
                task.cancel()
        await self._ledger.close()

    def _take_misses(self, keys: tuple[str, ...]) -> None:
        """Count a miss before it is known to be one, so that many at once are counted too."""
        if not all(self._misses.allows(key, self._now()) for key in keys):
            raise Refused(Close.TOO_MANY_TRIES)
        for key in keys:
            self._misses.take(key, self._now())

    def _register(self, pc: str, leg: str) -> str:
        if self.waiting() >= self._settings.waiting_max:
            raise Refused(Close.FULL)
        session = ids.new_id(self._random, self._held.__contains__)
        held = Held(session, pc, leg, self._means)
        try:
            detach = self._bus.attach(session_subject(session), held.take)
        except Taken as taken:
            raise Refused(Close.BROKER_FAULT) from taken
        self._held[session] = (held, detach)
        if self._sweeping is None:
            self._sweeping = asyncio.create_task(self._sweep_for_ever(), name="sweep")
        return session

    async def _ask(self, session: str, parcel: ToSession) -> Close | None:
        try:
            close: Close | None = await self._bus.send(session_subject(session), parcel)
        except Nobody:
            return Close.NO_ANSWER
        return close

    def _forget(self, session: str) -> None:
        _, detach = self._held.pop(session)
        detach()

    async def _sweep_for_ever(self) -> None:
        for sweeps in count(1):
            await asyncio.sleep(SWEEP_SECONDS)
            try:
                self.sweep()
                if sweeps % RECHECK_SWEEPS == 0:
                    await self.recheck()
            # The outermost edge of this task: one session's fault must not keep others alive.
            except Exception:  # noqa: BLE001
                _log.exception("sweeping failed")
