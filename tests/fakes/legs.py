"""A broker on a loopback port with a store in memory, and legs that speak to it."""

import asyncio
import json
import secrets
import time
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from broker.config import COOKIE
from broker.records import Role, SignedIn, Technician
from broker.rendezvous import Rendezvous
from broker.sockets import Sockets
from tests.fakes.quick import FakeQuick
from tests.fakes.receipts import FakeReceipts

ANNA = Technician(1, "anna", "Anna Rossi", "Aiuto SRL")
BRUNO = Technician(2, "bruno", "Bruno Bianchi", "Aiuto SRL")
COOKIES = {"annas-cookie": ANNA, "brunos-cookie": BRUNO}
WAIT = 10.0


@dataclass
class Book:
    """The ledger's store, in memory; `broken` makes every write fail."""

    rows: dict[int, dict[str, Any]] = field(default_factory=dict)
    broken: bool = False

    def _check(self) -> None:
        if self.broken:
            raise OSError("disk full")

    async def open_session(self, **values: Any) -> int:
        self._check()
        entry = len(self.rows) + 1
        self.rows[entry] = {**values, "outcome": None, "billable_ms": 0, "checkpoints": 0}
        return entry

    async def checkpoint(self, entry: int, **values: Any) -> None:
        self._check()
        row = self.rows[entry]
        if row["outcome"] is None:
            row.update(values)
            row["checkpoints"] += 1

    async def close_session(self, entry: int, **values: Any) -> None:
        self._check()
        if self.rows[entry]["outcome"] is None:
            self.rows[entry].update(values)

    async def customer_exists(self, customer_id: int) -> bool:
        return customer_id == 7

    def outcomes(self) -> list[str | None]:
        return [row["outcome"] for row in self.rows.values()]


class Accounts:
    """Two technicians who are signed in, and their tickets."""

    def __init__(self) -> None:
        self._tickets: dict[str, int] = {}

    async def signed_in(self, cookie_token: str) -> SignedIn | None:
        technician = COOKIES.get(cookie_token)
        return technician and SignedIn(technician, frozenset({Role.TECHNICIAN}), cookie_token)

    async def still_valid(self, sign_in_id: str) -> bool:
        return sign_in_id in COOKIES

    def ticket(self, technician: Technician) -> str:
        ticket = secrets.token_urlsafe(16)
        self._tickets[ticket] = technician.id
        return ticket

    def redeem(self, ticket: str, technician: Technician) -> bool:
        return self._tickets.pop(ticket, None) == technician.id


class Clock:
    """Monotonic seconds that a test can put forward."""

    def __init__(self) -> None:
        self.ahead = 0.0
        self.stopped_at: float | None = None

    def __call__(self) -> float:
        return (time.monotonic() if self.stopped_at is None else self.stopped_at) + self.ahead


@dataclass
class Broker:
    """A running broker and what it is made of."""

    url: str
    book: Book
    accounts: Accounts
    rendezvous: Rendezvous
    sockets: Sockets
    clock: Clock
    quick: FakeQuick
    http: aiohttp.ClientSession
    receipts: FakeReceipts

    async def agent(self, **hello: Any) -> "Leg":
        leg = await self.open_agent()
        await leg.say(type="hello", **{"v": 1, "pc": "PC-CASSA", "resume": "", **hello})
        return leg

    async def waiting_agent(self) -> "Leg":
        leg = await self.agent()
        await leg.hears("registered")
        return leg

    async def open_agent(self, **options: Any) -> "Leg":
        return Leg(await self.http.ws_connect(f"{self.url}/ws/agent", **_RAW, **options))

    async def open_console(self, cookie: str = "annas-cookie", origin: str | None = None) -> "Leg":
        headers = {"Origin": origin or self.url, "Cookie": f"{COOKIE}={cookie}"}
        return Leg(await self.http.ws_connect(f"{self.url}/ws/console", headers=headers, **_RAW))

    async def console(
        self,
        session: str,
        *,
        cookie: str = "annas-cookie",
        resume: str = "",
        customer: int = 0,
        quick: bool = False,
        reason: str = "",
    ) -> "Leg":
        leg = await self.open_console(cookie)
        await leg.say(
            type="join",
            v=1,
            ticket=self.accounts.ticket(COOKIES[cookie]),
            session=session,
            customer=customer,
            resume=resume,
            quick=quick,
            reason=reason,
        )
        return leg

    async def pair(self) -> tuple["Leg", "Leg"]:
        agent = await self.waiting_agent()
        console = await self.console(agent.heard["registered"]["session"])
        await console.hears("joined")
        await agent.hears("joined")
        return agent, console

    async def active(self) -> tuple["Leg", "Leg"]:
        agent, console = await self.pair()
        for state in ("asking", "active"):
            await agent.say(type="state", state=state)
            for leg in (agent, console):
                assert (await leg.hears("state"))["state"] == state
        return agent, console


_RAW: dict[str, Any] = {"autoclose": True, "autoping": True, "max_msg_size": 0, "compress": 0}


class Leg:
    """One end of a leg, as an agent or a console would be."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket
        self.heard: dict[str, Any] = {}

    async def say(self, **message: Any) -> None:
        await self.socket.send_str(json.dumps(message))

    async def send(self, record: bytes) -> None:
        await self.socket.send_bytes(record)

    async def receive(self, wanted: str = "") -> aiohttp.WSMessage:
        """The next frame; what is said of the bill is kept in `heard`, and passed over unless
        it is what is `wanted`."""
        while True:
            message = await self.socket.receive(timeout=WAIT)
            said = json.loads(message.data) if message.type is aiohttp.WSMsgType.TEXT else {}
            if said.get("type") not in BILL or said["type"] == wanted:
                return message
            self.heard[said["type"]] = said

    async def hears(self, kind: str) -> dict[str, Any]:
        """The next message, which is of this kind; a state said again may come before it."""
        while True:
            message = await self.receive(kind)
            assert message.type is aiohttp.WSMsgType.TEXT, (message, self.socket.close_code)
            values: dict[str, Any] = json.loads(message.data)
            if kind == "state" or not self._knows(values):
                break
        assert values["type"] == kind, values
        self.heard[kind] = values
        return values

    def _knows(self, values: dict[str, Any]) -> bool:
        said = self.heard.get("state", {"state": "joined"})
        return values["type"] == "state" and values["state"] == said["state"]

    async def record(self) -> bytes:
        message = await self.receive()
        assert message.type is aiohttp.WSMsgType.BINARY, (message, self.socket.close_code)
        data: bytes = message.data
        return data

    async def closes(self) -> int:
        """The close code; whatever else comes before it is an error."""
        message = await self.receive()
        assert message.type in _CLOSES, message
        code = self.socket.close_code
        assert code is not None
        return code

    async def cut(self) -> None:
        """Vanish without a word."""
        transport = self.socket._response.connection.transport  # type: ignore[union-attr]
        assert transport is not None
        transport.abort()
        await asyncio.sleep(0)

    async def leave(self) -> None:
        await self.socket.close()


BILL = frozenset({"cost", "tally", "receipt"})
"""Messages about the bill, which most tests are not about."""

_CLOSES = (aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSING, aiohttp.WSMsgType.CLOSED)
