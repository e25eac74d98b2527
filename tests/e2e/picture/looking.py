"""One sequence through the encoder, the reference decoder and a browser, step by step."""

import hashlib
from collections.abc import Iterator
from concurrent.futures import Executor
from typing import Any

import numpy as np

from agent.frames.control import Quality
from agent.screen.encode.wish import Wish
from agent.screen.source import Pixels
from tests.e2e.picture.sights import Browser, call, from_rgba, rgba, wired
from tests.fakes.canvas import Canvas
from tests.picture.encoded import Step, steps
from tests.picture.sequences import ALL

BUDGET = 1_000_000
LOSSY_MEAN, LOSSY_MOST = 0.6, 4
"""How far two decoders of the same JPEG or video may be apart, of 255."""


def look(page: Browser, name: str, canvas: Canvas, step: Step, raw: bool) -> dict[str, Any] | None:
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


def wish(quality: Quality, grey: bool = False, video: bool = True) -> Wish:
    return Wish(quality=quality, video=video, grey=grey, level=0, budget=BUDGET)


def is_exact(page: Browser, name: str, pool: Executor, said: Wish, half: bool = False) -> None:
    """Asserts that every frame is on the canvas, pixel by pixel, as it was captured."""
    canvas = Canvas()
    for step in steps(ALL[name], pool, said, half=half):
        seen = look(page, name, canvas, step, raw=False)
        assert seen is None or seen["hash"] == hash_of(step.seen)
    call(page, "close", f"{name}:worker")


def is_close(page: Browser, name: str, pool: Executor, said: Wish) -> Iterator[Canvas]:
    """Asserts that every frame is close to the reference decoder's, the last one exact.

    Gives the reference decoder after each frame.
    """
    canvas, last = Canvas(), None
    for step in steps(ALL[name], pool, said):
        seen = look(page, name, canvas, step, raw=True)
        if seen is None:
            continue
        last = from_rgba(seen["pixels"], canvas.image.size)
        apart = np.abs(last - np.asarray(canvas.image).astype(np.int16))
        assert apart.mean() <= LOSSY_MEAN
        assert apart.max() <= LOSSY_MOST
        yield canvas
    assert last is not None
    wanted = np.frombuffer(rgba(step.seen & np.uint32(0xFFFFFF)), np.uint8)
    assert np.array_equal(last, wanted.reshape(*step.seen.shape, 4)[..., :3])
    call(page, "close", f"{name}:worker")
