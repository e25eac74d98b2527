"""The screen of Windows: Desktop Duplication by dxcam, or mss where that does not work."""

import importlib
import itertools
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

import numpy as np

from agent.display import windows_desktop
from agent.screen.capture.mosaic import Mosaic
from agent.screen.capture.polled import Eyes, PolledScreen, Rhythm, Seen
from agent.screen.capture.portable import open_portable
from agent.screen.capture.windows_cursor import WindowsCursor
from agent.screen.source import Box, NoScreen, Pixels, ScreenSource, ScreenUnavailable

RHYTHM: Final = Rhythm(quick=1 / 60, slow=1 / 60)
"""Asking whether there is a new frame costs little; the cursor is looked at as often."""


class Duplicated:
    """Looks by dxcam's cameras, one for each monitor.

    While Windows withholds the desktop (the lock screen, the question whether a program may become
    administrator), dxcam's `grab` returns only once it is back.
    """

    def __init__(self, cameras: Sequence[Any]) -> None:
        self._cameras = cameras
        self._mosaic = Mosaic([_place(each) for each in cameras])

    @property
    def origin(self) -> tuple[int, int]:
        """The place on the desktop of the picture's first pixel."""
        return self._mosaic.origin

    def look(self) -> Seen:
        """What the monitors show; those with a new frame are named."""
        pictures = [_picture(each.grab(copy=False)) for each in self._cameras]
        # A camera that lost its monitor's old mode gives no frame and has the new size.
        monitors = [_place(each) for each in self._cameras]
        if monitors != self._mosaic.monitors:
            self._mosaic = Mosaic(monitors)
        return self._mosaic.put(pictures)

    def close(self) -> None:
        """Lets the monitors go."""
        for each in self._cameras:
            each.release()


def cameras(dxcam: Any) -> Iterator[Any]:
    """A camera for each monitor of each graphics card; errors of COM where one is refused."""
    for device in itertools.count():
        for output in itertools.count():
            try:
                yield dxcam.create(
                    device_idx=device,
                    output_idx=output,
                    output_color="BGRA",
                    processor_backend="numpy",
                )
            except IndexError:
                break
        if not output:
            return


def open_duplicated(load: Callable[[str], Any]) -> Duplicated:
    """All monitors by dxcam; `load` imports by name; `ScreenUnavailable` where one is refused."""
    made: list[Any] = []
    try:
        com_error = load("comtypes").COMError
    except ImportError as error:
        raise ScreenUnavailable(NoScreen.NO_DISPLAY, str(error)) from error
    try:
        # Already its import asks the graphics cards.
        made.extend(cameras(load("dxcam")))
    except (ImportError, OSError, RuntimeError, com_error) as error:
        for each in made:
            each.release()
        raise ScreenUnavailable(NoScreen.NO_DISPLAY, str(error)) from error
    if not made:
        raise ScreenUnavailable(NoScreen.NO_DISPLAY, "no graphics card has a monitor")
    return Duplicated(made)


def open_windows() -> ScreenSource:
    """The screen and its cursor; `ScreenUnavailable` where not even mss gives any."""
    # By name, since what is asked for is only on Windows.
    dlls = importlib.import_module("ctypes")
    user32, gdi32 = dlls.WinDLL("user32"), dlls.WinDLL("gdi32")
    try:
        eyes = open_duplicated(importlib.import_module)
    except ScreenUnavailable:
        return open_portable(WindowsCursor(user32, gdi32, lambda: _corner(user32)).look)
    cursor = WindowsCursor(user32, gdi32, lambda: eyes.origin)
    return PolledScreen(Eyes(eyes.look, eyes.close, cursor.look), RHYTHM, time.monotonic)


def _corner(user32: Any) -> tuple[int, int]:
    found = windows_desktop(user32)
    return round(found.left), round(found.top)


def _place(camera: Any) -> Box:
    # Where a monitor stands is told by no public name of dxcam (0.3).
    corner = camera._output.desc.DesktopCoordinates
    return Box(corner.left, corner.top, camera.width, camera.height)


def _picture(frame: Any) -> Pixels | None:
    """A frame of shape (height, width, 4), blue first, without a copy."""
    if frame is None:
        return None
    pixels: Pixels = frame.view(np.uint32)[:, :, 0]
    return pixels
