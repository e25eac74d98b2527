"""Windows' cursor over fakes of user32 and gdi32: its kinds, its place, and that nothing leaks."""

import ctypes
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.screen.capture.windows_cursor import (
    HIDDEN,
    SIDE_MAX,
    BitmapHeader,
    CursorInfo,
    IconInfo,
    WindowsCursor,
    drawing,
)
from agent.screen.source import NO_CURSOR_CHANGE, CursorChange, CursorImage, Pixels

MASK, COLOUR, CURSOR = 11, 12, 99


def bitmap(*rows: tuple[int, ...]) -> Pixels:
    return np.array(rows, np.uint32)


class User:
    """user32 with one cursor, whose bitmaps must be given back."""

    def __init__(self, bitmaps: dict[int, Pixels]) -> None:
        self.bitmaps = bitmaps
        self.at = (10, 20)
        self.cursor: int | None = CURSOR
        self.flags = 1
        self.withheld = False
        self.open: list[int] = []
        self.gdi = SimpleNamespace(
            GetObjectW=self.object, GetDIBits=self.bits, DeleteObject=self.delete
        )

        def get_dc(_window: None) -> int:
            return 5

        self.GetDC = get_dc

    def GetCursorInfo(self, pointer: Any) -> int:  # noqa: N802
        info: CursorInfo = pointer._obj
        assert info.size == ctypes.sizeof(CursorInfo)
        info.flags, info.cursor = self.flags, self.cursor
        info.x, info.y = self.at
        return not self.withheld

    def GetIconInfo(self, cursor: ctypes.c_void_p, pointer: Any) -> int:  # noqa: N802
        assert cursor.value == CURSOR
        icon: IconInfo = pointer._obj
        icon.hot_x, icon.hot_y, icon.mask = 1, 0, MASK
        icon.colour = COLOUR if COLOUR in self.bitmaps else None
        self.open += self.bitmaps
        return 1

    def ReleaseDC(self, _window: None, screen: ctypes.c_void_p) -> None:  # noqa: N802
        assert screen.value == 5

    def object(self, handle: ctypes.c_void_p, size: int, pointer: Any) -> int:
        found = self.bitmaps[handle.value or 0]
        pointer._obj.height, pointer._obj.width = found.shape
        return size

    def bits(
        self,
        _screen: object,
        handle: ctypes.c_void_p,
        start: int,
        rows: int,
        target: ctypes.c_void_p,
        pointer: Any,
        _usage: int,
    ) -> int:
        found, head = self.bitmaps[handle.value or 0], pointer._obj
        assert isinstance(head, BitmapHeader)
        assert (start, head.size, head.planes, head.bit_count) == (0, 40, 1, 32)
        assert (-head.height, head.width) == found.shape == (rows, head.width)
        ctypes.memmove(target, found.tobytes(), found.nbytes)
        return rows

    def delete(self, handle: ctypes.c_void_p) -> None:
        if handle.value is not None:
            self.open.remove(handle.value)


def looking(user: User, origin: tuple[int, int] = (0, 0)) -> WindowsCursor:
    return WindowsCursor(user, user.gdi, lambda: origin)


ARROW = {MASK: bitmap((0, 0)), COLOUR: bitmap((0xFF102030, 0x00000000))}


def test_a_picture_once_and_a_place_when_it_moves() -> None:
    user = User(ARROW)
    cursor = looking(user, (-5, 0))
    image = CursorImage(2, 1, 1, 0, bytes((0x30, 0x20, 0x10, 0xFF, 0, 0, 0, 0)))
    assert cursor.look() == CursorChange(image, (15, 20))
    assert user.open == []
    assert cursor.look() == NO_CURSOR_CHANGE
    user.at = (-7, -1)
    assert cursor.look() == CursorChange(None, (0, 0))


def test_a_cursor_that_hides_and_comes_back() -> None:
    user = User(ARROW)
    cursor = looking(user)
    shown = cursor.look().image
    user.flags = 0
    assert cursor.look() == CursorChange(HIDDEN, None)
    assert cursor.look() == NO_CURSOR_CHANGE
    user.flags = 1
    assert cursor.look().image == shown


def test_a_desktop_that_is_withheld_says_nothing() -> None:
    user = User(ARROW)
    user.withheld = True
    assert looking(user).look() == NO_CURSOR_CHANGE


@pytest.mark.parametrize("side", [0, 2 * SIDE_MAX + 1])
def test_an_absurd_size_is_not_shown_and_nothing_is_kept(side: int) -> None:
    user = User({MASK: np.zeros((side, 1), np.uint32), COLOUR: bitmap((0xFF000000,))})
    assert looking(user).look().image == HIDDEN
    assert user.open == []


def test_structures_have_the_sizes_of_windows() -> None:
    assert ctypes.sizeof(CursorInfo) == 24
    assert ctypes.sizeof(IconInfo) == 32
    assert ctypes.sizeof(BitmapHeader) == 40


def test_a_colour_without_opacity_is_seen_where_the_mask_is_black() -> None:
    drawn = drawing(bitmap((0, 0xFFFFFF)), bitmap((0x123456, 0x123456)))
    assert drawn.tolist() == [[0xFF123456, 0]]


def test_two_colours() -> None:
    stays, hides = 0xFFFFFF, 0
    mask = bitmap(
        (hides, hides, stays, stays),
        (stays, stays, stays, stays),
        (0, 0xFFFFFF, 0, 0),
        (0, 0, 0, 0xFFFFFF),
    )
    black, white = 0xFF000000, 0xFFFFFFFF
    assert drawing(mask, None).tolist() == [[black, white, white, white], [0, 0, white, black]]


@given(st.lists(st.integers(0, 0xFFFFFFFF), min_size=1, max_size=16))
def test_colours_are_multiplied_by_their_opacity(colours: list[int]) -> None:
    source = [*colours, 0xFF010203]
    drawn = drawing(bitmap((0,) * len(source)), bitmap(tuple(source)))
    for before, after in zip(source, drawn[0].tolist(), strict=True):
        alpha = before >> 24
        assert after >> 24 == alpha
        for shift in (0, 8, 16):
            exact = (before >> shift & 0xFF) * alpha / 255
            assert abs((after >> shift & 0xFF) - exact) <= 0.5
