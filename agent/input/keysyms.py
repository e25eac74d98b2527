"""W3C key names and Unicode characters as X11 keysyms, and back. Pure.

Sources: UI Events KeyboardEvent key Values (W3C); X Window System Protocol, appendix A (keysym
encoding): Latin-1 is itself, any other character is 0x1000000 + its code point, and older keysyms
follow the character sets of their time.
"""

from collections.abc import Mapping
from typing import Final

from agent.frames.input import Location

UNICODE: Final = 0x1000000
"""Added to a code point beyond Latin-1."""

LEVEL3_SHIFT: Final = 0xFE03
NUM_LOCK: Final = 0xFF7F
SHIFT_LEFT: Final = 0xFFE1

_LATIN_1: Final = (range(0x20, 0x7F), range(0xA0, 0x100))

_OLD_SETS: Final[Mapping[int, tuple[str, range]]] = {
    0x01: ("iso8859_2", range(0xA1, 0x100)),
    0x02: ("iso8859_3", range(0xA1, 0x100)),
    0x03: ("iso8859_4", range(0xA2, 0x100)),
    0x05: ("iso8859_6", range(0xAC, 0xF3)),
    0x06: ("koi8_u", range(0xA3, 0x100)),
    0x07: ("iso8859_7", range(0xC1, 0xFA)),
    0x0C: ("iso8859_8", range(0xE0, 0xFB)),
    0x0D: ("tis_620", range(0xA1, 0xFA)),
}
"""High byte of an older keysym: the character set of its low byte, as far as it is followed."""

_OLD_SINGLES: Final[Mapping[int, str]] = {
    0x13BC: "Œ",
    0x13BD: "œ",
    0x13BE: "Ÿ",
    0x20AC: "€",
    0x06B0: "№",
    0x07F2: "σ",
    0x07F3: "ς",
}

_NAMED: Final[Mapping[str, int]] = {
    "Enter": 0xFF0D,
    "Tab": 0xFF09,
    "Backspace": 0xFF08,
    "Escape": 0xFF1B,
    "Delete": 0xFFFF,
    "Insert": 0xFF63,
    "Home": 0xFF50,
    "ArrowLeft": 0xFF51,
    "ArrowUp": 0xFF52,
    "ArrowRight": 0xFF53,
    "ArrowDown": 0xFF54,
    "PageUp": 0xFF55,
    "PageDown": 0xFF56,
    "End": 0xFF57,
    "PrintScreen": 0xFF61,
    "Undo": 0xFF65,
    "Redo": 0xFF66,
    "ContextMenu": 0xFF67,
    "Find": 0xFF68,
    "Help": 0xFF6A,
    "Pause": 0xFF13,
    "ScrollLock": 0xFF14,
    "NumLock": NUM_LOCK,
    "CapsLock": 0xFFE5,
    "Compose": 0xFF20,
    "Clear": 0xFF0B,
    "AudioVolumeDown": 0x1008FF11,
    "AudioVolumeMute": 0x1008FF12,
    "AudioVolumeUp": 0x1008FF13,
    "MediaPlayPause": 0x1008FF14,
    "MediaStop": 0x1008FF15,
    "MediaTrackPrevious": 0x1008FF16,
    "MediaTrackNext": 0x1008FF17,
    **{f"F{number}": 0xFFBD + number for number in range(1, 25)},
}

_SIDED: Final[Mapping[str, tuple[int, int]]] = {
    "Shift": (SHIFT_LEFT, 0xFFE2),
    "Control": (0xFFE3, 0xFFE4),
    "Alt": (0xFFE9, 0xFFEA),
    "Meta": (0xFFEB, 0xFFEC),
}
"""Left and right."""

_KEYPAD: Final[Mapping[str, int]] = {
    **{str(digit): 0xFFB0 + digit for digit in range(10)},
    "*": 0xFFAA,
    "+": 0xFFAB,
    ",": 0xFFAC,
    "-": 0xFFAD,
    ".": 0xFFAE,
    "/": 0xFFAF,
    "=": 0xFFBD,
    "Enter": 0xFF8D,
    "Home": 0xFF95,
    "ArrowLeft": 0xFF96,
    "ArrowUp": 0xFF97,
    "ArrowRight": 0xFF98,
    "ArrowDown": 0xFF99,
    "PageUp": 0xFF9A,
    "PageDown": 0xFF9B,
    "End": 0xFF9C,
    "Clear": 0xFF9D,
    "Insert": 0xFF9E,
    "Delete": 0xFF9F,
}

_CONTROLS: Final[Mapping[str, str]] = {"\n": "Enter", "\t": "Tab"}


def named(key: str, location: Location) -> int | None:
    """The keysym of a key that types no character, or None where the name is not known."""
    if location == Location.KEYPAD and key in _KEYPAD:
        return _KEYPAD[key]
    if key in _SIDED:
        return _SIDED[key][location == Location.RIGHT]
    return _NAMED.get(key)


def characters(text: str) -> list[str]:
    """What to type for a text, in order: characters, and names of keys for new line and tab.

    A carriage return before a new line goes with it; other control characters are left out.
    """
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    typed = (_CONTROLS.get(character, character) for character in plain)
    return [each for each in typed if len(each) > 1 or is_character(each)]


def is_character(key: str) -> bool:
    """Whether this is one character that can be typed, not a control character."""
    return len(key) == 1 and (0x20 <= ord(key) < 0x7F or ord(key) >= 0xA0)


def of_character(character: str) -> int:
    """The keysym that means this character everywhere."""
    code = ord(character)
    return code if any(code in part for part in _LATIN_1) else UNICODE + code


def to_character(keysym: int) -> str | None:
    """The character that a keysym types, or None where it types none (or one hardly met)."""
    if any(keysym in part for part in _LATIN_1):
        return chr(keysym)
    if UNICODE + 0x100 <= keysym <= UNICODE + 0x10FFFF:
        return chr(keysym - UNICODE)
    if keysym in _OLD_SINGLES:
        return _OLD_SINGLES[keysym]
    charset, codes = _OLD_SETS.get(keysym >> 8, ("ascii", range(0)))
    if keysym & 0xFF not in codes:
        return None
    character = bytes([keysym & 0xFF]).decode(charset, "replace")
    return character if character.isalpha() else None
