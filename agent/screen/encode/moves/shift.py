"""How far something moved."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shift:
    """What stands at (x, y) stood at (x - dx, y - dy) before; pixels, to the right and down."""

    dx: int
    dy: int
