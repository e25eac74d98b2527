"""A broker that can be killed at a point, its customers, and what must hold after every kill."""

import asyncio
import json
import signal
import sqlite3
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import aiohttp
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from broker.config import COOKIE
from broker.points import Point
from broker.wire.receipts import signed
from tests.fakes.legs import Leg
from tests.stack.killed import KilledBroker, killed_broker
from tests.waiting import soon

UNITS = 125
"""A pack of 250, of which half is for sessions."""
TARIFF = """
name = "Ore"
version = 1
valid_from = 2020-01-01
hourly_cents = 30_00
[hours]
mon-sun = ["00:00-24:00"]
[phone]
steps = [{ percent = 75 }]
"""
BY_TARIFF = '[[rules]]\nkind = "tariff"\ntariff = "Ore"\n'
BY_PACK = '[[rules]]\nkind = "pack"\n' + BY_TARIFF
COMMITTING = (
    "",
    Point.CHARGE_NOTED,
    Point.UNITS_GIVEN_BACK,
    Point.RECEIPT_NOTED,
    Point.DECISION_WRITTEN,
    Point.PERIOD_NOTED,
)
"""After these a commit follows, which others may see before the broker is at the next point.

Nothing is read where the broker is just writing which one it is.
"""
_COUNTS = "reverses IS NULL AND id NOT IN (SELECT reverses FROM charges WHERE reverses IS NOT NULL)"


@dataclass
class KilledOffice:
    """What a test of kills works with. The customers: one with a pack, one who pays."""

    broker: KilledBroker
    http: aiohttp.ClientSession
    cookie: str
    packed: int
    paying: int

    @property
    def _point(self) -> Path:
        return self.broker.folder / "point"

    def arm(self, point: Point) -> None:
        """From now on the broker kills itself where it comes to `point`."""
        self._point.write_text(point)

    async def dead(self) -> None:
        """The broker has killed itself."""
        await soon(lambda: self.broker.process.poll() is not None)
        assert self.broker.process.returncode == -signal.SIGKILL, self.broker.log

    async def again(self) -> None:
        """The broker is dead: start it again, unarmed, and wait until nothing is left."""
        await self.dead()
        self._point.unlink()
        self.broker.start()
        await soon(self.at_rest)

    def start_to_be_killed(self) -> None:
        """Start it, with a point that it does not live beyond."""
        self.broker.process = self.broker.run()

    def _headers(self) -> dict[str, str]:
        return {"Origin": self.broker.url, "Cookie": f"{COOKIE}={self.cookie}"}

    async def ask(self, method: str, path: str, **body: Any) -> Any:
        """What the API answers to the technician."""
        async with self.http.request(
            method,
            self.broker.url + path,
            headers={**self._headers(), "Content-Type": "application/json"},
            data=json.dumps(body) if body else None,
        ) as answer:
            said = await answer.json()
            assert answer.status == 200, said
            return said

    async def session(self, customer: int) -> int:
        """A session up to where the technician says that it is over; its entry."""
        return (await self._session(customer))[0]

    async def receipt(self, customer: int) -> tuple[int, dict[str, Any]]:
        """A whole session: its entry, and the receipt as the agent gets it."""
        entry, agent = await self._session(customer)
        return entry, await _hears(agent, "receipt")

    async def countersign(self, receipt: Mapping[str, Any], key: Ed25519PrivateKey) -> bool:
        """The customer confirms a receipt; whether the broker said that this is kept."""
        public = key.public_key().public_bytes_raw().hex()
        proof = {"key": public, "signature": key.sign(signed(receipt["text"])).hex()}
        leg = await self._leg("agent")
        judged = {"ticket": receipt["ticket"], "verdict": "confirmed", "note": ""}
        await leg.say(type="countersign", v=1, **proof, **judged)
        return (await leg.receive()).type is aiohttp.WSMsgType.TEXT

    async def _session(self, customer: int) -> tuple[int, Leg]:
        agent = await self._leg("agent")
        await agent.say(type="hello", v=1, pc="PC-CASSA", resume="")
        session = (await _hears(agent, "registered"))["session"]
        console = await self._leg("console")
        ticket = (await self.ask("POST", "/api/tickets"))["ticket"]
        join = {"ticket": ticket, "session": session, "customer": customer, "resume": ""}
        await console.say(type="join", v=1, quick=False, reason="", **join)
        entry: int = (await _hears(console, "joined"))["entry"]
        await _hears(agent, "joined")
        for state in ("asking", "active", "paused", "active"):
            await agent.say(type="state", state=state)
            await asyncio.sleep(0.05)
        billed = f"SELECT 1 FROM sessions WHERE entry = {entry} AND billable_ms > 0"
        await soon(lambda: self.rows(billed))
        await console.say(type="end", outcome="completed")
        return entry, agent

    async def _leg(self, path: str) -> Leg:
        own = {} if path == "agent" else self._headers()
        return Leg(await self.http.ws_connect(f"{self.broker.url}/ws/{path}", headers=own))

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """What the database holds, read by itself."""
        file = self.broker.folder / "affianco.sqlite3"
        with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as database:
            return database.execute(query).fetchall()

    def settled(self) -> bool:
        """Whether every session has ended and has its charge and its receipt."""
        lacking = f"""
            SELECT entry FROM sessions WHERE ended_at IS NULL
            UNION SELECT id FROM items WHERE excluded = '' AND merged_into IS NULL AND
                id NOT IN (SELECT item_id FROM charges WHERE {_COUNTS})
            UNION SELECT entry FROM sessions WHERE active_at IS NOT NULL AND
                entry NOT IN (SELECT entry FROM receipts WHERE final = 1)
        """
        return not self.rows(lacking)

    def at_rest(self) -> bool:
        """Whether the broker has come by the last point of what is settled, too."""
        passed = self.broker.folder / "passed"
        return self.settled() and not (passed.exists() and passed.read_text() in COMMITTING)

    def check(self, entry: int, customer: int) -> None:
        """No session is lost, left open or billed twice, and no pack gives what it has not."""
        [(outcome, ms, intervals)] = self.rows(
            f"SELECT outcome, billable_ms, intervals FROM sessions WHERE entry = {entry}"
        )
        assert outcome in ("completed", "lost")
        assert ms > 0 and sum(length for _, length in json.loads(intervals)) == ms
        assert self.rows(
            f"SELECT customer_id FROM charges WHERE {_COUNTS} AND item_id IN"
            f" (SELECT id FROM items WHERE entry = {entry})"
        ) == [(customer,)]
        self.check_all()
        kinds = self.rows(
            f"SELECT kind, count(*) FROM events WHERE entry = {entry} AND kind IN"
            " ('session_joined', 'session_ended', 'receipt_made') GROUP BY kind"
        )
        assert kinds == [("receipt_made", 1), ("session_ended", 1), ("session_joined", 1)]

    def check_all(self) -> None:
        """Nothing is left or billed twice, and no pack gives what it has not."""
        twice = f"SELECT item_id FROM charges WHERE {_COUNTS} GROUP BY item_id HAVING count(*) > 1"
        assert self.rows(twice) == []
        assert self.settled()
        [(used, most)] = self.rows("SELECT used, session_units FROM packs")
        [(taken,)] = self.rows("SELECT coalesce(sum(units), 0) FROM debits")
        [(charged,)] = self.rows("SELECT coalesce(sum(units), 0) FROM charges")
        assert used == taken == charged
        assert 0 <= used <= most == UNITS

    def told(self, kind: str, item: int) -> int:
        """How often the log says this of an item."""
        [(count,)] = self.rows(
            f"SELECT count(*) FROM events WHERE kind = '{kind}'"
            f" AND json_extract(body, '$.item') = {item}"
        )
        return int(count)

    def counting(self, item: int) -> list[int]:
        """The charges that count for an item."""
        wanted = f"SELECT id FROM charges WHERE item_id = {item} AND {_COUNTS}"
        return [number for (number,) in self.rows(wanted)]

    async def decide(self, item: int, word: str, **body: Any) -> Any:
        """A decision on an item as it is now."""
        [(version,)] = self.rows(f"SELECT version FROM items WHERE id = {item}")
        return await self.ask("POST", f"/api/billing/items/{item}/{word}", version=version, **body)

    async def hand_work(self, month: str) -> int:
        """An hour by phone in a month that is over, priced; its item."""
        await self.ask(
            "POST",
            f"/api/customers/{self.paying}/work",
            kind="phone",
            began_at=f"{month}-10T10:00:00.000Z",
            minutes=60,
            messages=0,
            urgent=False,
            note="Telefono",
            session=0,
        )
        await soon(self.at_rest)
        [(item,)] = self.rows("SELECT max(id) FROM items")
        return int(item)

    async def item(self, customer: int) -> int:
        """A session that is over and priced; its item."""
        entry = await self.session(customer)
        await soon(self.at_rest)
        [(item,)] = self.rows(f"SELECT id FROM items WHERE entry = {entry}")
        return int(item)


