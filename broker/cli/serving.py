"""Running the broker: its directory, its port, its signals, and a clean end."""

import asyncio
import contextlib
import errno
import gc
import logging
import signal
import socket
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import IO, Final

from aiohttp import web

from broker.app import make_app
from broker.cli.saying import Plain
from broker.config import Settings
from broker.points import Points
from broker.tls.files import HANDSHAKE_SECONDS, Certificate

_CLOSING_SECONDS: Final = 5.0
"""How long answers under way may take once the broker is being stopped."""
_IDLE_SECONDS: Final = 5.0
"""How long an idle HTTP connection is kept. A browser whose line died silently tries each of those
that it believes alive, one after another, before it opens one that works: a session cannot wait
so long."""
_SIGNALS: Final = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")


def prepare_directory(folder: Path) -> None:
    """Make the data directory, for its owner only; `Plain` where that cannot be."""
    try:
        folder.mkdir(parents=True, mode=0o700, exist_ok=True)
    except OSError as error:
        raise Plain("data_dir_unusable", path=folder, details=error.strerror) from error


def log_to_stderr(level: str) -> None:
    """Send the log to standard error, where systemd and the like pick it up."""
    logging.basicConfig(level=level.upper(), format="%(levelname)s %(name)s: %(message)s")
    for chatty in ("alembic", "asyncio"):
        logging.getLogger(chatty).setLevel(logging.WARNING)


@contextlib.asynccontextmanager
async def serving(settings: Settings, points: Points | None = None) -> AsyncIterator[None]:
    """The broker, up and answering while inside. `Plain` or `StoreFault` where it cannot be.

    `points`: see `make_app`.

    The port and the node's name are taken before the ledger is touched: a second broker started
    by mistake must not close the sessions of the first.
    """
    prepare_directory(settings.data_dir)
    certificate = certificate_of(settings)
    with only_one(settings), contextlib.closing(listening(settings)) as port:
        app = await make_app(settings, points=points)
        _keep_loaded()
        runner = web.AppRunner(
            app,
            access_log=None,
            keepalive_timeout=_IDLE_SECONDS,
            shutdown_timeout=_CLOSING_SECONDS,
        )
        try:
            await runner.setup()
            async with _answering(runner, port, certificate):
                yield
        finally:
            await runner.cleanup()


def _keep_loaded() -> None:
    """Leave what is loaded out of the search for garbage.

    All of it stays for as long as the broker lives; with it each full search, which a month's
    export brings about, stops every session for about 60 ms.
    """
    gc.collect()
    gc.freeze()


def certificate_of(settings: Settings) -> Certificate | None:
    """The certificate that the settings name; `Plain` where it cannot be used."""
    if not settings.tls_cert:
        return None
    chain, key = Path(settings.tls_cert).expanduser(), Path(settings.tls_key).expanduser()
    try:
        return Certificate(chain, key)
    except OSError as error:
        details = error.strerror or error
        raise Plain("tls_unusable", path=chain, details=details) from error


@contextlib.asynccontextmanager
async def _answering(
    runner: web.AppRunner, port: socket.socket, certificate: Certificate | None
) -> AsyncIterator[None]:
    """Take connections while inside; over TLS with a certificate, which is kept up to date."""
    protocols = runner.server
    if certificate is None or protocols is None:
        await web.SockSite(runner, port).start()
        yield
        return
    server = await asyncio.get_running_loop().create_server(
        protocols,
        sock=port,
        ssl=certificate.context,
        ssl_handshake_timeout=HANDSHAKE_SECONDS,
        ssl_shutdown_timeout=HANDSHAKE_SECONDS,
    )
    keeping = asyncio.create_task(certificate.keep(), name="certificate")
    try:
        yield
    finally:
        keeping.cancel()
        server.close()


def listening(settings: Settings) -> socket.socket:
    """A socket bound to the settings' address; `Plain` where it cannot be."""
    try:
        found = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM)
        found.sort(key=lambda one: one[0] != socket.AF_INET)
        family, _, _, _, address = found[0]
        return socket.create_server(address, family=family, backlog=512)
    except OSError as error:
        keys = {errno.EADDRINUSE: "port_in_use", errno.EACCES: "port_forbidden"}
        key = keys.get(error.errno or 0, "cannot_listen")
        raise Plain(
            key, host=settings.host, port=settings.port, details=error.strerror or error
        ) from error


@contextlib.contextmanager
def only_one(settings: Settings) -> Iterator[None]:
    """Hold the lock of this node's name in the data directory; `Plain` where another has it."""
    path = settings.data_dir / f"broker-{settings.node}.lock"
    try:
        file = path.open("a")
    except OSError as error:
        raise Plain("data_dir_unusable", path=path.parent, details=error.strerror) from error
    with file:
        if not _locked(file):
            raise Plain("already_running", path=settings.data_dir, node=settings.node)
        yield


@contextlib.contextmanager
def stop_asked() -> Iterator[asyncio.Event]:
    """An event that is set when this process is asked to stop; signals are put back after.

    A process started by `nohup` goes on ignoring that its terminal is closed.
    """
    asked = asyncio.Event()
    loop = asyncio.get_running_loop()
    before = {}
    for name in _SIGNALS:
        number = getattr(signal, name, None)
        ignored = name == "SIGHUP" and number and signal.getsignal(number) == signal.SIG_IGN
        if number is not None and not ignored:
            before[number] = signal.signal(number, lambda *_: loop.call_soon_threadsafe(asked.set))
    try:
        yield asked
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _locked(file: IO[str]) -> bool:
    """Take the lock; the system frees it when the process ends, however it ends."""
    try:
        import fcntl
    except ImportError:
        import msvcrt

        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
        except OSError:
            return False
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
