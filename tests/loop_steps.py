"""How much of Python one turn of the event loop runs, counted, so that no busy machine matters."""

import asyncio
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any


class LoopSteps:
    """Calls made by the longest turn of a loop's callbacks so far; other threads' are not counted.

    A call of a function written in C counts as one, whatever it does.
    """

    def __init__(self) -> None:
        self.longest = 0
        self._count = 0

    def begin(self) -> None:
        """A turn begins."""
        self._count = 0

    def end(self) -> None:
        """A turn is over."""
        self.longest = max(self.longest, self._count)

    def saw(self, _frame: FrameType, event: str, _what: Any) -> None:
        """For `sys.setprofile`."""
        if event in ("call", "c_call"):
            self._count += 1


@contextmanager
def loop_steps() -> Iterator[LoopSteps]:
    """Count while inside, in the thread that enters."""
    handles: Any = asyncio.Handle
    steps, run = LoopSteps(), handles._run

    def counted(handle: asyncio.Handle) -> None:
        steps.begin()
        run(handle)
        steps.end()

    handles._run = counted
    sys.setprofile(steps.saw)
    try:
        yield steps
    finally:
        sys.setprofile(None)
        handles._run = run
