"""What people do wrong, and what becomes of it: a plain sentence, and the other side goes on."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.bad.office import ADA, LANGUAGES, Office, says
from tests.stack.broker import running_broker
from tests.stack.clocked import late_agent
from tests.stack.console import console, join, sign_in
from tests.stack.display import Display
from tests.waiting import until

WRONG = "ZZZZ-ZZZZ"


def test_wrong_ids_and_passwords_then_the_right_ones(one: Office) -> None:
    session, password = one.begin()
    join(one.page, "000 000 001", password)
    one.console_says("close.no_answer")
    for misses in range(1, 4):
        join(one.page, session, WRONG)
        for _ in range(misses):
            one.agent_says("miss_wrong_password", **ADA)
        one.console_says("ended.wrong_password")
    one.agent_says("miss_renewed")
    again, renewed = one.shown_codes()
    join(one.page, session, WRONG)
    one.console_says("join.too_many")
    assert one.broker.outcomes() == ["wrong_password"] * 3
    one.page.get_by_role("button", name=says("web", one.language)("join.renewed")).click()
    assert (again, renewed != password) == (session, True)
    one.good(session, renewed)
    assert one.broker.outcomes() == ["wrong_password"] * 3 + ["stopped_by_customer"]


def test_a_second_technician_on_a_busy_id(one: Office) -> None:
    session, password = one.begin()
    one.asked(session, password)
    with console(one.browser, one.broker.url, one.language) as page:
        sign_in(page, one.broker.technician("bruno", "Bruno Verdi"))
        second = Office(one.browser, one.broker, one.agent, page, one.language)
        join(page, session, password)
        second.console_says("close.no_answer")
        one.agent_types("yes")
        one.page.wait_for_selector(".state.active")
        join(page, session, WRONG)
        second.console_says("close.no_answer")
    expect(one.page.locator(".state.active")).to_be_visible()
    one.agent_types("stop")
    one.console_says("ended.stopped_by_customer", ".summary")
    assert one.broker.outcomes() == ["stopped_by_customer"]


def test_refused_and_refused_by_silence(one: Office) -> None:
    one.asked(*one.begin())
    one.agent_types("no")
    one.console_says("ended.declined", ".summary")
    one.agent_says("outcome_declined")
    one.home()
    one.agent_types("new")
    one.asked(*one.codes())
    one.agent.later(61)
    one.console_says("ended.declined", ".summary")
    one.console_says("refused.silence", ".summary")
    one.agent_says("note_silence")
    one.home()
    one.goes_on()
    assert one.broker.outcomes() == ["declined", "declined", "stopped_by_customer"]


@pytest.mark.parametrize("whose", ["agent", "broker"])
def test_codes_that_have_expired(one: Office, whose: str) -> None:
    session, password = one.begin()
    clock = one.agent if whose == "agent" else one.broker
    clock.later(15 * 60 + 10)
    one.agent_says("close_expired")
    join(one.page, session, password)
    one.console_says("close.no_answer")
    one.goes_on()
    assert one.broker.outcomes() == ["stopped_by_customer"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_broker_that_is_away(
    browser: Browser, display: Display, tmp_path: Path, language: str
) -> None:
    texts = says("web", language)
    with running_broker(tmp_path / "broker") as broker:
        with (
            late_agent(broker.url, tmp_path, display.name, language[:2]) as agent,
            console(browser, broker.url, language) as page,
        ):
            sign_in(page, broker.technician())
            broker.process.terminate()
            broker.process.wait(15)
            agent.answer(says("agent", language)("terminal_words_yes").split()[0])
            agent.wait_for(says("agent", language)("trouble_unreachable"))
            join(page, "123 456 789", WRONG)
            expect(page.locator(".join .error")).to_have_text(texts("problem.unreachable"))
            broker.start()
            agent.answer(says("agent", language)("terminal_words_new").split()[0])
            session = agent.wait_for("ID:")
            join(page, session, WRONG)
            expect(page.locator(".join .error")).to_have_text(texts("ended.wrong_password"))
        until(lambda: [row["outcome"] for row in broker.sessions()] == ["wrong_password"])
        assert "Traceback" not in broker.log
