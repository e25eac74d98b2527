"""Pictures of a real X display: what arrives equals an independent grab, pixel by pixel."""

import resource
import threading
import time
from collections.abc import Callable, Iterator

import pytest
from PIL import Image, ImageDraw

from agent.frames.kinds import Kind
from agent.gate import Gate
from agent.screen.capture import x11 as x11_screen
from agent.screen.capture.x11 import X11Screen
from agent.screen.capture.x11_grab import PlainGrabber
from agent.screen.stream import PictureStream
from tests.fakes.canvas import Canvas
from tests.x11.painter import Painter
from tests.x11.screens import MODES, noise, other_modes, xrandr


@pytest.fixture
def painter(display: str) -> Iterator[Painter]:
    made = Painter(display)
    yield made
    made.close()


class Viewer:
    """A stream and its canvas; every frame is shown as soon as it is drawn."""

    def __init__(self, source: X11Screen) -> None:
        self.canvas = Canvas()
        self.gate = Gate()
        self.faults: list[Exception] = []
        self._news = threading.Condition()
        self._stream = PictureStream(source, self.gate, self._send, self.faults.append)
        self._stream.start()

    def _send(self, kind: Kind, data: bytes) -> None:
        with self._news:
            before = self.canvas.frame
            self.canvas.take(kind, data)
            if self.canvas.frame != before:
                self._stream.shown(self.canvas.frame)
            self._news.notify_all()

    def until(self, done: Callable[[], bool]) -> None:
        with self._news:
            assert self._news.wait_for(done, 10), (self.canvas.frame, self.faults)

    def until_same(self, painter: Painter) -> None:
        wanted = painter.grab()
        self.until(lambda: self.canvas.image.tobytes() == wanted.tobytes())

    def close(self) -> None:
        self.gate.cut()
        self._stream.close()
        assert not self.faults


@pytest.fixture
def viewer(painter: Painter) -> Iterator[Viewer]:
    made = Viewer(X11Screen())
    yield made
    made.close()


def text(number: int) -> Image.Image:
    image = Image.new("RGB", (200, 100), "white")
    ImageDraw.Draw(image).text((5, 5), f"Affianco {number}\nRow two", fill=(0, 0, number))
    return image


def test_what_arrives_equals_an_independent_grab(viewer: Viewer, painter: Painter) -> None:
    painter.put(0, 0, noise((300, 200)))
    painter.put(311, 207, text(1))
    viewer.until_same(painter)
    painter.put(799, 599, noise((1, 1)))
    painter.put(0, 0, text(2))
    viewer.until_same(painter)
    assert viewer.canvas.sizes == [(800, 600)]


def test_only_changed_pixels_travel(viewer: Viewer, painter: Painter) -> None:
    viewer.until_same(painter)
    seen = viewer.canvas.frame
    painter.put(40, 40, noise((3, 3)))
    viewer.until_same(painter)
    assert viewer.canvas.frame > seen
    boxes = [operation for frame in viewer.canvas.operations[seen:] for operation in frame]
    assert [(each.x, each.y, each.width, each.height) for each in boxes] == [(40, 40, 3, 3)]


def test_many_changes_end_in_the_newest_picture(viewer: Viewer, painter: Painter) -> None:
    for number in range(60):
        painter.put(10 * number % 500, 7 * number % 400, text(number))
    viewer.until_same(painter)


def test_the_cursor_is_followed_and_has_a_shape(viewer: Viewer, painter: Painter) -> None:
    painter.point(123, 45)
    viewer.until(lambda: viewer.canvas.place == (123, 45))
    viewer.until(lambda: viewer.canvas.hot is not None)
    painter.point(7, 599)
    viewer.until(lambda: viewer.canvas.place == (7, 599))


def test_another_size_of_the_screen(viewer: Viewer, painter: Painter) -> None:
    viewer.until_same(painter)
    with other_modes():
        for name in (*MODES, "800x600"):
            xrandr("--output", "screen", "--mode", name)
            size = tuple(int(side) for side in name.split("x"))
            viewer.until(lambda size=size: viewer.canvas.image.size == size)
            painter.put(1, 1, text(5))
            viewer.until_same(painter)
        assert viewer.canvas.sizes == [(800, 600), (640, 480), (320, 200), (800, 600)]


@pytest.mark.parametrize(
    "missing", [{"MIT-SHM"}, {"DAMAGE"}, {"MIT-SHM", "DAMAGE", "XFIXES", "XInputExtension"}]
)
def test_a_server_that_lacks_extensions(
    painter: Painter, monkeypatch: pytest.MonkeyPatch, missing: set[str]
) -> None:
    real = x11_screen.has_extension
    monkeypatch.setattr(
        x11_screen,
        "has_extension",
        lambda connection, name: name not in missing and real(connection, name),
    )
    source = X11Screen()
    assert source.shares_memory == ("MIT-SHM" not in missing)
    assert source.tells_damage == ("DAMAGE" not in missing)
    made = Viewer(source)
    try:
        painter.put(50, 60, noise((70, 80)))
        made.until_same(painter)
    finally:
        made.close()


def test_shared_memory_that_the_server_cannot_reach(
    painter: Painter, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise OSError("no shared memory")

    monkeypatch.setattr(x11_screen, "SharedGrabber", refused)
    source = X11Screen()
    assert isinstance(source._grabber, PlainGrabber)
    made = Viewer(source)
    made.until_same(painter)
    made.close()


def test_nothing_after_the_cut(painter: Painter) -> None:
    made = Viewer(X11Screen())
    made.until_same(painter)
    made.gate.cut()
    frames = made.canvas.frame
    painter.put(0, 0, noise((100, 100)))
    time.sleep(0.2)
    assert made.canvas.frame == frames
    made.close()


def test_an_idle_screen_costs_nothing(viewer: Viewer, painter: Painter) -> None:
    viewer.until_same(painter)
    time.sleep(0.2)
    before = resource.getrusage(resource.RUSAGE_SELF)
    time.sleep(1)
    after = resource.getrusage(resource.RUSAGE_SELF)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    assert used < 0.05
