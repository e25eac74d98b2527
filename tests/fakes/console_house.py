"""The console's surroundings for tests: its files with the broker's headers, the API of
console_api.py, and a broker and agent in one at the other end of its WebSocket."""

import io
import json
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import WSMsgType, web
from PIL import Image

from agent.channel import Channel, ChannelError
from agent.frames import control, cursor, picture
from agent.frames import input as frames_input
from agent.frames import webp as frames_webp
from agent.frames.kinds import Kind
from agent.frames.operations import Operation, Webp
from agent.handshake import Handshake, Mode
from agent.identity import Signer
from broker.config import Settings
from broker.guards import headers_for
from broker.pages import Pages, web_folder
from broker.routing import Asked
from broker.wire.words import Asks, Close
from tests.fakes.console_api import NAMES, Office

SESSION = "123456789"
PASSWORD = "ABCD2345"


def webp(image: Image.Image) -> bytes:
    """A lossless WebP picture, as it travels."""
    data = io.BytesIO()
    image.save(data, "WEBP", lossless=True, method=1, exact=True)
    return frames_webp.bare(data.getvalue())


@dataclass
class House(Office):
    """What the console sees; a test changes the attributes to say how the other end behaves."""

    url: str = ""
    password: str = PASSWORD
    pc: str = "UFFICIO-2"
    key: Signer | None = None
    """The PC's own key."""
    refuses_with: control.Why | None = None
    """Why the agent does not let in whoever comes by quick access."""
    allows: str | None = "control"
    close_join: Close | None = None
    joins: list[dict[str, Any]] = field(default_factory=list)
    asked: list[control.Message] = field(default_factory=list)
    views: list[control.View] = field(default_factory=list)
    """How the technician wants to see, each time it was said."""
    delay: int = 0
    inputs: list[frames_input.Event] = field(default_factory=list)
    shown: list[int] = field(default_factory=list)
    ends: list[str] = field(default_factory=list)
    agreed: list[dict[str, Any]] = field(default_factory=list)
    """What the console signed while the session ran."""
    leg: web.WebSocketResponse | None = None
    channel: Channel | None = None
    resume: bytes = b""
    billable_ms: int = 0
    _frame: int = 0

    def seal(self, kind: Kind, plaintext: bytes) -> bytes:
        """A sealed record from the agent."""
        assert self.channel is not None
        return self.channel.seal(kind, plaintext)

    async def record(self, kind: Kind, plaintext: bytes) -> None:
        """Seals and sends."""
        assert self.leg is not None
        await self.leg.send_bytes(self.seal(kind, plaintext))

    async def say(self, message: control.Message) -> None:
        """A control record."""
        await self.record(Kind.CONTROL, control.encode(message))

    async def broker(self, **message: Any) -> None:
        """A text frame from the broker."""
        assert self.leg is not None
        await self.leg.send_str(json.dumps(message))

    async def state(self, state: str, billable_ms: int | None = None) -> None:
        """Where the session stands."""
        self.billable_ms = self.billable_ms if billable_ms is None else billable_ms
        await self.broker(type="state", state=state, billable_ms=self.billable_ms)

    async def frame(self, *operations: Operation) -> int:
        """A frame with these operations."""
        self._frame += 1
        for part in picture.encode_parts(self._frame, self.delay, operations):
            await self.record(Kind.PICTURE, part)
        return self._frame

    async def screen(self, image: Image.Image, *, tile: int = 256) -> int:
        """A whole screen as tiles, after its size."""
        await self.say(control.Screen(image.width, image.height))
        return await self.frame(*self.tiles(image, tile))

    def tiles(self, image: Image.Image, tile: int) -> list[Operation]:
        """A picture as lossless tiles."""
        tiles: list[Operation] = []
        for y in range(0, image.height, tile):
            for x in range(0, image.width, tile):
                box = (x, y, min(x + tile, image.width), min(y + tile, image.height))
                size = (box[2] - x, box[3] - y)
                tiles.append(Webp(x, y, *size, webp(image.crop(box))))
        return tiles

    async def pointer(self, image: Image.Image, x: int, y: int) -> None:
        """The remote pointer's shape and place."""
        shape = cursor.Shape(0, 0, image.width, image.height, webp(image))
        await self.record(Kind.CURSOR, cursor.encode(shape))
        await self.record(Kind.CURSOR, cursor.encode(cursor.Place(x, y)))

    async def ended(self, outcome: str, billable_ms: int) -> None:
        """The session is over, and the leg is closed."""
        await self.broker(
            type="ended", outcome=outcome, billable_ms=billable_ms, again=False, enrol=""
        )
        assert self.leg is not None
        await self.leg.close(code=Close.SESSION_ENDED, message=b"session_ended")

    async def offer(self) -> None:
        """The agent comes back on the same leg of the console: a new run in mode `resume`."""
        assert self.leg is not None
        self._handshake = self._run(Mode.RESUME, self.resume)
        self.channel = None
        await self.leg.send_bytes(self._handshake.start())

    def _run(self, mode: Mode, secret: bytes) -> Handshake:
        return Handshake(
            mode=mode,
            session=SESSION,
            broker="Prova",
            secret=secret,
            random=secrets.token_bytes,
            signer=self.key,
        )

    async def console(self, request: web.Request) -> web.WebSocketResponse:
        """The console's leg."""
        leg = web.WebSocketResponse(compress=False)
        await leg.prepare(request)
        join = json.loads(await leg.receive_str())
        self.joins.append(join)
        if self.close_join is not None or join["session"] != SESSION:
            code = self.close_join or Close.NO_ANSWER
            await leg.close(code=code, message=code.reason.encode())
            return leg
        self.leg, self.channel = leg, None
        resumed = join["resume"] != ""
        if resumed:
            self._handshake = self._run(Mode.RESUME, self.resume)
        elif join["quick"]:
            self._handshake = self._run(Mode.QUICK, b"")
        else:
            self._handshake = self._run(Mode.PASSWORD, self.password.encode())
        joined = {"entry": 7, "broker": "Prova", "pc": self.pc, "token": secrets.token_hex(8)}
        await self.broker(type="joined", resumed=resumed, **joined, **NAMES)
        await leg.send_bytes(self._handshake.start())
        async for message in leg:
            if message.type is WSMsgType.BINARY:
                await self._binary(leg, message.data)
            elif message.type is WSMsgType.TEXT:
                await self._text(json.loads(message.data))
        return leg

    async def _text(self, said: dict[str, Any]) -> None:
        if said["type"] == "agreed":
            self.agreed.append(said)
            return
        self.ends.append(said["outcome"])
        await self.ended(said["outcome"], self.billable_ms)

    async def _binary(self, leg: web.WebSocketResponse, data: bytes) -> None:
        if self.channel is None:
            await self._shake(leg, data)
            return
        kind, plaintext = self.channel.open(data)
        if kind == Kind.INPUT:
            self.inputs.extend(frames_input.decode(plaintext))
        elif kind == Kind.SHOWN:
            self.shown.append(picture.decode_shown(plaintext))
        else:
            await self._control(control.decode(plaintext))

    async def _control(self, message: control.Message) -> None:
        if isinstance(message, control.View):
            self.views.append(message)
            return
        self.asked.append(message)
        if isinstance(message, control.Ask):
            await self._answer()

    async def _shake(self, leg: web.WebSocketResponse, data: bytes) -> None:
        resumed = self._handshake._mode is Mode.RESUME
        try:
            for answer in self._handshake.receive(data):
                await leg.send_bytes(answer)
        except ChannelError as error:
            await self.ended(error.fault.value, 0)
            return
        self.channel = self._handshake.channel
        if self.channel is None:
            return
        self.resume = self.channel.take_resume()
        self._frame = 0
        if resumed:
            await self.say(control.Allowed(Asks("control")))
            await self.state("active")

    async def _answer(self) -> None:
        if self.refuses_with is not None:
            await self.say(control.Refused(self.refuses_with))
            await self.ended("declined", 0)
            return
        await self.say(control.Asking())
        await self.state("asking")
        if self.allows is not None:
            await self.allow(self.allows)

    async def allow(self, asks: str) -> None:
        """The customer allows."""
        await self.say(control.Allowed(Asks(asks)))
        await self.state("active", 0)


@asynccontextmanager
async def open_house(host: str = "127.0.0.1") -> AsyncIterator[House]:
    """Serves a house on a free port of `host`."""
    house = House()
    app = web.Application()
    app.on_response_prepare.append(headers_for(Settings(data_dir=Path())))
    pages = Pages(web_folder())

    async def page(request: web.Request) -> web.Response:
        return await pages.page(Asked(request))

    app.router.add_get("/ws/console", house.console)
    app.router.add_route("*", "/api/{path:.*}", house.api)
    app.router.add_get("/{path:.*}", page)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, host, 0)
    await site.start()
    house.url = f"http://{host}:{runner.addresses[0][1]}/"
    try:
        yield house
    finally:
        if house.leg is not None:
            await house.leg.close()
        await runner.cleanup()
