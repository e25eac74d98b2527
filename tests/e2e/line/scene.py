"""A screen that a test paints on, and the console that watches it over a bad line."""

import base64
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from PIL import Image

from tests.picture.sequences import page as sheet
from tests.picture.sequences import photo
from tests.stack.slow import SlowLine, slow
from tests.stack.whole import Whole, whole
from tests.waiting import until
from tests.x11.painter import Painter

PACE_SECONDS = 0.04
_MARK = (600, 40)
"""Where the mark is painted that tells which state of the screen is seen."""
_SIDE = 32
_PHOTO = (40, 80)
WATCH = """([x, y]) => {
  const canvas = document.getElementById("screen");
  const context = canvas.getContext("2d");
  globalThis.seenMarks = [];
  let last = -1;
  const look = () => {
    const [red, green, blue] = context.getImageData(x, y, 1, 1).data;
    const mark = red === 7 ? green * 256 + blue : -1;
    if (mark !== last) globalThis.seenMarks.push(mark);
    last = mark;
    requestAnimationFrame(look);
  };
  look();
}"""
ALL_PIXELS = """() => {
  const canvas = document.getElementById("screen");
  const {data} = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  let text = "";
  for (let at = 0; at < data.length; at += 32768) {
    text += String.fromCharCode(...data.subarray(at, at + 32768));
  }
  return [canvas.width, canvas.height, btoa(text)];
}"""


@dataclass
class Scene:
    """`mark` is the number of the state that was painted last."""

    whole: Whole
    line: SlowLine
    painter: Painter
    mark: int = 0
    most_held: int = 0

    def paint(self) -> None:
        """Another state: a photograph that moves, and the mark."""
        self.mark += 1
        turn = photo(240, 180, self.mark / 7)
        self.painter.put(*_PHOTO, turn.convert("RGBX"))
        mark = Image.new("RGBX", (_SIDE, _SIDE), (7, self.mark // 256, self.mark % 256))
        self.painter.put(*_MARK, mark)

    def paint_for(self, seconds: float) -> None:
        """Goes on painting at its pace; `most_held` is what the line held at most meanwhile."""
        end = time.monotonic() + seconds
        while (now := time.monotonic()) < end:
            self.paint()
            self.most_held = max(self.most_held, self.line.up.held)
            time.sleep(max(0.0, now + PACE_SECONDS - time.monotonic()))
        self.most_held = max(self.most_held, self.line.up.held)

    def marks(self) -> list[int]:
        """The states that were on the canvas since the last call, in order."""
        seen: list[int] = self.whole.page.evaluate("globalThis.seenMarks.splice(0)")
        return seen

    def newest(self, seconds: float) -> list[int]:
        """Waits until the newest state is on the canvas; the states seen on the way."""
        seen: list[int] = []

        def is_there() -> bool:
            seen.extend(self.marks())
            return self.mark in seen

        until(is_there, seconds, f"state {self.mark}")
        return seen

    def exact(self, seconds: float) -> None:
        """Waits until the canvas is, pixel by pixel, what is on the screen."""
        wanted = np.asarray(self.painter.grab().convert("RGB"))

        def is_same() -> bool:
            width, height, text = self.whole.page.evaluate(ALL_PIXELS)
            data = np.frombuffer(base64.b64decode(text), np.uint8).reshape(height, width, 4)
            return bool(np.array_equal(data[..., :3], wanted))

        until(is_same, seconds, "the exact picture")


@contextmanager
def scene(folder: Path, host: str = "127.0.0.1", agent_in: Sequence[str] = ()) -> Iterator[Scene]:
    """An allowed session that is watched: a sheet of text, and nothing moves yet.

    `host`: where the agent's line is reached; `agent_in`: the command that the agent is run by.
    """
    tap = partial(slow, host=host)
    with whole(folder, "see", agent_tap=tap, agent_in=agent_in) as one:
        assert isinstance(one.agent_line, SlowLine)
        painter = Painter(one.display.name)
        try:
            painter.put(0, 0, sheet(1280, 800, 21).convert("RGBX"))
            made = Scene(one, one.agent_line, painter)
            made.paint()
            one.page.evaluate(WATCH, list(_MARK))
            made.newest(10)
            made.exact(10)
            yield made
        finally:
            painter.close()
