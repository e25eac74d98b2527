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


@pytest.mark.parametrize("seed", range(8))
def test_whoever_waits_as_long_as_told_is_never_late(seed: int) -> None:
    dice = np.random.default_rng(seed)
    canvas, repair = Canvas(64, 96), Repair((2, 3))
    now, woken, late, rest = 0.0, 0.0, 0, REST
    for step in range(400):
        rest, before = REST if step % 100 < 80 else 2 * REST, rest
        due = repair.due(canvas, now, rest)
        late += bool(due.any()) and now < woken and rest == before
        canvas.put(due, canvas.pixels.copy(), now, coarse=False)
        repair.mended(due, now)
        some = dice.random((2, 3)) < dice.choice([0.0, 0.0, 0.3])
        picture = np.full((64, 96), 0xFF000000 + step, np.uint32)
        repair.changed(some, now)
        repair.blurred(some & ~canvas.inexact, now)
        canvas.put(some, picture, now, coarse=True)
        wait = repair.due_in(canvas, now, rest)
        woken = np.inf if wait is None else now + wait - 1e-9
        now += float(dice.choice([0.01, 0.04, 0.2, 0.7]))
    assert not late
