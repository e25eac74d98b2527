"""decode(encode(frames)) in the reference decoder, against the frames."""

from concurrent.futures import Executor
from itertools import product
from math import inf, log10

import numpy as np
import pytest

from agent.frames.control import Quality
from agent.frames.kinds import Kind
from agent.frames.operations import Fill, Jpeg, Move, Restore, Stow, Video, Webp
from agent.screen.encode.wish import Wish
from agent.screen.source import Pixels
from tests.fakes.canvas import Canvas
from tests.picture.encoded import Step, steps
from tests.picture.sequences import ALL

BUDGET = 1_000_000
PSNR_LEAST = (36.0, 30.0)
"""In decibels, of a whole picture while it moves, at the best and at the worst level."""
EXACT_SECONDS = 0.5
"""From the last change until every pixel is exact, on a line that carries all that is sent."""
FILL_SIZE, MOVE_SIZE = 12, 13
"""Bytes of these operations."""
NOISE_LEAST = 12.0
"""Of pictures in which every pixel has a colour of its own."""


def wish(quality: Quality, video: bool = True, **other: object) -> Wish:
    said = {"grey": False, "level": 0, "budget": BUDGET, **other}
    return Wish(quality=quality, video=video, **said)  # type: ignore[arg-type]


def decoded(canvas: Canvas, step: Step) -> Pixels:
    for kind, data in step.records:
        canvas.take(kind, data)
    return canvas.pixels


def psnr(one: Pixels, other: Pixels) -> float:
    first, second = (
        side.astype("<u4").view(np.uint8).reshape(-1, 4)[:, :3] for side in (one, other)
    )
    error = float(np.mean((first.astype(np.float64) - second) ** 2))
    return inf if error == 0 else 10 * log10(255**2 / error)


def is_same(one: Pixels, other: Pixels) -> bool:
    return bool(np.array_equal(one & np.uint32(0xFFFFFF), other & np.uint32(0xFFFFFF)))


LOOKS = list(product((False, True), (False, True)))


@pytest.mark.parametrize(("half", "grey"), LOOKS)
@pytest.mark.parametrize("name", ALL)
def test_sharp_is_exact_at_every_frame(name: str, half: bool, grey: bool, pool: Executor) -> None:
    canvas = Canvas()
    for step in steps(ALL[name], pool, wish(Quality.SHARP, grey=grey), half=half):
        assert is_same(decoded(canvas, step), step.seen)
    kinds = {type(one) for frame in canvas.operations for one in frame}
    assert kinds <= {Fill, Webp, Move, Stow, Restore}


@pytest.mark.parametrize("video", [False, True])
@pytest.mark.parametrize("name", ALL)
def test_auto_is_exact_after_it_rested(name: str, video: bool, pool: Executor) -> None:
    canvas, least = Canvas(), NOISE_LEAST if name == "noise" else PSNR_LEAST[0]
    ended = 0.0
    for step in steps(ALL[name], pool, wish(Quality.AUTO, video)):
        ended = ended if step.is_rest else step.at
        shown = decoded(canvas, step)
        assert psnr(shown, step.seen) >= least
        if ALL[name].is_text:
            assert is_same(shown, step.seen)
    assert is_same(shown, step.seen)
    assert step.at - ended <= EXACT_SECONDS
    kinds = {type(one) for frame in canvas.operations for one in frame}
    assert Video not in kinds or video


@pytest.mark.parametrize("quality", [Quality.AUTO, Quality.LIGHT])
@pytest.mark.parametrize("name", ["video", "slides", "resize", "scroll"])
def test_the_worst_line(name: str, quality: Quality, pool: Executor) -> None:
    """Nothing is promised but that it comes to be exact, and about what it is like before."""
    canvas = Canvas()
    least = inf
    for step in steps(ALL[name], pool, wish(quality, level=4)):
        shown = decoded(canvas, step)
        least = min(least, psnr(shown, step.seen))
    assert is_same(shown, step.seen)
    assert least >= PSNR_LEAST[1]


@pytest.mark.parametrize("quality", list(Quality))
@pytest.mark.parametrize(
    "name",
    ["drag", "video", "noise", "windows", "resize", "shelf drag", "shelf coarse", "shelf menu"],
)
def test_a_small_budget_only_takes_longer(name: str, quality: Quality, pool: Executor) -> None:
    canvas = Canvas()
    for step in steps(ALL[name], pool, wish(quality, budget=3000)):
        shown = decoded(canvas, step)
    assert is_same(shown, step.seen)


@pytest.mark.parametrize("grey", [False, True])
def test_auto_at_half_size(grey: bool, pool: Executor) -> None:
    canvas = Canvas()
    for step in steps(ALL["video"], pool, wish(Quality.AUTO, grey=grey), half=True):
        shown = decoded(canvas, step)
        assert psnr(shown, step.seen) >= PSNR_LEAST[0]
    assert canvas.scale == 2
    assert canvas.sizes == [(320, 240)]
    assert canvas.image.size == (160, 120)
    assert is_same(shown, step.seen)


def kinds_in(name: str, pool: Executor) -> set[type]:
    canvas = Canvas()
    for step in steps(ALL[name], pool, wish(Quality.AUTO)):
        decoded(canvas, step)
    return {type(one) for frame in canvas.operations for one in frame}


def test_the_sequences_use_every_operation(pool: Executor) -> None:
    """Else the golden tests would say nothing of some."""
    assert Move in kinds_in("scroll", pool)
    assert Move in kinds_in("drag", pool)
    assert Jpeg in kinds_in("slides", pool)
    assert Video in kinds_in("video", pool)
    assert {Fill, Webp} <= kinds_in("resize", pool)
    for name in ("drag", "menu", "resize", "coarse"):
        assert {Stow, Restore} <= kinds_in(f"shelf {name}", pool)


@pytest.mark.parametrize("name", ["typing", "proportional"])
def test_a_key_costs_a_few_bytes(name: str, pool: Executor) -> None:
    """At most once a letter that stands nowhere yet; a caret that blinks costs one fill."""
    canvas, sizes = Canvas(), []
    for step in steps(ALL[name], pool, wish(Quality.AUTO)):
        decoded(canvas, step)
        sizes += [len(data) for kind, data in step.records if kind == Kind.PICTURE]
    keys, head = sorted(sizes[1:]), 7
    assert keys[0] <= head + 2 * FILL_SIZE
    assert keys[len(keys) * 4 // 5] <= head + 2 * FILL_SIZE + MOVE_SIZE
    assert sum(keys) / len(keys) < head + 2 * FILL_SIZE + MOVE_SIZE
    blinks = [size for size in keys if size == head + FILL_SIZE]
    assert len(blinks) == (10 if name == "proportional" else 0)


CLOSING_MOST = 120
"""Bytes of a frame in which something closes: of the window over the photo 70,000 pixels."""


@pytest.mark.parametrize("quality", [Quality.SHARP, Quality.AUTO])
@pytest.mark.parametrize("name", ["shelf drag", "shelf menu"])
def test_what_is_uncovered_costs_next_to_nothing(
    name: str, quality: Quality, pool: Executor
) -> None:
    frames = [step for step in steps(ALL[name], pool, wish(quality)) if not step.is_rest]
    last = [data for kind, data in frames[-1].records if kind is Kind.PICTURE]
    assert last
    assert sum(map(len, last)) <= CLOSING_MOST


def test_what_means_nothing_is_not_sent(pool: Executor) -> None:
    sent = [step.records for step in steps(ALL["ignored"], pool, wish(Quality.AUTO))]
    assert len(sent[0]) == 2
    assert not any(sent[1:])
