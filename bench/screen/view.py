"""A peer at work: somebody sees a screen through it, and every counter is at hand."""

from collections.abc import Callable
from dataclasses import dataclass

from bench.screen.browser import Eyes
from bench.screen.cpu import Tree


@dataclass(frozen=True)
class View:
    """A remote screen in a browser, before its first picture."""

    eyes: Eyes
    begin: Callable[[], None]
    """Lets the first picture come."""
    wires: dict[str, Callable[[], int]]
    """Bytes sent so far: `browser` into the browser, and `agent` from our agent to the broker."""
    trees: dict[str, Tree]
    """Processes: `server` is the one that a customer would run."""

    def sent(self) -> dict[str, int]:
        """All wires."""
        return {name: count() for name, count in self.wires.items()}

    def spent(self) -> dict[str, float]:
        """CPU seconds of all processes so far."""
        return {name: tree.seconds() for name, tree in self.trees.items()}
