"""One leg: a WebSocket to the broker, opened, kept alive and closed. No meaning of its own."""

import asyncio
import socket as sockets
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import ip_address
from socket import gaierror
from typing import Any, Final
from urllib.parse import urlsplit, urlunsplit

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidURI, WebSocketException

from agent.outbox import Outbox
from broker.wire import limits
from broker.wire.words import Close

OPEN_SECONDS: Final = 10.0
"""How long opening the line may take."""

CLOSE_SECONDS: Final = 1.0
"""How long the closing handshake may take; a dead line is not waited for."""

UNSENT_BYTES: Final = 16 * 1024
"""In the kernel, not yet on its way, before it takes no more: what was said last is not stuck
behind megabytes of pictures there."""

WRITE_BYTES: Final = 1
"""In the program's own write buffer before the next frame waits in the outbox."""

PATH: Final = "/ws/agent"

_SCHEMES: Final = {"http": "ws", "https": "wss", "ws": "ws", "wss": "wss"}


class BadAddress(ValueError):
    """The broker's address cannot be used; the argument is the key of a sentence."""


class CannotOpen(Exception):
    """No line came about; `key` is that of a sentence, `detail` what a technician may want."""

    def __init__(self, key: str, detail: str = "") -> None:
        super().__init__(key)
        self.key = key
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Closed:
    """The line is gone; `why` where the broker said it, None where it was cut."""

    why: Close | None


def leg_address(broker: str) -> str:
    """The WebSocket address of the agent's leg; `BadAddress` where it would not be safe.

    Without TLS only this very PC may be spoken to: the names and the ID would go over the
    network in the clear, and anybody on the way could play the broker.
    """
    try:
        parts = urlsplit(broker)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise BadAddress("address_not_one") from error
    if parts.scheme not in _SCHEMES or not host or parts.username or parts.query or parts.fragment:
        raise BadAddress("address_not_one")
    scheme = _SCHEMES[parts.scheme]
    if scheme == "ws" and not is_loopback(host):
        raise BadAddress("address_not_safe")
    return urlunsplit((scheme, parts.netloc, parts.path.rstrip("/") + PATH, "", ""))


def is_loopback(host: str) -> bool:
    """Whether a host's name or number means this very PC."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


class Client:
    """Opens lines to one address, one at a time."""

    def __init__(self, address: str, outbox: Outbox) -> None:
        """`address` from `leg_address`; what is in `outbox` is sent while a line is open."""
        self._address = address
        self._outbox = outbox
        self._wake = asyncio.Event()
        self._hang_up = asyncio.Event()

    def wake(self) -> None:
        """Something is in the outbox. In the line's thread."""
        self._wake.set()

    def hang_up(self) -> None:
        """Close the line once the outbox is empty. In the line's thread."""
        self._hang_up.set()
        self._wake.set()

    async def hold(self, opened: Callable[[], None], came: Callable[[str | bytes], None]) -> Closed:
        """Open a line and hold it until it is gone; CannotOpen where none comes about."""
        self._hang_up.clear()
        socket = await self._open()
        try:
            opened()
            return await self._pump(socket, came)
        finally:
            self._outbox.clear()
            await _close(socket)

    async def _open(self) -> ClientConnection:
        local = is_loopback(urlsplit(self._address).hostname or "")
        try:
            opened = await connect(
                self._address,
                compression=None,
                max_size=limits.RECORD_MAX,
                max_queue=8,
                write_limit=WRITE_BYTES,
                open_timeout=OPEN_SECONDS,
                close_timeout=CLOSE_SECONDS,
                ping_interval=limits.PING_SECONDS,
                ping_timeout=2 * limits.PING_SECONDS,
                user_agent_header=None,
                proxy=None if local else True,
            )
        except (OSError, WebSocketException) as error:
            raise CannotOpen(_why_not(error), str(error)) from error
        _keep_short(opened.transport)
        return opened

    async def _pump(self, socket: ClientConnection, came: Callable[[str | bytes], None]) -> Closed:
        sending = asyncio.create_task(self._send(socket))
        try:
            async for frame in socket:
                came(frame)
        except ConnectionClosed:
            pass
        finally:
            sending.cancel()
            with suppress(asyncio.CancelledError, ConnectionClosed):
                await sending
        return Closed(_why(socket))

    async def _send(self, socket: ClientConnection) -> None:
        while True:
            self._wake.clear()
            while (frame := self._outbox.take()) is not None:
                await socket.send(frame)
                if self._outbox.waiting:
                    # A line that takes everything at once would keep what comes from being read.
                    await asyncio.sleep(0)
            if self._hang_up.is_set():
                await _close(socket)
                return
            await self._wake.wait()


def _keep_short(transport: asyncio.Transport) -> None:
    """Bound what lies between the outbox and the network (tcp(7), TCP_NOTSENT_LOWAT)."""
    protocol: Any = getattr(transport, "_ssl_protocol", None)
    if protocol is not None:
        _keep_tls_short(protocol, protocol._transport)
    connection = transport.get_extra_info("socket")
    option = getattr(sockets, "TCP_NOTSENT_LOWAT", None)
    if option is not None and connection is not None:
        with suppress(OSError):
            connection.setsockopt(sockets.IPPROTO_TCP, option, UNSENT_BYTES)


def _keep_tls_short(protocol: Any, below: asyncio.Transport) -> None:
    """Of the buffer below TLS asyncio tells nobody: let it count as the writer's own."""

    def unwritten() -> int:
        held = protocol._outgoing.pending + protocol._write_buffer_size
        return int(held) + below.get_write_buffer_size()

    protocol._get_write_buffer_size = unwritten
    below.set_write_buffer_limits(high=0)


async def _close(socket: ClientConnection) -> None:
    try:
        async with asyncio.timeout(2 * CLOSE_SECONDS):
            await socket.close()
    except TimeoutError:
        socket.transport.abort()


def _why(socket: ClientConnection) -> Close | None:
    try:
        return Close(socket.close_code or 0)
    except ValueError:
        return None


def _why_not(error: Exception) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return "trouble_certificate"
    if isinstance(error, gaierror):
        return "trouble_no_such_name"
    if isinstance(error, (InvalidHandshake, InvalidURI, ssl.SSLError)):
        return "trouble_not_a_broker"
    return "trouble_unreachable"
