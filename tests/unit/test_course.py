"""What moved last is followed where the pixels agree, and only there."""

import numpy as np
import pytest

from agent.frames.operations import Move
from agent.screen.encode import tiles
from agent.screen.encode.moves import extent, sample, search
from agent.screen.encode.moves.course import LOOK_EVERY, Course
from agent.screen.encode.moves.extent import Extent
from agent.screen.encode.moves.sample import Sample
from agent.screen.encode.moves.shift import Shift
from agent.screen.encode.moves.standing import Standing, reach
from agent.screen.source import Pixels
from tests.every import every
from tests.fakes.scenes import flat, noise, photo, put, text, window

WALL = photo(640, 480)
PAGE = text(400, 900)
DRAGGED = window(300, 200)
LAST = Move(150, 120, 300, 200, 145, 117)
SCROLLED = Move(90, 70, 400, 280, 90, 90)


def points(old: Pixels, new: Pixels) -> Sample:
    return sample.take(old, new, tiles.changed(old, new))


def dragged(dx: int, dy: int) -> tuple[Pixels, Pixels]:
    return put(WALL, DRAGGED, 150, 120), put(WALL, DRAGGED, 150 + dx, 120 + dy)


@every([(5, 3), (6, 3), (2, 0), (8, 6), (3, 5)])
def test_a_window_that_goes_on_about_as_fast_is_followed(dx: int, dy: int) -> None:
    old, new = dragged(dx, dy)
    assert Course((LAST,), 1).followed(old, points(old, new)) == [Shift(dx, dy)]


@every([(9, 3), (5, -1), (0, 0), (-5, -3)])
def test_one_that_turns_or_stops_is_not(dx: int, dy: int) -> None:
    old, new = dragged(dx, dy)
    assert Course((LAST,), 1).followed(old, points(old, new)) == []


def test_what_begins_to_move_elsewhere_ends_it() -> None:
    old, new = dragged(5, 3)
    other = [put(screen, PAGE[at : at + 100, :140], 490, 10) for screen, at in ((old, 0), (new, 9))]
    assert Course((LAST,), 1).followed(other[0], points(*other)) == []


def test_now_and_then_all_is_searched() -> None:
    old, new = dragged(5, 3)
    course, ages = Course(), []
    for _ in range(2 * LOOK_EVERY):
        course = course.after([LAST])
        ages.append(bool(course.followed(old, points(old, new))))
    assert ages.count(False) == 2
    assert course.after([]) is course


def test_a_page_scrolls_within_itself_and_a_window_goes_along() -> None:
    assert Course((SCROLLED,)).places(Shift(0, -20)) == [
        Extent(70, 350, 90, 490),
        Extent(50, 330, 90, 490),
    ]
    assert Extent(70, 370 - 45, 90, 490) in Course((SCROLLED,)).places(Shift(0, -45))
    assert Extent(123, 323, 155, 455) in Course((LAST,)).places(Shift(5, 3))


def scrolled(first: int, second: int) -> list[Pixels]:
    return [put(WALL, PAGE[at : at + 300], 90, 70) for at in (first, second)]


def left(old: Pixels, new: Pixels, some: list[Move]) -> int:
    screen = old.copy()
    for move in some:
        search.apply(screen, move)
    return int(np.count_nonzero(screen != new))


@every([20, 40, 7])
def test_with_a_course_no_less_is_repaired(rows: int) -> None:
    old, new = scrolled(300, 300 + rows)
    changed = tiles.changed(old, new)
    before = search.find(*scrolled(280, 300), tiles.changed(*scrolled(280, 300)), [])
    course = Course(before, 1)
    found = search.find(old, new, changed, course.shifts, course)
    assert left(old, new, found) <= left(old, new, search.find(old, new, changed, []))


@every([Move(0, 0, 10, 10, 5, 5), Move(90, 200, 400, 100, 90, 220), Move(0, 0, 640, 400, 0, 20)])
def test_a_wrong_course_does_no_harm(last: Move) -> None:
    old, new = scrolled(300, 320)
    changed = tiles.changed(old, new)
    without = search.find(old, new, changed, [])
    for age in (0, 1):
        assert search.find(old, new, changed, [Shift(0, -20)], Course((last,), age)) == without


def confirmed(guess: Extent, reach_by: int = 8) -> Extent | None:
    old, new = noise(400, 320, 1), noise(400, 320, 2)
    new[50:250, 60:300] = old[60:260, 90:330]
    plan, shift = Standing(old, new, old.size), Shift(-30, -10)
    window = reach(new, shift)
    return extent.confirmed(guess, window, reach_by, lambda at, axis: plan.gains(shift, at, axis))


TRUE = Extent(50, 250, 60, 300)


@every([TRUE, Extent(53, 244, 66, 307), Extent(44, 250, 55, 299)])
def test_a_guess_that_is_nearly_right_is_made_exact(guess: Extent) -> None:
    assert confirmed(guess) == TRUE


@every([Extent(60, 250, 60, 300), Extent(50, 250, 60, 280), Extent(30, 250, 60, 300)])
def test_one_that_is_far_off_is_none(guess: Extent) -> None:
    assert confirmed(guess) is None


@every([Extent(50, 66, 60, 300), Extent(50, 250, 60, 60), Extent(400, 500, 60, 300)])
def test_one_that_is_too_small_or_outside_is_none(guess: Extent) -> None:
    assert confirmed(guess) is None


def test_an_edge_on_blank_ground_stays_where_it_was() -> None:
    blank = flat(640, 480)
    old, new = (put(blank, PAGE[at : at + 300, :200], 90, 70) for at in (300, 320))
    plan, shift = Standing(old, new, old.size), Shift(0, -20)
    guess = Extent(70, 350, 90, 400)
    found = extent.confirmed(
        guess, reach(new, shift), 8, lambda at, axis: plan.gains(shift, at, axis)
    )
    assert found
    assert (found.left, found.right) == (90, 400)


def test_some_points_of_a_sample_stand_for_as_much() -> None:
    old, new = dragged(5, 3)
    whole = points(old, new)
    some = whole.some(np.arange(0, whole.size, 2))
    assert some.size == -(-whole.size // 2)
    assert abs(some.size * some.weight - whole.size * whole.weight) < 1


def test_a_page_that_scrolls_on_needs_no_search(monkeypatch: pytest.MonkeyPatch) -> None:
    old, new = scrolled(0, 20)
    monkeypatch.setattr(sample, "take", None)
    found = search.find(old, new, tiles.changed(old, new), [], Course((SCROLLED,), 1))
    assert found == [SCROLLED]


@every([10, 21, 40])
def test_one_that_scrolls_otherwise_is_searched(by: int) -> None:
    old, new = scrolled(0, by)
    (found,) = search.find(old, new, tiles.changed(old, new), [], Course((SCROLLED,), 1))
    assert found.from_y - found.y == by


def test_so_is_one_beside_which_something_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    old, new = scrolled(0, 20)
    other = put(new, noise(200, 120, 5), 430, 350)
    searched, take = [], sample.take
    monkeypatch.setattr(sample, "take", lambda *some: searched.append(some) or take(*some))
    found = search.find(old, other, tiles.changed(old, other), [], Course((SCROLLED,), 1))
    assert len(searched) == 1
    assert SCROLLED in found


def test_what_is_dragged_is_no_page() -> None:
    far = Move(150, 120, 300, 200, 20, 10)
    assert Course((SCROLLED, far), 1).pages == []
    assert Course((SCROLLED,), 0).pages == []
