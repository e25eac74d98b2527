"""From a change on the screen, or a key at the console, to the canvas of the browser."""

import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from bench.screen.paint.flips import PLACE
from bench.screen.plan import QUIET
from bench.screen.view import View
from bench.screen.xserver import Stage

_INTERVAL: Final = 0.3
_KEY_SECONDS: Final = 0.25
_WARM_SECONDS: Final = 1.5
"""How long an activity goes on before anything is measured beside it."""


def glass(view: View, stage: Stage, situation: str, seconds: float, grace: float) -> dict[str, Any]:
    """Changes of a number on the screen, in ms until the canvas shows them; `missed` are those that
    it never showed. `grace`: for how many seconds late ones are waited for."""
    with _beside(stage, situation):
        offset = view.eyes.clock()
        view.eyes.watch(PLACE)
        stage.flips.do("start", interval=_INTERVAL)
        time.sleep(seconds)
        flips = stage.flips.do("stop")["flips"]
        time.sleep(grace)
        seen = _first(view.eyes.seen()["seen"])
    shown = [seen[number] + offset - at * 1000 for number, at in flips if number in seen]
    return {"ms": shown, "asked": len(flips), "missed": len(flips) - len(shown)}


def echo(view: View, stage: Stage, situation: str, count: int, grace: float) -> dict[str, Any]:
    """Keys pressed in the page, in ms until the canvas shows what they did on the screen."""
    dice = random.Random(9)
    with _beside(stage, situation):
        stage.flips.do("keys")
        view.eyes.keys()
        view.eyes.watch(PLACE)
        for _ in range(count):
            view.eyes.press("a")
            time.sleep(_KEY_SECONDS + dice.random() * 0.1)
        time.sleep(grace)
        flips = stage.flips.do("stop")["flips"]
        seen = _first(view.eyes.seen()["seen"])
    pressed = view.eyes.keys()
    # A key that never came would shift all later ones, so they are worth nothing then.
    numbers = [number for number, _ in flips] if len(flips) == len(pressed) else []
    pairs = zip(pressed, numbers, strict=False)
    shown = [seen[number] - at for at, number in pairs if number in seen]
    return {"ms": shown, "asked": len(pressed), "missed": len(pressed) - len(shown)}


@contextmanager
def _beside(stage: Stage, situation: str) -> Iterator[None]:
    if situation == QUIET:
        stage.painter.do("reset")
        time.sleep(_WARM_SECONDS)
        yield
        return
    stage.painter.do("prepare", name=situation)
    stage.painter.do("start")
    time.sleep(_WARM_SECONDS)
    yield
    stage.painter.do("reset")


def _first(seen: list[tuple[int, float]]) -> dict[int, float]:
    """When each number was seen first."""
    found: dict[int, float] = {}
    for number, at in seen:
        found.setdefault(number, at)
    return found
