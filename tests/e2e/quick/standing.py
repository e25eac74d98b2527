"""A firm in which quick access stands, set up once; each test begins with it as it was."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from playwright.sync_api import Browser, Page, Route

from agent.keys import AgentKey
from agent.quick import pin
from agent.quick.pin import Pin
from broker.wire.roster import Entry, decode
from tests.e2e.quick.firm import (
    Firm,
    agent,
    by_password,
    firm,
    go,
    look,
    make_key,
    opt_in,
    put_roster,
)
from tests.stack.agent import TerminalAgent, at_home
from tests.stack.display import Display

TABLES = ("rosters", "enrolments", "pcs")
KEEP = """() => new Promise((done) => {
  const opened = indexedDB.open("affianco");
  opened.onsuccess = () => {
    const act = opened.result.transaction("devices", "readwrite");
    const table = act.objectStore("devices");
    table.getAll().onsuccess = ({ target: { result } }) => {
      const kept = result.find(({ technician }) => technician === "kept");
      const { name } = kept ?? { name: result[0].technician };
      if (kept) table.put({ ...kept, technician: name });
      else table.put({ ...result[0], technician: "kept", name });
    };
    act.oncomplete = () => { opened.result.close(); done(); };
  };
})"""
"""Keeps the browser's key as it is at first; later puts it back as it was."""


@dataclass
class Standing:
    """Ada's enrolled browser and a PC whose customer opted in."""

    firm: Firm
    page: Page
    admin: Page
    display: Display
    folder: Path
    code: str
    root: Ed25519PrivateKey
    rows: dict[str, list[tuple[Any, ...]]]
    tests: int = 0

    @property
    def home(self) -> Path:
        """This test's copy of what the PC keeps."""
        return self.folder / f"home-{self.tests}"

    @property
    def version(self) -> int:
        return decode(self.firm.safe.text).roster.version

    @property
    def entries(self) -> tuple[Entry, ...]:
        return decode(self.firm.safe.text).roster.technicians

    def begin(self) -> None:
        """Everything as it was when all stood."""
        self.tests += 1
        for table, rows in self.rows.items():
            self.firm.sql(f"DELETE FROM {table}")
            for row in rows:
                places = ", ".join("?" for _ in row)
                self.firm.sql(f"INSERT INTO {table} VALUES ({places})", row)
        self.page.unroute_all(behavior="ignoreErrors")
        for page in (self.page, self.admin):
            page.goto(self.firm.url)
            page.wait_for_selector("nav a[aria-current]")
        self.page.evaluate(KEEP)
        shutil.copytree(self.folder / "home", self.home)
        shutil.rmtree(self.firm.safe.folder)
        shutil.copytree(self.folder / "safe-then", self.firm.safe.folder)

    @property
    def kept(self) -> Path:
        return self.home / "share" / "affianco-agent"

    def pin(self) -> Pin:
        return pin.decode((self.kept / "quick.json").read_text(encoding="utf-8"))

    def write(self, change: Callable[[Pin], Pin]) -> None:
        """Changes what the PC keeps, while the agent is closed."""
        text = pin.encode(change(self.pin()))
        (self.kept / "quick.json").write_text(text, encoding="utf-8")

    def limit(self, **changes: Any) -> None:
        """As if the customer had chosen other limits."""
        self.write(lambda one: one.allowed(replace(one.limits, **changes)))

    def other_key(self) -> AgentKey:
        """As if another PC stood in this one's place."""
        key = AgentKey(bytes(range(32)))
        self.write(lambda one: replace(one, public=key.public))
        (self.kept / "quick.key").write_text(key.seed.hex(), encoding="ascii")
        return key

    @contextmanager
    def agent(self, root: str | None = None) -> Iterator[TerminalAgent]:
        with agent(self.firm, self.home, self.display, root or self.code) as one:
            one.wait_for("Password:")
            yield one

    def console_hears(self, path: str, field: str, lie: Callable[[Any], object]) -> None:
        """A hostile broker tells this console something of its own, for the truth in the field."""

        def answer(route: Route) -> None:
            come = route.fetch()
            body = come.json()
            route.fulfill(response=come, json={**body, field: lie(body[field])})

        self.page.route(f"**{path}", answer)

    def only_the_console_gets(self, roster: str) -> None:
        """The console, which has seen no newer one, is given this roster; agents another one."""
        self.page.evaluate(KEEP)
        self.console_hears("/api/roster", "roster", lambda _: roster)
        look(self.page)

    def forget_offline(self) -> str:
        """What `affianco-agent --forget` says, with nothing at the other end."""
        command = [sys.executable, "-m", "agent", "--forget", "--language", "en"]
        done = subprocess.run(
            command, env=at_home(self.home), capture_output=True, text=True, timeout=60
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


@contextmanager
def standing(folder: Path, browser: Browser, display: Display) -> Iterator[Standing]:
    """The office enrols, the customer signs, has a session by password and opts in."""
    with (
        firm(folder, browser) as one,
        one.page("ada", "Ada Bianchi") as ada,
        one.page("carla", "Carla Neri", "admin", "billing", "technician") as carla,
    ):
        code = one.safe.code()
        one.customer()
        one.safe.enrol(make_key(ada, code))
        put_roster(carla, one.safe.folder / one.safe.roster)
        go(ada, "Sessions")
        with agent(one, folder / "home", display, code) as customer:
            by_password(ada, customer)
            opt_in(one, customer)
        rows = {table: one.sql(f"SELECT * FROM {table}") for table in TABLES}
        ada.evaluate(KEEP)
        shutil.copytree(one.safe.folder, folder / "safe-then")
        yield Standing(one, ada, carla, display, folder, code, one.safe.key(), rows)
