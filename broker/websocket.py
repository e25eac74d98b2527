"""aiohttp's WebSocket with small buffers. The only user of what aiohttp does not promise.

aiohttp 3.14 reads 256 KiB at once and queues 512 KiB of messages before it stops reading; here it
is one message and 32 KiB, and 16 KiB in the write buffer. TLS in this process would add buffers of
its own: it ends in front of the broker.
"""

import asyncio
from collections.abc import Callable
from typing import Final

from aiohttp import web
from aiohttp._websocket.reader import WebSocketDataQueue
from aiohttp.http import WebSocketReader, WebSocketWriter

from broker.wire import limits
from broker.wire.words import Close

READ_BYTES: Final = 32 * 1024
"""Read from a socket at once."""

WRITE_BYTES: Final = 16 * 1024
"""In the write buffer before whoever writes has to wait."""

_FAREWELL_TICK: Final = 0.05
_FAULTS: Final = {1009: Close.TOO_BIG, 1002: Close.BAD_MESSAGE, 1007: Close.BAD_MESSAGE}
"""What aiohttp finds wrong by itself, in the words of docs/protocol.md."""


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

    def _post_start(
        self, request: web.BaseRequest, protocol: str | None, writer: WebSocketWriter
    ) -> None:
        transport = request.transport
        if transport is None:
            raise ConnectionResetError("gone before the answer")
        transport.set_write_buffer_limits(high=WRITE_BYTES, low=WRITE_BYTES // 4)
        if hasattr(transport, "max_size"):
            transport.max_size = READ_BYTES
        self._ws_protocol = protocol
        self._writer = writer
        self._reader = WebSocketDataQueue(request.protocol, 1, loop=asyncio.get_running_loop())
        self._parser = WebSocketReader(
            self._reader, limits.RECORD_MAX + 1, compress=False, decode_text=True
        )
        request.protocol.set_parser(self._parser, data_received_cb=self._heard)
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

    async def close_after_fault(self, close: Close) -> None:
        """Say why, and let the other end read it: what it still sends is thrown away."""
        if self._writer is None or self._req is None:
            return
        await self._writer.close(close, close.reason.encode())
        while self._req.protocol.transport is not None:  # noqa: ASYNC110
            await asyncio.sleep(_FAREWELL_TICK)

    @property
    def queued(self) -> int:
        """Bytes that were read and wait to be received; at most, where that cannot be seen."""
        if self._reader is None or self._req is None:
            return 0
        behind = READ_BYTES if self._req.protocol._reading_paused else 0
        return self._reader._size + behind

    async def drained(self) -> None:
        """Wait until the write buffer is small again. One waiter's end does not end another's."""
        protocol = None if self._req is None else self._req.protocol
        if protocol is not None and protocol._paused:
            await asyncio.shield(asyncio.ensure_future(protocol._drain_helper()))
