"""The screen of macOS by ScreenCaptureKit, or by mss where it is missing (before macOS 12.3)."""

import importlib
import time
from collections.abc import Callable, Sequence
from typing import Any, Final, Protocol

from agent.display import Monitor, desktop, mac_monitors
from agent.screen.capture.macos_kit import Kit
from agent.screen.capture.mosaic import Mosaic
from agent.screen.capture.polled import Eyes, PolledScreen, Rhythm, Seen
from agent.screen.capture.portable import open_portable
from agent.screen.source import Box, NoScreen, Pixels, ScreenSource, ScreenUnavailable

RHYTHM: Final = Rhythm(quick=1 / 2, slow=1 / 2)
"""How often the monitors are asked whether they are still the same; a new frame wakes by itself."""


class Stream(Protocol):
    """The frames of one monitor, as the system pushes them."""

    def fresh(self) -> bool:
        """Whether there is a frame that was not taken, or the stream has ended by itself."""

    def ended(self) -> bool:
        """Whether the system has ended it; `ScreenUnavailable` where the customer has."""

    def take(self) -> Pixels | None:
        """The newest frame, once; the caller's own."""

    def stop(self) -> None:
        """Ends it."""


class Shared:
    """Looks by a stream for each monitor, and begins anew when the monitors are others.

    The whole desktop is taken in the pixels of the finest monitor. `open_stream` is given a
    monitor and its size in these pixels; it raises `ScreenUnavailable`.
    """

    def __init__(
        self,
        monitors: Callable[[], list[Monitor]],
        open_stream: Callable[[Monitor, int, int], Stream],
    ) -> None:
        self._monitors = monitors
        self._open_stream = open_stream
        self._streams: list[Stream] = []
        self._begin()

    def look(self) -> Seen:
        """What the monitors show; those with a new frame are named."""
        ended = any(each.ended() for each in self._streams)
        if ended or self._monitors() != self._known:
            self.close()
            self._begin()
        return self._mosaic.put([each.take() for each in self._streams])

    def fresh(self) -> bool:
        """Whether a stream has something new."""
        return any(each.fresh() for each in self._streams)

    def close(self) -> None:
        """Ends every stream."""
        streams, self._streams = self._streams, []
        for each in streams:
            each.stop()

    def _begin(self) -> None:
        self._known = self._monitors()
        if not self._known:
            raise ScreenUnavailable(NoScreen.NO_DISPLAY, "no monitor")
        places = in_pixels(self._known)
        self._mosaic = Mosaic(places)
        try:
            for monitor, place in zip(self._known, places, strict=True):
                self._streams.append(self._open_stream(monitor, place.width, place.height))
        except BaseException:
            self.close()
            raise


def in_pixels(monitors: Sequence[Monitor]) -> list[Box]:
    """The monitors' places in pixels of the finest of them."""
    scale = desktop(monitors).scale
    return [
        Box(
            *(round(each.x * scale), round(each.y * scale)),
            *(round(each.width * scale), round(each.height * scale)),
        )
        for each in monitors
    ]


def open_macos(load: Callable[[str], Any] = importlib.import_module) -> ScreenSource:
    """The screen with the cursor drawn into it; `ScreenUnavailable` where there is none."""
    try:
        quartz = load("Quartz")
        if not quartz.CGPreflightScreenCaptureAccess():
            # Asks the customer, who may have to start the program again.
            quartz.CGRequestScreenCaptureAccess()
            raise ScreenUnavailable(NoScreen.NOT_PERMITTED)
        kit = Kit(quartz, load("ScreenCaptureKit"), load("CoreMedia"), load("objc"))
    except (ImportError, AttributeError):
        return open_portable()
    shared = Shared(lambda: mac_monitors(quartz), kit.open)
    screen = PolledScreen(
        Eyes(shared.look, shared.close, fresh=shared.fresh), RHYTHM, time.monotonic
    )
    kit.tell(screen.wake)
    return screen
