"""Encoding as many rectangles as a budget of bytes allows, and hardly more."""

from collections.abc import Callable, Sequence
from typing import Final, Protocol, TypeVar

from agent.screen.source import Box

_GUESS: Final = 0.3
_LEARN: Final = 0.3
_LEAST: Final = 0.001

WORST: Final = 4
"""Bytes of a pixel at most, about: noise, without loss."""

_GROWTH: Final = 2
"""How many times more pixels than so far are encoded at once."""


class Image(Protocol):
    """An operation that carries an image."""

    @property
    def width(self) -> int:
        """In pixels."""

    @property
    def height(self) -> int:
        """In pixels."""

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

        At least of one where there is any. `encode` gives images that make up the boxes one after
        the other; it gets as many at once as will probably do, few at first, as nothing that was
        learned says what comes next. What it made beyond the budget is thrown away.
        """
        found: list[Kind] = []
        at, left, reach = 0, budget, max(1, budget // WORST)
        while at < len(boxes) and (left > 0 or at == 0):
            some = self._some(boxes[at:], left, reach)
            images = encode(some)
            pixels, size = sum(map(_area, some)), _size(images)
            self._cost += _LEARN * (max(size / pixels, _LEAST) - self._cost)
            for group in _by_box(some, images):
                if left <= 0 and found:
                    return found, at
                found += group
                left -= _size(group)
                at += 1
            reach = _GROWTH * (reach + pixels)
        return found, at

    def _some(self, boxes: Sequence[Box], budget: int, reach: int) -> Sequence[Box]:
        pixels, end = 0, 0
        while end < len(boxes) and (end == 0 or (pixels * self._cost < budget and pixels < reach)):
            pixels += _area(boxes[end])
            end += 1
        return boxes[:end]


def _area(one: Box | Image) -> int:
    return one.width * one.height


def _size(images: Sequence[Image]) -> int:
    return sum(len(image.data) for image in images)


def _by_box(boxes: Sequence[Box], images: Sequence[Kind]) -> list[list[Kind]]:
    """The images that make up each box."""
    groups, at = [], 0
    for box in boxes:
        area, begin = 0, at
        while area < _area(box):
            area += _area(images[at])
            at += 1
        groups.append(list(images[begin:at]))
    return groups
