"""The video's rectangle within its region: as tight as what moves, and whole once it must be."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from agent.frames.control import Quality
from agent.screen.encode.film.moving import Moving, around, fitted
from agent.screen.encode.grid import TILE, grid
from agent.screen.encode.wish import Wish
from agent.screen.source import Box, Pixels
from tests.every import every

HEIGHT, WIDTH = 320, 480
AREA = Box(64, 32, 320, 256)
FILM = Box(75, 50, 301, 230)
WISH = Wish(Quality.AUTO, True, False, 0, 1_000_000)


def window(box: Box) -> tuple[slice, slice]:
    return np.s_[box.y : box.y + box.height, box.x : box.x + box.width]


def screen(*boxes: Box) -> Pixels:
    """Black, with every pixel of the boxes another."""
    pixels = np.zeros((HEIGHT, WIDTH), np.uint32)
    for box in boxes:
        pixels[window(box)] = 1
    return pixels


def test_it_is_as_tight_as_what_moves_with_even_sides() -> None:
    assert fitted(screen(), screen(FILM), AREA) == Box(75, 50, 302, 230)


@every(
    [
        (Box(64, 50, 312, 230), Box(64, 50, 312, 230)),
        (Box(83, 50, 301, 230), Box(82, 50, 302, 230)),
        (Box(130, 50, 200, 230), Box(64, 50, 320, 230)),
        (Box(75, 50, 301, 100), Box(75, 50, 302, 238)),
        (Box(75, 50, 301, 207), Box(75, 50, 302, 208)),
    ]
)
def test_an_edge_that_rests_is_the_areas(moves: Box, box: Box) -> None:
    assert fitted(screen(), screen(moves), AREA) == box


def test_it_is_the_area_where_nothing_moves_or_hardly_anything_would_be_left() -> None:
    assert fitted(screen(), screen(), AREA) == AREA
    small = Box(0, 0, 64, 64)
    assert fitted(screen(), screen(Box(20, 20, 20, 20)), small) == small


@given(*[st.integers(0, 100)] * 2, *[st.integers(0, 220)] * 2)
def test_it_holds_all_that_moves_and_the_rest_is_around_it(
    x: int, y: int, width: int, height: int
) -> None:
    moves = screen(Box(AREA.x + x, AREA.y + y, width, height))
    outside = np.ones((HEIGHT, WIDTH), np.bool_)
    outside[window(AREA)] = False
    moves[outside] = 0
    box = fitted(screen(), moves, AREA)
    assert box.width % 2 == box.height % 2 == 0
    painted = np.zeros((HEIGHT, WIDTH), np.int_)
    for part in (box, *around(AREA, box)):
        painted[window(part)] += 1
    assert (painted == np.where(outside, 0, 1)).all()
    assert moves[window(box)].sum() == moves.sum()


class Playing:
    """A film that has just become a video."""

    def __init__(self, area: Box = AREA) -> None:
        self.moving = Moving(HEIGHT, WIDTH)
        self._now = 0.0
        self._mask = np.zeros(grid(HEIGHT, WIDTH), np.bool_)
        rows, columns = window(area)
        self._mask[
            rows.start // TILE : rows.stop // TILE, columns.start // TILE : columns.stop // TILE
        ] = True
        while not self.moving.tiles.any():
            self.step(FILM)

    def step(self, *boxes: Box) -> None:
        self._now += 0.04
        self.moving.watch(self._mask, self._mask, self._now, WISH)
        self.moving.fit(screen(), screen(*boxes))


def test_a_video_is_tight_and_brings_all_tiles_that_it_touches() -> None:
    playing = Playing()
    assert playing.moving.box == Box(75, 50, 302, 230)
    assert playing.moving.tiles.sum() == AREA.width * AREA.height // TILE**2
    playing.step(Box(100, 100, 50, 50))
    playing.step()
    assert playing.moving.box == Box(75, 50, 302, 230)


@every([Box(64, 32, 1, 1), Box(200, 33, 1, 1), Box(200, 287, 1, 1), Box(383, 150, 1, 1)])
def test_it_is_the_whole_region_once_something_changes_beside_it(beside: Box) -> None:
    playing = Playing()
    playing.step(FILM, beside)
    assert playing.moving.box == AREA
    playing.step(FILM)
    assert playing.moving.box == AREA


@every([Box(63, 40, 1, 1), Box(200, 31, 1, 1), Box(384, 150, 1, 1)])
def test_what_changes_beside_the_region_is_not_the_videos(beside: Box) -> None:
    playing = Playing()
    playing.step(FILM, beside)
    assert playing.moving.box == Box(75, 50, 302, 230)


def test_it_is_tight_anew_after_it_was_closed() -> None:
    playing = Playing()
    playing.step(AREA)
    assert playing.moving.box == AREA
    playing.moving.close()
    assert playing.moving.box is None
    playing.step(FILM)
    assert playing.moving.box == Box(75, 50, 302, 230)


@every([(1079, 1919), (683, 1366), (320, 683), (240, 320)])
def test_every_tile_that_a_video_touches_is_left_to_it(height: int, width: int) -> None:
    """Also at an odd edge: what it draws over a tile of others would stay blurred unseen."""
    moving = Moving(height, width)
    everywhere = np.ones(grid(height, width), np.bool_)
    for step in range(50):
        moving.watch(everywhere, everywhere, step / 25, WISH)
    shown = np.zeros((height, width), np.uint32)
    moving.fit(shown, shown + 1)
    box = moving.box
    assert box is not None
    touched = np.zeros_like(everywhere)
    bottom, right = -(-(box.y + box.height) // TILE), -(-(box.x + box.width) // TILE)
    touched[box.y // TILE : bottom, box.x // TILE : right] = True
    assert (touched == moving.tiles).all()
    moving.close()
