"""The one place where the parts of the broker are put together."""

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from aiohttp import web

from broker.accounts import Accounts
from broker.api import Services, table
from broker.api.about import About
from broker.api.accounts import AccountsOffice
from broker.api.agreement_rows import AgreementServices
from broker.api.agreements import AgreementsOffice
from broker.api.audit import AuditPages
from broker.api.billing_rows import BillingServices
from broker.api.customers import Customers
from broker.api.packs import PacksOffice, WorkDesk
from broker.api.passkeys import Passkeys
from broker.api.quick import QuickPcs
from broker.api.receipts import ReceiptDesk
from broker.api.roster import RosterDesk
from broker.api.sessions import Sessions
from broker.api.sign_in import SigningIn
from broker.api.sign_ins import SignIns
from broker.billing.agreements import Agreements, Settles
from broker.billing.handwork import HandWork
from broker.billing.log import LogKeeper
from broker.billing.packs import Packs
from broker.billing.receipts import Receipts
from broker.billing.settle import Settling
from broker.bus import LocalBus
from broker.config import Settings
from broker.consoles import Consoles
from broker.guards import access_line, guarded, headers_for, one_shape, real_address
from broker.ledger import Ledger
from broker.ledgerkey import LedgerKey
from broker.openapi import description
from broker.pages import Pages, web_folder
from broker.points import Points
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
LOG: Final = web.AppKey("log", LogKeeper)
"""Where the store, the consoles and the log are found in the application, for tests."""


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
    settings: Settings,
    *,
    sources: Sources | None = None,
    folder: Path | None = None,
    points: Points | None = None,
) -> web.Application:
    """The broker, its database open; whoever runs the application also cleans it up.

    `folder` holds the console's files; `points` is told where the broker is on its way from a
    session to a bill, for tests. Raises `StoreFault`,
    and `LedgerKeyFault` where the key file is not the one that signs the log.
    """
    sources = sources or Sources()
    store = await Store.open(settings.database_url, Vault(settings.secrets_path), points=points)
    try:
        log = LogKeeper(store, LedgerKey(settings.ledger_path), utcnow=sources.utcnow)
        await log.begin()
        lost = await store.close_left_open(settings.node, settings.zone)
        if lost:
            _LOG.warning("%d sessions of a former life of this node are closed as lost", lost)
        return _wired(settings, sources, store, folder or web_folder(), points, log)
    except BaseException:
        await store.close()
        raise


@dataclass(frozen=True, slots=True)
class _Core:
    """The services, put together, and the sockets that stand on them."""

    accounts: Accounts
    quick: QuickAccess
    log: LogKeeper
    settling: Settling
    receipts: Receipts
    rendezvous: Rendezvous
    sockets: Sockets


def _core(
    settings: Settings, sources: Sources, store: Store, points: Points | None, log: LogKeeper
) -> _Core:
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
    settling = Settling(store, zone=settings.zone, utcnow=utcnow, points=points)
    receipts = _receipts(settings, sources, store, points)
    rendezvous = Rendezvous(
        bus=bus,
        ledger=Ledger(
            store,
            node=settings.node,
            utcnow=utcnow,
            zone=settings.zone,
            settler=settling,
            points=points,
        ),
        quick=quick,
        receipts=receipts,
        settings=settings,
        now=now,
        utcnow=utcnow,
        random=random,
    )
    sockets = Sockets(accounts=accounts, rendezvous=rendezvous, bus=bus, now=now, random=random)
    accounts.on_revoked(sockets.consoles.revoked)
    return _Core(accounts, quick, log, settling, receipts, rendezvous, sockets)


def _receipts(
    settings: Settings, sources: Sources, store: Store, points: Points | None
) -> Receipts:
    return Receipts(
        store,
        LedgerKey(settings.ledger_path),
        broker=settings.name,
        zone=settings.zone,
        utcnow=sources.utcnow,
        random=sources.random,
        points=points,
    )


def _wired(
    settings: Settings,
    sources: Sources,
    store: Store,
    folder: Path,
    points: Points | None,
    log: LogKeeper,
) -> web.Application:
    core = _core(settings, sources, store, points, log)
    services = _services(settings, sources, store, core)
    rows = routes(services, core.sockets, Pages(folder))
    services.about.describe(description(rows, name=settings.name, version=services.about.version))
    app = _guarded(settings, sources)
    app[STORE], app[CONSOLES], app[LOG] = store, core.sockets.consoles, log
    app.add_routes([_added(row, core.accounts, settings) for row in rows])
    app.on_shutdown.append(lambda _app: _stop(core.rendezvous, core.sockets))
    app.cleanup_ctx.append(lambda _app: _signs(log))
    started = sources.utcnow()
    app.cleanup_ctx.append(lambda _app: _settles(core.settling, core.receipts, started))
    app.on_cleanup.append(lambda _app: store.close())
    return app


async def _signs(log: LogKeeper) -> AsyncIterator[None]:
    """The log is signed as time passes, and at the end once more, when nothing writes any more."""
    task = asyncio.create_task(log.keep(), name="log")
    yield
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await log.attempt()


async def _settles(
    settling: Settling, receipts: Receipts, started: datetime
) -> AsyncIterator[None]:
    """What was left is made good, and from then on priced while the broker runs."""

    async def work() -> None:
        await _catch_up(settling, receipts, started)
        await settling.run()

    task = asyncio.create_task(work(), name="settling")
    yield
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def _catch_up(settling: Settling, receipts: Receipts, started: datetime) -> None:
    """Sessions that ended without a receipt get one, with their price where they have one."""
    try:
        await settling.settle_left()
        await receipts.make_left(started)
    # The outermost edge of this task: what is left now is made at the next start.
    except Exception:  # noqa: BLE001
        _LOG.exception("receipts are left to be made")


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
        sessions=Sessions(store, core.settling),
        pcs=QuickPcs(quick, core.rendezvous.presence),
        roster=RosterDesk(quick),
        receipts=ReceiptDesk(store, core.receipts),
        agreements=_agreements(settings, sources, store, core.settling),
        billing=BillingServices.over(
            store,
            core.settling,
            core.log,
            utcnow=sources.utcnow,
            zone=settings.zone,
            folder=settings.data_dir,
        ),
    )


def _agreements(
    settings: Settings, sources: Sources, store: Store, settling: Settles
) -> AgreementServices:
    utcnow, zone = sources.utcnow, settings.zone
    return AgreementServices(
        agreements=AgreementsOffice(Agreements(store, settling, utcnow=utcnow, zone=zone)),
        packs=PacksOffice(Packs(store, settling, utcnow=utcnow, zone=zone)),
        work=WorkDesk(HandWork(store, settling, utcnow=utcnow, zone=zone)),
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
