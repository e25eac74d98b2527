"""What kind of desktop it is: Wayland or not, and where its picture stands."""

from types import SimpleNamespace

import pytest

from agent.display import Desktop, Monitor, desktop, is_wayland, mac_monitors, windows_desktop


@pytest.mark.parametrize(
    ("environment", "wayland"),
    [
        ({}, False),
        ({"XDG_SESSION_TYPE": "x11", "DISPLAY": ":0"}, False),
        ({"XDG_SESSION_TYPE": "wayland", "DISPLAY": ":0"}, True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, True),
    ],
)
def test_wayland(environment: dict[str, str], wayland: bool) -> None:
    assert is_wayland(environment) is wayland


def rectangle(x: float, y: float, width: float, height: float) -> SimpleNamespace:
    return SimpleNamespace(
        origin=SimpleNamespace(x=x, y=y), size=SimpleNamespace(width=width, height=height)
    )


class Quartz:
    """Two monitors: a Retina one, and one above and left of it whose mode is not told."""

    def __init__(self) -> None:
        self.bounds = {7: rectangle(0, 0, 1440, 900), 9: rectangle(-1920, -80, 1920, 1080)}

    def CGGetActiveDisplayList(self, most: int, _a: None, _b: None) -> object:  # noqa: N802
        assert most >= 2
        return 0, (7, 9), 2

    def CGDisplayBounds(self, number: int) -> SimpleNamespace:  # noqa: N802
        return self.bounds[number]

    def CGDisplayCopyDisplayMode(self, number: int) -> str | None:  # noqa: N802
        return "retina" if number == 7 else None

    def CGDisplayModeGetPixelWidth(self, mode: str) -> int:  # noqa: N802
        return {"retina": 2880}[mode]

    def CGDisplayModeGetWidth(self, mode: str) -> int:  # noqa: N802
        return {"retina": 1440}[mode]


def test_monitors_of_a_mac_are_in_points() -> None:
    assert mac_monitors(Quartz()) == [
        Monitor(7, 0, 0, 1440, 900, 2.0),
        Monitor(9, -1920, -80, 1920, 1080, 1.0),
    ]


def test_a_desktop_is_in_pixels_of_the_finest_monitor() -> None:
    whole = desktop(mac_monitors(Quartz()))
    assert whole == Desktop(-1920, -80, 2.0)
    assert whole.pointer(0, 0) == (-1920, -80)
    assert whole.pointer(3840, 160) == (0, 0)
    assert desktop([]) == Desktop()


def test_the_desktop_of_windows_begins_at_its_leftmost_monitor() -> None:
    user32 = SimpleNamespace(GetSystemMetrics={76: -1280, 77: -5}.__getitem__)
    assert windows_desktop(user32).pointer(1281, 5) == (1, 0)
