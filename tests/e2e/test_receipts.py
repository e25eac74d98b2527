"""From what a session will cost to its receipt and its note: real broker, agent and Chromium."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from broker.wire import receiptfile, receipts
from broker.wire.receiptfile import Side
from tests.stack.agent import TerminalAgent, terminal_agent
from tests.stack.broker import RunningBroker, plain_environment, running_broker
from tests.stack.console import chromium, console, join, sign_in
from tests.stack.display import Display, virtual_screen

TARIFF = """
name = "Scatti"
version = 1
valid_from = 2020-01-01
hourly_cents = 30_00
[hours]
mon-fri = ["09:00-13:00", "14:30-19:00"]
[session]
steps = [{ up_to = 15, percent = 50 }, { up_to = 60, percent = 100 }]
"""
CONTRACT = 'valid_from = 2020-01-01\n[[rules]]\nkind = "tariff"\ntariff = "Scatti"\n'
ASK = """async ([path, body]) => {
  const headers = { "Content-Type": "application/json" };
  const request = { method: "POST", headers, body: JSON.stringify(body) };
  return await (await fetch(`api/${path}`, request)).json();
}"""


@dataclass
class Desk:
    """A technician who may also bill, a customer with a contract, and their PC's agent."""

    broker: RunningBroker
    page: Page
    agent: TerminalAgent

    def post(self, path: str, **body: object) -> Any:
        return self.page.evaluate(ASK, [path, body])

    def active(self) -> None:
        """A session of that customer's, under way."""
        session, password = self.agent.wait_for("ID:"), self.agent.wait_for("Password:")
        self.page.select_option("#customer", label="Rossi Giardini")
        join(self.page, session, password)
        self.agent.wait_for("Type yes to allow")
        self.agent.answer("yes")
        self.page.wait_for_selector(".state.active")

    def receipt(self, entry: int) -> Any:
        path = f"api/sessions/{entry}/receipt"
        return self.page.evaluate("async (path) => (await fetch(path)).json()", path)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as one:
        yield one


@pytest.fixture(scope="module")
def display() -> Iterator[Display]:
    with virtual_screen() as one:
        yield one


@contextmanager
def desk(folder: Path, browser: Browser, display: Display, language: str) -> Iterator[Desk]:
    """All of it, on a fresh broker."""
    with (
        running_broker(folder / "broker") as broker,
        console(browser, broker.url, language) as page,
        terminal_agent(broker.url, display.name, folder / "home") as agent,
    ):
        sign_in(page, broker.technician("ada", "Ada Bianchi", "technician", "billing"))
        agent.wait_for("Type yes or no")
        agent.answer("yes")
        one = Desk(broker, page, agent)
        customer = one.post("customers", name="Rossi Giardini")["id"]
        assert "error" not in one.post("tariffs", document=TARIFF)
        assert "error" not in one.post(f"customers/{customer}/contracts", document=CONTRACT)
        page.reload()
        page.wait_for_selector("#session-id")
        yield one


def test_from_the_cost_to_a_receipt_with_three_signatures_and_a_note(
    tmp_path: Path, browser: Browser, display: Display
) -> None:
    with desk(tmp_path, browser, display, "en-GB") as one:
        one.active()
        page = one.page
        expect(page.locator(".bar .cost")).to_contain_text("€15.00")
        expect(page.locator(".bar .amount")).to_contain_text("€15.00 so far", timeout=10_000)
        page.get_by_role("button", name="End", exact=True).click()
        summary = page.locator(".summary")
        expect(summary.locator(".signed")).to_have_text(
            "Signed by you and the customer.", timeout=30_000
        )
        expect(summary.locator(".total")).to_have_text("€15.00 plus VAT at 22 %")
        verified(one, tmp_path)
        described(one)


def verified(one: Desk, folder: Path) -> None:
    """The file that the technician saves is right, and has all three signatures."""
    with one.page.expect_download() as saved:
        one.page.get_by_role("button", name="Save the receipt").click()
    assert re.fullmatch(r"[-\d]{10} \d\d\.\d\d session 1\.json", saved.value.suggested_filename)
    path = folder / "receipt.json"
    saved.value.save_as(path)
    file = receiptfile.read(path.read_text(encoding="utf-8"))
    assert set(file.proofs) == set(Side)
    key = re.findall(r"\b[0-9a-f]{64}\b", one.broker.command("ledger", "key"))[0]
    done = subprocess.run(
        [sys.executable, "-m", "broker", "receipt", "verify", str(path), "--key", key],
        env=plain_environment(),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.returncode, "intact" in done.stdout) == (0, True), done.stderr
    kept = one.receipt(1)
    receipt = receipts.decode(kept["text"])
    assert (receipt.final, receipt.cents, receipt.console_key) == (True, 1500, kept["console_key"])
    assert file.proofs[Side.CONSOLE].signature == kept["console_signature"]


def described(one: Desk) -> None:
    """The note is written on the summary, and changed in the list."""
    page = one.page
    page.get_by_label("What was done").fill("Printer driver")
    page.get_by_role("button", name="Save the note").click()
    expect(page.locator(".worknote .saved")).to_have_text("Saved")
    page.get_by_label("What was done").fill("Printer driver, and paper")
    page.get_by_role("button", name="Back to start").click()
    written = page.get_by_role("button", name="Change the note of the session on")
    expect(written).to_have_text("Printer driver, and paper")
    written.click()
    page.get_by_label("What was done").fill("")
    page.get_by_label("urgent").check()
    page.get_by_role("button", name="Save the note").click()
    lacks = page.get_by_role("button", name="Write what was done on")
    expect(lacks).to_have_text("no note")
    lacks.click()
    page.get_by_role("button", name="Cancel").click()
    expect(lacks).to_be_focused()


def test_a_line_that_was_cut_before_the_end_gets_its_receipt_all_the_same(
    tmp_path: Path, browser: Browser, display: Display
) -> None:
    with desk(tmp_path, browser, display, "it-IT") as one:
        page = one.page
        one.active()
        expect(page.locator(".bar .amount")).to_contain_text("15,00", timeout=10_000)
        page.route_web_socket("**/ws/console", lambda socket: socket.close())
        page.evaluate("window.dispatchEvent(new Event('offline'))")
        page.wait_for_selector(".state.reconnecting")
        one.agent.answer("stop")
        summary = page.locator(".summary")
        expect(summary.locator(".signed")).to_contain_text("Firmata", timeout=90_000)
        expect(summary.locator(".signed")).to_have_text(
            "Firmata da te e dal cliente.", timeout=60_000
        )
        kept = one.receipt(1)
        assert json.loads(kept["text"])["outcome"] == "stopped_by_customer"
        assert kept["console_signature"]
