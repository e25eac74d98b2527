"""asyncio's TLS with small buffers. The only user of what asyncio does not promise about them.

asyncio reads 256 KiB at once, keeps up to 512 KiB of what it read while nobody takes it, and up to
512 KiB and a whole socket buffer of what it is to write, of which it tells the writer half. Here,
in each direction of a leg:

    bytes read and not taken     16 KiB read at once, 16 KiB and a header in OpenSSL (one TLS
                                 record in parts), 16 KiB waiting to be opened
    bytes to be written          one frame: the next waits until the kernel has all of it
"""

import asyncio
from typing import Any, Final

READ_BYTES: Final = 16 * 1024
"""Read from a socket at once."""
RECORD_BYTES: Final = 16 * 1024 + 512
"""A TLS record, of which OpenSSL keeps what has come so far (RFC 8446, 5.2; RFC 5246, 6.2.3)."""


class BoundedTls:
    """What a TLS connection holds beside the plain one."""

    def __init__(self, protocol: Any, transport: asyncio.Transport) -> None:
        """`protocol`: asyncio's `SSLProtocol`; `transport`: the plain one below it."""
        self._protocol = protocol
        self._transport = transport
        protocol.max_size = READ_BYTES
        protocol._ssl_buffer = bytearray(READ_BYTES)
        protocol._ssl_buffer_view = memoryview(protocol._ssl_buffer)
        protocol._set_read_buffer_limits(high=1, low=0)
        protocol._set_write_buffer_limits(high=1, low=0)
        # The plain buffer counts as the writer's own, and tells whenever it becomes empty.
        protocol._get_write_buffer_size = self._unwritten
        transport.set_write_buffer_limits(high=0)

    @property
    def unread(self) -> int:
        """Bytes that were read and not taken, at most."""
        waits: int = self._protocol._incoming.pending
        return waits + (RECORD_BYTES + READ_BYTES if self._protocol._app_reading_paused else 0)

    def _unwritten(self) -> int:
        held = self._protocol._outgoing.pending + self._protocol._write_buffer_size
        return int(held) + self._transport.get_write_buffer_size()


def bounded(transport: asyncio.Transport) -> BoundedTls | None:
    """Bound the buffers of a TLS connection; None where it is a plain one."""
    protocol = getattr(transport, "_ssl_protocol", None)
    return None if protocol is None else BoundedTls(protocol, protocol._transport)
