"""Moves repair nearly all of what moved, and never spoil more than they repair."""

from collections.abc import Callable, Sequence

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from agent.frames.operations import Move
from agent.screen.encode import tiles
from agent.screen.encode.moves import search
from agent.screen.encode.moves.search import Shift
from agent.screen.source import Pixels
from tests.every import every
from tests.fakes.scenes import flat, noise, photo, put, text, window

WALLS = {"flat": flat(640, 480), "photo": photo(640, 480)}


def wrong(old: Pixels, new: Pixels) -> int:
    return int(np.count_nonzero(old != new))


def found(old: Pixels, new: Pixels, hints: Sequence[Shift] = ()) -> tuple[list[Move], Pixels]:
    """The moves, each of which must be inside and lessen what is wrong, and what they make."""
    result = search.find(old, new, tiles.changed(old, new), hints)
    height, width = old.shape
    screen = old.copy()
    for move in result:
        before = wrong(screen, new)
        assert min(move.x, move.y, move.from_x, move.from_y) >= 0
        assert max(move.x, move.from_x) + move.width <= width
        assert max(move.y, move.from_y) + move.height <= height
        search.apply(screen, move)
        assert wrong(screen, new) < before
    assert len(result) <= search.MOVES_MAX
    assert sum(move.width * move.height for move in result) <= search.AREA_MAX * old.size
    return result, screen


def shifts(some: list[Move]) -> set[tuple[int, int]]:
    return {(move.x - move.from_x, move.y - move.from_y) for move in some}


@every([1, 2, 7, 16, 50, 150, 200, -1, -16, -33, -190])
def test_a_scrolled_text_is_right_but_for_what_is_revealed(rows: int) -> None:
    page = text(400, 900)
    old, new = (put(WALLS["photo"], page[at : at + 300], 90, 70) for at in (300, 300 + rows))
    old[70:370, 490:500], new[70:370, 490:500] = 0xFFDDDDDD, 0xFFDDDDDD
    old[100:140, 492:498], new[103:143, 492:498] = 0xFF777777, 0xFF777777
    result, screen = found(old, new)
    assert shifts(result[:1]) == {(0, -rows)}
    left = np.flatnonzero((screen != new)[:, 90:490].any(axis=1))
    revealed = range(370 - rows, 370) if rows > 0 else range(70, 70 - rows)
    assert set(left.tolist()) <= set(revealed)


@every([1, 5, 32, 77, -1, -64])
def test_a_text_scrolled_to_the_side_is_one_move(columns: int) -> None:
    page = text(800, 300)
    old, new = (put(WALLS["flat"], page[:, at : at + 400], 90, 70) for at in (200, 200 + columns))
    result, screen = found(old, new)
    assert shifts(result) == {(-columns, 0)}
    left = np.flatnonzero((screen != new).any(axis=0))
    revealed = range(490 - columns, 490) if columns > 0 else range(90, 90 - columns)
    assert set(left.tolist()) <= set(revealed)


@every([(wall, *by) for wall in WALLS for by in [(1, 0), (0, -1), (3, -2), (17, 29), (-55, 120)]])
def test_a_dragged_window_is_right_where_it_lands(wall: str, dx: int, dy: int) -> None:
    some = window(300, 200)
    old, new = (put(WALLS[wall], some, x, y) for x, y in [(150, 120), (150 + dx, 120 + dy)])
    result, screen = found(old, new)
    assert shifts(result) == {(dx, dy)}
    place = np.s_[120 + dy : 320 + dy, 150 + dx : 450 + dx]
    assert wrong(screen[place], new[place]) == 0
    vacated = 300 * 200 - (300 - abs(dx)) * max(200 - abs(dy), 0)
    assert wrong(screen, new) <= vacated


def test_a_window_dragged_far_over_what_it_does_not_touch() -> None:
    wall, some = photo(1400, 500), window(300, 200)
    old, new = put(wall, some, 20, 20), put(wall, some, 1050, 270)
    result, screen = found(old, new)
    assert result == [Move(1050, 270, 300, 200, 20, 20)]
    assert wrong(screen, new) <= 300 * 200


