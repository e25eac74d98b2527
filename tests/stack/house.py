"""A broker for tests: a real one on loopback, with a clock in the test's hands."""

import contextlib
import functools
import secrets
import socket
from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web

from broker.app import CONSOLES, STORE, make_app
from broker.config import COOKIE, Settings
from broker.consoles import Consoles
from broker.proofs import passwords, totp
from broker.records import Role
from broker.sources import Sources
from broker.store import Store

PASSWORD = "correct horse battery"
START = datetime(2026, 1, 5, 9, 0, 3, tzinfo=UTC)


class Clock:
    """Monotonic seconds and UTC time, which pass only when the test says so."""

    def __init__(self) -> None:
        self.seconds = 1000.0
        self.wall = 0.0
        """By how many seconds somebody has put the wall clock forward."""

    def now(self) -> float:
        return self.seconds

    def utcnow(self) -> datetime:
        return START + timedelta(seconds=self.seconds - 1000.0 + self.wall)

    def pass_(self, seconds: float) -> None:
        self.seconds += seconds


@dataclass(frozen=True)
class Person:
    id: int
    name: str
    full_name: str
    secret: str


@dataclass
class House:
    """The broker, and a client of it that keeps no cookies by itself."""

    settings: Settings
    clock: Clock
    store: Store
    consoles: Consoles
    client: aiohttp.ClientSession
    url: str

    def code(self, person: Person, *, steps: int = 0) -> str:
        return totp.code_of(person.secret, totp.step_at(self.clock.utcnow()) + steps)

    def headers(self, cookie: str | None = None, **others: str) -> dict[str, str]:
        carried = {"Cookie": f"{COOKIE}={cookie}"} if cookie else {}
        return {"Origin": self.url, **carried, **others}

    async def ask(
        self, method: str, path: str, *, cookie: str | None = None, **options: Any
    ) -> tuple[int, Any, Mapping[str, str]]:
        """Status, JSON and headers of one request with the broker's own Origin."""
        headers = self.headers(cookie, **options.pop("headers", {}))
        if method != "GET":
            headers.setdefault("Content-Type", "application/json")
        async with self.client.request(
            method, self.url + path, headers=headers, **options
        ) as answer:
            return answer.status, await answer.json(), answer.headers.copy()

    async def sign_in(self, person: Person, **changed: object) -> tuple[int, Any, str]:
        """Status, JSON and cookie of a sign-in, right unless `changed`."""
        fields = {"name": person.name, "password": PASSWORD, "code": self.code(person)}
        async with self.client.post(
            f"{self.url}/api/sign-in", json={**fields, **changed}, headers=self.headers()
        ) as answer:
            cookie = answer.cookies.get(COOKIE)
            return answer.status, await answer.json(), cookie.value if cookie else ""

    async def signed_in(self, person: Person) -> str:
        """The cookie of a new sign-in, at a code of its own."""
        self.clock.pass_(totp.STEP_SECONDS)
        status, body, cookie = await self.sign_in(person)
        assert status == 200, body
        return cookie

    async def person(
        self,
        name: str = "anna",
        full_name: str = "Anna Rossi",
        roles: Iterable[Role] = (Role.TECHNICIAN,),
    ) -> Person:
        """A new account, a technician's unless other `roles` are said."""
        secret = totp.new_secret(secrets.token_bytes)
        number = await self.store.add_technician(
            name=name,
            full_name=full_name,
            password_hash=password_hash(),
            totp_secret=secret,
            now=self.clock.utcnow(),
            roles=roles,
        )
        return Person(number, name, full_name, secret)

    async def ledger_row(self, person: Person, *, pc: str = "PC-1", session: str = "1" * 9) -> int:
        """A new open row in the ledger."""
        return await self.store.open_session(
            session=session,
            technician_id=person.id,
            technician=person.full_name,
            organisation="Org",
            customer_id=None,
            pc=pc,
            node="main",
            joined_at=self.clock.utcnow(),
        )


@contextlib.asynccontextmanager
async def house(
    folder: Path, web_folder: Path | None = None, **settings: Any
) -> AsyncIterator[House]:
    """A broker on a free port of loopback, its data in `folder`."""
    clock = Clock()
    usual: dict[str, Any] = {"organisation": "Org", "port": free_port()}
    chosen = Settings(data_dir=folder, **{**usual, **settings})
    sources = Sources(now=clock.now, utcnow=clock.utcnow, random=secrets.token_bytes)
    app = await make_app(chosen, sources=sources, folder=web_folder or folder)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
    try:
        await runner.setup()
        await web.TCPSite(runner, chosen.host, chosen.port).start()
        url = f"http://127.0.0.1:{chosen.port}"
        async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as client:
            yield House(chosen, clock, app[STORE], app[CONSOLES], client, url)
    finally:
        await runner.cleanup()


@functools.cache
def password_hash() -> str:
    """The hash of `PASSWORD`, made once: it takes its time on purpose."""
    return passwords.hashed(PASSWORD, secrets.token_bytes(passwords.SALT_BYTES))


def free_port() -> int:
    """A port that nothing listens on just now."""

    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def own_address() -> str | None:
    """This machine's address towards others, by a look at its routes; nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("198.51.100.1", 9))
        except OSError:
            return None
        address = str(probe.getsockname()[0])
    return None if address.startswith("127.") else address
