"""Encoding as many rectangles as a budget of bytes allows, and hardly more."""

from collections.abc import Callable, Sequence
from typing import Final, Protocol, TypeVar

from agent.screen.source import Box

_GUESS: Final = 0.3
_LEARN: Final = 0.3
_LEAST: Final = 0.001


class Image(Protocol):
    """An operation that carries an image."""

    @property
    def data(self) -> bytes:
        """The image's bytes."""


Kind = TypeVar("Kind", bound=Image)


class Spending:
    """Learns what a pixel of one kind of image costs, in bytes."""

    def __init__(self) -> None:
        self._cost = _GUESS

    def area(self, budget: int) -> int:
        """How many pixels a budget will probably do for; one that is spent does for one."""
        return max(1, int(budget / self._cost))

    def encode(
        self, boxes: Sequence[Box], budget: int, encode: Callable[[Sequence[Box]], list[Kind]]
    ) -> tuple[list[Kind], int]:
        """Images of the first boxes, and of how many boxes: the least that spends the budget.

        At least of one where there is any; `encode` gets as many at once as will probably do.
        """
        found: list[Kind] = []
        at = 0
        while at < len(boxes) and (budget > 0 or at == 0):
            end, pixels = self._reach(boxes, at, budget)
            images = encode(boxes[at:end])
            size = sum(len(image.data) for image in images)
            self._cost += _LEARN * (max(size / pixels, _LEAST) - self._cost)
            found += images
            budget -= size
            at = end
        return found, at

    def _reach(self, boxes: Sequence[Box], at: int, budget: int) -> tuple[int, int]:
        pixels, end = 0, at
        while end < len(boxes) and (end == at or pixels * self._cost < budget):
            pixels += boxes[end].width * boxes[end].height
            end += 1
        return end, pixels
