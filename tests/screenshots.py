"""Takes the pictures of the docs from the program itself: python -m tests.screenshots FOLDER."""

import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page

from broker.wire import texts
from tests.billing_pictures import billing_pictures
from tests.e2e.test_agent_receipt_whole import agreed_with_customer
from tests.quick_pictures import quick_pictures
from tests.stack.agent import RECEIPTS, WindowAgent, window_agent
from tests.stack.broker import RunningBroker, plain_environment, running_broker
from tests.stack.console import chromium, console, join, sign_in
from tests.stack.display import Display, end_process, virtual_screen
from tests.stack.window import click_once
from tests.waiting import until

TEXTS = texts.load(Path(__file__).parents[1] / "agent" / "texts", "it").sentences
PAGES = ("advice", "code", "consent", "bar", "summary", "dispute")
TITLES = {name: TEXTS[f"title_{name}"] for name in PAGES}
SETTLE_SECONDS = 1.2
"""For a window to be drawn whole; a picture of a countdown at its first second looks odd."""


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as kept,
        running_broker(Path(kept), {"AFFIANCO_NAME": "Assistenza Bianchi"}) as broker,
        virtual_screen() as display,
        chromium() as browser,
    ):
        desktop = office(display)
        try:
            pictures(folder, broker, display, browser)
            quick_pictures(folder, Path(kept) / "quick", display, browser)
        finally:
            end_process(desktop)
    billing_pictures(folder)


def office(display: Display) -> "subprocess.Popen[bytes]":
    subprocess.run(["xsetroot", "-solid", "#3a5a6b"], env=display.environment, check=True)
    desktop = subprocess.Popen(
        [sys.executable, "-m", "tests.stack.office"], env=display.environment
    )
    until(lambda: display.window("Appunti"), why="the desktop")
    return desktop


def pictures(folder: Path, broker: RunningBroker, display: Display, browser: Browser) -> None:
    technician = broker.technician("ada", "Ada Bianchi", "technician", "billing")
    papers = Path(tempfile.gettempdir()) / "Documenti" / "Affianco"
    own = {**plain_environment(), RECEIPTS: str(papers)}
    with (
        console(browser, broker.url, "it-IT") as page,
        window_agent(broker.url, display, "it", own) as agent,
    ):
        page.screenshot(path=folder / "sign-in.png")
        sign_in(page, technician)
        agreed_with_customer(page)
        save(agent, "advice", folder)
        agent.click(TITLES["advice"], 0)
        agent.page(TITLES["code"])
        save(agent, "code", folder)
        session, password = agent.codes(TITLES["code"])
        join(page, session, password)
        agent.page(TITLES["consent"])
        save(agent, "consent", folder)
        agent.click(TITLES["consent"], 0)
        page.wait_for_selector(".state.active")
        work(page)
        page.screenshot(path=folder / "session.png")
        shrink(display.picture(), folder / "active.png")
        agent.click(TITLES["bar"], -1)
        page.wait_for_selector("#summary-title")
        save(agent, "summary", folder)
        disputed(agent, folder)
        page.locator(".summary button.main").click()
        page.wait_for_selector("#session-id")
        page.wait_for_timeout(500)
        page.screenshot(path=folder / "home.png")
    shutil.rmtree(papers.parent)


def work(page: Page) -> None:
    """A little work with the mouse, so that the picture shows some."""
    box = page.locator("#screen").bounding_box()
    assert box
    for x, y in ((0.25, 0.4), (0.3, 0.45), (0.34, 0.47)):
        page.mouse.move(box["x"] + box["width"] * x, box["y"] + box["height"] * y)
        page.wait_for_timeout(120)
    page.wait_for_timeout(6000)


def disputed(agent: WindowAgent, folder: Path) -> None:
    """The page on which a receipt is disputed; nothing is sent."""

    def opened() -> bool:
        click_once(agent.display, TITLES["summary"], 1, row=1)
        return agent.display.window(TITLES["dispute"]) is not None

    until(opened, why="the page of a dispute")
    agent.display.hands("type", "Il tecnico era al telefono")
    save(agent, "dispute", folder)
    agent.click(TITLES["dispute"], -1)
    agent.page(TITLES["summary"])


def save(agent: WindowAgent, name: str, folder: Path) -> None:
    """The picture of one window, with its frame."""
    agent.page(TITLES[name])
    time.sleep(SETTLE_SECONDS)
    window = agent.page(TITLES[name])
    x, y, width, height = agent.display.place(window)
    whole = agent.display.picture()
    whole.crop((x - 2, y - 22, x + width + 2, y + height + 4)).save(folder / f"{name}.png")


def shrink(picture: Image.Image, path: Path) -> None:
    picture.resize((960, 600), Image.Resampling.LANCZOS).save(path)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
