"""The broker's WebSocket reader, set up as broker/websocket/socket.py does it, without a socket."""

import asyncio

from aiohttp._websocket.reader import WebSocketDataQueue
from aiohttp.base_protocol import BaseProtocol
from aiohttp.http import WebSocketError, WebSocketReader

from broker.wire import limits


class _Protocol(BaseProtocol):
    def pause_reading(self) -> None: ...

    def resume_reading(self, resume_parser: bool = True) -> None: ...


def read_frames(data: bytes) -> bool:
    """Whether all of it was frames. The first byte says where the stream is cut in two."""
    loop = asyncio.new_event_loop()
    try:
        queue = WebSocketDataQueue(_Protocol(loop), 1, loop=loop)
        reader = WebSocketReader(queue, limits.RECORD_MAX + 1, compress=False, decode_text=True)
        cut = data[0] if data else 0
        for part in (data[1 : 1 + cut], data[1 + cut :]):
            reader.feed_data(part)
        failed = queue.exception()
        if failed is not None and not isinstance(failed, WebSocketError):
            raise failed
        if any(size > limits.RECORD_MAX + 1 for _message, size in queue._buffer):
            raise AssertionError("longer than a message may be")
        return failed is None
    finally:
        loop.close()
