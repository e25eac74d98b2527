"""An agent's leg to a real broker; its customer does as the test says."""

import asyncio
import json
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from agent.channel import Channel
from agent.frames import control
from agent.frames.kinds import Kind
from agent.handshake import Handshake, Mode
from broker.wire.words import Asks

WAIT = 8.0


@dataclass
class AgentLeg:
    """One leg, from `registered` on."""

    socket: ClientConnection
    session: str
    broker: str
    password: str = "ABCD2345"
    said: list[dict[str, Any]] = field(default_factory=list)
    channel: Channel | None = None
    _news: asyncio.Event = field(default_factory=asyncio.Event)
    _handshake: Handshake | None = None

    async def heard(self, kind: str) -> dict[str, Any]:
        """The first message of the broker of this type, when it has come."""
        async with asyncio.timeout(WAIT):
            while True:
                for message in self.said:
                    if message["type"] == kind:
                        return message
                self._news.clear()
                await self._news.wait()

    async def record(self, kind: Kind, plaintext: bytes) -> None:
        """Seals and sends."""
        assert self.channel is not None
        await self.socket.send(self.channel.seal(kind, plaintext))

    async def read(self) -> None:
        """Answers the broker and the console until the leg is closed."""
        with suppress(ConnectionClosed):
            async for frame in self.socket:
                await (self._text(frame) if isinstance(frame, str) else self._binary(frame))

    async def _text(self, frame: str) -> None:
        message = json.loads(frame)
        self.said.append(message)
        self._news.set()
        if message["type"] == "joined":
            self._handshake = Handshake(
                mode=Mode.PASSWORD,
                session=self.session,
                broker=self.broker,
                secret=self.password.encode(),
                random=secrets.token_bytes,
            )
            await self.socket.send(self._handshake.start())

    async def _binary(self, frame: bytes) -> None:
        assert self._handshake is not None
        if self.channel is None:
            for answer in self._handshake.receive(frame):
                await self.socket.send(answer)
            self.channel = self._handshake.channel
            return
        kind, plaintext = self.channel.open(frame)
        if kind == Kind.CONTROL and isinstance(control.decode(plaintext), control.Ask):
            await self._say(control.Asking(), "asking")

    async def allow(self) -> None:
        """The customer allows all that was asked."""
        await self._say(control.Allowed(Asks.CONTROL), "active")

    async def _say(self, message: control.Message, state: str) -> None:
        await self.record(Kind.CONTROL, control.encode(message))
        await self.socket.send(json.dumps({"type": "state", "state": state}))


@asynccontextmanager
async def agent_leg(url: str, *, pc: str = "PC-1") -> AsyncIterator[AgentLeg]:
    """An agent at a broker, under this PC name. Raises `ConnectionClosed` where it is refused."""
    address = url.replace("http", "ws", 1) + "/ws/agent"
    async with connect(address, compression=None) as socket:
        await socket.send(json.dumps({"type": "hello", "v": 1, "pc": pc, "resume": ""}))
        registered = json.loads(await socket.recv())
        leg = AgentLeg(socket, registered["session"], registered["broker"])
        reading = asyncio.create_task(leg.read())
        try:
            yield leg
        finally:
            reading.cancel()
            with suppress(asyncio.CancelledError):
                await reading