@asynccontextmanager
async def killed_office(folder: Path) -> AsyncIterator[KilledOffice]:
    """A broker that answers, with a technician signed in who may also do the office's work."""
    with killed_broker(folder) as broker:
        ada = broker.technician("ada", "Ada Bianchi", "technician", "billing")
        once = aiohttp.TCPConnector(force_close=True)  # no connection outlives a kill
        async with aiohttp.ClientSession(
            connector=once, cookie_jar=aiohttp.DummyCookieJar()
        ) as http:
            said = {"name": ada.name, "password": ada.password, "code": ada.code()}
            async with http.post(
                f"{broker.url}/api/sign-in", json=said, headers={"Origin": broker.url}
            ) as answer:
                assert answer.status == 200, await answer.text()
                cookie = answer.cookies[COOKIE].value
            here = KilledOffice(broker, http, cookie, 0, 0)
            await _agree(here)
            yield here


async def _hears(leg: Leg, kind: str) -> dict[str, Any]:
    """The next message of this kind; others may come before it."""
    while True:
        said: dict[str, Any] = json.loads((await leg.receive(kind)).data)
        if said["type"] == kind:
            return said


async def _agree(here: KilledOffice) -> None:
    """A tariff, two customers with their contracts, and a pack."""
    await here.ask("POST", "/api/tariffs", document=TARIFF)
    here.packed = (await here.ask("POST", "/api/customers", name="Rossi"))["id"]
    here.paying = (await here.ask("POST", "/api/customers", name="Bianchi"))["id"]
    for customer, rules in ((here.packed, BY_PACK), (here.paying, BY_TARIFF)):
        document = "valid_from = 2020-01-01\n" + rules
        await here.ask("POST", f"/api/customers/{customer}/contracts", document=document)
    signed = datetime.now(ZoneInfo("Europe/Rome")).date().isoformat()
    pack = {"units": 2 * UNITS, "languages": "it", "signed_on": signed}
    await here.ask("POST", f"/api/customers/{here.packed}/packs", **pack)
