"""One leg: a WebSocket on the bus, with pings, a limit on standing still, and an end with a reason.

What the broker holds for one direction of a session, at most:

    a record being put together, or a whole one in aiohttp's queue   64 KiB (RECORD_MAX)
    bytes read behind it                                             32 KiB (READ_BYTES)
    the record in hand, waiting for the other leg                    64 KiB
    the other leg's write buffer                                     16 KiB + one record

240 KiB and some headers and pings, under `RELAY_WAITING_MAX`. With TLS in this process it is 48 KiB
for the second (`broker.tls.buffers`) and one record for the last, and as much in all.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from aiohttp import WSMsgType, web

from broker.bus import Bus, Nobody
from broker.parcels import Shut, Tell, ToLeg, leg_subject
from broker.relay import Relay
from broker.websocket.socket import BoundedSocket
from broker.wire import limits
from broker.wire.messages import encode
from broker.wire.words import Close

_CONTROL_BYTES: Final = 4 * 1024
_CLEAN: Final = frozenset({0, 1000, 1001})
"""Close codes of an end that leaves on purpose (RFC 6455, 7.4.1; 0: it gave none)."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a leg waits for what, in seconds."""

    silent: float = limits.SILENT_SECONDS
    stall: float = limits.STALL_SECONDS
    ping: float = limits.PING_SECONDS
    linger: float = 2.0
    """For the other end's answer to a close, before the connection is dropped."""


class LegOver(Exception):
    """The other end is gone; `close` says for which fault of its own, if it was one."""

    def __init__(self, *, clean: bool, close: Close | None = None) -> None:
        super().__init__("clean" if clean else "cut")
        self.clean = clean
        self.close = close


class Leg:
    """A leg on the bus: takes `ToLeg`, gives what the other end sends."""

    def __init__(
        self, *, bus: Bus, relay: Relay, token: str, patience: Patience, now: Callable[[], float]
    ) -> None:
        """`token`: random text that names this leg on the bus."""
        self.subject = leg_subject(token)
        self.relay = relay
        self.in_hand = 0
        """Bytes of the record that waits for the other leg."""
        self._bus = bus
        self._patience = patience
        self._now = now
        self._heard_at = now()
        self._socket = BoundedSocket(self._heard)
        self._transport: asyncio.WriteTransport | None = None
        self._writing = asyncio.Lock()
        self._written = 0
        self._closing: asyncio.Task[None] | None = None
        self._watching: asyncio.Task[None] | None = None
        self._detach: Callable[[], None] | None = None

    @property
    def response(self) -> web.StreamResponse:
        """What aiohttp wants back from the handler."""
        return self._socket

    @property
    def opened(self) -> bool:
        """Whether the upgrade was answered."""
        return self._transport is not None

    async def open(self, request: web.Request) -> None:
        """Answer the upgrade request and be on the bus; HTTPBadRequest where it is none."""
        await self._socket.prepare(request)
        transport = request.transport
        if not isinstance(transport, asyncio.WriteTransport):
            raise ConnectionResetError("gone before the answer")
        self._transport = transport
        self._detach = self._bus.attach(self.subject, self._take)
        self._watching = asyncio.create_task(self._watch(), name=f"watch {self.subject}")

    async def receive(self) -> str | bytes:
        """The next text or binary frame. Raises `LegOver`."""
        while True:
            message = await self._socket.receive()
            if message.type is WSMsgType.TEXT or message.type is WSMsgType.BINARY:
                data: str | bytes = message.data
                return data
            if message.type is WSMsgType.PING:
                await self._write_control(WSMsgType.PONG, message.data)
            elif message.type is WSMsgType.CLOSE:
                raise LegOver(clean=message.data in _CLEAN)
            elif message.type is not WSMsgType.PONG:
                raise LegOver(clean=False, close=self._socket.fault)

    def shut(self, close: Close) -> None:
        """Close with this reason, in the background; the first reason counts."""
        if self._closing is None:
            self._closing = asyncio.create_task(self._close(close), name=f"shut {self.subject}")

    async def leave(self) -> None:
        """Be on the bus no more, and see the connection closed."""
        if self._detach is not None:
            self._detach()
        if self._watching is not None:
            self._watching.cancel()
        if self._closing is None:
            self._closing = asyncio.create_task(self._close(None), name=f"end {self.subject}")
        await asyncio.shield(self._closing)

    def waiting_in(self) -> int:
        """Bytes held that came from this leg's other end, at most."""
        return self._socket.queued + self.in_hand

    def waiting_out(self) -> int:
        """Bytes held that are for this leg's other end."""
        return 0 if self._transport is None else self._transport.get_write_buffer_size()

    async def _take(self, parcel: ToLeg) -> None:
        """From the bus. Comes back when the leg has taken it; raises `Nobody` where it is gone."""
        try:
            match parcel:
                case bytes():
                    if self.relay.paired:
                        await self._write(WSMsgType.BINARY, parcel)
                case Tell():
                    await self._write(WSMsgType.TEXT, encode(parcel.message).encode(), parcel.peer)
                case Shut():
                    self.shut(parcel.close)
        except (ConnectionError, RuntimeError) as error:
            raise Nobody(self.subject) from error

    async def _write(self, kind: WSMsgType, data: bytes, peer: str | None = None) -> None:
        async with self._writing:
            if peer is not None:
                self.relay.pair(peer)
            await self._socket.send_frame(data, kind)
            self._written += len(data) + _header_bytes(len(data))
            await self._socket.drained()

    async def _close(self, close: Close | None) -> None:
        """Say goodbye, with a reason if there is one; then the connection goes, taken or not."""
        code, reason = (1000, "") if close is None else (int(close), close.reason)
        with suppress(TimeoutError, ConnectionError, RuntimeError):
            async with asyncio.timeout(self._patience.linger):
                await self._socket.farewell(code, reason)
        if self._transport is not None:
            self._transport.abort()
        self._socket.dropped()

    def _heard(self) -> None:
        self._heard_at = self._now()

    async def _watch(self) -> None:
        """Ping, and close a leg that takes nothing or that does not answer."""
        patience = self._patience
        tick = min(patience.ping, patience.stall) / 8
        taken, taken_at = 0, self._now()
        pinged_at, unanswered = self._now(), 0
        while self._closing is None:
            await asyncio.sleep(tick)
            now, waiting = self._now(), self.waiting_out()
            if waiting == 0 or self._written - waiting > taken:
                taken, taken_at = self._written - waiting, now
            elif now - taken_at >= patience.stall:
                self.shut(Close.STALLED)
            if waiting or self.in_hand or self._heard_at > pinged_at:
                unanswered = 0
            if now - pinged_at < patience.ping:
                continue
            if unanswered >= 2:
                self._cut()
                return
            pinged_at, unanswered = now, unanswered + 1
            await self._write_control(WSMsgType.PING, b"")

    async def _write_control(self, kind: WSMsgType, data: bytes) -> None:
        """Write a ping or pong at once, never waiting: a leg that takes nothing gets none."""
        if self.waiting_out() <= self._socket.write_bytes + limits.RECORD_MAX + _CONTROL_BYTES:
            with suppress(ConnectionError):
                await self._socket.send_frame(data, kind)
                self._written += len(data) + _header_bytes(len(data))

    def _cut(self) -> None:
        if self._transport is not None:
            self._transport.abort()


def _header_bytes(length: int) -> int:
    """Bytes of a server's frame header (RFC 6455, 5.2)."""
    if length < 126:
        return 2
    return 4 if length < 65536 else 10
