"""Nothing is copied from where it is not sure, and no more is looked for than bounded."""

import pytest

from agent.frames.operations import Move
from agent.screen.encode.copies.copies import AREA_MAX, BOXES_MAX, PAUSE_MAX, SEARCHES_MAX, Copies
from agent.screen.source import Box
from tests.fakes.letters import GLYPH, HEIGHT, WIDTH, change, letter, page, shows
from tests.fakes.scenes import WHITE, flat, noise, text


def test_not_from_an_inexact_tile() -> None:
    old, new = page(), page()
    letter(new, 100, 47)
    canvas = shows(old)
    canvas.inexact[0, 0] = True
    box = Box(100, 47, 6, 9)
    assert Copies().find(canvas, new, [box], []) == [[]]
    letter(canvas.pixels, 60, 10)
    letter(new, 60, 10)
    assert Copies().find(canvas, new, [box], []) == [[Move(100, 47, 6, 9, 60, 10)]]


@pytest.mark.parametrize(
    ("written", "free"),
    [
        (Box(0, 0, 11, 11), False),
        (Box(15, 18, 90, 90), False),
        (Box(0, 0, 10, 99), True),
        (Box(16, 0, 99, 99), True),
        (Box(0, 0, 99, 10), True),
        (Box(0, 19, 99, 99), True),
    ],
)
def test_not_from_where_something_is_written_before(written: Box, free: bool) -> None:
    old, new = page(), page()
    letter(new, 100, 47)
    found = Copies().find(shows(old), new, [Box(100, 47, 6, 9)], [written])
    assert found == [[Move(100, 47, 6, 9, 10, 10)] if free else []]


def test_not_from_where_a_copy_before_draws() -> None:
    """The only letter of its kind becomes another while it is typed elsewhere."""
    other = noise(6, 9, 6)
    old = page()
    letter(old, 30, 10, other)
    new = old.copy()
    letter(new, 10, 10, other)
    letter(new, 100, 47)
    boxes = [Box(10, 10, 6, 9), Box(100, 47, 6, 9)]
    found = Copies().find(shows(old), new, boxes, [])
    assert found == [[Move(10, 10, 6, 9, 30, 10)], []]
    assert Copies().find(shows(old), new, boxes[::-1], [])[0] == [Move(100, 47, 6, 9, 10, 10)]


def test_not_from_its_own_box() -> None:
    old = page()
    old[60:80, 60:80] = text(20, 20)
    new = old.copy()
    new[60:80, 62:82] = old[60:80, 60:80]
    assert change(old, new) == []


def test_what_was_drawn_is_remembered_as_long_as_it_stands() -> None:
    """A letter further away than any search looks."""
    copies, glyph = Copies(), noise(5, 7, 8)
    old = flat(64, 2000, WHITE)
    new = old.copy()
    letter(new, 8, 8, glyph)
    assert copies.find(shows(old), new, [Box(8, 8, 5, 7)], []) == [[]]
    old, new = new, new.copy()
    letter(new, 30, 1900, glyph)
    box = Box(30, 1900, 5, 7)
    assert Copies().find(shows(old), new, [box], []) == [[]]
    assert copies.find(shows(old), new, [box], []) == [[Move(30, 1900, 5, 7, 8, 8)]]
    letter(new, 8, 8, GLYPH)
    old, new = new, new.copy()
    letter(new, 8, 9, glyph)
    letter(old, 30, 1900, GLYPH)
    assert copies.find(shows(old), new, [Box(8, 9, 5, 7)], []) == [[]]


def test_no_more_boxes_than_bounded() -> None:
    old, new = page(), page()
    boxes = [Box(30 + 10 * at, 60, 6, 9) for at in range(BOXES_MAX + 1)]
    for box in boxes:
        letter(new, box.x, box.y)
    canvas = shows(old)
    assert all(Copies().find(canvas, new, boxes[1:], []))
    assert not any(Copies().find(canvas, new, boxes, []))


@pytest.mark.parametrize(("height", "small"), [(64, True), (65, False)])
def test_no_larger_box_than_bounded(height: int, small: bool) -> None:
    assert AREA_MAX == 64 * 64
    old = flat(WIDTH, HEIGHT, WHITE)
    old[:70, :64] = noise(64, 70)
    new = old.copy()
    new[80 : 80 + height, 100:164] = old[:height, :64]
    assert bool(change(old, new)) is small


def test_no_more_searches_than_bounded() -> None:
    old, glyphs = page(), [noise(5, 7, seed) for seed in range(SEARCHES_MAX + 1)]
    for at, glyph in enumerate(glyphs):
        letter(old, 20 + 10 * at, 30, glyph)
    new = old.copy()
    boxes = [Box(20 + 10 * at, 90, 5, 7) for at in range(len(glyphs))]
    for box, glyph in zip(boxes, glyphs, strict=True):
        letter(new, box.x, box.y, glyph)
    found = Copies().find(shows(old), new, boxes, [])
    assert [bool(one) for one in found] == [True] * SEARCHES_MAX + [False]


def test_searches_in_vain_pause_and_one_that_finds_ends_that() -> None:
    copies = Copies()
    for seed in range(40):
        old, new = page(), page()
        letter(new, 100, 47, noise(6, 9, 50 + seed))
        assert change(old, new, copies) == []
    old, new = page(), page()
    letter(new, 100, 47)
    waits = 0
    for turn in range(PAUSE_MAX + 1):
        glyph = noise(6, 9, 200 + turn)
        letter(old, 10, 10, glyph)
        letter(new, 10, 10, glyph)
        letter(new, 100, 47, glyph)
        if change(old, new, copies):
            break
        waits += 1
    assert 0 < waits <= PAUSE_MAX
    letter(old, 10, 10, noise(6, 9, 300))
    letter(new, 10, 10, noise(6, 9, 300))
    letter(new, 100, 47, noise(6, 9, 300))
    assert change(old, new, copies)
