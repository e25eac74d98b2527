"""The source of a real X display: pixels, boxes and cursor against an independent look."""

import gc
import resource
import threading
import time
from collections.abc import Iterator

import numpy as np
import pytest
from PIL import Image

from agent.screen import NoScreen, ScreenUnavailable, open_screen
from agent.screen.capture import x11 as x11_screen
from agent.screen.capture.x11 import X11Screen
from agent.screen.capture.x11_grab import BOXES_MAX, PlainGrabber, SharedGrabber
from agent.screen.source import NO_CURSOR_CHANGE, Box, Pixels, ScreenChanged
from tests.stack.display import virtual_screen
from tests.waiting import until
from tests.x11.painter import Painter
from tests.x11.screens import noise, other_modes, xrandr


@pytest.fixture
def painter(display: str) -> Iterator[Painter]:
    made = Painter(display)
    yield made
    made.close()


@pytest.fixture
def source(painter: Painter) -> Iterator[X11Screen]:
    made = X11Screen()
    until(lambda: settled(made), why="the screen is still")
    yield made
    made.close()


def settled(source: X11Screen) -> bool:
    source.wait(0.05)
    source.cursor()
    return not source.damage()


def seen(source: X11Screen, painter: Painter) -> list[Box]:
    """The boxes that something drawn left."""
    painter.sync()
    boxes: list[Box] = []

    def some() -> bool:
        source.wait(1)
        boxes.extend(source.damage())
        return bool(boxes)

    until(some, why="the server tells of damage")
    return boxes


def picture(pixels: Pixels) -> Image.Image:
    height, width = pixels.shape
    return Image.frombytes("RGB", (width, height), pixels.tobytes(), "raw", "BGRX")


def whole(source: X11Screen) -> Box:
    return Box(0, 0, *source.size())


BOXES = [Box(0, 0, 800, 600), Box(3, 5, 1, 1), Box(799, 599, 1, 1), Box(17, 33, 401, 97)]


@pytest.mark.parametrize("box", BOXES, ids=str)
def test_a_box_is_what_another_look_shows(source: X11Screen, painter: Painter, box: Box) -> None:
    painter.put(0, 0, noise((800, 600)))
    wanted = painter.grab().crop((box.x, box.y, box.x + box.width, box.y + box.height))
    shared = source.grab(box)
    assert shared.dtype == np.uint32
    assert shared.shape == (box.height, box.width)
    assert picture(shared).tobytes() == wanted.tobytes()
    plain = PlainGrabber(source._connection, source._root).grab(box)
    assert picture(plain).tobytes() == wanted.tobytes()


def test_what_is_drawn_is_named_and_nothing_else(source: X11Screen, painter: Painter) -> None:
    assert not source.pending()
    painter.put(40, 50, noise((3, 4)))
    assert seen(source, painter) == [Box(40, 50, 3, 4)]
    assert not source.pending()
    assert source.damage() == []


def test_a_burst_is_told_once_and_costs_one_wait(source: X11Screen, painter: Painter) -> None:
    dot = noise((2, 2))
    painter.put(0, 0, dot)
    source.wait(5)
    assert source.pending()
    for number in range(200):
        painter.put(4 * number % 700, 3 * number % 500, dot)
    started = time.monotonic()
    source.wait(0.2)
    assert time.monotonic() - started >= 0.2
    boxes = source.damage()
    assert 0 < len(boxes) <= BOXES_MAX
    assert all(any(inside(4 * n % 700, 3 * n % 500, box) for box in boxes) for n in range(200))


def inside(x: int, y: int, box: Box) -> bool:
    return box.x <= x < box.x + box.width and box.y <= y < box.y + box.height


