"""Windows' screen over fakes of dxcam: new frames, none, another mode, several monitors."""

from collections.abc import Callable
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import pytest

from agent.screen.capture import windows
from agent.screen.capture.polled import PolledScreen
from agent.screen.capture.windows import Duplicated, cameras, open_duplicated, open_windows
from agent.screen.source import Box, Pixels, ScreenSource, ScreenUnavailable


class COMError(Exception):
    """As comtypes': no OSError."""


class Camera:
    """dxcam's: one monitor, whose frames are handed out once."""

    def __init__(self, x: int, y: int, width: int, height: int) -> None:
        self.released = False
        self.frame: np.ndarray[Any, np.dtype[np.uint8]] | None = None
        self.mode(x, y, width, height)

    def mode(self, x: int, y: int, width: int, height: int) -> None:
        self.width, self.height = width, height
        corner = SimpleNamespace(left=x, top=y)
        self._output = SimpleNamespace(desc=SimpleNamespace(DesktopCoordinates=corner))

    def draw(self, *pixel: int) -> None:
        self.frame = np.full((self.height, self.width, 4), pixel, np.uint8)

    def grab(self, *, copy: bool) -> np.ndarray[Any, np.dtype[np.uint8]] | None:
        assert not copy
        frame, self.frame = self.frame, None
        return frame

    def release(self) -> None:
        self.released = True


class Library:
    """dxcam with monitors on several graphics cards; `refused` gives a COMError."""

    def __init__(self, devices: list[list[Camera]], refused: bool = False) -> None:
        self.devices = devices
        self.refused = refused

    def create(
        self, device_idx: int, output_idx: int, output_color: str, processor_backend: str
    ) -> Camera:
        assert (output_color, processor_backend) == ("BGRA", "numpy")
        made = self.devices[device_idx][output_idx]
        if self.refused and output_idx:
            raise COMError("remote desktop")
        return made


def loading(dxcam: object) -> Callable[[str], object]:
    def load(name: str) -> object:
        found = {"comtypes": SimpleNamespace(COMError=COMError), "dxcam": dxcam}[name]
        if isinstance(found, Exception):
            raise found
        return found

    return load


def pixels(rows: Pixels) -> list[list[int]]:
    return rows.tolist()


def test_a_new_frame_is_seen_without_a_copy() -> None:
    camera = Camera(0, 0, 2, 1)
    eyes = Duplicated([camera])
    assert eyes.look().boxes == []
    camera.draw(1, 2, 3, 255)
    drawn = camera.frame
    seen = eyes.look()
    assert seen.boxes == [Box(0, 0, 2, 1)]
    assert pixels(seen.pixels) == [[0xFF030201, 0xFF030201]]
    assert drawn is not None and np.shares_memory(seen.pixels, drawn)
    again = eyes.look()
    assert again.boxes == []
    assert pixels(again.pixels) == [[0xFF030201, 0xFF030201]]


def test_monitors_stand_where_the_desktop_has_them() -> None:
    left, right = Camera(-2, 0, 2, 1), Camera(0, 1, 1, 2)
    eyes = Duplicated([right, left])
    assert eyes.origin == (-2, 0)
    left.draw(1, 0, 0, 0)
    assert eyes.look().boxes == [Box(0, 0, 2, 1)]
    right.draw(2, 0, 0, 0)
    seen = eyes.look()
    assert seen.boxes == [Box(2, 1, 1, 2)]
    assert pixels(seen.pixels) == [[1, 1, 0], [0, 0, 2], [0, 0, 2]]


def test_another_mode_is_another_picture() -> None:
    camera = Camera(0, 0, 2, 2)
    eyes = Duplicated([camera])
    camera.draw(1, 1, 1, 1)
    eyes.look()
    camera.draw(2, 2, 2, 2)
    camera.mode(0, 0, 3, 1)
    seen = eyes.look()
    assert (seen.boxes, seen.pixels.shape) == ([], (1, 3))
    camera.draw(3, 0, 0, 0)
    assert pixels(eyes.look().pixels) == [[3, 3, 3]]
    eyes.close()
    assert camera.released


def test_every_monitor_of_every_card_has_a_camera() -> None:
    one, two, three = (Camera(n, 0, 1, 1) for n in range(3))
    assert list(cameras(Library([[one, two], [three]]))) == [one, two, three]
    assert list(cameras(Library([]))) == []


def test_what_was_opened_is_let_go_where_another_is_refused() -> None:
    one, two = Camera(0, 0, 1, 1), Camera(1, 0, 1, 1)
    with pytest.raises(ScreenUnavailable):
        open_duplicated(loading(Library([[one, two]], refused=True)))
    assert one.released


@pytest.mark.parametrize(
    "dxcam", [Library([]), ImportError("no dxcam"), OSError("no d3d11"), COMError("no adapter")]
)
def test_no_duplication_is_said(dxcam: object) -> None:
    with pytest.raises(ScreenUnavailable):
        open_duplicated(loading(dxcam))


class Dlls(ModuleType):
    """ctypes with Windows' libraries, which know nothing of a cursor."""

    def __init__(self) -> None:
        super().__init__("ctypes")
        self.WinDLL = lambda name: SimpleNamespace(
            GetDC=SimpleNamespace(), GetCursorInfo=lambda _info: 0, GetSystemMetrics=lambda _n: 0
        )


@pytest.mark.parametrize("works", [True, False])
def test_mss_serves_where_dxcam_does_not(monkeypatch: pytest.MonkeyPatch, works: bool) -> None:
    camera, fallback = Camera(0, 0, 4, 3), object()
    load = loading(Library([[camera]]) if works else OSError("no graphics"))
    monkeypatch.setattr(
        windows,
        "importlib",
        SimpleNamespace(import_module=lambda name: Dlls() if name == "ctypes" else load(name)),
    )
    monkeypatch.setattr(windows, "open_portable", lambda cursor: fallback)
    made: ScreenSource = open_windows()
    assert (made is not fallback) == works
    if isinstance(made, PolledScreen):
        assert made.size() == (4, 3)
        made.close()
        assert camera.released