@every([(13, 7), (-1, 0), (0, 1), (-100, 60)])
def test_a_photo_that_is_panned(dx: int, dy: int) -> None:
    world = photo(900, 800)
    old, new = world[100:580, 120:760].copy(), world[100 + dy : 580 + dy, 120 + dx : 760 + dx]
    result, screen = found(old, new.copy())
    assert shifts(result) == {(-dx, -dy)}
    assert wrong(screen, new) <= 640 * 480 - (640 - abs(dx)) * (480 - abs(dy))


def test_two_windows_that_scroll_by_different_distances() -> None:
    one, other = text(280, 700, 2), text(300, 700, 3)
    old, new = (
        put(put(WALLS["photo"], one[a : a + 400], 10, 20), other[b : b + 440], 320, 30)
        for a, b in [(0, 100), (40, 81)]
    )
    result, screen = found(old, new)
    assert shifts(result) == {(0, -40), (0, 19)}
    assert wrong(screen, new) <= 280 * 40 + 300 * 19


def test_a_scroll_and_a_new_line() -> None:
    page, line = text(400, 400), text(400, 16, 9)
    old = put(WALLS["flat"], page[:304], 100, 100)
    new = put(put(WALLS["flat"], page[16:304], 100, 100), line, 100, 388)
    result, screen = found(old, new)
    assert shifts(result) == {(0, -16)}
    assert not np.any((screen != new)[:388])


def test_a_line_inserted_in_the_middle_moves_what_is_below() -> None:
    page, line = text(400, 300), text(400, 16, 9)
    old = put(WALLS["flat"], page, 100, 100)
    new = put(put(old, page[112:284], 100, 228), line, 100, 212)
    result, screen = found(old, new)
    assert shifts(result) == {(0, 16)}
    assert not np.any((screen != new)[230:])


def test_a_small_area_off_the_grid_of_tiles() -> None:
    page = text(100, 100, 4)
    old, new = (put(WALLS["flat"], page[at : at + 60], 333, 222) for at in (0, 5))
    result, screen = found(old, new)
    assert shifts(result) == {(0, -5)}
    assert wrong(screen, new) <= 5 * 100


def test_a_text_scrolls_around_a_film() -> None:
    page = text(500, 600)
    old, new = (
        put(put(WALLS["photo"], page[at : at + 400], 50, 40), noise(200, 120, at + 1), 200, 150)
        for at in (0, 30)
    )
    result, screen = found(old, new)
    assert shifts(result) == {(0, -30)}
    assert wrong(screen, new) < wrong(old, new) * 0.7


def test_black_and_white_text_with_lines_that_repeat() -> None:
    line = text(480, 16, 1, smooth=False)
    unlike = text(480, 2000, 2, smooth=False)
    page = np.vstack(
        [unlike[16 * row : 16 * row + 16] if row % 7 == 0 else line for row in range(60)]
    )
    old, new = (put(WALLS["flat"], page[at : at + 400], 80, 40) for at in (0, 48))
    result, screen = found(old, new)
    assert shifts(result) == {(0, -48)}
    assert wrong(screen, new) <= wrong(old, new) // 5


def test_bars_across_that_have_nothing_within_a_row() -> None:
    colours = np.random.default_rng(5).integers(0, 1 << 24, 60, np.uint32) | np.uint32(0xFF000000)
    page = np.repeat(colours, 20)[:, None] * np.ones((1, 400), np.uint32)
    old, new = (put(WALLS["flat"], page[at : at + 400], 96, 32) for at in (0, 13))
    result, screen = found(old, new)
    assert shifts(result) == {(0, -13)}
    assert wrong(screen, new) <= 400 * 13


def _checkers(by: tuple[int, int]) -> Pixels:
    board = np.indices((480, 640)).sum(axis=0) // 8 % 2
    return np.roll(np.where(board, 0xFFFFFFFF, 0xFF000000).astype(np.uint32), by, (0, 1))


def test_nothing_is_found_where_nothing_moved() -> None:
    film = put(WALLS["photo"], noise(320, 180, 2), 100, 100)
    for old, new in [
        (noise(640, 480, 1), noise(640, 480, 2)),
        (put(WALLS["photo"], noise(320, 180, 1), 100, 100), film),
        (text(640, 480, 1), text(640, 480, 50)),
        (_checkers((0, 0)), _checkers((3, 2))),
        (WALLS["flat"], WALLS["photo"]),
        (WALLS["photo"], WALLS["flat"]),
        (WALLS["photo"], put(WALLS["photo"], window(200, 150), 60, 60)),
        (film, film),
    ]:
        assert found(old, new)[0] == []


