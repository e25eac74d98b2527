"""What a customer says of a receipt in the real window is in the real broker's store."""

import time
from pathlib import Path

from playwright.sync_api import Page

from agent.window.page import CALM_SECONDS
from broker.wire import receipts, texts
from tests.e2e.test_receipts import ASK, CONTRACT, TARIFF
from tests.stack.agent import at_home, window_agent
from tests.stack.agent_process import ROOT
from tests.stack.broker import running_broker
from tests.stack.console import chromium, console, join, sign_in
from tests.stack.display import Display, virtual_screen
from tests.stack.window import click_once
from tests.waiting import until

SAY = texts.load(ROOT / "agent" / "texts", "it")
NOTE = "Era meno di un quarto d'ora"
CUSTOMER = "Rossi Giardini"
RECEIPT = "api/sessions/1/receipt"


def agreed_with_customer(page: Page) -> None:
    """A customer with a contract, to be chosen on the page."""

    def post(path: str, **body: object) -> dict[str, int]:
        return dict(page.evaluate(ASK, [path, body]))

    customer = post("customers", name=CUSTOMER)["id"]
    assert "error" not in post("tariffs", document=TARIFF)
    assert "error" not in post(f"customers/{customer}/contracts", document=CONTRACT)
    page.reload()
    page.wait_for_selector("#session-id")
    page.select_option("#customer", label=CUSTOMER)


def dispute(display: Display) -> None:
    """Writes the note on the page that the summary leads to, and sends it."""
    summary, page = SAY("title_summary"), SAY("title_dispute")

    def opened() -> bool:
        return bool(display.window(page)) or (
            click_once(display, summary, 1, row=1) and bool(display.window(page))
        )

    def sent() -> bool:
        return not display.window(page) or (click_once(display, page, 0) and False)

    until(opened, 20, "the page on which a receipt is disputed")
    display.hands("type", NOTE)
    until(sent, 10, "the dispute is sent")


def test_a_dispute_arrives_with_its_note(tmp_path: Path) -> None:
    title = {name: SAY(f"title_{name}") for name in ("advice", "code", "consent")}
    with (
        running_broker(tmp_path / "broker") as broker,
        virtual_screen() as display,
        chromium() as browser,
        console(browser, broker.url, "it-IT") as page,
        window_agent(broker.url, display, "it", at_home(tmp_path / "home")) as agent,
    ):
        sign_in(page, broker.technician("ada", "Ada Bianchi", "technician", "billing"))
        agreed_with_customer(page)
        agent.click(title["advice"], 0)
        join(page, *agent.codes(title["code"]))
        agent.page(title["consent"])
        time.sleep(CALM_SECONDS + 0.5)
        agent.click(title["consent"], 0)
        page.wait_for_selector(".state.active")
        agent.click(SAY("title_bar"), -1)
        dispute(display)
        ask = "async (path) => (await fetch(path)).json()"
        kept = until(
            lambda: found if (found := page.evaluate(ask, RECEIPT))["verdict"] else None,
            20,
            "the broker has it",
        )
        assert (kept["verdict"], kept["note"]) == ("disputed", NOTE)
        receipt = receipts.decode(kept["text"])
        assert (receipt.customer, receipt.final) == (CUSTOMER, True)
        assert kept["agent_signature"]
        saved = list((tmp_path / "home").rglob("*.html"))
        assert len(saved) == 1
        assert NOTE.replace("'", "&#x27;") in saved[0].read_text(encoding="utf-8")
