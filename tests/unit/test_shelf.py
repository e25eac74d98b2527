"""What is put by and what comes back: of windows, menus, text; and the console's mirror."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.frames.operations import Move, Operation, Restore, Stow
from agent.screen.encode.canvas import Canvas
from agent.screen.encode.overlap import window
from agent.screen.encode.shelf.shelf import AREA_MIN, MARGIN, PIECES_MAX, Shelf
from agent.screen.source import Box
from tests.fakes.shelf_desk import (
    ALL,
    HEIGHT,
    PHOTO,
    WIDTH,
    WINDOW,
    Desk,
    at,
    kinds,
    moved,
    noise,
    over,
)


def test_what_opens_and_closes_costs_a_stow_and_a_restore() -> None:
    desk = Desk()
    desk.rest()
    assert desk.show(over(PHOTO, WINDOW)) == [Stow(60, 50, 160, 120)]
    assert desk.show(PHOTO) == [Restore(60, 50, 160, 120)]
    assert desk.drawn == 0
    assert desk.show(over(PHOTO, WINDOW)) == [], "it is still on the shelf"
    assert desk.show(PHOTO) == [Restore(60, 50, 160, 120)]


def test_what_changes_all_the_time_is_not_put_by() -> None:
    desk = Desk()
    assert desk.show(over(PHOTO, WINDOW)) == [Stow(60, 50, 160, 120)], "it had not changed yet"
    for turn in range(3, 9):
        assert desk.show(over(PHOTO, WINDOW, turn)) == []


def test_what_was_never_sent_is_not_put_by() -> None:
    desk = Desk.__new__(Desk)
    desk.canvas, desk.shelf = Canvas(HEIGHT, WIDTH), Shelf(HEIGHT, WIDTH)
    desk.shelf.begin(lossy=True)
    assert desk.shelf.before_stills(ALL, desk.canvas, PHOTO, 99.0) == []


def test_a_letter_is_not_put_by() -> None:
    desk = Desk()
    desk.rest()
    assert desk.show(over(PHOTO, Box(40, 40, 16, AREA_MIN // 16 - 1))) == []
    desk.rest()
    assert kinds(desk.show(over(PHOTO, Box(140, 40, 16, AREA_MIN // 16)))) == [Stow]


def test_a_row_that_lights_up_does_not_drive_out_what_is_under_its_menu() -> None:
    desk = Desk()
    desk.rest()
    menu = over(PHOTO, WINDOW)
    desk.show(menu)
    for row in range(4):
        desk.rest()
        lit = over(menu, Box(60, 50 + 26 * row, 160, 26), 5 + row)
        assert Stow not in kinds(desk.show(lit))
    assert desk.show(PHOTO) == [Restore(60, 50, 160, 120)]


def test_a_lit_row_that_moves_down_does_not_either() -> None:
    desk = Desk()
    desk.rest()
    menu = over(PHOTO, WINDOW)
    row = noise(7, 24, 160)
    screens = []
    for number in range(4):
        screen = menu.copy()
        screen[60 + 24 * number : 84 + 24 * number, 60:220] = row
        screens.append(screen)
    desk.show(screens[0])
    for number in range(1, 4):
        y = 60 + 24 * number
        desk.show(screens[number], Move(60, y, 160, 24, 60, y - 24))
    desk.show(PHOTO)
    assert desk.drawn == 0


def test_a_dialog_drives_out_what_is_under_its_window() -> None:
    """It will be closed first."""
    desk = Desk()
    desk.rest()
    below = over(PHOTO, Box(20, 20, 380, 260))
    desk.show(below)
    desk.rest()
    assert desk.show(over(below, Box(60, 50, 200, 120), 3)) == [Stow(60, 50, 200, 120)]
    assert desk.show(below) == [Restore(60, 50, 200, 120)]
    assert Restore in kinds(desk.show(PHOTO))


def path() -> list[Box]:
    there = [at(60 + 9 * turn, 50 + 4 * turn) for turn in range(16)]
    return [*there, *reversed(there)]


def test_a_window_dragged_there_and_back_needs_no_pixel() -> None:
    desk = Desk()
    desk.rest()
    desk.show(over(PHOTO, WINDOW))
    places = path()
    for before, after in pairwise(places):
        if before == after:
            continue
        sent = desk.show(over(PHOTO, after), moved(before, after))
        assert desk.drawn == 0
        assert len(sent) <= 9
    assert desk.show(PHOTO) == [Restore(60, 50, 160, 120)]


def test_only_new_ground_is_stowed() -> None:
    desk = Desk()
    desk.rest()
    desk.show(over(PHOTO, WINDOW))
    first = desk.show(over(PHOTO, at(70, 50)), moved(WINDOW, at(70, 50)))
    assert [one for one in first if isinstance(one, Stow)] == [Stow(220, 50, 10, 120)]
    desk.show(over(PHOTO, at(80, 50)), moved(at(70, 50), at(80, 50)))
    third = desk.show(over(PHOTO, at(90, 50)), moved(at(80, 50), at(90, 50)))
    ahead = Stow(240 + MARGIN, 50 - MARGIN, 10, 120 + 2 * MARGIN)
    assert [one for one in third if isinstance(one, Stow)] == [ahead]


def test_scrolled_lines_are_not_put_by_again_and_again() -> None:
    desk, pane = Desk(), noise(9, 900, 300)
    sent: list[Operation] = []
    for turn in range(12):
        screen = PHOTO.copy()
        screen[40:240, 60:360] = pane[turn * 20 : turn * 20 + 200]
        moves = [Move(60, 40, 300, 180, 60, 60)] if turn else []
        sent += desk.show(screen, *moves)
    assert sum(isinstance(one, Stow) for one in sent) <= 1


def test_a_window_that_scrolls_keeps_what_is_under_it() -> None:
    desk = Desk()
    desk.rest()
    pane = noise(9, 900, 300)
    for turn in range(12):
        screen = PHOTO.copy()
        screen[40:240, 60:360] = pane[turn * 20 : turn * 20 + 200]
        desk.show(screen, *([Move(60, 40, 300, 180, 60, 60)] if turn else []))
    assert desk.show(PHOTO) == [Restore(60, 40, 300, 200)]
    assert desk.drawn == 0


def test_what_is_coarse_on_the_shelf_comes_back_coarse() -> None:
    desk = Desk(coarse=True)
    desk.show(over(PHOTO, at(70, 50)))
    first, second = at(70, 50), at(110, 50)
    desk.show(over(PHOTO, second), moved(first, second))
    back = desk.show(over(PHOTO, first), moved(second, first))
    assert Restore in kinds(back)
    assert desk.canvas.coarse[60, 260]
    assert desk.canvas.inexact[1, 8]
    assert desk.canvas.since[1, 8] == pytest.approx(desk.now - 0.04)


def test_sharp_takes_nothing_coarse_from_the_shelf() -> None:
    desk = Desk(coarse=True)
    desk.show(over(PHOTO, at(70, 50)))
    desk.show(over(PHOTO, at(110, 50)), moved(at(70, 50), at(110, 50)))
    desk.lossy = False
    back = desk.show(over(PHOTO, at(70, 50)), moved(at(110, 50), at(70, 50)))
    assert Restore not in kinds(back)
    assert desk.drawn > 0


def test_what_was_coarse_is_stowed_again_once_it_is_exact() -> None:
    desk = Desk(coarse=True)
    first, second = at(70, 50), at(110, 50)
    desk.show(over(PHOTO, first))
    desk.show(over(PHOTO, second), moved(first, second))
    desk.show(over(PHOTO, first), moved(second, first))
    desk.canvas.put(ALL, over(PHOTO, first), desk.now, coarse=False)
    desk.rest()
    sent = desk.show(over(PHOTO, second), moved(first, second))
    assert Stow(230, 50, 40, 120) in sent


def test_something_else_under_what_closes_is_drawn() -> None:
    desk = Desk()
    desk.rest()
    desk.show(over(PHOTO, WINDOW))
    other = over(PHOTO, Box(60, 50, 160, 40), 11)
    assert desk.show(other) == [Restore(60, 90, 160, 80)]
    assert desk.drawn > 0


def test_a_frame_stows_and_restores_no_more_than_a_picture() -> None:
    desk = Desk()
    desk.rest()
    assert desk.show(noise(20)) == [Stow(0, 0, WIDTH, HEIGHT)]
    half = Box(0, 0, WIDTH, HEIGHT)
    desk.shelf.begin(lossy=True)
    moves = [moved(half, half)] * 3
    assert desk.shelf.before_moves(moves, desk.canvas, desk.now) == []
    assert desk.show(PHOTO) == [Restore(0, 0, WIDTH, HEIGHT)]


def test_many_moves_do_not_make_thousands_of_rectangles() -> None:
    desk = Desk()
    dice = np.random.default_rng(3)
    places = dice.integers(0, (WIDTH - 90, HEIGHT - 80, WIDTH - 90, HEIGHT - 80), (16, 4))
    moves = [Move(x, y, 90, 80, left, top) for x, y, left, top in places.tolist()]
    desk.shelf.begin(lossy=True)
    assert len(desk.shelf.before_moves(moves, desk.canvas, 0.0)) <= PIECES_MAX


@given(st.integers(0, 1 << 30))
@settings(max_examples=60, deadline=None)
def test_the_mirror_is_what_the_console_has(seed: int) -> None:
    """Whatever opens, closes, moves and changes; `Desk` compares after every call."""
    dice = np.random.default_rng(seed)
    desk, screen, place = Desk(), over(PHOTO, WINDOW), WINDOW
    for turn in range(8):
        desk.now += float(dice.choice([0.04, 1.1]))
        if dice.random() < 0.5:
            x, y = dice.integers(0, (WIDTH - place.width, HEIGHT - place.height)).tolist()
            target = Box(x, y, place.width, place.height)
            below = PHOTO if dice.random() < 0.8 else noise(seed + turn)
            after = below.copy()
            after[window(target)] = screen[window(place)]
            desk.show(after, moved(place, target))
            screen, place = after, target
        else:
            screen = over(screen, Box(*dice.integers(1, 140, 4).tolist()), turn + 50)
            desk.show(screen, coarse=bool(dice.random() < 0.3))
        assert np.array_equal(desk.canvas.pixels, screen)