def test_a_few_letters_are_not_worth_a_search() -> None:
    typed = put(WALLS["flat"], text(60, 14), 100, 100)
    assert found(WALLS["flat"], typed)[0] == []


def test_a_hint_is_found_again_and_a_wrong_one_does_no_harm() -> None:
    page = text(400, 900)
    old, new = (put(WALLS["photo"], page[at : at + 300], 90, 70) for at in (300, 320))
    without, _ = found(old, new)
    for hints in [[Shift(0, -20)], [Shift(0, 0), Shift(0, -20)], [Shift(5, 3)], [Shift(0, -16)]]:
        assert found(old, new, hints)[0] == without
    far = [Shift(9999, 0), Shift(0, -9999), Shift(-640, 480)]
    assert found(old, new, far)[0] == without


def test_what_is_read_was_not_written_before() -> None:
    left, right = window(200, 300, 1), window(200, 300, 2)
    for first, second in [(20, 220), (220, 420)]:
        old = put(put(WALLS["flat"], left, first, 60), right, second, 60)
        new = put(put(WALLS["flat"], right, first, 60), left, second, 60)
        found(old, new)
    chain = put(put(WALLS["flat"], left, 200, 60), right, 400, 60)
    result, screen = found(put(put(WALLS["flat"], left, 0, 60), right, 200, 60), chain)
    assert result
    assert wrong(screen[:, 200:600], chain[:, 200:600]) == 0


@every([(1, 1), (31, 33), (33, 1), (1, 2000), (2000, 1), (65, 97), (200, 40)])
def test_any_size_of_picture(width: int, height: int) -> None:
    old, new = noise(width, height, 1), noise(width, height, 2)
    assert found(old, new)[0] == []
    found(old, np.roll(old, (3, 2), (0, 1)))


def check_repaired(thing: Pixels, at: tuple[int, int], to: tuple[int, int]) -> None:
    old, new = put(WALLS["photo"], thing, *at), put(WALLS["photo"], thing, *to)
    result, screen = found(old, new)
    dx, dy = to[0] - at[0], to[1] - at[1]
    if (dx, dy) != (0, 0):
        assert (dx, dy) in shifts(result)
        vacated = 300 * 200 - max(300 - abs(dx), 0) * max(200 - abs(dy), 0)
        flat_edges = 2000
        assert wrong(screen, new) <= vacated + flat_edges


places = st.tuples(st.integers(0, 340), st.integers(0, 280))


@given(st.sampled_from([photo, window, noise]), places, places, st.integers(1, 1000))
def test_anything_that_moves_anywhere_is_repaired(
    make: Callable[[int, int, int], Pixels], at: tuple[int, int], to: tuple[int, int], seed: int
) -> None:
    check_repaired(make(300, 200, seed), at, to)


@given(st.integers(-60, 60), st.integers(-60, 60), st.integers(1, 1000))
def test_a_sparse_text_that_moves_is_repaired(dx: int, dy: int, seed: int) -> None:
    check_repaired(text(300, 200, seed), (170, 140), (170 + dx, 140 + dy))


@given(st.integers(0, 2**32), st.integers(1, 4))
def test_whatever_happens_no_move_spoils(seed: int, colours: int) -> None:
    chooser = np.random.default_rng(seed)
    height, width = chooser.integers(1, 300, 2).tolist()
    old = chooser.integers(0, colours, (height, width), np.uint32)
    new = old.copy()
    for _ in range(int(chooser.integers(0, 6))):
        y, x = int(chooser.integers(0, height)), int(chooser.integers(0, width))
        part = old[y : y + 120, x : x + 120]
        new = put(new, part, *chooser.integers(-60, 250, 2).tolist())
    hints = [Shift(*chooser.integers(-400, 400, 2).tolist()) for _ in range(2)]
    assert found(old, new, hints)[0] == found(old.copy(), new.copy(), hints)[0]


@given(st.integers(-50, 50), st.integers(-50, 50))
def test_apply_is_memmove(dx: int, dy: int) -> None:
    screen = noise(200, 200)
    expected = screen.copy()
    expected[60 + dy : 140 + dy, 60 + dx : 140 + dx] = screen[60:140, 60:140].copy()
    search.apply(screen, Move(60 + dx, 60 + dy, 80, 80, 60, 60))
    assert np.array_equal(screen, expected)
