"""A console whose line dies without a word: it notices by what does not come, and comes back."""

import time
from pathlib import Path

from broker.wire.limits import STATE_SECONDS
from tests.stack.whole import ALLOWED, BLACKEN, whole

SILENCE_SECONDS = 3 * STATE_SECONDS
SPOKEN = """(seconds) => new Promise((told) => {
  const times = [];
  const look = () => {
    const text = document.querySelector(".state-text").textContent;
    if (times.at(-1) !== text) times.push(text);
  };
  const watch = setInterval(look, 50);
  setTimeout(() => { clearInterval(watch); told(times); }, seconds * 1000);
})"""

CONNECT = "() => Promise.all(Array.from({ length: 6 }, () => fetch('api/me')))"


def test_a_line_that_swallows_everything(tmp_path: Path) -> None:
    with whole(tmp_path) as one:
        # The browser has as many connections as it ever has, and does not hear that they are dead.
        one.page.evaluate(CONNECT)
        one.console_line.swallow()
        swallowed = time.monotonic()
        one.page.wait_for_selector(".state.reconnecting")
        noticed = time.monotonic() - swallowed
        assert SILENCE_SECONDS - STATE_SECONDS - 1 < noticed < SILENCE_SECONDS + 3
        one.page.evaluate(BLACKEN)
        # Tried one after the other, they would take longer: 4 s and a pause each.
        one.page.wait_for_selector(".state.active", timeout=20_000)
        one.agent.wait_for(ALLOWED, 45)
        one.active()
        one.type("dopo il buco nero")
        one.page.click(".end")
        one.agent.wait_for("The technician was done")


def test_a_still_screen_that_is_only_seen_is_no_cut(tmp_path: Path) -> None:
    """Nothing but what the broker says goes over the line while the customer pauses."""
    with whole(tmp_path, "see") as one:
        one.agent.answer("p")
        one.page.wait_for_selector(".state.paused")
        said = one.page.evaluate(SPOKEN, SILENCE_SECONDS + 3)
        assert len(said) == 1
