"""Mouse and keyboard of an X11 display, by XTEST (xcffib)."""

import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import Final

import xcffib
import xcffib.xtest

from agent.frames.input import Button, Event, Key, Mouse, Move, Release, Text, Wheel
from agent.gate import Gate
from agent.input import keysyms
from agent.input.injector import Injector, InputUnavailable, NoInput
from agent.input.wheel import Wheel as Notches
from agent.input.x11_keyboard import X11Keyboard
from agent.input.x11_locks import Locks
from agent.x11 import connect, has_extension

BUTTON_DOWN: Final = 4
BUTTON_UP: Final = 5
MOTION: Final = 6

NOTCHES_MAX: Final = 50
"""Most notches of one event: more than a hand turns, less than keeps the gate waiting."""

_BUTTONS: Final = {
    Mouse.LEFT: 1,
    Mouse.MIDDLE: 2,
    Mouse.RIGHT: 3,
    Mouse.BACK: 8,
    Mouse.FORWARD: 9,
}
_UP, _DOWN, _LEFT, _RIGHT = 4, 5, 6, 7


class X11Injector(Injector):
    """One injector for each session; it has its own connection."""

    def __init__(
        self,
        display: str | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        try:
            self._connection = connect(display)
        except OSError as error:
            raise InputUnavailable(NoInput.NO_DISPLAY, str(error)) from error
        self._sleep = sleep
        self._lock = threading.RLock()
        self._closed = False
        self._notches = Notches()
        self._buttons: set[int] = set()
        try:
            for extension in ("XTEST", "XKEYBOARD"):
                if not has_extension(self._connection, extension):
                    raise InputUnavailable(NoInput.NO_XTEST, f"the X server lacks {extension}")
            self._root = self._connection.get_setup().roots[self._connection.pref_screen].root
            self._xtest = self._connection(xcffib.xtest.key)
            self._locks = Locks(connect(display))
            self._keyboard = X11Keyboard(self._connection, self._locks, clock)
        except BaseException:
            self._connection.disconnect()
            raise

    def apply(self, event: Event, gate: Gate) -> None:
        """Does one event, each step inside a passage; see `Injector`."""
        match event:
            case Text(text):
                self._type(text, gate)
            case Key(down=True, key=key) if self._keyboard.types(event):
                self._type(key, gate)
            case _:
                self._once(lambda: self._do(event), gate)

    def release_all(self) -> None:
        """Lets go of every key and button held."""
        with self._lock:
            if self._closed:
                return
            with suppress(xcffib.ConnectionException):
                self._let_go()
                self._sync()

    def close(self) -> None:
        """Lets go of everything and puts the keyboard's map back."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
            try:
                self._let_go()
                self._keyboard.restore()
                self._sync()
            except xcffib.ConnectionException:
                # The display has gone, and its map with it.
                return
            finally:
                self._locks.close()
                self._connection.disconnect()

    def _type(self, text: str, gate: Gate) -> None:
        for each in keysyms.characters(text):
            if not self._once(partial(self._keyboard.type, each), gate):
                return

    def _once(self, act: Callable[[], float | None], gate: Gate) -> bool:
        """One step inside a passage, again after the seconds that it asks for; False when shut."""
        while True:
            with gate.passage() as through, self._lock:
                if not through or self._closed:
                    return False
                try:
                    wait = act()
                    self._sync()
                except xcffib.ConnectionException as error:
                    raise InputUnavailable(NoInput.LOST) from error
            if not wait:
                return True
            self._sleep(wait)

    def _do(self, event: Event) -> float | None:
        match event:
            case Move(x, y):
                self._move(x, y)
            case Button(button, down, x, y):
                self._move(x, y)
                self._button(button, down)
            case Wheel(x, y, dx, dy):
                self._move(x, y)
                self._turn(*self._notches.turn(dx, dy))
            case Key(down=True):
                return self._keyboard.down(event)
            case Key(down=False):
                self._keyboard.up(event)
            case Release():
                self._let_go()
        return None

    def _let_go(self) -> None:
        self._keyboard.release_all()
        for button in self._buttons:
            self._fake(BUTTON_UP, button)
        self._buttons.clear()

    def _move(self, x: int, y: int) -> None:
        self._xtest.FakeInput(MOTION, 0, 0, self._root, x, y, 0)

    def _button(self, button: Mouse, down: bool) -> None:
        number = self._physical(_BUTTONS[button])
        if down == (number in self._buttons):
            return
        self._fake(BUTTON_DOWN if down else BUTTON_UP, number)
        (self._buttons.add if down else self._buttons.discard)(number)

    def _turn(self, right: int, down: int) -> None:
        for count, forth, back in ((right, _RIGHT, _LEFT), (down, _DOWN, _UP)):
            if not count:
                continue
            button = self._physical(forth if count > 0 else back)
            for _ in range(min(abs(count), NOTCHES_MAX)):
                self._fake(BUTTON_DOWN, button)
                self._fake(BUTTON_UP, button)

    def _physical(self, logical: int) -> int:
        """The button that does this on a mouse whose buttons the customer has changed over."""
        mapping: Sequence[int] = list(self._connection.core.GetPointerMapping().reply().map)
        return mapping.index(logical) + 1 if logical in mapping else logical

    def _fake(self, kind: int, detail: int) -> None:
        self._xtest.FakeInput(kind, detail, 0, 0, 0, 0, 0)

    def _sync(self) -> None:
        """Waits until the server has done everything, so that nothing is on its way after a cut."""
        self._connection.core.GetInputFocus().reply()
