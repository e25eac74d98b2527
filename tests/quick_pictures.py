"""The pictures of docs/quick-access.md: a small company sets quick access up and uses it."""

import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page

from broker.wire import texts
from broker.wire.texts import Texts
from tests.e2e.quick.firm import CUSTOMER, Firm, firm, look, make_key, present, put_roster
from tests.stack.console import join
from tests.stack.display import Display
from tests.stack.spoken import SpokenAgent, spoken_agent

AGENT = Path(__file__).parents[1] / "agent" / "texts"
SETTLE_SECONDS = 1.2
REASON = "Ticket 4711: fattura scartata"


def quick_pictures(folder: Path, kept: Path, display: Display, browser: Browser) -> None:
    """Four pictures, in Italian as all others."""
    say = texts.load(AGENT, "it")
    with (
        firm(kept, browser, AFFIANCO_NAME="Assistenza Bianchi") as one,
        one.page("ada", "Ada Bianchi") as ada,
        one.page("carla", "Carla Neri", "admin") as carla,
    ):
        one.customer()
        one.broker.command("customer", "add", "Officine Brambilla")
        code = one.safe.code()
        request = make_key(ada, code)
        italian(ada, lambda: shot(ada, folder / "this-browser.png", ".stack"))
        one.safe.enrol(request)
        put_roster(carla, one.safe.folder / one.safe.roster)
        look(ada)
        home = kept / "pc"
        with spoken_agent(one.broker.url, display, home, code, "it") as agent:
            offered(one, ada, agent, say)
            window(agent, say("title_offer"), folder / "opt-in.png")
            free(agent, say)
            agent.says(say("quick_done_1"))
        with spoken_agent(one.broker.url, display, home, code, "it") as agent:
            agent.press(say("advice_go"))
            look(ada)
            present(ada)
            italian(ada, lambda: shot(ada, folder / "present.png", ".quick"))
            present(ada)
            ada.locator("button.pc").click()
            ada.fill("#quick-reason", REASON)
            ada.keyboard.press("Enter")
            agent.says(REASON)
            window(agent, say("title_arriving"), folder / "arriving.png")
            agent.press(say("arriving_stop"))
            ada.wait_for_selector("#summary-title")


def offered(one: Firm, ada: Page, agent: SpokenAgent, say: Texts) -> None:
    """A session with the codes, and the page on which quick access is offered."""
    agent.press(say("advice_go"))
    session, password = agent.codes(say("code_heading"))
    ada.select_option("#customer", label=CUSTOMER)
    join(ada, session, password)
    with ada.expect_response(lambda answer: answer.url.endswith("/pc")):
        agent.press(say("consent_allow_control"))
    ada.click("button.end")
    ada.get_by_role("button", name="Back to start").click()
    agent.press(say("offer_open"))
    agent.says(say("offer_heading"))


def free(agent: SpokenAgent, say: Texts) -> None:
    """At any hour, so that pictures can be taken at night; and yes."""
    agent.press(say("offer_change"))
    agent.press(say("bounds_from"), gone=False)
    agent.press(say("bounds_keep"))
    agent.press(say("offer_accept"))


def italian(page: Page, take: Callable[[], None]) -> None:
    """Takes something while the page is in Italian."""
    page.get_by_role("button", name="Italiano").click()
    page.wait_for_timeout(1500)
    take()
    page.get_by_role("button", name="English").click()
    page.wait_for_timeout(500)


def shot(page: Page, path: Path, part: str) -> None:
    page.locator(part).first.screenshot(path=path)


def window(agent: SpokenAgent, title: str, path: Path) -> None:
    """The picture of one window, with its frame."""
    found = agent.display.window(title)
    assert found, title
    time.sleep(SETTLE_SECONDS)
    x, y, width, height = agent.display.place(found)
    whole = agent.display.picture()
    whole.crop((x - 2, y - 22, x + width + 2, y + height + 4)).save(path)
