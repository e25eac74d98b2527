"""A fresh Chromium with one page, and the probe in it that looks at its canvas."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Browser, Page

from bench.screen.compare import Picture, unpacked
from bench.screen.paint import barcode
from tests.stack.console import chromium

PROBE: Final = Path(__file__).with_name("probe.js")
PAGE_SECONDS: Final = 30.0
_FILM_FRAMES: Final = 8
_CODE: Final = {
    "bits": barcode.BITS,
    "cell": barcode.CELL,
    "guards": barcode.GUARDS,
    "width": barcode.WIDTH,
}
_MARGIN: Final = (80, 200)
"""Room around a remote screen for what else the page shows, so that it is seen 1:1."""


@contextmanager
def new_page(width: int, height: int) -> Iterator[Page]:
    """A page in a Chromium with a fresh profile, large enough for a screen of this size."""
    with chromium() as browser, _context(browser, width, height) as page:
        yield page


@contextmanager
def _context(browser: Browser, width: int, height: int) -> Iterator[Page]:
    room = {"width": width + _MARGIN[0], "height": height + _MARGIN[1]}
    context = browser.new_context(locale="en-GB", viewport=room)  # type: ignore[arg-type]
    try:
        page = context.new_page()
        page.set_default_timeout(PAGE_SECONDS * 1000)
        page.add_init_script(path=PROBE)
        yield page
    finally:
        context.close()


class Eyes:
    """What can be asked about the canvas of a page."""

    def __init__(self, page: Page, canvas: str) -> None:
        """`canvas`: the selector of the canvas that shows the remote screen."""
        self._page = page
        self._canvas = canvas

    def _ask(self, name: str, value: Any = None) -> Any:
        return self._page.evaluate(f"(value) => benchProbe.{name}(value)", value)

    def open(self) -> None:
        """Says which canvas it is; once the page is there."""
        self._ask("target", self._canvas)

    def truth(self, points: list[int]) -> None:
        """What `like` compares with."""
        self._ask("truth", points)

    def near(self, most: int, share: float, seconds: float) -> float:
        """When such a share of the points of `truth` looked like the true screen, within `most`:
        an instant of the page. TimeoutError after so many seconds."""
        found = self._ask("near", [most, share, seconds * 1000])
        if found is None:
            raise TimeoutError("no first picture")
        return float(found)

    def keep(self) -> int:
        """Keeps the canvas as it is now; gives its digest."""
        return int(self._ask("keep"))

    def kept(self) -> Picture:
        """The picture that was kept."""
        width, height = self._ask("size")
        return unpacked(self._ask("kept"), width, height)

    def watch(self, place: tuple[int, int], film: list[int] | None = None) -> None:
        """Begins to watch a barcode, and the film in this box, in whose first line it is."""
        said: dict[str, Any] = {"x": place[0], "y": place[1], "code": _CODE}
        if film is not None:
            _, _, width, height = film
            said["film"] = {"width": width, "height": height, "every": 9, "most": _FILM_FRAMES}
        self._ask("watch", said)

    def seen(self) -> dict[str, Any]:
        """Ends `watch`. `seen`: numbers with instants of the page; `frames`: numbers of the film's
        kept frames; `torn`: how many frames had two numbers at once."""
        found: dict[str, Any] = self._ask("seen")
        return found

    def frame(self, at: int, width: int, height: int) -> Picture:
        """A frame of the film that was kept."""
        return unpacked(self._ask("frame", at), width, height)

    def keys(self) -> list[float]:
        """When keys went down in the page since the last call."""
        found: list[float] = self._ask("keys")
        return found

    def press(self, key: str) -> None:
        """Presses a key in the page."""
        self._page.keyboard.press(key)

    def picture(self, file: Path) -> None:
        """What the browser shows."""
        self._page.screenshot(path=file)

    def clock(self, tries: int = 20) -> float:
        """What has to be added to a page's instant, in ms, for the monotonic clock's, in ms.

        Each answer bounds it from both sides; the tightest bounds count.
        """
        low, high = float("-inf"), float("inf")
        for _ in range(tries):
            before = time.monotonic() * 1000
            there = float(self._ask("now"))
            after = time.monotonic() * 1000
            low, high = max(low, before - there), min(high, after - there)
        return (low + high) / 2
