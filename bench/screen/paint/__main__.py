"""python -m bench.screen.paint CACHE UNIT [flips]: draws what lines of JSON on its input say.

Each line is answered by one line. `prepare NAME` sets an activity up, `start` lets it run for so
many `steps` or without end, `over` says whether they are drawn, `stop` ends it; `reset` takes it
away. With `flips` it shows a number instead and changes it now and then (`start`, with seconds
between changes) or at each key that is pressed (`keys`).
"""

import json
import select
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import xcffib.xproto as xp

from bench.screen.paint import menus, moving, writing
from bench.screen.paint.activity import Activity
from bench.screen.paint.desktop import Desk, furnish
from bench.screen.paint.flips import Flips
from bench.screen.paint.x import Drawing

Answer = dict[str, Any]
ACTIVITIES: tuple[type[Activity], ...] = (
    Activity,
    writing.Typing,
    writing.Scroll,
    moving.Drag,
    moving.Video,
    writing.Log,
    menus.Menus,
    moving.Slides,
    moving.Pan,
)


class Painter:
    """Runs one activity at a time, by the clock."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._activity = Activity(desk)
        self._begun = self._last = 0.0
        self._step = 0
        self._most: int | None = None
        self.due: float | None = None
        """When the next step is to be drawn, by the monotonic clock."""

    def do(self, order: Answer) -> Answer:
        """Does what a line says; gives the answer."""
        doing: dict[str, Callable[[Answer], Answer]] = {
            "furnish": self._furnish,
            "prepare": self._prepare,
            "start": self._start,
            "over": lambda _: {"over": self.due is None},
            "stop": self._stop,
            "reset": self._reset,
        }
        return doing[order["do"]](order)

    def _furnish(self, _: Answer) -> Answer:
        furnish(self._desk)
        return {}

    def _reset(self, _: Answer) -> Answer:
        self.due = None
        self._desk.reset()
        return {}

    def _prepare(self, order: Answer) -> Answer:
        self._reset(order)
        (kind,) = [one for one in ACTIVITIES if one.name == order["name"]]
        self._activity = kind(self._desk)
        self._activity.begin()
        self._desk.drawing.sync()
        return {"film": self._activity.film(), "rate": self._activity.rate}

    def _start(self, order: Answer) -> Answer:
        self._step, self._begun = 0, time.monotonic()
        self._most = order.get("steps")
        self._last = self._begun
        self.due = self._begun + 1 / self._activity.rate
        return {"begun": self._begun}

    def tick(self) -> None:
        """Draws the step that is due. One that comes late puts all later ones off."""
        self._step += 1
        self._activity.step(self._step)
        self._desk.drawing.sync()
        self._last = time.monotonic()
        if self._step == self._most:
            self.due = None
            return
        late = max(0.0, self._last - (self.due or 0.0) - 1 / self._activity.rate)
        self.due = (self.due or 0.0) + 1 / self._activity.rate + late

    def _stop(self, _: Answer) -> Answer:
        seconds = (self._last if self.due is None else time.monotonic()) - self._begun
        self.due = None
        text = self._activity.text()
        return {"steps": self._step, "seconds": seconds, "last": self._last, "text": text}

    def key(self, _: float) -> None:
        """Keys are nothing to an activity."""


def main() -> None:
    cache, unit, drawing = Path(sys.argv[1]), float(sys.argv[2]), Drawing()
    painter = Flips(drawing, unit) if sys.argv[3:] else Painter(Desk(drawing, cache, unit))
    out = drawing.connection.get_file_descriptor()
    lines = sys.stdin.fileno()
    while True:
        while event := drawing.connection.poll_for_event():
            if isinstance(event, xp.KeyPressEvent):
                painter.key(time.monotonic())
        wait = None if painter.due is None else max(0.0, painter.due - time.monotonic())
        ready, _, _ = select.select([lines, out], [], [], wait)
        if lines in ready:
            line = sys.stdin.buffer.readline()
            if not line:
                return
            print(json.dumps(painter.do(json.loads(line))), flush=True)
        elif painter.due is not None and time.monotonic() >= painter.due:
            painter.tick()


if __name__ == "__main__":
    main()
