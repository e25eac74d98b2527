"""A small company that uses quick access: its broker, the root in its safe, people and PCs."""

import json
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, expect

from tests.e2e.quick.safe import ORGANISATION, Safe
from tests.stack.agent import TerminalAgent, terminal_agent
from tests.stack.broker import RunningBroker, Technician, running_broker
from tests.stack.console import console, join
from tests.stack.display import Display
from tests.stack.house import free_port
from tests.waiting import until

CUSTOMER = "Rossi Giardini"
REASON = "#4711: invoices"
_DATABASE = "affianco.sqlite3"


@dataclass
class Firm:
    """The running broker, and what people do with it in a browser."""

    broker: RunningBroker
    safe: Safe
    browser: Browser
    people: dict[str, Technician] = field(default_factory=dict)
    _steps: dict[str, int] = field(default_factory=dict)
    _calls: list[float] = field(default_factory=list)

    @property
    def url(self) -> str:
        """By name, so that passkeys are possible."""
        return f"http://localhost:{self.broker.port}"

    @contextmanager
    def page(self, name: str, full_name: str, *roles: str) -> Iterator[Page]:
        """A browser of its own with this new account signed in."""
        self.people[name] = self.broker.technician(name, full_name, *roles)
        with self.again(name) as page:
            yield page

    @contextmanager
    def again(self, name: str) -> Iterator[Page]:
        """Another browser of its own with this account signed in."""
        one = self.people[name]
        with console(self.browser, self.url) as page:
            page.fill("#name", one.name)
            page.fill("#password", one.password)
            page.fill("#code", until(lambda: self._code(one), 35, "an unused code"))
            page.keyboard.press("Enter")
            page.wait_for_selector("nav a[aria-current]")
            yield page

    def _code(self, one: Technician) -> str | None:
        """The code of now or of the next half minute, whichever is unused; None for neither."""
        now = int(time.time()) // 30
        step = max(now, self._steps.get(one.name, 0) + 1)
        if step > now + 1:
            return None
        self._steps[one.name] = step
        return one.code(step - now)

    def calling(self) -> None:
        """Before an agent asks for an ID: one address is given five in a minute."""

        def free() -> bool:
            self._calls[:] = [one for one in self._calls if time.monotonic() - one < 61]
            return len(self._calls) < 5

        until(free, 70, "a place among the registrations")
        self._calls.append(time.monotonic())

    def customer(self) -> None:
        """A customer, whose form the operator enters."""
        self.broker.command("customer", "add", CUSTOMER)
        self.sql(
            "INSERT INTO enrolments (customer_id, granted, date, terms, at)"
            " VALUES (1, 1, '2026-11-20', 'v1', '2026-11-20 09:00:00')"
        )

    def sql(self, statement: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """What somebody does who has the database in their hands."""
        with closing(sqlite3.connect(self.broker.folder / _DATABASE, timeout=20)) as database:
            rows = database.execute(statement, values).fetchall()
            database.commit()
        return rows

    def put(self, text: str) -> None:
        """Makes a roster the one that counts, whatever its signature or version is."""
        number = self.sql("SELECT coalesce(max(version), 0) FROM rosters")[0][0]
        self.sql("DELETE FROM rosters")
        values = (number + 1, text, "2026-11-20 09:00:00")
        self.sql("INSERT INTO rosters (version, text, at) VALUES (?, ?, ?)", values)


@contextmanager
def firm(folder: Path, browser: Browser, **settings: str) -> Iterator[Firm]:
    """A broker at http://localhost:PORT, and a root with an empty roster."""
    safe = Safe(folder / "safe")
    safe.folder.mkdir(parents=True)
    safe.init()
    port = free_port()
    named = {"AFFIANCO_PUBLIC_URL": f"http://localhost:{port}", **settings}
    named["AFFIANCO_ORGANISATION"] = ORGANISATION
    with running_broker(folder / "broker", named, port) as broker:
        yield Firm(broker, safe, browser)
        assert "Traceback" not in broker.log


def go(page: Page, name: str) -> None:
    """To another page by the header, anew even where it is shown already."""
    if page.locator("nav a[aria-current]").inner_text() == name:
        page.reload()
    else:
        page.locator(f"nav a:text-is('{name}')").click()
    page.wait_for_selector(f"nav a[aria-current]:text-is('{name}')")


def make_key(page: Page, code: str, *, passkey: bool = False) -> str:
    """A key for this browser; the text of the request that was sent to the office."""
    go(page, "This browser")
    page.fill("#root-code", code)
    page.wait_for_selector(".words li")
    if passkey:
        page.check("#own-passkey")
    page.get_by_role("button", name="Make the key").click()
    send = page.get_by_role("button", name="Send to the office")
    with page.expect_request("**/api/device-requests") as sent:
        send.click()
    expect(page.locator(".saved")).to_contain_text("Sent.")
    text: str = json.loads(sent.value.post_data or "")["request"]
    return text


def put_roster(page: Page, file: Path) -> None:
    """The admin puts a roster on the broker, by the page."""
    choose_roster(page, file)
    expect(page.locator(".saved")).to_contain_text("The new roster is on the broker")


def choose_roster(page: Page, file: Path) -> None:
    """The same, up to the broker's answer."""
    go(page, "Quick access")
    page.set_input_files("#roster-file", file)
    page.get_by_role("button", name="Put on the broker").click()


def look(page: Page) -> None:
    """The page of sessions anew: roster and PCs are asked for at once."""
    go(page, "Sessions")


def connect(page: Page, reason: str = REASON) -> None:
    """One click, and why."""
    page.locator("button.pc").first.click(timeout=20_000)
    page.fill("#quick-reason", reason)
    page.keyboard.press("Enter")


def come_back(page: Page) -> None:
    """From the summary to the first page."""
    page.get_by_role("button", name="Back to start").click()
    page.wait_for_selector("#session-id")


@contextmanager
def agent(
    one: Firm, home: Path, display: Display, root: str | None = None
) -> Iterator[TerminalAgent]:
    """The agent as a customer starts it, up to its codes."""
    code = one.safe.code() if root is None else root
    with terminal_agent(one.broker.url, display.name, home, code) as started:
        started.wait_for("Type yes or no")
        one.calling()
        started.answer("yes")
        yield started


def new_code(one: Firm, customer: TerminalAgent) -> str:
    """The customer asks for another code; the ID of it."""
    customer.wait_for("Type n for a new code")
    one.calling()
    customer.answer("n")
    session = customer.wait_for("ID:").replace(" ", "")
    customer.wait_for("Password:")
    return session


def by_password(page: Page, customer: TerminalAgent, vouches: bool = True) -> None:
    """A session with the two codes, up to its end by the technician."""
    session, password = customer.wait_for("ID:"), customer.wait_for("Password:")
    page.select_option("#customer", label=CUSTOMER)
    join(page, session, password)
    customer.wait_for("Type yes to allow")
    if vouches:
        with page.expect_response(lambda one: one.url.endswith("/pc")) as vouched:
            customer.answer("yes")
        assert vouched.value.ok, vouched.value.text()
    else:
        customer.answer("yes")
        page.wait_for_selector(".state.active")
    page.click("button.end")
    page.wait_for_selector("#summary-title")
    come_back(page)


def opt_in(one: Firm, customer: TerminalAgent) -> None:
    """The customer says yes to what is offered after a session."""
    customer.wait_for("Type quick to learn")
    customer.answer("quick")
    customer.wait_for("Type yes to allow it next time")
    for typed in ("limits", "2", "", "always", "", ""):
        customer.answer(typed)
    customer.wait_for("Type yes to allow it next time")
    one.calling()
    customer.answer("yes")
    customer.wait_for("Quick access is on.")


def present(page: Page) -> None:
    """The PC is listed as there."""
    expect(page.locator("button.pc")).to_have_count(1, timeout=20_000)


def absent(page: Page, said: str) -> None:
    """No PC can be clicked, and this is said."""
    expect(page.locator(".quick")).to_contain_text(said, timeout=20_000)
    assert page.locator("button.pc").count() == 0


def ledger(one: Firm) -> dict[str, Any]:
    """The newest row, once it is closed."""

    def closed() -> dict[str, Any] | None:
        row = one.broker.sessions()[0]
        return row if row["outcome"] else None

    return until(closed, why="a closed row")
