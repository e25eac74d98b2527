"""The keyboard of an X11 display: keys held and characters struck, whatever the layout.

A character is struck with the key and level of the current layout where it has them, and else with
a spare keycode that gets the character for a time, so that any Unicode text arrives exactly. Caps
Lock is taken off for the stroke and put back, and only the current group is looked at.
"""

from collections.abc import Callable
from typing import Any, Final

import xcffib
import xcffib.xproto
import xcffib.xtest

from agent.frames.input import Key, Location
from agent.input import keysyms
from agent.input.keymap import ALT, CONTROL, LOCK, SHIFT, SUPER, Keymap, Stroke, chord
from agent.input.spares import Spares
from agent.input.x11_locks import Locks

KEY_DOWN: Final = 2
KEY_UP: Final = 3

_COMMANDS: Final = CONTROL | ALT | SUPER
"""Modifiers that would make a command of a character in a text."""


class X11Keyboard:
    """Works one keyboard over a connection of its owner's; not for several threads at once."""

    def __init__(self, connection: Any, locks: Locks, clock: Callable[[], float]) -> None:
        self._connection = connection
        self._clock = clock
        self._xtest = connection(xcffib.xtest.key)
        self._locks = locks
        setup = connection.get_setup()
        self._first, self._last = setup.min_keycode, setup.max_keycode
        self._held: dict[str, int] = {}
        self._alt_graph = False
        self._lent: dict[int, tuple[int, tuple[int, ...]]] = {}
        answer = connection.core.GetKeyboardControl().reply()
        self._repeating = bytes(answer.auto_repeats)
        self._load_map()

    def types(self, event: Key) -> bool:
        """Whether a key is to be typed as a text: with AltGr held, or several characters in one."""
        several = len(event.key) > 1 and not event.key.isascii()
        return several or (self._alt_graph and keysyms.is_character(event.key))

    def down(self, event: Key) -> float | None:
        """A key goes down. Seconds to wait where it has to be tried again, else None."""
        if event.key == "AltGraph":
            # Characters come as what they are; the key itself would only get in their way.
            self._alt_graph = True
            return None
        self._take_in_changes()
        keysym = keysyms.named(event.key, event.location)
        stroke = self._keymap.key(keysym) if keysym is not None else None
        name = f"{event.location}{event.key}"
        if stroke is not None and stroke.num_lock is None:
            self._hold(name, stroke.keycode)
        elif stroke is not None:
            self._strike(stroke, 0)
        elif keysyms.is_character(event.key):
            return self._character_down(event.key, name)
        elif keysym is not None:
            return self._strike_spare(keysym, 0)
        return None

    def up(self, event: Key) -> None:
        """A key goes up; nothing happens to one that is not held."""
        if event.key == "AltGraph":
            self._alt_graph = False
        # Shift may have changed the letter's case while it was held.
        for key in (event.key, event.key.swapcase()):
            code = self._held.pop(f"{event.location}{key}", None)
            if code is not None:
                self._let_go(code)
                return

    def type(self, typed: str) -> float | None:
        """Strikes a character of a text, or a key by name. Seconds to wait where it must wait."""
        self._take_in_changes()
        if len(typed) == 1:
            return self._strike_character(typed, _COMMANDS)
        stroke = self._keymap.key(keysyms.named(typed, Location.STANDARD) or 0)
        if stroke is not None:
            self._strike(stroke, _COMMANDS | SHIFT)
        return None

    def release_all(self) -> None:
        """Lets go of every key held."""
        for code in self._held.values():
            self._let_go(code)
        self._held.clear()
        self._alt_graph = False

    def restore(self) -> None:
        """Puts the map back where it still is as it was changed here."""
        self._take_in_changes()
        for code, (_, row) in self._lent.items():
            self._connection.core.ChangeKeyboardMapping(1, code, len(row), list(row))
        self._lent.clear()

    def _character_down(self, character: str, name: str) -> float | None:
        """Held down like a key where it can be; struck at once where modifiers have to change."""
        state = self._locks.state()
        stroke = self._keymap.character(character, state.group)
        if stroke is not None and not state.locked & LOCK:
            moves = chord(self._keymap, stroke, state.modifiers, self._modifiers_held(), 0)
            if moves is not None and not moves.before:
                self._hold(name, stroke.keycode)
                return None
        return self._strike_character(character, 0)

    def _hold(self, name: str, keycode: int) -> None:
        if keycode in self._held.values():
            if self._keymap.bit(keycode):
                return
            self._let_go(keycode)
            self._held = {held: code for held, code in self._held.items() if code != keycode}
        self._repeats(keycode, False)
        self._fake(KEY_DOWN, keycode)
        self._held[name] = keycode

    def _let_go(self, keycode: int) -> None:
        self._fake(KEY_UP, keycode)
        if self._repeating[keycode // 8] >> keycode % 8 & 1:
            self._repeats(keycode, True)

    def _repeats(self, keycode: int, on: bool) -> None:
        """A key held from afar must not repeat by itself: its release may be late on the line.

        The technician's own keyboard repeats, and each repetition comes as the key going down.
        """
        which = xcffib.xproto.KB.Key | xcffib.xproto.KB.AutoRepeatMode
        self._connection.core.ChangeKeyboardControl(which, [keycode, int(on)])

    def _modifiers_held(self) -> list[int]:
        return [code for code in self._held.values() if self._keymap.bit(code)]

    def _strike_character(self, character: str, off: int) -> float | None:
        stroke = self._keymap.character(character, self._locks.state().group)
        if stroke is not None and self._strike(stroke, off):
            return None
        return self._strike_spare(keysyms.of_character(character), off)

    def _strike_spare(self, keysym: int, off: int) -> float | None:
        now = self._clock()
        wait = self._spares.wait(keysym, now)
        if wait:
            return wait
        loan = self._spares.take(keysym, now)
        if loan is None:
            return None
        if loan.fresh:
            self._lent[loan.keycode] = (keysym, self._keymap.rows[loan.keycode])
            self._connection.core.ChangeKeyboardMapping(1, loan.keycode, 2, [keysym, keysym])
        self._strike(Stroke(loan.keycode), off)
        return None

    def _strike(self, stroke: Stroke, off: int) -> bool:
        """Down and up at once, with the modifiers and locks it needs; False where it cannot be."""
        state = self._locks.state()
        moves = chord(self._keymap, stroke, state.modifiers, self._modifiers_held(), off)
        if moves is None:
            return False
        which = LOCK | self._keymap.num_lock
        locked = self._wanted_locks(state.locked, stroke)
        if locked != state.locked:
            self._locks.lock(which, locked)
        there_and_back = ((stroke.keycode, True), (stroke.keycode, False))
        for code, goes_down in (*moves.before, *there_and_back, *moves.after):
            self._fake(KEY_DOWN if goes_down else KEY_UP, code)
        if locked != state.locked:
            self._connection.core.GetInputFocus().reply()
            self._locks.lock(which, state.locked)
        return True

    def _wanted_locks(self, locked: int, stroke: Stroke) -> int:
        locks = locked & ~LOCK
        if stroke.num_lock is True:
            return locks | self._keymap.num_lock
        return locks & ~self._keymap.num_lock if stroke.num_lock is False else locks

    def _fake(self, kind: int, detail: int) -> None:
        self._xtest.FakeInput(kind, detail, 0, 0, 0, 0, 0)

    def _take_in_changes(self) -> None:
        """Reads the map again where somebody else has changed it (another layout)."""
        foreign = False
        while (event := self._connection.poll_for_event()) is not None:
            if isinstance(event, xcffib.xproto.MappingNotifyEvent):
                foreign |= event.count != 1 or event.first_keycode not in self._lent
        if foreign:
            self._load_map()

    def _load_map(self) -> None:
        rows = self._rows()
        for code, (keysym, row) in list(self._lent.items()):
            if keysym in rows[code - self._first]:
                rows[code - self._first] = row
            else:
                del self._lent[code]
        answer = self._connection.core.GetModifierMapping().reply()
        width, codes = answer.keycodes_per_modifier, list(answer.keycodes)
        modifiers = [codes[index * width : (index + 1) * width] for index in range(8)]
        self._keymap = Keymap(self._first, rows, modifiers)
        self._spares = Spares(self._keymap.spare())

    def _rows(self) -> list[tuple[int, ...]]:
        count = self._last - self._first + 1
        answer = self._connection.core.GetKeyboardMapping(self._first, count).reply()
        width, flat = answer.keysyms_per_keycode, list(answer.keysyms)
        return [tuple(flat[index * width : (index + 1) * width]) for index in range(count)]
