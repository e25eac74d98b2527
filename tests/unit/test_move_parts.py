"""The steps of the search for moves: sample, rectangle, order."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from agent.frames.operations import Move
from agent.screen.encode import tiles
from agent.screen.encode.moves import extent, sample, search
from agent.screen.encode.moves.extent import Extent
from agent.screen.encode.moves.shift import Shift
from agent.screen.encode.moves.standing import Standing, reach, shift_of, source, target
from tests.fakes.scenes import flat, noise, photo, put, text


def test_a_sample_has_changed_pixels_that_differ_from_a_neighbour() -> None:
    old = put(flat(333, 222), text(150, 100), 50, 60)
    new = put(flat(333, 222), text(150, 100, 2), 50, 60)
    points = sample.take(old, new, tiles.changed(old, new))
    assert 100 < points.size <= 1024
    ys, xs = points.ys, points.xs
    assert np.all(old[ys, xs] != new[ys, xs])
    assert np.all((new[ys, xs] != new[ys - 1, xs - 1]) | (new[ys, xs] != new[ys + 1, xs + 1]))
    assert len(set(zip(ys.tolist(), xs.tolist(), strict=True))) == points.size


def test_a_sample_stands_for_about_all_that_changed() -> None:
    old, new = noise(640, 320, 1), noise(640, 320, 2)
    points = sample.take(old, new, tiles.changed(old, new))
    assert abs(points.size * points.weight / old.size - 1) < 0.05


@given(st.integers(-400, 400), st.integers(-400, 400))
def test_points_fit_what_stood_there_and_nothing_outside(dx: int, dy: int) -> None:
    old, new = photo(200, 150), noise(200, 150)
    points = sample.take(old, new, np.ones((5, 7), np.bool_))
    assert not points.fits(old, [Shift(dx, dy)]).any()
    moved = put(old, old[20:120, 20:120], 40, 50)
    points = sample.take(old, moved, np.ones((5, 7), np.bool_))
    fits = points.fits(old, [Shift(20, 30), Shift(dx, dy)])
    assert fits.shape == (2, points.size)
    inside = (points.ys > 50) & (points.ys < 149) & (points.xs > 40) & (points.xs < 139)
    assert fits[0][inside].all()


@given(st.lists(st.lists(st.integers(-9, 9), min_size=4, max_size=4), min_size=1, max_size=6))
def test_the_greatest_rectangle_is_that_of_trying_all(rows: list[list[int]]) -> None:
    gains = np.array(rows, np.int32)
    height, width = gains.shape
    most = max(
        gains[a:b, c:d].sum()
        for a in range(height)
        for b in range(a + 1, height + 1)
        for c in range(width)
        for d in range(c + 1, width + 1)
    )
    found = extent.greatest(gains)
    if most <= 0:
        assert found is None
    else:
        assert found
        assert gains[found.top : found.bottom, found.left : found.right].sum() == most


@given(st.integers(0, 150), st.integers(0, 100), st.integers(64, 200), st.integers(64, 200))
def test_the_rectangle_is_exactly_what_moved(x: int, y: int, width: int, height: int) -> None:
    old, new = noise(400, 320, 1), noise(400, 320, 2)
    new[y : y + height, x : x + width] = old[y + 10 : y + height + 10, x + 30 : x + width + 30]
    plan, window, shift = Standing(old, new, old.size), Extent(0, 320, 0, 416), Shift(-30, -10)
    found = extent.rough(*plan.rough(window, shift))
    assert found
    within = window.common(reach(new, shift))
    exact = extent.trimmed(
        *found[:1], within, found[1], lambda at, axis: plan.gains(shift, at, axis)
    )
    assert exact == Extent(y, y + height, x, x + width)


def test_a_very_large_picture_is_searched_in_larger_cells() -> None:
    before = np.zeros((95, 1, 2880), np.bool_)
    before[20:60, :, 640:1600] = True
    found = extent.rough(before, np.zeros_like(before))
    assert found == (Extent(640, 1920, 640, 1600), 64)


def test_a_move_is_put_where_it_reads_the_old_picture() -> None:
    old = noise(300, 100)
    plan = Standing(old, old, 100_000)
    first, behind = Move(100, 0, 50, 50, 0, 0), Move(200, 0, 50, 50, 100, 0)
    assert plan.add(first)
    assert plan.add(behind)
    assert plan.moves == [behind, first]
    assert not plan.add(Move(0, 0, 50, 50, 200, 0))


def test_moves_have_a_budget_of_pixels() -> None:
    old = noise(300, 100)
    plan = Standing(old, old, 5000)
    assert plan.add(Move(0, 0, 50, 50, 50, 50))
    assert not plan.add(Move(100, 0, 51, 50, 200, 50))
    assert plan.add(Move(100, 0, 50, 50, 200, 50))
    assert len(plan.moves) == 2


def test_what_stands_after_the_moves_is_what_applying_them_gives() -> None:
    old, new = photo(320, 256), photo(320, 256, 2)
    plan, screen = Standing(old, new, old.size), old.copy()
    for move in [Move(0, 0, 200, 100, 40, 60), Move(10, 150, 300, 90, 0, 160)]:
        assert plan.add(move)
    for move in plan.moves:
        search.apply(screen, move)
    before, _ = plan.rough(Extent(0, 256, 0, 320), Shift(1, 1))
    assert np.array_equal(before.reshape(256, 320), screen != new)


def test_a_move_knows_what_it_reads_and_writes() -> None:
    move = Move(10, 20, 30, 40, 50, 60)
    assert target(move) == Extent(20, 60, 10, 40)
    assert source(move) == Extent(60, 100, 50, 80)
    assert shift_of(move) == Shift(-40, -40)
