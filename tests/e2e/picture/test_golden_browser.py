"""decode(encode(frames)) on the canvas of a real browser, pixel by pixel."""

import hashlib
from concurrent.futures import Executor
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page

from agent.frames.control import Quality
from agent.frames.operations import Jpeg, Video
from agent.screen.encode.wish import Wish
from agent.screen.source import Pixels
from tests.e2e.picture.sights import call, from_rgba, rgba, wired
from tests.fakes.canvas import Canvas
from tests.picture.encoded import Step, steps
from tests.picture.sequences import ALL

BUDGET = 1_000_000
LOSSY_MEAN, LOSSY_MOST = 0.6, 4
"""How far two decoders of the same JPEG or video may be apart, of 255."""


def look(page: Page, name: str, canvas: Canvas, step: Step, raw: bool) -> dict[str, Any] | None:
    """One step in both decoders; what the browser then shows, None where nothing was sent."""
    if not step.records:
        return None
    name = f"{name}:worker"
    for kind, data in step.records:
        canvas.take(kind, data)
    said = {"name": name, "records": wired(step.records), "frame": canvas.frame, "raw": raw}
    seen: dict[str, Any] = call(page, "show", said)
    assert (seen["faults"], seen["broken"], seen["shown"]) == ([], [], canvas.frame)
    assert tuple(seen["size"]) == canvas.image.size
    return seen


def hash_of(pixels: Pixels) -> str:
    return hashlib.sha256(rgba(pixels & np.uint32(0xFFFFFF))).hexdigest()


def wish(quality: Quality, grey: bool = False) -> Wish:
    return Wish(quality=quality, video=True, grey=grey, line_level=0, budget=BUDGET)


@pytest.mark.parametrize("name", ALL)
def test_sharp_is_exact_at_every_frame(name: str, page: Page, pool: Executor) -> None:
    canvas = Canvas()
    for step in steps(ALL[name], pool, wish(Quality.SHARP)):
        seen = look(page, name, canvas, step, raw=False)
        assert seen is None or seen["hash"] == hash_of(step.seen)
    call(page, "close", f"{name}:worker")


@pytest.mark.parametrize(("half", "grey"), [(True, False), (False, True), (True, True)])
@pytest.mark.parametrize("name", ["text", "scroll", "slides", "33x17", "1x1"])
def test_half_and_grey(name: str, half: bool, grey: bool, page: Page, pool: Executor) -> None:
    canvas = Canvas()
    for step in steps(ALL[name], pool, wish(Quality.SHARP, grey), half=half):
        seen = look(page, name, canvas, step, raw=False)
        assert seen is None or seen["hash"] == hash_of(step.seen)
    call(page, "close", f"{name}:worker")


@pytest.mark.parametrize("name", ["text", "scroll", "drag", "windows", "pixels"])
def test_text_in_auto_is_exact_at_every_frame(name: str, page: Page, pool: Executor) -> None:
    canvas = Canvas()
    for step in steps(ALL[name], pool, wish(Quality.AUTO)):
        seen = look(page, name, canvas, step, raw=False)
        assert seen is None or seen["hash"] == hash_of(step.seen)
    call(page, "close", f"{name}:worker")


@pytest.mark.parametrize("name", ["video", "slides", "resize", "noise"])
def test_lossy_is_close_and_exact_in_the_end(name: str, page: Page, pool: Executor) -> None:
    """Close to the reference decoder, whose distance from the source tests/picture states."""
    canvas, lossy, last = Canvas(), 0, None
    for step in steps(ALL[name], pool, wish(Quality.AUTO)):
        seen = look(page, name, canvas, step, raw=True)
        if seen is None:
            continue
        lossy += any(isinstance(one, Jpeg | Video) for one in canvas.operations[-1])
        last = from_rgba(seen["pixels"], canvas.image.size)
        apart = np.abs(last - np.asarray(canvas.image).astype(np.int16))
        assert apart.mean() <= LOSSY_MEAN
        assert apart.max() <= LOSSY_MOST
    assert lossy > 0 or name == "noise"
    assert last is not None
    wanted = np.frombuffer(rgba(step.seen & np.uint32(0xFFFFFF)), np.uint8)
    assert np.array_equal(last, wanted.reshape(*step.seen.shape, 4)[..., :3])
    call(page, "close", f"{name}:worker")


def test_frames_that_come_together(page: Page, pool: Executor) -> None:
    """Three are drawn in order, at once or not, and the newest is told."""
    canvas, waiting = Canvas(), []
    name, count = "together", 0
    for step in steps(ALL["scroll"], pool, wish(Quality.AUTO)):
        for kind, data in step.records:
            canvas.take(kind, data)
        waiting += step.records
        count += bool(step.records)
        if count == 3 or (step.is_rest and waiting):
            said = {
                "name": f"{name}:worker",
                "records": wired(waiting),
                "frame": canvas.frame,
                "raw": False,
            }
            seen = call(page, "show", said)
            assert (seen["faults"], seen["broken"], seen["shown"]) == ([], [], canvas.frame)
            assert seen["hash"] == hash_of(canvas.pixels)
            waiting, count = [], 0
    call(page, "close", f"{name}:worker")
