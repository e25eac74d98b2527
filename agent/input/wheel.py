"""Turns 120ths of a notch into whole notches, keeping what is left over. Pure."""

from agent.frames.input import NOTCH


class Wheel:
    """One mouse wheel, with a rest for each direction."""

    def __init__(self) -> None:
        self._rest = [0, 0]

    def turn(self, dx: int, dy: int) -> tuple[int, int]:
        """Whole notches to the right and down (negative: left and up) that are now complete.

        A turn the other way begins afresh, so that it is felt at once.
        """
        return self._axis(0, dx), self._axis(1, dy)

    def _axis(self, axis: int, turned: int) -> int:
        rest = self._rest[axis]
        total = turned if rest * turned < 0 else rest + turned
        notches = abs(total) // NOTCH * (1 if total > 0 else -1)
        self._rest[axis] = total - notches * NOTCH
        return notches
