"""The remote keyboard's map: which key, with which modifiers, types a character. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from agent.input import keysyms

SHIFT: Final = 1
LOCK: Final = 2
CONTROL: Final = 4
ALT: Final = 8
SUPER: Final = 64
"""Bits of the modifiers: the first three are fixed, the others are what every layout takes."""

SPARES_WANTED: Final = 8
"""With fewer empty keys than this, keys with only media functions are lent for a time."""

_NOTHING: Final = 0
_MEDIA: Final = range(0x1008FE00, 0x10090000)
_KEYPAD: Final = range(0xFF80, 0xFFBE)
_COLUMNS: Final = ((0, 1, 4, 5), (2, 3, 6, 7))
"""Where the core map keeps the four levels of the first and the second group."""


@dataclass(frozen=True, slots=True)
class Stroke:
    """A key and what must hold while it is struck; None where it does not matter."""

    keycode: int
    shift: bool | None = None
    level3: bool | None = None
    num_lock: bool | None = None


class Keymap:
    """A copy of the core keyboard map.

    `rows`: the keysyms of each keycode from `first` on. `modifiers`: the keycodes of each of the
    eight modifiers.
    """

    def __init__(
        self, first: int, rows: Sequence[Sequence[int]], modifiers: Sequence[Sequence[int]]
    ) -> None:
        self._rows = {first + index: tuple(row) for index, row in enumerate(rows)}
        self._bits: dict[int, int] = {}
        for index, codes in enumerate(modifiers):
            for code in codes:
                if code:
                    self._bits[code] = self._bits.get(code, 0) | 1 << index
        self._characters = [self._index(group) for group in range(len(_COLUMNS))]
        self.shift_key = self._modifier(keysyms.SHIFT_LEFT)
        self.level3_key = self._modifier(keysyms.LEVEL3_SHIFT)
        self.level3 = self._bits.get(self.level3_key or 0, 0)
        self.num_lock = self._bits.get(self._modifier(keysyms.NUM_LOCK) or 0, 0)

    @property
    def rows(self) -> Mapping[int, tuple[int, ...]]:
        """The keysyms of every keycode."""
        return self._rows

    def bit(self, keycode: int) -> int:
        """The modifiers that a key sets, as bits; 0 for an ordinary key."""
        return self._bits.get(keycode, 0)

    def character(self, character: str, group: int) -> Stroke | None:
        """How a character is typed in this group, or None where no key there types it."""
        return self._characters[group].get(character) if group < len(_COLUMNS) else None

    def key(self, keysym: int) -> Stroke | None:
        """How a key that types no character is struck, or None where there is none."""
        for code, row in self._rows.items():
            if row and row[0] == keysym:
                matters = keysym in _KEYPAD and len(row) > 1 and row[1] not in (_NOTHING, keysym)
                return Stroke(code, num_lock=False if matters else None)
        if keysym in _KEYPAD:
            for code, row in self._rows.items():
                if len(row) > 1 and row[1] == keysym:
                    return Stroke(code, num_lock=True)
        return None

    def spare(self) -> list[int]:
        """Keycodes that nothing uses, or, where these are few, that only media keys use."""
        free = [code for code in self._rows if code not in self._bits]
        empty = [code for code in free if not any(self._rows[code])]
        if len(empty) >= SPARES_WANTED:
            return empty
        media = [
            code
            for code in free
            if any(self._rows[code])
            and all(keysym == _NOTHING or keysym in _MEDIA for keysym in self._rows[code])
        ]
        return empty + media[::-1][: SPARES_WANTED - len(empty)]

    def _modifier(self, keysym: int) -> int | None:
        codes = (code for code, row in self._rows.items() if row and row[0] == keysym)
        return next((code for code in codes if code in self._bits), None)

    def _index(self, group: int) -> dict[str, Stroke]:
        found: dict[str, Stroke] = {}
        for level in range(4):
            for code, row in self._rows.items():
                character = keysyms.to_character(_keysym(row, group, level))
                if character is not None and code not in self._bits:
                    stroke = Stroke(code, shift=bool(level & 1), level3=bool(level & 2))
                    found.setdefault(character, stroke)
        return found


def _keysym(row: Sequence[int], group: int, level: int) -> int:
    columns = _COLUMNS[group]
    # A key with one group only has the same characters in every group.
    if not any(row[column] for column in columns if column < len(row)):
        columns = _COLUMNS[0]
    return row[columns[level]] if columns[level] < len(row) else _NOTHING


@dataclass(frozen=True, slots=True)
class Chord:
    """Keys to move before a stroke, and after it: keycode and whether it goes down."""

    before: tuple[tuple[int, bool], ...]
    after: tuple[tuple[int, bool], ...]


def chord(
    keymap: Keymap, stroke: Stroke, active: int, ours: Iterable[int], off: int
) -> Chord | None:
    """How to bring the modifiers to what a stroke needs, and back.

    `active`: the modifiers that hold now. `ours`: modifier keys held by the injector, the only
    ones it can lift. `off`: modifiers to lift besides. None where somebody else holds a modifier
    that must not hold, or a key that is needed does not exist.
    """
    levels = (
        (SHIFT, stroke.shift, keymap.shift_key),
        (keymap.level3, stroke.level3, keymap.level3_key),
    )
    must_off = off
    press: list[int] = []
    for bit, wanted, key in levels:
        if wanted is False:
            must_off |= bit
        elif wanted and (not bit or not active & bit):
            if key is None or not bit:
                return None
            press.append(key)
    lift = [code for code in ours if keymap.bit(code) & must_off]
    lifted = 0
    for code in lift:
        lifted |= keymap.bit(code)
    if active & must_off & ~lifted & (SHIFT | keymap.level3):
        return None
    before = [(code, False) for code in lift] + [(code, True) for code in press]
    after = [(code, not down) for code, down in reversed(before)]
    return Chord(tuple(before), tuple(after))
