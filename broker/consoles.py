"""The consoles that are connected, each of which rests on a sign-in and ends with it.

A sign-in ends here when somebody ends it: by signing out, by revoking it, by closing the account or
changing its password or roles. That its hours pass ends no session that the customer allowed.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final, Protocol

from broker.leg import Leg
from broker.wire.words import Close

LOOK_SECONDS: Final = 5.0
"""How often sign-ins are looked up that another process may have ended."""

_log = logging.getLogger(__name__)


class StillValid(Protocol):
    """What of the accounts is needed here."""

    async def still_valid(self, sign_in_id: str) -> bool:
        """Whether nobody has ended that sign-in; whether its hours have passed does not matter."""
        ...


class Goes(Protocol):
    """What of the rendezvous is needed here."""

    async def gone(self, session: str, leg: str, *, clean: bool) -> None:
        """A leg is no more; `clean` where it went on purpose."""
        ...


@dataclass(slots=True)
class _Console:
    sign_in: str
    session: str = ""


class Consoles:
    """Knows on which sign-in each console's leg rests."""

    def __init__(
        self,
        accounts: StillValid,
        rendezvous: Goes,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._accounts = accounts
        self._rendezvous = rendezvous
        self._sleep = sleep
        self._open: dict[Leg, _Console] = {}
        self._ending: set[asyncio.Task[None]] = set()
        self._looking: asyncio.Task[None] | None = None

    @contextmanager
    def resting_on(self, sign_in: str, leg: Leg) -> Iterator[None]:
        """While inside, this console's leg is shut when its sign-in ends."""
        self._open[leg] = _Console(sign_in)
        if self._looking is None:
            self._looking = asyncio.create_task(self._look_again(), name="look at sign-ins")
        try:
            yield
        finally:
            del self._open[leg]
            if not self._open and self._looking is not None:
                self._looking.cancel()
                self._looking = None

    def joined(self, leg: Leg, session: str) -> None:
        """This leg has joined that session; without effect for an agent's."""
        if leg in self._open:
            self._open[leg].session = session

    def revoked(self, sign_in: str) -> None:
        """Somebody ended this sign-in: what rests on it is cut off now, and told."""
        for leg, console in self._open.items():
            if console.sign_in == sign_in:
                leg.relay.pair("")
                leg.shut(Close.SIGNED_OUT)
                ending = asyncio.create_task(self._leave(console.session, leg))
                self._ending.add(ending)
                ending.add_done_callback(self._ending.discard)

    async def look(self) -> None:
        """Look every sign-in up once: the command line ends them in another process."""
        for sign_in in {console.sign_in for console in self._open.values()}:
            if not await self._accounts.still_valid(sign_in):
                self.revoked(sign_in)

    async def _leave(self, session: str, leg: Leg) -> None:
        if session:
            await self._rendezvous.gone(session, leg.subject, clean=True)

    async def _look_again(self) -> None:
        while True:
            await self._sleep(LOOK_SECONDS)
            try:
                await self.look()
            # The outermost edge of this task: a database that is away now may be back soon.
            except Exception:  # noqa: BLE001
                _log.exception("sign-ins could not be looked up")
