"""The one place where the parts of the broker are put together."""

import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from aiohttp import web

from broker.accounts import Accounts
from broker.api import Services, table
from broker.api.about import About
from broker.api.accounts import AccountsOffice
from broker.api.audit import AuditPages
from broker.api.customers import Customers
from broker.api.passkeys import Passkeys
from broker.api.quick import QuickPcs
from broker.api.roster import RosterDesk
from broker.api.sessions import Sessions
from broker.api.sign_in import SigningIn
from broker.api.sign_ins import SignIns
from broker.bus import LocalBus
from broker.config import Settings
from broker.consoles import Consoles
from broker.guards import access_line, guarded, headers_for, one_shape, real_address
from broker.ledger import Ledger
from broker.openapi import description
from broker.pages import Pages, web_folder
from broker.quick import QuickAccess
from broker.records import Role
from broker.rendezvous import Rendezvous
from broker.routing import Kind, Route, Who
from broker.sockets import Sockets
from broker.sources import Sources
from broker.store import Store
from broker.vault import Vault
from broker.wire.words import Close

_LOG: Final = logging.getLogger("affianco")
BODY_MOST: Final = 64 * 1024
FILES: Final = "/{path:(?!api/|ws/).*}"
"""Where the console's files are."""
STORE: Final = web.AppKey("store", Store)
CONSOLES: Final = web.AppKey("consoles", Consoles)
"""Where the store and the consoles are found in the application, for tests."""


def routes(services: Services, sockets: Sockets, pages: Pages) -> tuple[Route, ...]:
    """Every address of the broker, first match wins."""
    technician = frozenset({Role.TECHNICIAN})
    return (
        *table(services),
        Route("GET", "/ws/agent", Who.ANYONE, sockets.agent, kind=Kind.AGENT_SOCKET),
        Route("GET", "/ws/console", technician, sockets.console, kind=Kind.BROWSER_SOCKET),
        Route("GET", FILES, Who.ANYONE, pages.page, kind=Kind.FILE),
    )


async def make_app(
    settings: Settings, *, sources: Sources | None = None, folder: Path | None = None
) -> web.Application:
    """The broker, its database open; whoever runs the application also cleans it up.

    `folder` holds the console's files. Raises `StoreFault`.
    """
    sources = sources or Sources()
    store = await Store.open(settings.database_url, Vault(settings.secrets_path))
    try:
        lost = await store.close_left_open(settings.node)
        if lost:
            _LOG.warning("%d sessions of a former life of this node are closed as lost", lost)
        return _wired(settings, sources, store, folder or web_folder())
    except BaseException:
        await store.close()
        raise


@dataclass(frozen=True, slots=True)
class _Core:
    """The services, put together, and the sockets that stand on them."""

    accounts: Accounts
    quick: QuickAccess
    rendezvous: Rendezvous
    sockets: Sockets


def _core(settings: Settings, sources: Sources, store: Store) -> _Core:
    now, utcnow, random = sources.now, sources.utcnow, sources.random
    bus = LocalBus()
    accounts = Accounts(store=store, settings=settings, sources=sources)
    quick = QuickAccess(
        store=store,
        bus=bus,
        broker=settings.name,
        organisation=settings.organisation,
        utcnow=utcnow,
        random=random,
        audit=accounts.audit,
    )
    rendezvous = Rendezvous(
        bus=bus,
        ledger=Ledger(store, node=settings.node, utcnow=utcnow),
        quick=quick,
        settings=settings,
        now=now,
        utcnow=utcnow,
        random=random,
    )
    sockets = Sockets(accounts=accounts, rendezvous=rendezvous, bus=bus, now=now, random=random)
    accounts.on_revoked(sockets.consoles.revoked)
    return _Core(accounts, quick, rendezvous, sockets)


def _wired(settings: Settings, sources: Sources, store: Store, folder: Path) -> web.Application:
    core = _core(settings, sources, store)
    services = _services(settings, sources, store, core)
    rows = routes(services, core.sockets, Pages(folder))
    services.about.describe(description(rows, name=settings.name, version=services.about.version))
    app = _guarded(settings, sources)
    app[STORE], app[CONSOLES] = store, core.sockets.consoles
    app.add_routes([_added(row, core.accounts, settings) for row in rows])
    app.on_shutdown.append(lambda _app: _stop(core.rendezvous, core.sockets))
    app.on_cleanup.append(lambda _app: store.close())
    return app


async def _stop(rendezvous: Rendezvous, sockets: Sockets) -> None:
    """Sessions end in due form, and every leg hears why."""
    await rendezvous.close()
    for leg in tuple(sockets.legs):
        leg.shut(Close.SHUTTING_DOWN)


def _services(settings: Settings, sources: Sources, store: Store, core: _Core) -> Services:
    accounts, quick = core.accounts, core.quick
    return Services(
        about=About(settings, store),
        signing_in=SigningIn(accounts),
        passkeys=Passkeys(accounts),
        sign_ins=SignIns(accounts),
        accounts=AccountsOffice(accounts),
        audit=AuditPages(accounts),
        customers=Customers(store, quick, sources.utcnow),
        sessions=Sessions(store),
        pcs=QuickPcs(quick, core.rendezvous.presence),
        roster=RosterDesk(quick),
    )


def _added(route: Route, accounts: Accounts, settings: Settings) -> web.RouteDef:
    handler = guarded(route, accounts, settings)
    if route.method != "GET":
        return web.route(route.method, route.path, handler)
    return web.get(route.path, handler, allow_head=route.kind in (Kind.JSON, Kind.FILE))


def _guarded(settings: Settings, sources: Sources) -> web.Application:
    """An application with what every request passes, and no routes yet."""
    app = web.Application(
        client_max_size=BODY_MOST,
        middlewares=[
            real_address(settings),
            access_line(sources.now),
            one_shape(sources.random),
        ],
    )
    app.on_response_prepare.append(headers_for(settings))
    return app
