"""A technician at the console: a real Chromium, driven as hands and eyes would."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.stack.broker import Technician
from tests.stack.program import PICTURE, known_picture
from tests.waiting import until

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-background-timer-throttling",
    "--disable-renderer-backgrounding",
]

READ_PICTURE = """([x, y, side]) => {
  const canvas = document.getElementById("screen");
  const {data} = canvas.getContext("2d").getImageData(x, y, side, side);
  return Array.from(data);
}"""


def chromium_path() -> str:
    """Where Debian's Chromium is."""
    path = shutil.which("chromium")
    assert path, "chromium is missing: .ci/packages test installs it"
    return path


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, headless, with a fresh profile."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def console(browser: Browser, url: str, language: str = "en-GB") -> Iterator[Page]:
    """A page on the console, failing the test on any script error."""
    context = browser.new_context(locale=language, viewport={"width": 1440, "height": 900})
    faults: list[str] = []
    failed: list[str] = []
    try:
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("requestfailed", lambda request: failed.append(f"{request.url}: {request.failure}"))
        try:
            page.goto(url)
            yield page
        except Exception as error:
            shown = page.inner_text("body")[:500]
            error.add_note(f"script errors {faults}, failed requests {failed}, shown: {shown!r}")
            raise
        assert not faults, faults
    finally:
        context.close()


def sign_in(page: Page, technician: Technician, steps: int = 0) -> None:
    page.fill("#name", technician.name)
    page.fill("#password", technician.password)
    page.fill("#code", technician.code(steps))
    page.keyboard.press("Enter")
    page.wait_for_selector("#session-id")


def join(page: Page, session: str, password: str, asks: str = "control") -> None:
    page.fill("#session-id", session)
    page.fill("#session-password", password)
    page.check(f"input[name=asks][value={asks}]", force=True)
    page.keyboard.press("Tab")
    page.click(".join button.main")


def type_text(page: Page, words: str, kept: Path) -> None:
    """Types at the console; returns once exactly this was added to what the program keeps."""
    before = kept.read_text(encoding="utf-8")
    page.get_by_role("button", name="Type text").click()
    page.fill("#type-text", words)
    page.get_by_role("button", name="Type", exact=True).click()
    until(lambda: kept.read_text(encoding="utf-8") == before + words, why="the text arrives")
    page.get_by_role("button", name="Close").click()


def shows_known_picture(page: Page, place: tuple[int, int]) -> bool:
    """Whether every pixel of the known picture is on the canvas, exactly."""
    shown: list[int] = page.evaluate(READ_PICTURE, [*place, PICTURE])
    return shown == [part for row in known_picture() for pixel in row for part in (*pixel, 255)]
