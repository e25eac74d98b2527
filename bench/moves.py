"""What the search for moves costs: `python -m bench.moves`; milliseconds, the least of many runs.

Each line: without hints, with the right ones, pixels that differ before and after the moves.
"""

import sys
import time
from collections.abc import Callable, Sequence
from typing import Final

import numpy as np

from agent.frames.operations import Move
from agent.screen.encode import tiles
from agent.screen.encode.moves import search
from agent.screen.encode.moves.shift import Shift
from agent.screen.encode.moves.standing import shift_of
from agent.screen.source import Pixels
from tests.fakes.scenes import flat, noise, photo, put, text, window

RUNS: Final = 30


def scenes() -> dict[str, tuple[Pixels, Pixels]]:
    """Pairs of screens."""
    wall, page, some = photo(1920, 1080), text(1000, 1600), window(800, 600)
    world, large, huge = photo(2000, 1200), text(1920, 1200), text(3840, 2300)
    left, right = text(700, 1200, 2), text(800, 1200, 3)
    return {
        "typing": (wall, put(wall, text(12, 14), 400, 500)),
        "film 640x360": (
            put(wall, noise(640, 360, 1), 500, 300),
            put(wall, noise(640, 360, 2), 500, 300),
        ),
        "noise 1920x1080": (noise(1920, 1080, 1), noise(1920, 1080, 2)),
        "another page 1000x800": (put(wall, page[:800], 200, 100), put(wall, page[800:], 200, 100)),
        "text 1000x800 by 40": (put(wall, page[:800], 200, 100), put(wall, page[40:840], 200, 100)),
        "two texts": (
            put(put(wall, left[:700], 50, 100), right[:900], 900, 60),
            put(put(wall, left[40:740], 50, 100), right[19:919], 900, 60),
        ),
        "drag 800x600, photo": (put(wall, some, 310, 200), put(wall, some, 327, 229)),
        "drag 800x600, flat": (
            put(flat(1920, 1080), some, 310, 200),
            put(flat(1920, 1080), some, 910, 190),
        ),
        "text 1920x1080": (large[:1080].copy(), large[57:1137].copy()),
        "pan 1920x1080": (world[:1080, :1920].copy(), world[7:1087, 13:1933].copy()),
        "text 3840x2160": (huge[:2160].copy(), huge[57:2217].copy()),
    }


def least(run: Callable[[], object]) -> float:
    """The shortest of `RUNS` runs, ms."""
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return min(times) * 1000


def main() -> None:
    """Prints a line for each pair."""
    for name, (old, new) in scenes().items():
        changed = tiles.changed(old, new)

        def sought(hints: Sequence[Shift]) -> list[Move]:
            return search.find(old, new, changed, hints)  # noqa: B023 - called in this round

        found = sought(())
        hints = [shift_of(move) for move in found]
        screen = old.copy()
        for move in found:
            search.apply(screen, move)
        figures = least(lambda: sought(())), least(lambda: sought(hints))  # noqa: B023
        left = [int(np.count_nonzero(some != new)) for some in (old, screen)]
        line = f"{name:22} {figures[0]:6.2f} {figures[1]:6.2f} {left[0]:8} {left[1]:8}"
        sys.stdout.write(f"{line}  {len(found)} moves\n")


if __name__ == "__main__":
    main()
