"""Quick access from the empty safe to the forgotten PC, as everybody concerned sees it."""

from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.e2e.quick.firm import (
    CUSTOMER,
    REASON,
    Firm,
    absent,
    come_back,
    connect,
    firm,
    go,
    ledger,
    look,
    make_key,
    present,
    put_roster,
)
from tests.e2e.quick.safe import ORGANISATION
from tests.stack.console import join
from tests.stack.display import Display
from tests.stack.spoken import SpokenAgent, spoken_agent


def test_the_whole_story(browser: Browser, display: Display, tmp_path: Path) -> None:
    home = tmp_path / "pc"
    with (
        firm(tmp_path, browser) as one,
        one.page("ada", "Ada Bianchi") as ada,
        one.page("carla", "Carla Neri", "admin", "billing") as carla,
    ):
        code = one.safe.code()
        enrol_browser(one, ada, carla, code)
        sign_form(carla)
        look(ada)
        absent(ada, "No customer has allowed quick access yet")
        with spoken_agent(one.broker.url, display, home, code) as agent:
            by_codes(ada, agent)
            allow_next_time(agent)
        look(ada)
        absent(ada, "Nobody is here now")
        with spoken_agent(one.broker.url, display, home, code) as agent:
            agent.says(f"Quick access is on for {ORGANISATION}")
            agent.press("I made the call: go on")
            present(ada)
            let_in_and_stopped(ada, agent)
            row = ledger(one)
            assert (row["mode"], row["reason"]) == ("quick", REASON)
            assert row["customer"]["name"] == CUSTOMER
            assert row["outcome"] == "stopped_by_customer"
            come_back(ada)
            expect(ada.locator(".ledger")).to_contain_text(f"quick access: {REASON}")
            agent.press("New code")
            present(ada)
            agent.press("Forget…")
            agent.press("Forget it now")
            agent.says("Done: quick access is forgotten")
            absent(ada, "No customer has allowed quick access yet")
        kept = home / "share" / "affianco-agent"
        assert [path.name for path in kept.iterdir()] == []


def allow_next_time(agent: SpokenAgent) -> None:
    """The customer's yes, at any hour."""
    agent.press("What is quick access?")
    agent.says("Next time without codes?")
    agent.press("Change the limits…")
    set_no_limits(agent)
    agent.press("Allow next time")
    agent.says("Quick access is on.")


def enrol_browser(one: Firm, ada: Page, carla: Page, code: str) -> None:
    """Words are the same on both sides, twice; then the office signs and uploads."""
    go(ada, "This browser")
    ada.fill("#root-code", code)
    expect(ada.locator(".words li")).to_have_text(one.safe.words(one.safe.root))
    make_key(ada, code)
    words = ada.locator(".request .words li").all_inner_texts()
    go(carla, "Quick access")
    expect(carla.locator(".requests .words li")).to_have_text(words)
    with carla.expect_download() as loading:
        carla.locator(".requests").get_by_role("button", name="Download").click()
    name = loading.value.suggested_filename
    loading.value.save_as(one.safe.folder / name)
    assert one.safe.words(name) == words
    one.safe.org("enrol", one.safe.root, one.safe.roster, name, "--yes")
    put_roster(carla, one.safe.folder / one.safe.roster)
    carla.locator(".requests").get_by_role("button", name="Delete").click()
    expect(carla.locator("#main")).to_contain_text("No request waits")
    go(ada, "This browser")
    expect(ada.locator(".standing")).to_contain_text("Enrolled until")


def sign_form(carla: Page) -> None:
    """A customer, and the form that they signed."""
    carla.fill("#new-customer", CUSTOMER)
    carla.keyboard.press("Enter")
    carla.get_by_role("button", name=f"Enter a form of {CUSTOMER}").click()
    carla.fill("#form-date-1", "2026-11-20")
    carla.fill("#form-terms-1", "v1")
    carla.get_by_role("button", name="Allow quick access").click()
    expect(carla.locator(".forms")).to_contain_text("Quick access allowed")


def by_codes(ada: Page, agent: SpokenAgent) -> None:
    """A session with the two codes; both sides see the same three words."""
    agent.press("I made the call: go on")
    session, password = agent.codes()
    ada.select_option("#customer", label=CUSTOMER)
    join(ada, session, password)
    agent.says(f"Identity verified: {ORGANISATION} confirms")
    told = [words for words in agent.texts() if " / " in words]
    with ada.expect_response(lambda one: one.url.endswith("/pc")) as vouched:
        agent.press("Allow to see and control")
    assert vouched.value.ok
    ada.wait_for_selector(".state.active")
    ada.get_by_role("button", name="Details").click()
    words = ada.locator("#details-panel .words li")
    expect(words).to_have_count(3)
    assert words.all_inner_texts() == told
    agent.says("✓ Identity verified")
    ada.keyboard.press("Escape")
    ada.click("button.end")
    expect(ada.locator(".summary")).to_contain_text("can now allow quick access")
    come_back(ada)
    agent.says("The technician was done")


def set_no_limits(agent: SpokenAgent) -> None:
    """Any technician of the organisation, at any hour."""
    agent.press(f"every technician of {ORGANISATION}", gone=False)
    agent.press("only from", gone=False)
    agent.press("These are right")


def let_in_and_stopped(ada: Page, agent: SpokenAgent) -> None:
    """Ten seconds in which the customer reads who and why; then Stop still works."""
    connect(ada)
    agent.says("Ada Bianchi is about to come in")
    agent.says(f"Identity verified: {ORGANISATION} confirms")
    agent.says(f"Reason: {REASON}")
    agent.says("If you do nothing, they come in after")
    expect(ada.locator(".stage")).to_contain_text("can keep you out")
    ada.wait_for_selector(".state.active", timeout=30_000)
    expect(ada.locator(".session")).to_contain_text("PC verified")
    agent.press("STOP")
    expect(ada.locator(".summary")).to_contain_text("The customer stopped the session")
    agent.says("You stopped the session")
