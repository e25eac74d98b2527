"""TLS in this process: certificates from files, loaded anew when the files change."""

import asyncio
import logging
import ssl
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final

LOOK_SECONDS: Final = 5.0
"""How often the files are looked at."""
HANDSHAKE_SECONDS: Final = 10.0
"""How long a TLS handshake may take, and a TLS goodbye."""

_LOG: Final = logging.getLogger("affianco.tls")

Stamp = tuple[tuple[int, int, int], ...]


class Certificate:
    """The certificate in use. A new one serves new connections; those that are open keep theirs."""

    def __init__(
        self,
        chain: Path,
        key: Path,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        """Load the files; raises OSError (`ssl.SSLError` is one) where they cannot be used."""
        self._files = (chain, key)
        self._sleep = sleep
        self._stamp = self._stamped()
        self._current = self._loaded()
        self.context: Final = self._loaded()
        """For the server. Each handshake goes on with the newest certificate."""
        self.context.sni_callback = self._newest

    def look(self) -> bool:
        """Load the files if they changed; whether there is a new certificate.

        One that cannot be used is told in the log, once, and the old one stays in use.
        """
        try:
            stamp = self._stamped()
        except OSError:
            return False  # between the two steps of a replacement, or gone: the old one is good
        if stamp == self._stamp:
            return False
        self._stamp = stamp
        try:
            self._current = self._loaded()
        except OSError as error:
            _LOG.error("the new certificate %s cannot be used: %s", self._files[0], error)
            return False
        _LOG.info("a new certificate is in use: %s", self._files[0])
        return True

    async def keep(self) -> None:
        """Look again and again, for ever."""
        while True:
            await self._sleep(LOOK_SECONDS)
            await asyncio.to_thread(self.look)

    def _newest(self, connection: ssl.SSLObject, _name: str | None, _context: object) -> None:
        connection.context = self._current

    def _loaded(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.options |= ssl.OP_NO_COMPRESSION | ssl.OP_NO_RENEGOTIATION
        context.set_alpn_protocols(["http/1.1"])
        # A key with a passphrase would else ask for it on the terminal, where nobody is.
        context.load_cert_chain(*self._files, password=lambda: b"")
        return context

    def _stamped(self) -> Stamp:
        found = [path.stat() for path in self._files]
        return tuple((one.st_mtime_ns, one.st_size, one.st_ino) for one in found)
