"""The screen of macOS: frames, none, other monitors, an end, a refusal."""

from collections.abc import Callable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from agent.display import Monitor
from agent.screen.capture import macos
from agent.screen.capture.macos import Shared, in_pixels, open_macos
from agent.screen.source import Box, NoScreen, Pixels, ScreenUnavailable
from tests.fakes.pyobjc import SHOWN, Buffer, Media, ObjC, Quartz, Sharing

RETINA = Monitor(1, 0.0, 0.0, 2.0, 1.0, 2.0)
PLAIN = Monitor(2, -3.0, 0.0, 3.0, 2.0, 1.0)


@dataclass
class Frames:
    """A stream of one monitor."""

    size: tuple[int, int]
    frame: Pixels | None = None
    over: bool = False
    stopped: bool = False

    def draw(self, value: int) -> None:
        self.frame = np.full(self.size[::-1], value, np.uint32)

    def fresh(self) -> bool:
        return self.frame is not None or self.over

    def ended(self) -> bool:
        return self.over

    def take(self) -> Pixels | None:
        frame, self.frame = self.frame, None
        return frame

    def stop(self) -> None:
        self.stopped = True


@dataclass
class Mac:
    """Monitors that may change, and the streams that were opened."""

    monitors: list[Monitor] = field(default_factory=lambda: [RETINA])
    opened: dict[int, Frames] = field(default_factory=dict)
    refuses: int = 0

    def open(self, monitor: Monitor, width: int, height: int) -> Frames:
        if monitor.id == self.refuses:
            raise ScreenUnavailable(NoScreen.NOT_PERMITTED)
        made = self.opened[monitor.id] = Frames((width, height))
        return made

    def shared(self) -> Shared:
        return Shared(lambda: list(self.monitors), self.open)


def test_monitors_are_taken_in_pixels_of_the_finest() -> None:
    assert in_pixels([RETINA, PLAIN]) == [Box(0, 0, 4, 2), Box(-6, 0, 6, 4)]


def test_frames_of_two_monitors_are_one_picture() -> None:
    mac = Mac([RETINA, PLAIN])
    shared = mac.shared()
    assert not shared.fresh()
    assert shared.look().boxes == []
    mac.opened[2].draw(7)
    assert shared.fresh()
    seen = shared.look()
    assert seen.boxes == [Box(0, 0, 6, 4)]
    assert seen.pixels.tolist() == [[7] * 6 + [0] * 4] * 4
    assert not shared.fresh()
    shared.close()
    assert mac.opened[1].stopped and mac.opened[2].stopped


@pytest.mark.parametrize("ends", [True, False])
def test_another_monitor_or_an_end_begins_anew(ends: bool) -> None:
    mac = Mac()
    shared = mac.shared()
    first = mac.opened[1]
    if ends:
        first.over = True
        assert shared.fresh()
    else:
        mac.monitors = [Monitor(1, 0.0, 0.0, 3.0, 3.0, 2.0)]
    seen = shared.look()
    assert first.stopped
    assert mac.opened[1] is not first
    assert seen.pixels.shape == ((2, 4) if ends else (6, 6))


def test_a_refusal_ends_what_was_begun() -> None:
    mac = Mac([RETINA, PLAIN], refuses=2)
    with pytest.raises(ScreenUnavailable):
        mac.shared()
    assert mac.opened[1].stopped
    with pytest.raises(ScreenUnavailable):
        Mac([]).shared()


def modules(quartz: Quartz, sharing: object) -> Callable[[str], Any]:
    found = {"Quartz": quartz, "ScreenCaptureKit": sharing, "CoreMedia": Media(), "objc": ObjC()}

    def load(name: str) -> Any:
        if found[name] is None:
            raise ImportError(name)
        return found[name]

    return load


def test_without_permission_the_customer_is_asked_and_told() -> None:
    quartz = Quartz(permitted=False)
    with pytest.raises(ScreenUnavailable) as caught:
        open_macos(modules(quartz, Sharing()))
    assert caught.value.key == NoScreen.NOT_PERMITTED
    assert quartz.asked == 1


@pytest.mark.parametrize("sharing", [None, SimpleNamespace()])
def test_mss_serves_an_old_system(monkeypatch: pytest.MonkeyPatch, sharing: object) -> None:
    fallback = object()
    monkeypatch.setattr(macos, "open_portable", lambda: fallback)
    assert open_macos(modules(Quartz(), sharing)) is fallback


def test_a_frame_wakes_and_is_looked_at_at_once() -> None:
    sharing = Sharing()
    screen = open_macos(modules(Quartz(), sharing))
    assert screen.size() == (2, 2)
    screen.damage()
    sharing.receiver.stream_didOutputSampleBuffer_ofType_(None, Buffer(), 0)
    screen.wait(60)
    assert screen.pending()
    assert screen.damage() == [Box(0, 0, 2, 2)]
    assert screen.grab(Box(0, 1, 2, 1)).tolist() == SHOWN[1:]
    screen.close()
