"""Cut lines with real processes: the session comes back, the gap is not billed, Stop is final."""

import time
from pathlib import Path

import pytest

from tests.stack.tee import Tee
from tests.stack.whole import ALLOWED, BLACKEN, MOVE_MOUSE, Whole, whole
from tests.waiting import is_length, until

DOWN_SECONDS = 3.0
DROPPED = "The line dropped"
STOPPED = "You stopped the session."
TOLD = {
    "agent": "The customer stopped the session.",
    "console": "It ended while your connection was cut.",
}
"""What the technician reads: with the console's own line down, nobody could tell it how."""


def lines(one: Whole, which: str) -> list[Tee]:
    return [getattr(one, f"{name}_line") for name in which.split("+")]


def cut(one: Whole, which: str) -> float:
    """Cuts; both ends show it. Gives when it was."""
    for line in lines(one, which):
        line.cut()
    at = time.monotonic()
    one.page.wait_for_selector(".state.reconnecting")
    one.agent.wait_for(DROPPED)
    return at


def back(one: Whole, which: str) -> float:
    """Mends the lines again; gives when the agent let the technician in again."""
    one.page.evaluate(BLACKEN)
    mended = time.monotonic()
    for line in lines(one, which):
        line.mend()
    one.agent.wait_for(ALLOWED)
    at = time.monotonic()
    assert at - mended < 6
    one.active()
    return at


def billed(one: Whole, outcome: str) -> float:
    """Billable seconds of the one row."""
    row = until(lambda: [row for row in one.broker.sessions() if row["ended_at"]], why="the row")
    assert [line["session"] for line in row] == [one.session]
    assert row[0]["outcome"] == outcome
    return float(row[0]["billable_seconds"])


@pytest.mark.parametrize("which", ["console", "agent", "agent+console"])
def test_a_cut_line_comes_back(tmp_path: Path, which: str) -> None:
    with whole(tmp_path) as one:
        one.type("prima ")
        one.page.evaluate(MOVE_MOUSE)
        until(one.mouse_moves, why="the mouse moves")
        gone = cut(one, which)
        assert not one.mouse_moves()
        time.sleep(max(0.0, gone + DOWN_SECONDS - time.monotonic()))
        came = back(one, which)
        until(one.mouse_moves, why="the mouse moves again")
        one.type("dopo: è 日本")
        one.page.click(".end")
        ended = time.monotonic()
        one.page.wait_for_selector("#summary-title")
        one.agent.wait_for("The technician was done")
        worked = (gone - one.begun) + (ended - came)
        assert came - gone >= DOWN_SECONDS
        assert is_length(billed(one, "completed"), worked)


def test_again_and_again(tmp_path: Path) -> None:
    with whole(tmp_path) as one:
        one.page.evaluate(MOVE_MOUSE)
        for which in ("agent", "console", "console", "agent"):
            cut(one, which)
            back(one, which)
        one.type("ancora qui")
        one.agent.answer("s")
        one.agent.wait_for(STOPPED)
        one.page.wait_for_selector("#summary-title")
        assert billed(one, "stopped_by_customer") <= time.monotonic() - one.begun


@pytest.mark.parametrize("which", ["console", "agent"])
def test_stop_while_the_line_is_down_is_final(tmp_path: Path, which: str) -> None:
    with whole(tmp_path) as one:
        one.page.evaluate(MOVE_MOUSE)
        gone = cut(one, which)
        one.agent.answer("s")
        pressed = time.monotonic()
        one.agent.wait_for(STOPPED)
        assert time.monotonic() - pressed < 1
        for line in lines(one, which):
            line.mend()
        one.page.wait_for_selector("#summary-title")
        assert TOLD[which] in one.page.inner_text(".summary")
        assert is_length(billed(one, "stopped_by_customer"), gone - one.begun)
        assert not one.mouse_moves()


def test_a_network_that_goes_away_and_comes_back_is_no_goodbye(tmp_path: Path) -> None:
    with whole(tmp_path) as one:
        one.page.evaluate("window.dispatchEvent(new Event('offline'))")
        one.agent.wait_for(DROPPED)
        one.agent.wait_for(ALLOWED)
        one.active()
        one.agent.answer("s")
        one.page.wait_for_selector("#summary-title")
        billed(one, "stopped_by_customer")


def test_a_cut_while_only_seeing(tmp_path: Path) -> None:
    with whole(tmp_path, "see") as one:
        still = one.display.hands("getmouselocation")
        one.page.evaluate(MOVE_MOUSE)
        cut(one, "console")
        back(one, "console")
        assert one.page.locator(".badge:visible").count() == 1
        one.agent.answer("s")
        one.page.wait_for_selector("#summary-title")
        billed(one, "stopped_by_customer")
        assert one.display.hands("getmouselocation") == still
