"""The one place where the parts of the broker are put together."""

import logging
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from aiohttp import web

from broker.accounts import Accounts
from broker.api import Api
from broker.bus import LocalBus
from broker.config import Settings
from broker.guards import access_line, headers_for, one_shape, own_origin, real_address
from broker.ledger import Ledger
from broker.pages import Pages, web_folder
from broker.rendezvous import Rendezvous
from broker.sockets import Sockets
from broker.store import Store
from broker.wire.words import Close

_LOG: Final = logging.getLogger("affianco")
BODY_MOST: Final = 64 * 1024
STORE: Final = web.AppKey("store", Store)
"""Where the store is found in the application, for tests."""


def _utcnow() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Sources:
    """Where time and randomness come from."""

    now: Callable[[], float] = time.monotonic
    utcnow: Callable[[], datetime] = _utcnow
    random: Callable[[int], bytes] = secrets.token_bytes


def routes(api: Api, sockets: Sockets, pages: Pages) -> list[web.RouteDef]:
    """Every address of the broker, first match wins."""
    return [
        web.get("/healthz", api.health),
        web.get("/api/about", api.about),
        web.post("/api/sign-in", api.sign_in),
        web.post("/api/sign-out", api.sign_out),
        web.get("/api/me", api.me),
        web.post("/api/tickets", api.tickets),
        web.get("/api/customers", api.customers),
        web.get("/api/sessions", api.sessions),
        web.patch("/api/sessions/{entry}", api.assign),
        web.get("/ws/agent", sockets.agent, allow_head=False),
        web.get("/ws/console", sockets.console, allow_head=False),
        web.get("/{path:(?!api/|ws/).*}", pages.page),
    ]


async def make_app(
    settings: Settings, *, sources: Sources | None = None, folder: Path | None = None
) -> web.Application:
    """The broker, its database open; whoever runs the application also cleans it up.

    `folder` holds the console's files. Raises `StoreFault`.
    """
    sources = sources or Sources()
    store = await Store.open(settings.database_url)
    try:
        lost = await store.close_left_open(settings.node)
        if lost:
            _LOG.warning("%d sessions of a former life of this node are closed as lost", lost)
        return _wired(settings, sources, store, folder or web_folder())
    except BaseException:
        await store.close()
        raise


def _wired(settings: Settings, sources: Sources, store: Store, folder: Path) -> web.Application:
    accounts = Accounts(
        store=store,
        settings=settings,
        now=sources.now,
        utcnow=sources.utcnow,
        random=sources.random,
    )
    bus = LocalBus()
    rendezvous = Rendezvous(
        bus=bus,
        ledger=Ledger(store, node=settings.node, utcnow=sources.utcnow),
        settings=settings,
        now=sources.now,
        utcnow=sources.utcnow,
        random=sources.random,
    )
    sockets = Sockets(
        settings=settings,
        accounts=accounts,
        rendezvous=rendezvous,
        bus=bus,
        now=sources.now,
        random=sources.random,
    )
    api = Api(settings=settings, accounts=accounts, store=store)
    app = _guarded(settings, sources)
    app[STORE] = store
    app.add_routes(routes(api, sockets, Pages(folder)))

    async def stop(_app: web.Application) -> None:
        await rendezvous.close()
        for leg in tuple(sockets.legs):
            leg.shut(Close.SHUTTING_DOWN)

    app.on_shutdown.append(stop)
    app.on_cleanup.append(lambda _app: store.close())
    return app


def _guarded(settings: Settings, sources: Sources) -> web.Application:
    """An application with what every request passes, and no routes yet."""
    app = web.Application(
        client_max_size=BODY_MOST,
        middlewares=[
            real_address(settings),
            access_line(sources.now),
            one_shape(sources.random),
            own_origin(settings),
        ],
    )
    app.on_response_prepare.append(headers_for(settings))
    return app
