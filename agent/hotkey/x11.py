"""The hot-key on X11: a passive grab on the root window, on a connection of its own."""

import os
import select
from collections.abc import Callable
from threading import Thread
from typing import Any, Final

import xcffib
import xcffib.xproto as xproto

from agent.hotkey import HotkeyUnavailable

_F12: Final = 0xFFC9
_NUM_LOCK: Final = 0xFF7F
_CAPS_LOCK_BIT: Final = xproto.ModMask.Lock
_WANTED: Final = xproto.ModMask.Control | xproto.ModMask.Shift
_KEY_PRESS: Final = 2


class X11Hotkey:
    """Grabs the key with every state of Caps Lock and Num Lock, and waits for it."""

    def __init__(self, pressed: Callable[[], None]) -> None:
        """HotkeyUnavailable where there is no display or another program has the key."""
        self._pressed = pressed
        self._connection: Any
        try:
            self._connection = xcffib.connect()  # type: ignore[no-untyped-call]
        except xcffib.ConnectionException as error:
            raise HotkeyUnavailable(str(error)) from error
        try:
            self._grab()
        except (xcffib.Error, xcffib.ConnectionException, LookupError) as error:
            self._connection.disconnect()
            raise HotkeyUnavailable(str(error)) from error
        self._wake, self._stop = os.pipe()
        self._thread = Thread(target=self._listen, name="affianco-hotkey", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Give the key back."""
        os.close(self._stop)

    def _grab(self) -> None:
        core, setup = self._connection.core, self._connection.get_setup()
        root = setup.roots[self._connection.pref_screen].root
        codes = _codes(self._connection, _F12)
        if not codes:
            raise LookupError("this keyboard has no F12")
        num_lock = _modifier(self._connection, _codes(self._connection, _NUM_LOCK))
        locks = {0, _CAPS_LOCK_BIT, num_lock, _CAPS_LOCK_BIT | num_lock}
        for code in codes:
            for lock in locks:
                core.GrabKeyChecked(
                    True, root, _WANTED | lock, code, xproto.GrabMode.Async, xproto.GrabMode.Async
                ).check()

    def _listen(self) -> None:
        try:
            while self._connection.get_file_descriptor() in self._ready():
                while (event := self._connection.poll_for_event()) is not None:
                    if event.response_type & 0x7F == _KEY_PRESS:
                        self._pressed()
                if self._connection.has_error():
                    return
        except xcffib.ConnectionException:
            return
        finally:
            os.close(self._wake)
            self._connection.disconnect()

    def _ready(self) -> list[int]:
        display = self._connection.get_file_descriptor()
        ready, _, _ = select.select([display, self._wake], [], [])
        return [] if self._wake in ready else ready


def _codes(connection: Any, keysym: int) -> list[int]:
    setup = connection.get_setup()
    first, count = setup.min_keycode, setup.max_keycode - setup.min_keycode + 1
    mapping = connection.core.GetKeyboardMapping(first, count).reply()
    each = mapping.keysyms_per_keycode
    symbols = list(mapping.keysyms)
    return [
        first + place
        for place in range(count)
        if keysym in symbols[place * each : (place + 1) * each]
    ]


def _modifier(connection: Any, codes: list[int]) -> int:
    mapping = connection.core.GetModifierMapping().reply()
    each = mapping.keycodes_per_modifier
    held = list(mapping.keycodes)
    for modifier in range(8):
        if set(codes) & set(held[modifier * each : (modifier + 1) * each]):
            return 1 << modifier
    return 0
