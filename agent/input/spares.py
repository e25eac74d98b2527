"""Spare keycodes lent in turn to characters that the keyboard's map has not. Pure.

A program reads the map some time after it was changed, so a keycode that was struck rests before
it gets another character. And Xlib forgets a change that it hears of while it reads the map for the
one before, so changes keep a distance (without it about one new character in sixty was wrong). The
time is passed in, in seconds of a clock that only goes forward.
"""

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

REST_SECONDS: Final = 0.25
"""How long a keycode keeps its character after it was last struck."""

CHANGE_SECONDS: Final = 0.04
"""Least time between two changes of the map."""


@dataclass(frozen=True, slots=True)
class Loan:
    """A keycode for a keysym; `fresh` where the map has to be changed first."""

    keycode: int
    fresh: bool


class Spares:
    """Who has which spare keycode, the one longest unused first."""

    def __init__(self, keycodes: Iterable[int]) -> None:
        self._lent: OrderedDict[int, tuple[int, float]] = OrderedDict(
            (code, (0, float("-inf"))) for code in keycodes
        )
        self._changed = float("-inf")

    def __len__(self) -> int:
        return len(self._lent)

    def lent(self) -> dict[int, int]:
        """The keysym of every keycode that has one."""
        return {code: keysym for code, (keysym, _) in self._lent.items() if keysym}

    def wait(self, keysym: int, now: float) -> float:
        """Seconds until a keycode can be had for this keysym: 0 for now."""
        if not self._lent or any(has == keysym for has, _ in self._lent.values()):
            return 0.0
        _, struck = next(iter(self._lent.values()))
        return max(0.0, struck + REST_SECONDS - now, self._changed + CHANGE_SECONDS - now)

    def take(self, keysym: int, now: float) -> Loan | None:
        """A keycode for this keysym, or None where there is none at all. `wait` must be 0."""
        if not self._lent:
            return None
        code = next((code for code, (has, _) in self._lent.items() if has == keysym), None)
        fresh = code is None
        if code is None:
            code = next(iter(self._lent))
            self._changed = now
        self._lent[code] = (keysym, now)
        self._lent.move_to_end(code)
        return Loan(code, fresh)
