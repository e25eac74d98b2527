"""A broker of nothing but its two WebSocket addresses, on loopback, with fakes behind them."""

import secrets
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
from aiohttp import web

from broker.bus import LocalBus
from broker.config import Settings
from broker.guards import guarded, one_shape
from broker.ledger import Ledger, Pace
from broker.leg import Patience
from broker.rendezvous import Rendezvous
from broker.routing import Kind, Route, Who
from broker.sockets import Sockets
from tests.fakes.legs import Accounts, Book, Broker, Clock
from tests.fakes.quick import FakeQuick
from tests.fakes.receipts import FakeReceipts
from tests.stack.authority import Tls


@asynccontextmanager
async def running(
    *,
    patience: Patience | None = None,
    waiting_max: int = 100,
    pace: Pace | None = None,
    tls: Tls | None = None,
) -> AsyncIterator[Broker]:
    """A broker on an ephemeral port, with `tls` or plain; ends with everything closed."""
    book, accounts, clock, bus, quick = Book(), Accounts(), Clock(), LocalBus(), FakeQuick()
    receipts = FakeReceipts(book)
    listener = socket.create_server(("127.0.0.1", 0))
    settings = _settings(listener.getsockname()[1], tls, waiting_max)
    rendezvous = Rendezvous(
        bus=bus,
        ledger=_ledger(book, pace),
        quick=quick,
        receipts=receipts,
        settings=settings,
        now=clock,
        utcnow=_utcnow,
        random=secrets.token_bytes,
    )
    sockets = Sockets(
        accounts=accounts,
        rendezvous=rendezvous,
        bus=bus,
        now=clock,
        random=secrets.token_bytes,
        patience=patience or Patience(linger=0.5),
    )
    async with _served(_app(sockets, rendezvous, accounts, settings), listener, tls) as http:
        yield Broker(
            settings.own_url, book, accounts, rendezvous, sockets, clock, quick, http, receipts
        )


@asynccontextmanager
async def _served(
    app: web.Application, listener: socket.socket, tls: Tls | None
) -> AsyncIterator[aiohttp.ClientSession]:
    runner = web.AppRunner(app, shutdown_timeout=1)
    await runner.setup()
    await web.SockSite(runner, listener, ssl_context=tls and tls.server).start()
    connector = aiohttp.TCPConnector(limit=0, ssl=tls.client if tls else True)
    try:
        async with aiohttp.ClientSession(connector=connector) as http:
            yield http
    finally:
        await runner.cleanup()


def _app(
    sockets: Sockets, rendezvous: Rendezvous, accounts: Accounts, settings: Settings
) -> web.Application:
    app = web.Application(middlewares=[one_shape(secrets.token_bytes)])
    for route in (
        Route("GET", "/ws/agent", Who.ANYONE, sockets.agent, kind=Kind.AGENT_SOCKET),
        Route("GET", "/ws/console", Who.SIGNED_IN, sockets.console, kind=Kind.BROWSER_SOCKET),
    ):
        app.router.add_get(route.path, guarded(route, accounts, settings))
    app.on_shutdown.append(lambda _app: rendezvous.close())
    return app


def _settings(port: int, tls: Tls | None, waiting_max: int) -> Settings:
    return Settings(
        data_dir=Path("/nowhere"),
        port=port,
        public_url=f"{'https' if tls else 'http'}://127.0.0.1:{port}",
        name="Prova",
        node="main",
        waiting_max=waiting_max,
    )


def _ledger(book: Book, pace: Pace | None) -> Ledger:
    return Ledger(book, node="main", utcnow=_utcnow, pace=pace or Pace(retry_seconds=0.05))


def _utcnow() -> datetime:
    return datetime.now(UTC)