def test_a_region_of_too_many_boxes_is_one(source: X11Screen, painter: Painter) -> None:
    dot = noise((1, 1))
    for number in range(BOXES_MAX + 44):
        painter.put(10 * (number % 60), 20 * (number // 60), dot)
    source.wait(1)
    assert source.damage() == [Box(0, 0, 591, 81)]


def test_a_view_outlives_its_memory_safely(source: X11Screen, painter: Painter) -> None:
    painter.put(0, 0, noise((64, 64)))
    grabber = SharedGrabber(source._connection, source._root, 4096)
    first = grabber.grab(Box(0, 0, 32, 32))
    wanted = first.copy()
    larger = grabber.grab(Box(0, 0, 64, 64))
    assert (first == wanted).all()
    assert picture(larger).tobytes() == painter.grab().crop((0, 0, 64, 64)).tobytes()
    grabber.close()
    gc.collect()
    assert larger.sum() > 0


def test_a_box_that_is_no_longer_inside(source: X11Screen, painter: Painter) -> None:
    with other_modes():
        old = whole(source)
        xrandr("--output", "screen", "--mode", "640x480")
        with pytest.raises(ScreenChanged):
            source.grab(old)
        assert source.size() == (640, 480)
        assert picture(source.grab(whole(source))).tobytes() == painter.grab().tobytes()
    until(lambda: source.wait(0.1) is None and source.size() == (800, 600), why="the old size")
    assert source.grab(whole(source)).shape == (600, 800)


def test_two_monitors_are_one_picture(source: X11Screen, painter: Painter) -> None:
    xrandr("--setmonitor", "left", "400/100x600/150+0+0", "screen")
    xrandr("--setmonitor", "right", "400/100x600/150+400+0", "none")
    try:
        painter.put(390, 10, noise((20, 20)))
        assert seen(source, painter) == [Box(390, 10, 20, 20)]
        assert picture(source.grab(whole(source))).tobytes() == painter.grab().tobytes()
        painter.point(650, 20)
        until(lambda: source.wait(0.1) is None and source.cursor().place == (650, 20), why="place")
    finally:
        xrandr("--delmonitor", "left")
        xrandr("--delmonitor", "right")


@pytest.mark.parametrize("size", ["3840x2160", "801x599", "1366x768"])
def test_other_sizes(size: str) -> None:
    with virtual_screen(size, manager=False) as display:
        painter, source = Painter(display.name), X11Screen(display.name)
        try:
            width, height = source.size()
            assert f"{width}x{height}" == size
            painter.put(width - 41, height - 33, noise((41, 33)))
            assert picture(source.grab(whole(source))).tobytes() == painter.grab().tobytes()
            corner = source.grab(Box(width - 41, height - 33, 41, 33))
            assert picture(corner).tobytes() == noise((41, 33)).tobytes()
        finally:
            source.close()
            painter.close()


def test_the_cursor_has_a_picture_once_and_a_place_when_it_moves(painter: Painter) -> None:
    source = X11Screen()
    try:
        first = source.cursor()
        assert first.image is not None
        assert len(first.image.pixels) == first.image.width * first.image.height * 4
        painter.point(123, 45)
        until(lambda: source.wait(0.1) is None and source.cursor().place == (123, 45), why="place")
        assert source.cursor() == NO_CURSOR_CHANGE
    finally:
        source.close()


def test_the_place_is_asked_for_when_it_moved_and_else_seldom(
    painter: Painter, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = X11Screen()
    try:
        monkeypatch.setattr(x11_screen, "LOOK_SECONDS", 3600)
        source.cursor()
        until(lambda: source.wait(0.05) is None and not source._moved, why="nothing moves")
        asked = source._asked
        assert all(source.cursor() == NO_CURSOR_CHANGE for _ in range(50))
        assert source._asked == asked
        painter.drive(201, 67)
        until(lambda: source.wait(0.1) is None and source.cursor().place == (201, 67), why="word")
        monkeypatch.setattr(x11_screen, "LOOK_SECONDS", 0)
        asked = source._asked
        source.cursor()
        assert source._asked > asked
    finally:
        source.close()


def test_wake_ends_the_wait_under_way(source: X11Screen) -> None:
    timer = threading.Timer(0.1, source.wake)
    timer.start()
    started = time.monotonic()
    source.wait(30)
    assert time.monotonic() - started < 5
    timer.join()


def test_a_still_screen_wakes_nobody(source: X11Screen) -> None:
    before = resource.getrusage(resource.RUSAGE_THREAD)
    started = time.monotonic()
    source.wait(1.5)
    after = resource.getrusage(resource.RUSAGE_THREAD)
    assert time.monotonic() - started >= 1.5
    assert after.ru_nvcsw - before.ru_nvcsw <= 5
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 0.005


def test_open_screen_shares_memory_and_is_told_of_damage(display: str) -> None:
    source = open_screen()
    try:
        assert isinstance(source, X11Screen)
        assert source.shares_memory
        assert source.tells_damage
    finally:
        source.close()
        source.close()
    source.wake()


def test_without_damage_everything_may_have_changed(
    painter: Painter, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = x11_screen.has_extension
    monkeypatch.setattr(
        x11_screen,
        "has_extension",
        lambda connection, name: name != "DAMAGE" and real(connection, name),
    )
    source = X11Screen()
    try:
        assert source.pending()
        assert source.damage() == source.damage() == [whole(source)]
        assert not source.pending()
        started = time.monotonic()
        source.wait(5)
        source.wait(5)
        assert x11_screen.POLL_SECONDS <= time.monotonic() - started < 5
        assert source.pending()
    finally:
        source.close()


@pytest.mark.parametrize(
    ("environment", "key"),
    [
        ({"WAYLAND_DISPLAY": "wayland-0"}, NoScreen.WAYLAND),
        ({"XDG_SESSION_TYPE": "wayland"}, NoScreen.WAYLAND),
        ({"DISPLAY": ""}, NoScreen.NO_DISPLAY),
        ({"DISPLAY": ":9999"}, NoScreen.NO_DISPLAY),
    ],
)
def test_no_screen_says_why(
    display: str, monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], key: NoScreen
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(ScreenUnavailable) as caught:
        open_screen()
    assert caught.value.key == key
