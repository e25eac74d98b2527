"""When a coarse tile is made exact, and how one that changes again and again is left alone."""

import numpy as np
import pytest

from agent.screen.encode.canvas import Canvas
from agent.screen.encode.repair import (
    IN_VAIN_SECONDS,
    LONGEST_REST_SECONDS,
    RHYTHM_SECONDS,
    Repair,
)

REST = 0.3
ONE = np.array([[True, False]])


def coarse(canvas: Canvas, now: float) -> None:
    canvas.put(ONE, np.full((32, 64), 0xFF000000 + round(now * 10), np.uint32), now, coarse=True)


def exact(canvas: Canvas, now: float) -> None:
    canvas.put(ONE, canvas.pixels.copy(), now, coarse=False)


def test_a_tile_at_rest_is_due() -> None:
    canvas, repair = Canvas(32, 64), Repair((1, 2))
    assert repair.due_in(canvas, 0.0, REST) is None
    coarse(canvas, 10.0)
    repair.blurred(ONE, 10.0)
    assert repair.due_in(canvas, 10.0, REST) == pytest.approx(REST)
    assert not repair.due(canvas, 10.29, REST).any()
    assert repair.due(canvas, 10.31, REST).tolist() == ONE.tolist()
    assert repair.due_in(canvas, 11.0, REST) == 0.0


def test_repairs_in_vain_wait_longer_and_never_too_long() -> None:
    canvas, repair = Canvas(32, 64), Repair((1, 2))
    now, rests = 0.0, []
    for _ in range(8):
        coarse(canvas, now)
        repair.blurred(ONE, now)
        rest = repair.due_in(canvas, now, REST)
        assert rest is not None
        rests.append(rest)
        now += rest
        exact(canvas, now)
        repair.mended(ONE, now)
        now += 0.1
    assert rests == pytest.approx([0.3, 0.6, 1.2, 2.4, 4.8, 5.0, 5.0, 5.0])
    assert max(rests) <= LONGEST_REST_SECONDS


def test_a_tile_that_stayed_as_it_was_is_trusted_again() -> None:
    canvas, repair = Canvas(32, 64), Repair((1, 2))
    for now in (0.0, 0.5):
        coarse(canvas, now)
        repair.blurred(ONE, now)
        exact(canvas, now + REST)
        repair.mended(ONE, now + REST)
    later = 0.5 + REST + IN_VAIN_SECONDS + 1
    coarse(canvas, later)
    repair.blurred(ONE, later)
    assert repair.due_in(canvas, later, REST) == pytest.approx(REST)


def test_exact_now_where_no_rest_is_wished() -> None:
    canvas, repair = Canvas(32, 64), Repair((1, 2))
    coarse(canvas, 5.0)
    repair.blurred(ONE, 5.0)
    assert repair.due(canvas, 5.0, 0.0).tolist() == ONE.tolist()


def test_a_tile_that_changes_in_a_rhythm_is_left_alone_until_it_ends() -> None:
    """A slide show: the first repair is in vain, and no other."""
    canvas, repair = Canvas(32, 64), Repair((1, 2))
    repairs, now = 0, 0.0
    for _ in range(6):
        coarse(canvas, now)
        repair.changed(ONE, now)
        repair.blurred(ONE & ~canvas.inexact, now)
        rest = repair.due_in(canvas, now, REST)
        assert rest is not None
        if rest < 1.5:
            exact(canvas, now + rest)
            repair.mended(ONE, now + rest)
            repairs += 1
        now += 1.5
    assert repairs == 1
    assert rest == pytest.approx(1.5 * 1.25)


def test_a_burst_of_changes_is_repaired_after_the_ordinary_rest() -> None:
    canvas, repair = Canvas(32, 64), Repair((1, 2))
    for now in np.arange(20) * 0.04 + 5:
        assert repair.soon(now, REST).all()
        coarse(canvas, now)
        repair.changed(ONE, now)
    assert repair.due_in(canvas, now, REST) == pytest.approx(REST)


def test_a_rhythm_is_forgotten_after_a_longer_pause() -> None:
    canvas, repair = Canvas(32, 64), Repair((1, 2))
    for now in (0.0, 1.0):
        coarse(canvas, now)
        repair.changed(ONE, now)
    assert repair.soon(1.5, REST).tolist() == [[False, True]]
    later = 1.0 + RHYTHM_SECONDS + 0.1
    assert repair.soon(later, REST).all()
    coarse(canvas, later)
    repair.changed(ONE, later)
    assert repair.due_in(canvas, later, REST) == pytest.approx(REST)


def test_a_rhythm_waits_for_nothing_where_no_rest_is_wished() -> None:
    canvas, repair = Canvas(32, 64), Repair((1, 2))
    for now in (5.0, 6.0):
        coarse(canvas, now)
        repair.changed(ONE, now)
    assert repair.due_in(canvas, 6.0, 0.0) == 0.0
