"""What kind of desktop the agent runs on. Pure: the environment and libraries are passed in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

MAC_MONITORS_MAX: Final = 32

_VIRTUAL_LEFT: Final = 76
_VIRTUAL_TOP: Final = 77


@dataclass(frozen=True, slots=True)
class Monitor:
    """A monitor's place in the units that the pointer is counted in, and its pixels for each."""

    id: int
    x: float
    y: float
    width: float
    height: float
    scale: float


@dataclass(frozen=True, slots=True)
class Desktop:
    """Where the picture of the screen stands: the pointer's place at its first pixel, and `scale`,
    the picture's pixels for each unit that the pointer is counted in."""

    left: float = 0.0
    top: float = 0.0
    scale: float = 1.0

    def pointer(self, x: int, y: int) -> tuple[int, int]:
        """The pointer's place for a pixel of the picture."""
        return round(self.left + x / self.scale), round(self.top + y / self.scale)


PLAIN: Final = Desktop()
"""A picture whose pixels are the pointer's places."""


def is_wayland(environment: Mapping[str, str]) -> bool:
    """Whether this is a Wayland session, whose screen no program may simply read.

    An X display in it (XWayland) shows black where it should show the desktop.
    """
    return bool(environment.get("WAYLAND_DISPLAY")) or (
        environment.get("XDG_SESSION_TYPE") == "wayland"
    )


def mac_monitors(quartz: Any) -> list[Monitor]:
    """The monitors of a Mac, by pyobjc's `Quartz`, in points."""
    _error, numbers, _count = quartz.CGGetActiveDisplayList(MAC_MONITORS_MAX, None, None)
    return [_mac_monitor(quartz, number) for number in numbers or ()]


def windows_desktop(user32: Any) -> Desktop:
    """The rectangle around all monitors of Windows, in pixels."""
    left, top = (user32.GetSystemMetrics(each) for each in (_VIRTUAL_LEFT, _VIRTUAL_TOP))
    return Desktop(left, top)


def desktop(monitors: Sequence[Monitor]) -> Desktop:
    """All monitors as one picture, in the pixels of the finest of them."""
    return Desktop(
        min((each.x for each in monitors), default=0.0),
        min((each.y for each in monitors), default=0.0),
        max((each.scale for each in monitors), default=1.0),
    )


def _mac_monitor(quartz: Any, number: int) -> Monitor:
    bounds = quartz.CGDisplayBounds(number)
    mode = quartz.CGDisplayCopyDisplayMode(number)
    scale = 1.0
    if mode is not None:
        scale = quartz.CGDisplayModeGetPixelWidth(mode) / quartz.CGDisplayModeGetWidth(mode)
    place, size = bounds.origin, bounds.size
    return Monitor(number, place.x, place.y, size.width, size.height, scale)
