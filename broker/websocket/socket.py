"""aiohttp's WebSocket with small buffers. The only user of what aiohttp does not promise.

aiohttp 3.14 reads 256 KiB at once and queues 512 KiB of messages before it stops reading; here it
is one message and 32 KiB, and 16 KiB in the write buffer. With TLS in this process it is as
`broker.tls.buffers` says.
"""

import asyncio
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final

from aiohttp import WSCloseCode, WSMsgType, web
from aiohttp._websocket.reader import WebSocketDataQueue
from aiohttp.http import WS_CLOSING_MESSAGE, WebSocketError, WebSocketReader, WebSocketWriter
from aiohttp.streams import EofStream

from broker.tls.buffers import BoundedTls, bounded
from broker.websocket.framing import ClientFrames
from broker.wire import limits
from broker.wire.words import Close

READ_BYTES: Final = 32 * 1024
"""Read from a socket at once."""

WRITE_BYTES: Final = 16 * 1024
"""In the write buffer before whoever writes has to wait."""

UNSENT_BYTES: Final = 128 * 1024
"""In the kernel's own buffer, not yet on its way, before it takes no more."""

_TCP_NOTSENT_LOWAT: Final = 25 if sys.platform == "linux" else 0
_FAREWELL_TICK: Final = 0.05
_FAULTS: Final = {1009: Close.TOO_BIG, 1002: Close.BAD_MESSAGE, 1007: Close.BAD_MESSAGE}
"""What aiohttp finds wrong by itself, in the words of docs/protocol.md."""


class _Checked:
    """Sees to what `broker.websocket.framing` knows of frames before aiohttp's own parser."""

    def __init__(self, parser: WebSocketReader, queue: WebSocketDataQueue) -> None:
        self._parser = parser
        self._queue = queue
        self._frames = ClientFrames()
        self._broken = False

    def feed_eof(self) -> None:
        """Nothing more will come."""
        self._parser.feed_eof()

    def feed_data(self, data: bytes) -> tuple[bool, bytes]:
        """Take bytes from the client; whether that was the end, and what of them is left over."""
        if self._broken:
            return True, data
        allowed = self._frames.allowed(data)
        if allowed == len(data):
            return self._parser.feed_data(data)
        self._broken = True
        self._parser.feed_data(data[:allowed])
        self._queue.set_exception(WebSocketError(WSCloseCode.PROTOCOL_ERROR, "forbidden frame"))
        return True, b""


class BoundedSocket(web.WebSocketResponse):
    """aiohttp's WebSocket with small buffers and this project's close codes."""

    def __init__(self, heard: Callable[[], None]) -> None:
        super().__init__(
            compress=False,
            autoping=False,
            autoclose=False,
            max_msg_size=limits.RECORD_MAX + 1,
            writer_limit=2**62,
        )
        self._heard = heard
        self.fault: Close | None = None
        self._tls: BoundedTls | None = None

    def _post_start(
        self, request: web.BaseRequest, protocol: str | None, writer: WebSocketWriter
    ) -> None:
        transport = request.transport
        if transport is None:
            raise ConnectionResetError("gone before the answer")
        self._tls = bounded(transport)
        if self._tls is None:
            transport.set_write_buffer_limits(high=WRITE_BYTES, low=WRITE_BYTES // 4)
            if hasattr(transport, "max_size"):
                transport.max_size = READ_BYTES
        _keep_kernel_short(transport)
        self._ws_protocol = protocol
        self._writer = writer
        self._reader = WebSocketDataQueue(request.protocol, 1, loop=asyncio.get_running_loop())
        self._parser = WebSocketReader(
            self._reader, limits.RECORD_MAX + 1, compress=False, decode_text=True
        )
        checked: Any = _Checked(self._parser, self._reader)
        request.protocol.set_parser(checked, data_received_cb=self._heard)
        request.protocol.keep_alive(False)

    async def close(self, *, code: int = 1000, message: bytes = b"", drain: bool = False) -> bool:
        """As in aiohttp, but what aiohttp itself finds wrong is only noted as `fault`.

        Never drains: a leg that takes nothing would not let go.
        """
        fault = _FAULTS.get(int(code))
        if fault is not None:
            self.fault = fault
            return True  # said in due form by `Leg`
        return await super().close(code=code, message=message, drain=False)

    async def farewell(self, code: int, reason: str) -> None:
        """Send a close frame, end a `receive` under way, and wait for the other end's close frame.

        What it still sends is thrown away: to close a connection with bytes unread may take the
        close frame away from its reader (RFC 9293, 3.6). Ends with ConnectionError, or never, where
        the other end does not play along.
        """
        writer, reader, answered = self._writer, self._reader, self._closing
        if writer is None or reader is None:
            return
        self._closing = True
        await writer.close(code, reason)
        if answered:
            return
        if self._waiting:
            reader.feed_data(WS_CLOSING_MESSAGE, 0)
        while self._waiting:  # noqa: ASYNC110
            await asyncio.sleep(0)
        try:
            while (await reader.read()).type is not WSMsgType.CLOSE:
                pass
        except EofStream:
            return
        except WebSocketError:
            while self._req is not None and self._req.protocol.transport is not None:  # noqa: ASYNC110
                await asyncio.sleep(_FAREWELL_TICK)

    def dropped(self) -> None:
        """The connection is gone: aiohttp is to do no more about it."""
        self._set_closed()

    @property
    def queued(self) -> int:
        """Bytes that were read and wait to be received; at most, where that cannot be seen."""
        if self._reader is None or self._req is None:
            return 0
        tls = 0 if self._tls is None else self._tls.unread
        behind = READ_BYTES if self._tls is None and self._req.protocol._reading_paused else 0
        return self._reader._size + behind + tls

    @property
    def write_bytes(self) -> int:
        """Bytes in the write buffer before whoever writes has to wait."""
        return WRITE_BYTES if self._tls is None else 0

    async def drained(self) -> None:
        """Wait until the write buffer is small again. One waiter's end does not end another's."""
        protocol = None if self._req is None else self._req.protocol
        if protocol is not None and protocol._paused:
            await asyncio.shield(asyncio.ensure_future(protocol._drain_helper()))


def _keep_kernel_short(transport: asyncio.Transport) -> None:
    """Let the kernel hold little that is not on its way (tcp(7), TCP_NOTSENT_LOWAT).

    Else megabytes pile up there on a slow line, input waits behind old pictures, and a ping is
    answered too late.
    """
    connection = transport.get_extra_info("socket")
    if (
        _TCP_NOTSENT_LOWAT
        and connection is not None
        and connection.family in (socket.AF_INET, socket.AF_INET6)
    ):
        with suppress(OSError):
            connection.setsockopt(socket.IPPROTO_TCP, _TCP_NOTSENT_LOWAT, UNSENT_BYTES)
