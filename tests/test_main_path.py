"""The main job, end to end: real broker, real agent window on a virtual screen, real Chromium."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import xcffib
import xcffib.xproto
from playwright.sync_api import Page

from tests.stack.agent import WindowAgent, window_agent
from tests.stack.broker import running_broker
from tests.stack.console import chromium, console, join, shows_known_picture, sign_in, type_text
from tests.stack.display import Display, virtual_screen
from tests.stack.program import PATCH, PICTURE, running_program
from tests.waiting import until

TYPED = "Però: 日本 😀 Straße {[@#]} ½"
CUT_SECONDS = 0.25

WATCH_PATCH = """([x, y]) => {
  const canvas = document.getElementById("screen");
  const seen = window.seen = [];
  let last = "";
  const look = () => {
    const {data} = canvas.getContext("2d").getImageData(x, y, 1, 1);
    const now = data.join();
    if (now !== last) seen.push(Date.now());
    last = now;
    setTimeout(look, 4);
  };
  look();
}"""
HAMMER_KEYS = """() => {
  const field = document.getElementById("keyboard");
  let down = false;
  window.hammer = setInterval(() => {
    down = !down;
    const type = down ? "keydown" : "keyup";
    field.dispatchEvent(new KeyboardEvent(type, {key: "x", code: "KeyX", bubbles: true}));
  }, 15);
}"""


class HeldKeys:
    """Looks at the keys that the X server holds down, every few milliseconds."""

    def __init__(self, display: Display) -> None:
        self._connection = xcffib.connect(display=display.name)
        self._looking = True
        self.last_held = 0.0
        self.times = 0
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def any_held(self) -> bool:
        return any(self._connection.core.QueryKeymap().reply().keys)

    def _look(self) -> None:
        while self._looking:
            if self.any_held():
                self.last_held = time.time()
                self.times += 1
            time.sleep(0.002)

    def close(self) -> None:
        self._looking = False
        self._thread.join()
        self._connection.disconnect()


@contextmanager
def held_keys(display: Display) -> Iterator[HeldKeys]:
    watch = HeldKeys(display)
    try:
        yield watch
    finally:
        watch.close()


def check_stop(page: Page, keys: HeldKeys, stopped: float) -> None:
    """Neither keys nor pictures went on after the customer's Stop, at `stopped` of the clock."""
    last_picture = page.evaluate("window.seen.at(-1)") / 1000
    assert keys.times > 0, "the hammering had ceased before Stop"
    assert keys.last_held - stopped < CUT_SECONDS, "keys went on after Stop"
    assert last_picture - stopped < CUT_SECONDS, "pictures went on after Stop"
    assert not keys.any_held(), "a key stayed down"


def test_a_session_from_the_code_to_the_ledger(tmp_path: Path) -> None:
    kept = tmp_path / "typed"
    with (
        running_broker(tmp_path / "broker") as broker,
        virtual_screen() as display,
        running_program(display, kept) as place,
        chromium() as browser,
        console(browser, broker.url) as page,
        window_agent(broker.url, display) as agent,
        held_keys(display) as keys,
    ):
        technician = broker.technician()
        sign_in(page, technician)
        agent.click("Affianco: before you start", 0)
        session, password = agent.codes()
        join(page, session, password)
        earliest = allow(agent)
        page.wait_for_selector(".state.active")
        latest = time.monotonic()

        until(lambda: shows_known_picture(page, place), why="the known picture is on the canvas")
        display.hands("windowfocus", "--sync", display.window("Known") or "")
        type_text(page, TYPED, kept)

        page.evaluate(WATCH_PATCH, [place[0] + PATCH // 2, place[1] + PICTURE + PATCH // 2])
        page.evaluate(HAMMER_KEYS)
        until(lambda: keys.times > 20, why="keys arrive")
        until(lambda: page.evaluate("window.seen.length") > 20, why="pictures arrive")
        keys.times = 0
        stopped = time.time()
        shortest = time.monotonic() - latest
        agent.click("Affianco: session running", -1)
        page.wait_for_selector("#summary-title")
        longest = time.monotonic() - earliest
        agent.page("Affianco: summary")
        time.sleep(2 * CUT_SECONDS)  # Whatever was still to come would be here by now.

        check_stop(page, keys, stopped)
        check_row(broker.sessions(), session, shortest, longest)


def allow(agent: WindowAgent) -> float:
    """Clicks Allow, which takes no click in the question's first second; when it was clicked."""
    title = "Affianco: somebody asks to come in"
    agent.page(title)
    for _ in range(10):
        clicked = time.monotonic()
        agent.click(title, 0)
        time.sleep(1)
        if agent.display.window(title) is None:
            return clicked
    raise AssertionError("Allow took no click")


def check_row(rows: list[dict[str, Any]], session: str, shortest: float, longest: float) -> None:
    """The ledger's one row is right, to the second: whole seconds of what an onlooker timed."""
    assert len(rows) == 1
    row = rows[0]
    assert row["session"] == session.replace(" ", "")
    assert (row["technician"], row["organisation"]) == ("Ada Bianchi", "Studio Bianchi")
    assert row["outcome"] == "stopped_by_customer"
    assert row["customer"] is None
    assert int(shortest) <= row["billable_seconds"] <= longest
    times = [datetime.fromisoformat(row[name]) for name in ("joined_at", "active_at", "ended_at")]
    assert times == sorted(times)
    assert all(at.utcoffset() == timedelta(0) for at in times)
    assert shortest <= (times[2] - times[1]).total_seconds() <= longest
