"""A broker that does as a test says, with a technician behind it."""

import asyncio
import json
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

from websockets.asyncio.server import ServerConnection, serve

from agent.frames import control
from agent.frames.kinds import Kind
from tests.rab1.reference import Console, Setup

WAIT = 8.0
SESSION = "123456789"
BROKER = "Affianco di prova"
ANNA = ("Anna Rossi", "Aiuto SRL")


class Leg:
    """The broker's end of one agent leg."""

    def __init__(self, socket: ServerConnection) -> None:
        self.socket = socket
        self.texts: asyncio.Queue[str] = asyncio.Queue()
        self.binaries: asyncio.Queue[bytes] = asyncio.Queue()
        self.gone_at: float | None = None

    async def read(self) -> None:
        """Sort what comes, until the agent closes."""
        try:
            async for frame in self.socket:
                if isinstance(frame, str):
                    self.texts.put_nowait(frame)
                else:
                    self.binaries.put_nowait(frame)
        finally:
            self.gone_at = time.monotonic()

    async def text(self) -> dict[str, Any]:
        """The next text frame of the agent."""
        return dict(json.loads(await asyncio.wait_for(self.texts.get(), WAIT)))

    async def binary(self) -> bytes:
        """The next binary frame of the agent."""
        return await asyncio.wait_for(self.binaries.get(), WAIT)

    async def say(self, type_: str, **fields: object) -> None:
        await self.socket.send(json.dumps({"type": type_, **fields}))

    async def register(self, *, token: str = "t1", session: str = SESSION) -> dict[str, Any]:
        """Take the hello and give an ID."""
        hello = await self.text()
        await self.say("registered", session=session, broker=BROKER, token=token, seconds=900)
        return hello

    async def join(
        self,
        *,
        resumed: bool = False,
        name: tuple[str, str] = ANNA,
        quick: bool = False,
        reason: str = "",
    ) -> None:
        await self.say(
            "joined",
            technician=name[0],
            organisation=name[1],
            resumed=resumed,
            quick=quick,
            reason=reason,
        )

    async def prove(self, secret: bytes, *, mode: str = "password", **changed: Any) -> Console:
        """The technician's whole handshake."""
        console = self.console(secret, mode=mode, **changed)
        pake2 = await self.answer(console.pake1(await self.binary()))
        tb = await self.answer(console.ta(pake2))
        await self.socket.send(console.auth(tb, await self.binary()))
        return console

    def console(self, secret: bytes, *, mode: str = "password", **changed: Any) -> Console:
        setup = Setup(
            mode=mode,
            session=SESSION,
            broker=BROKER,
            secret=secret,
            technician=ANNA[0],
            organisation=ANNA[1],
            nt=os.urandom(32),
            ya=os.urandom(32),
        )
        return Console(replace(setup, **changed))

    async def answer(self, frame: bytes) -> bytes:
        await self.socket.send(frame)
        return await self.binary()

    async def tell(self, console: Console, message: control.Message) -> None:
        await self.socket.send(console.c2a.seal(Kind.CONTROL, control.encode(message)))

    async def told(self, console: Console) -> control.Message:
        """The next control message of the agent."""
        while True:
            kind, plaintext = console.a2c.open(await self.binary())
            if kind == Kind.CONTROL:
                return control.decode(plaintext)

    async def end_of(self, agent_says: str, *, again: bool = False, enrol: str = "") -> None:
        """The agent ends with this outcome, and the broker confirms it."""
        while (said := await self.text())["type"] != "end":
            pass
        assert said == {"type": "end", "outcome": agent_says}
        await self.say("ended", outcome=agent_says, billable_ms=1500, again=again, enrol=enrol)

    async def gone(self) -> int | None:
        """Wait until the agent has closed; the code."""
        await asyncio.wait_for(self.socket.wait_closed(), WAIT)
        return self.socket.close_code


@asynccontextmanager
async def broker(**options: Any) -> AsyncIterator[tuple[int, "asyncio.Queue[Leg]"]]:
    """A broker on loopback: its port, and the legs as they come."""
    legs: asyncio.Queue[Leg] = asyncio.Queue()

    async def handler(socket: ServerConnection) -> None:
        leg = Leg(socket)
        legs.put_nowait(leg)
        await leg.read()

    async with serve(handler, "127.0.0.1", 0, compression=None, **options) as server:
        yield next(iter(server.sockets)).getsockname()[1], legs
