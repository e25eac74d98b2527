"""What the console shows, against a model that knows of every pixel whether it is exact."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.frames.operations import Move
from agent.screen.encode.canvas import Canvas, Surface
from agent.screen.encode.grid import TILE, Mask, grid
from agent.screen.encode.overlap import box_of
from agent.screen.source import Box, Pixels

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

    def restore(self, box: Box, shelf: "Model") -> None:
        place = np.s_[box.y : box.y + box.height, box.x : box.x + box.width]
        self.pixels[place] = shelf.pixels[place]
        self.coarse[place] = shelf.coarse[place]

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
def test_pixels_and_inexact_tiles_are_those_of_the_model(seed: int) -> None:
    chooser = np.random.default_rng(seed)
    canvas, model = Canvas(HEIGHT, WIDTH), Model()
    shelf, shelf_model = Surface(HEIGHT, WIDTH), Model()
    for step in range(8):
        before = canvas.inexact.copy()
        turn = chooser.random()
        if turn < 0.2:
            box = box_of(random_move(chooser))
            shelf.copy(box, canvas, box.x, box.y)
            shelf_model.restore(box, model)
            assert np.array_equal(shelf.pixels, shelf_model.pixels)
            assert np.array_equal(shelf.inexact, shelf_model.inexact)
        elif turn < 0.4:
            box = box_of(random_move(chooser))
            canvas.restore(box, shelf, float(step))
            model.restore(box, shelf_model)
        elif turn < 0.7:
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
        assert np.array_equal(model.inexact, canvas.inexact)
        assert (canvas.since[canvas.inexact] >= 0).all()
        assert (canvas.since[canvas.inexact & ~before] == step).all()


@given(seeds)
@settings(max_examples=25, deadline=None)
def test_tiles_that_took_a_coarse_pixel_rest_from_then_on(seed: int) -> None:
    chooser = np.random.default_rng(seed)
    canvas = Canvas(HEIGHT, WIDTH)
    canvas.put(chooser.random(SHAPE) < 0.4, noise(chooser), 1.0, coarse=True)
    before, move = canvas.coarse.copy(), random_move(chooser)
    canvas.move(move, 2.0)
    took = Model()
    source = np.s_[move.from_y : move.from_y + move.height, move.from_x :]
    place = np.s_[move.y : move.y + move.height, move.x : move.x + move.width]
    took.coarse[place] = before[source][:, : move.width]
    assert np.array_equal(canvas.since == 2.0, took.inexact)


def test_what_is_moved_about_beside_something_coarse_stays_exact() -> None:
    """A window that is dragged over a photo touches coarse tiles wherever it goes."""
    canvas = Canvas(HEIGHT, WIDTH)
    tiles = np.ones(SHAPE, bool)
    canvas.put(tiles, np.ones((HEIGHT, WIDTH), np.uint32), 1.0, coarse=True)
    tiles[:] = False
    tiles[1, 1] = True
    canvas.put(tiles, np.full((HEIGHT, WIDTH), 2, np.uint32), 2.0, coarse=False)
    at = 32
    for turn in range(6):
        canvas.move(Move(at + 3, at + 1, 32, 32, at, at), 3.0 + turn)
        canvas.move(Move(32, 32, 32, 32, at + 3, at + 1), 3.0 + turn)
    assert not canvas.inexact[1, 1]


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
