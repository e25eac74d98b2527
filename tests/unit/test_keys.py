"""Keysyms, the map's levels, chords, spare keycodes and the wheel: all without a keyboard."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.frames.input import Location
from agent.input import keysyms
from agent.input.keymap import CONTROL, SHIFT, SPARES_WANTED, Chord, Keymap, Stroke, chord
from agent.input.spares import CHANGE_SECONDS, REST_SECONDS, Spares
from agent.input.wheel import Wheel
from tests.every import every

HEADER = Path("/usr/include/X11/keysymdef.h")
LEVEL3_BIT = 128
SHIFT_KEY, LEVEL3_KEY, NUM_KEY, CTRL_KEY = 50, 92, 77, 37


def german() -> Keymap:
    """A few keys of a German keyboard, with a Russian second group."""
    rows = dict.fromkeys(range(8, 120), (0,) * 8)
    rows[24] = (0x71, 0x51, 0x6CA, 0x6EA, 0x40, 0x7D9, 0, 0)  # q Q й Й @
    rows[16] = (0x37, 0x2F, 0x37, 0x3F, 0x7B, 0, 0, 0)  # 7 /
    rows[36] = (0xFF0D, 0, 0, 0, 0, 0, 0, 0)
    rows[SHIFT_KEY] = (0xFFE1, 0, 0, 0, 0, 0, 0, 0)
    rows[LEVEL3_KEY] = (0xFE03, 0, 0, 0, 0, 0, 0, 0)
    rows[NUM_KEY] = (0xFF7F, 0, 0, 0, 0, 0, 0, 0)
    rows[CTRL_KEY] = (0xFFE3, 0, 0, 0, 0, 0, 0, 0)
    rows[79] = (0xFF95, 0xFFB7, 0, 0, 0, 0, 0, 0)  # KP_Home KP_7
    rows[86] = (0xFFAB, 0xFFAB, 0, 0, 0, 0, 0, 0)  # KP_Add
    modifiers = [[SHIFT_KEY], [], [CTRL_KEY], [], [NUM_KEY], [], [], [LEVEL3_KEY]]
    return Keymap(8, list(rows.values()), modifiers)


@pytest.mark.skipif(not HEADER.exists(), reason="the X11 headers are not installed")
def test_older_keysyms_are_what_the_headers_say() -> None:
    line = re.compile(r"#define XK_\w+\s+0x([0-9a-f]+)\s+/\* U\+([0-9A-F]+) ")
    known = {
        int(found[1], 16): chr(int(found[2], 16)) for found in line.finditer(HEADER.read_text())
    }
    assert len(known) > 700
    followed = 0
    for keysym in range(0x20, 0x2100):
        character = keysyms.to_character(keysym)
        if character is not None and keysym in known:
            assert known[keysym] == character, hex(keysym)
            followed += 1
    assert followed > 500


@given(st.characters(exclude_categories=("Cs", "Cc")))
def test_characters_there_and_back(character: str) -> None:
    assert keysyms.to_character(keysyms.of_character(character)) == character


def test_what_is_typed_for_a_text() -> None:
    assert keysyms.characters("a\r\nb\tc\x07\x00d\re") == [
        *("a", "Enter", "b", "Tab", "c", "d", "Enter", "e")
    ]
    assert keysyms.characters("e\u0301😀") == ["e", "\u0301", "😀"]


@every(
    [
        ("Enter", Location.STANDARD, 0xFF0D),
        ("Enter", Location.KEYPAD, 0xFF8D),
        ("Shift", Location.LEFT, 0xFFE1),
        ("Shift", Location.RIGHT, 0xFFE2),
        ("5", Location.KEYPAD, 0xFFB5),
        ("5", Location.STANDARD, None),
        ("F12", Location.STANDARD, 0xFFC9),
        ("Dead", Location.STANDARD, None),
        ("Unidentified", Location.STANDARD, None),
    ],
)
def test_named(key: str, location: Location, keysym: int | None) -> None:
    assert keysyms.named(key, location) == keysym


def test_levels_and_groups() -> None:
    keymap = german()
    assert keymap.character("q", 0) == Stroke(24, shift=False, level3=False)
    assert keymap.character("/", 0) == Stroke(16, shift=True, level3=False)
    assert keymap.character("@", 0) == Stroke(24, shift=False, level3=True)
    assert keymap.character("й", 0) is None
    assert keymap.character("й", 1) == Stroke(24, shift=False, level3=False)
    assert keymap.character("q", 1) is None
    assert keymap.character("q", 3) is None


def test_keypad_needs_its_lock() -> None:
    keymap = german()
    assert keymap.key(0xFFB7) == Stroke(79, num_lock=True)
    assert keymap.key(0xFF95) == Stroke(79, num_lock=False)
    assert keymap.key(0xFFAB) == Stroke(86)
    assert keymap.key(0xFF0D) == Stroke(36)
    assert keymap.key(0xFF1B) is None


def test_spare_keys_are_empty_ones_and_media_keys_only_in_need() -> None:
    keymap = german()
    assert 8 in keymap.spare()
    assert 24 not in keymap.spare()
    full = [(0x61,)] * 20 + [(0x1008FF11,)] * 3 + [(0,)]
    assert sorted(Keymap(8, full, []).spare()) == [28, 29, 30, 31]
    many_media = Keymap(8, [(0x1008FF11,)] * 30, [])
    assert len(many_media.spare()) == SPARES_WANTED


def test_chord_presses_what_is_missing_and_lifts_what_is_held() -> None:
    keymap = german()
    slash, at, q = (keymap.character(each, 0) for each in "/@q")
    assert slash is not None and at is not None and q is not None
    assert chord(keymap, slash, 0, [], 0) == Chord(((50, True),), ((50, False),))
    assert chord(keymap, slash, SHIFT, [SHIFT_KEY], 0) == Chord((), ())
    assert chord(keymap, at, SHIFT, [SHIFT_KEY], 0) == Chord(
        ((50, False), (92, True)), ((92, False), (50, True))
    )
    assert chord(keymap, q, CONTROL, [CTRL_KEY], 0) == Chord((), ())
    assert chord(keymap, q, CONTROL, [CTRL_KEY], CONTROL) == Chord(((37, False),), ((37, True),))


def test_chord_cannot_lift_what_the_customer_holds() -> None:
    keymap = german()
    q = keymap.character("q", 0)
    assert q is not None
    assert chord(keymap, q, SHIFT, [], 0) is None
    assert chord(keymap, q, LEVEL3_BIT, [], 0) is None
    assert chord(keymap, Stroke(8), SHIFT, [], 0) == Chord((), ())


def test_a_level_without_its_key_cannot_be_struck() -> None:
    keymap = Keymap(8, [(0x61, 0x41, 0, 0, 0x40)], [])
    at = keymap.character("@", 0)
    assert at is not None
    assert chord(keymap, at, 0, [], 0) is None


def test_spares_rotate_and_rest() -> None:
    spares = Spares([1, 2])
    now = 100.0
    first = spares.take(0xA, now)
    assert first is not None and (first.keycode, first.fresh) == (1, True)
    assert spares.wait(0xA, now) == 0
    assert spares.wait(0xB, now) == pytest.approx(CHANGE_SECONDS)
    now += CHANGE_SECONDS
    second = spares.take(0xB, now)
    assert second is not None and (second.keycode, second.fresh) == (2, True)
    again = spares.take(0xA, now)
    assert again is not None and (again.keycode, again.fresh) == (1, False)
    now += CHANGE_SECONDS
    assert spares.wait(0xC, now) == pytest.approx(REST_SECONDS - CHANGE_SECONDS)
    now += REST_SECONDS
    third = spares.take(0xC, now)
    assert third is not None and (third.keycode, third.fresh) == (2, True)


def test_no_spares_at_all() -> None:
    spares = Spares([])
    assert spares.wait(0xA, 0.0) == 0
    assert spares.take(0xA, 0.0) is None


def test_wheel_adds_up_and_turns_back_at_once() -> None:
    wheel = Wheel()
    assert wheel.turn(0, 60) == (0, 0)
    assert wheel.turn(0, 60) == (0, 1)
    assert wheel.turn(-360, 0) == (-3, 0)
    assert wheel.turn(0, 100) == (0, 0)
    assert wheel.turn(0, -100) == (0, 0)
    assert wheel.turn(0, -20) == (0, -1)


@given(st.lists(st.integers(0, 500)))
def test_wheel_loses_nothing(turns: list[int]) -> None:
    wheel = Wheel()
    assert sum(wheel.turn(0, turn)[1] for turn in turns) == sum(turns) // 120
