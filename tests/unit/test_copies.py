"""Small changes drawn from what the console shows: exactly, and in few bytes."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.frames.operations import Fill, Move
from agent.frames.picture import encode_parts
from agent.screen.encode.copies.copies import BOXES_MAX, Copies
from agent.screen.encode.copies.ways import PIECES_MAX
from agent.screen.encode.stills import lossless
from agent.screen.encode.tiles import tight
from agent.screen.source import Box
from tests.fakes.letters import (
    BLACK,
    HEIGHT,
    WIDTH,
    caret,
    change,
    drawn,
    kinds,
    letter,
    page,
    shows,
)
from tests.fakes.scenes import WHITE, flat, noise, text

seeds = st.integers(0, 1 << 30)


@pytest.mark.parametrize("colour", [BLACK, 0xFF12AB34])
def test_a_caret_is_a_fill(colour: int) -> None:
    old, new = page(), page()
    caret(new, 60, 60, colour)
    assert change(old, new) == [
        Fill(60, 57, 2, 15, (colour >> 16 & 255, colour >> 8 & 255, colour & 255))
    ]
    assert kinds(change(new, old)) == [Fill]


def test_a_caret_that_moves_is_two_fills() -> None:
    """A space, or a letter that was taken back from white."""
    old, new = page(), page()
    caret(old, 60, 60)
    caret(new, 68, 60)
    assert kinds(change(old, new)) == [Fill, Fill]


def test_a_letter_is_a_move() -> None:
    old, new = page(), page()
    letter(new, 100, 47)
    assert change(old, new) == [Move(100, 47, 6, 9, 10, 10)]


@pytest.mark.parametrize("step", [8, -2])
def test_a_letter_and_a_caret_are_two_operations(step: int) -> None:
    """The caret runs in front of the letter to the right, or to the left."""
    old, new = page(), page()
    caret(old, 60 if step > 0 else 70, 60)
    letter(new, 62, 60)
    caret(new, 60 + step, 60)
    copies = change(old, new)
    assert kinds(copies) == [Fill, Move]


def test_a_letter_in_company_is_copied_alone() -> None:
    """The ground around the new letter is not that around the old one."""
    old = page()
    old[6:24, 9] = old[6:24, 16] = old[9, 7:18] = BLACK
    new = old.copy()
    caret(old, 60, 60)
    letter(new, 62, 60)
    caret(new, 69, 60)
    copies = change(old, new)
    assert kinds(copies) == [Fill, Fill, Move]
    assert copies[-1] == Move(62, 60, 6, 9, 10, 10)


def test_three_operations_are_never_more_than_an_image() -> None:
    """Whatever has so few colours and pixels that its image is small is no three operations."""
    chooser = np.random.default_rng(1)
    for _ in range(400):
        width, height = chooser.integers(1, 12, 2).tolist()
        old, new = flat(WIDTH, HEIGHT, WHITE), flat(WIDTH, HEIGHT, WHITE)
        old[:80] = new[:80] = text(WIDTH, 80, int(chooser.integers(99)), smooth=False)
        y, x = chooser.integers(0, (70, 200)).tolist()
        new[100 : 100 + height, 100 : 100 + width] = old[y : y + height, x : x + width]
        caret(old, 99, 101)
        if np.array_equal(old, new):
            continue
        copies = change(old, new)
        box = tight(old, new, Box(0, 0, WIDTH, HEIGHT))
        assert box is not None
        if copies:
            image = lossless.encode(new, [box], None)
            assert len(encode_parts(1, 0, copies)[0]) <= len(encode_parts(1, 0, image)[0])


def test_several_letters_at_once_are_copied_one_by_one() -> None:
    """Each stands elsewhere, but not beside the others."""
    glyphs = [noise(6, 9, seed) for seed in range(11, 11 + PIECES_MAX + 1)]
    copies, old = Copies(), page()
    for at, glyph in enumerate(glyphs):
        new = old.copy()
        letter(new, 20 + 40 * at, 30 + 10 * at, glyph)
        change(old, new, copies)
        old = new
    for count in (PIECES_MAX, PIECES_MAX + 1):
        start, new = old.copy(), old.copy()
        caret(start, 60, 120)
        for at, glyph in enumerate(glyphs[:count]):
            letter(new, 62 + 8 * at, 120, glyph)
        caret(new, 62 + 8 * count, 120)
        moves = [Move] * count if count <= PIECES_MAX else []
        assert kinds(change(start, new, copies)) == ([Fill, Fill, *moves] if moves else [])
    lost = old.copy()
    letter(lost, 60, 40, noise(6, 9, 99))
    start, new = lost.copy(), lost.copy()
    caret(start, 60, 120)
    letter(new, 62, 120, glyphs[0])
    letter(new, 70, 120, glyphs[1])
    caret(new, 78, 120)
    assert change(start, new, copies) == []


@given(seeds)
@settings(max_examples=150, deadline=None)
def test_what_is_copied_is_exact(seed: int) -> None:
    """Against a console that draws what is written in noise first, on a canvas partly unknown."""
    chooser = np.random.default_rng(seed)
    old = text(WIDTH, HEIGHT, seed, smooth=bool(chooser.integers(2)))
    canvas = shows(old)
    canvas.inexact[:] = chooser.random(canvas.inexact.shape) < 0.2
    shown = np.where(
        canvas.inexact.repeat(32, 0).repeat(32, 1)[:HEIGHT, :WIDTH], noise(WIDTH, HEIGHT), old
    )
    new, boxes = old.copy(), []
    for _ in range(int(chooser.integers(1, BOXES_MAX))):
        width, height = chooser.integers(1, 20, 2).tolist()
        x, from_x = chooser.integers(0, WIDTH - width, 2).tolist()
        y, from_y = chooser.integers(0, HEIGHT - height, 2).tolist()
        new[y : y + height, x : x + width] = old[from_y : from_y + height, from_x : from_x + width]
        new[y : y + height, x : x + int(chooser.integers(3))] = BLACK
        boxes.append(Box(x, y, width, height))
    left, top = chooser.integers(0, 100, 2).tolist()
    written = Box(left, top, 30, 30)
    shown[top : top + 30, left : left + 30] = BLACK
    for box, copies in zip(boxes, Copies().find(canvas, new, boxes, [written]), strict=True):
        assert len(copies) <= 2 + PIECES_MAX
        if copies:
            window = np.s_[box.y : box.y + box.height, box.x : box.x + box.width]
            before = shown.copy()
            shown = drawn(shown, copies)
            assert np.array_equal(shown[window], new[window])
            before[window] = shown[window]
            assert np.array_equal(before, shown)
