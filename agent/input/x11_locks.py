"""Group, modifiers and locks of an X11 keyboard, by XKEYBOARD.

It has a connection of its own: a client that has asked for XKEYBOARD is no longer told of another
layout by the plain MappingNotify that the injector waits for.
"""

from dataclasses import dataclass
from typing import Any, Final

import xcffib.xkb

_CORE_KEYBOARD: Final = 0x100


@dataclass(frozen=True, slots=True)
class KeyboardState:
    """What holds at this moment: the group, and modifiers as bits."""

    group: int
    modifiers: int
    locked: int


class Locks:
    """Reads the state and sets locked modifiers."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._xkb = connection(xcffib.xkb.key)
        self._xkb.UseExtension(1, 0).reply()

    def state(self) -> KeyboardState:
        """The state after everything that the server has done so far."""
        found = self._xkb.GetState(_CORE_KEYBOARD).reply()
        return KeyboardState(found.group, found.mods, found.lockedMods)

    def lock(self, which: int, locked: int) -> None:
        """Locks or unlocks the modifiers of `which`; done when it returns."""
        self._xkb.LatchLockState(
            _CORE_KEYBOARD, which, locked & which, False, 0, 0, False, 0, is_checked=True
        ).check()

    def close(self) -> None:
        """Ends the connection."""
        self._connection.disconnect()
