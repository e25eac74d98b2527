"""What the console shows, against a model that knows of every pixel whether it is exact."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.frames.operations import Move
from agent.screen.encode.canvas import Canvas
from agent.screen.encode.grid import TILE, Mask, grid
from agent.screen.source import Pixels

HEIGHT, WIDTH = 110, 141
SHAPE = grid(HEIGHT, WIDTH)
seeds = st.integers(0, 1 << 30)


class Model:
    """Every pixel for itself: what it should be, and whether the console shows just that."""

    def __init__(self) -> None:
        self.pixels = np.zeros((HEIGHT, WIDTH), np.uint32)
        self.coarse = np.zeros((HEIGHT, WIDTH), bool)

    def put(self, tiles: Mask, latest: Pixels, coarse: bool) -> None:
        for y in range(HEIGHT):
            for x in range(WIDTH):
                if tiles[y // TILE, x // TILE]:
                    self.pixels[y, x] = latest[y, x]
                    self.coarse[y, x] = coarse

    def move(self, move: Move) -> None:
        source = np.s_[move.from_y : move.from_y + move.height, move.from_x :]
        place = np.s_[move.y : move.y + move.height, move.x : move.x + move.width]
        self.pixels[place] = self.pixels[source][:, : move.width].copy()
        self.coarse[place] = self.coarse[source][:, : move.width].copy()

    @property
    def inexact(self) -> Mask:
        """Tiles with a coarse pixel."""
        found = np.zeros(SHAPE, bool)
        for y, x in zip(*np.nonzero(self.coarse), strict=True):
            found[y // TILE, x // TILE] = True
        return found


def random_move(chooser: np.random.Generator) -> Move:
    width, height = chooser.integers(1, (WIDTH + 1, HEIGHT + 1)).tolist()
    x, from_x = chooser.integers(0, WIDTH - width + 1, 2).tolist()
    y, from_y = chooser.integers(0, HEIGHT - height + 1, 2).tolist()
    return Move(x, y, width, height, from_x, from_y)


def noise(chooser: np.random.Generator) -> Pixels:
    return chooser.integers(0, 1 << 32, (HEIGHT, WIDTH), dtype=np.uint32)


@given(seeds)
@settings(max_examples=60, deadline=None)
def test_pixels_are_those_of_the_model_and_no_coarse_one_is_called_exact(seed: int) -> None:
    chooser = np.random.default_rng(seed)
    canvas, model = Canvas(HEIGHT, WIDTH), Model()
    for step in range(6):
        before = canvas.inexact.copy()
        if chooser.random() < 0.5:
            tiles, latest = chooser.random(SHAPE) < 0.4, noise(chooser)
            coarse = bool(chooser.random() < 0.4)
            canvas.put(tiles, latest, float(step), coarse=coarse)
            model.put(tiles, latest, coarse)
            assert np.array_equal(canvas.inexact, np.where(tiles, coarse, before))
        else:
            move = random_move(chooser)
            canvas.move(move, float(step))
            model.move(move)
        assert np.array_equal(canvas.pixels, model.pixels)
        assert not (model.inexact & ~canvas.inexact).any()
        assert (canvas.since[canvas.inexact] >= 0).all()
        assert (canvas.since[canvas.inexact & ~before] == step).all()


def tile_truth(before: Mask, move: Move, row: int, column: int) -> bool:
    """Whether a tile may be inexact after a move, pixel by pixel."""
    whole, took = True, False
    for y in range(row * TILE, min((row + 1) * TILE, HEIGHT)):
        for x in range(column * TILE, min((column + 1) * TILE, WIDTH)):
            if move.y <= y < move.y + move.height and move.x <= x < move.x + move.width:
                source_y, source_x = y - move.y + move.from_y, x - move.x + move.from_x
                took |= bool(before[source_y // TILE, source_x // TILE])
            else:
                whole = False
    return took or (not whole and bool(before[row, column]))


@given(seeds)
@settings(max_examples=25, deadline=None)
def test_a_move_takes_inexactness_along_tile_by_tile(seed: int) -> None:
    chooser = np.random.default_rng(seed)
    canvas = Canvas(HEIGHT, WIDTH)
    canvas.put(chooser.random(SHAPE) < 0.4, noise(chooser), 1.0, coarse=True)
    before, move = canvas.inexact.copy(), random_move(chooser)
    canvas.move(move, 2.0)
    for row in range(SHAPE[0]):
        for column in range(SHAPE[1]):
            assert canvas.inexact[row, column] == tile_truth(before, move, row, column)


def coarse_at(row: int, column: int) -> Canvas:
    canvas = Canvas(HEIGHT, WIDTH)
    tiles = np.zeros(SHAPE, bool)
    tiles[row, column] = True
    canvas.put(tiles, np.ones((HEIGHT, WIDTH), np.uint32), 1.0, coarse=True)
    return canvas


def test_a_new_canvas_differs_from_all_that_was_seen_and_is_coarse_nowhere() -> None:
    canvas = Canvas(HEIGHT, WIDTH)
    assert not canvas.pixels.any()
    assert not canvas.inexact.any()


def test_a_coarse_tile_that_is_put_exactly_is_mended() -> None:
    canvas = coarse_at(1, 1)
    assert canvas.since[1, 1] == 1.0
    canvas.put(canvas.inexact.copy(), np.ones((HEIGHT, WIDTH), np.uint32), 2.0, coarse=False)
    assert not canvas.inexact.any()


def test_a_moved_tile_rests_from_the_move_on() -> None:
    canvas = coarse_at(0, 0)
    canvas.move(Move(64, 32, 32, 32, 0, 0), 5.0)
    assert np.argwhere(canvas.inexact).tolist() == [[0, 0], [1, 2]]
    assert canvas.since[0, 0] == 1.0
    assert canvas.since[1, 2] == 5.0


def test_a_tile_at_the_edge_is_whole_where_it_ends_with_the_picture() -> None:
    canvas = coarse_at(3, 4)
    canvas.move(Move(128, 96, 13, 14, 0, 0), 5.0)
    assert not canvas.inexact.any()
    canvas = coarse_at(3, 4)
    canvas.move(Move(128, 96, 12, 14, 0, 0), 5.0)
    assert canvas.inexact[3, 4]
    assert canvas.since[3, 4] == 1.0


def test_what_is_moved_over_itself_is_read_before_it_is_written() -> None:
    canvas = Canvas(HEIGHT, WIDTH)
    latest = np.arange(HEIGHT * WIDTH, dtype=np.uint32).reshape(HEIGHT, WIDTH)
    canvas.put(np.ones(SHAPE, bool), latest, 1.0, coarse=False)
    canvas.move(Move(0, 7, WIDTH, HEIGHT - 7, 0, 0), 2.0)
    assert np.array_equal(canvas.pixels[7:], latest[:-7])
    assert np.array_equal(canvas.pixels[:7], latest[:7])
