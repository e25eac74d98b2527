"""`kill -9` of the whole broker in the middle of a session, and its next start."""

import time
from pathlib import Path

from tests.stack.whole import MOVE_MOUSE, whole
from tests.waiting import until

LOSS_SECONDS = 5
"""What a killed broker may lose of the bill."""
ACTIVE_SECONDS = 7.0
AT_ONCE_SECONDS = 1.0


def test_a_killed_broker_bills_no_more_than_was_and_leaves_nothing_open(tmp_path: Path) -> None:
    with whole(tmp_path) as one:
        one.page.evaluate(MOVE_MOUSE)
        until(one.mouse_moves, why="the mouse moves")
        time.sleep(max(0.0, one.begun + ACTIVE_SECONDS - time.monotonic()))
        one.broker.kill()
        killed = time.monotonic()
        one.agent.wait_for("The line dropped")
        one.agent.wait_for("Meanwhile Ada Bianchi sees nothing and can do nothing.")
        one.page.wait_for_selector(".state.reconnecting")
        assert time.monotonic() - killed < AT_ONCE_SECONDS
        assert not one.mouse_moves()
        assert "coming back by itself" in one.page.inner_text(".veil")

        one.broker.start()
        one.agent.wait_for("While the line was down, the help service closed the session.")
        one.agent.wait_for("Nobody sees your screen.")
        one.page.wait_for_selector("#summary-title")
        said = one.page.inner_text(".summary")
        assert "It ended while your connection was cut." in said
        assert "your list of sessions" in said
        assert not one.mouse_moves()

        [row] = one.broker.sessions()
        worked = killed - one.begun
        assert (row["session"], row["outcome"]) == (one.session, "lost")
        assert worked - LOSS_SECONDS - 1 <= row["billable_seconds"] <= worked
        assert row["ended_at"]

        one.agent.answer("n")
        session = one.agent.wait_for("ID:").replace(" ", "")
        assert session.isdigit()
        assert session != one.session
        one.agent.answer("c")
        until(lambda: one.agent.process.poll() == 0, why="the agent ends")


def test_a_killed_broker_takes_back_a_code_that_waits(tmp_path: Path) -> None:
    with whole(tmp_path) as one:
        one.agent.answer("s")
        one.page.wait_for_selector("#summary-title")
        one.agent.answer("n")
        one.agent.wait_for("ID:")
        one.broker.kill()
        one.agent.wait_for("We are reconnecting to the help service.")
        one.broker.start()
        one.agent.wait_for("The help service no longer knows this code. Ask for a new one.")
