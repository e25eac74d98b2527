"""Mouse and keyboard of Windows and macOS, by pynput."""

import importlib
import sys
import threading
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

from agent.display import PLAIN, Desktop, desktop, mac_monitors, windows_desktop
from agent.frames.input import Button, Event, Key, Location, Mouse, Move, Release, Text, Wheel
from agent.gate import Gate
from agent.input import keysyms
from agent.input.injector import Injector, InputUnavailable, NoInput
from agent.input.wheel import Wheel as Notches

_NAMES: Final[Mapping[str, str]] = {
    "Enter": "enter",
    "Tab": "tab",
    "Backspace": "backspace",
    "Escape": "esc",
    "Delete": "delete",
    "Insert": "insert",
    "Home": "home",
    "End": "end",
    "PageUp": "page_up",
    "PageDown": "page_down",
    "ArrowLeft": "left",
    "ArrowUp": "up",
    "ArrowRight": "right",
    "ArrowDown": "down",
    "PrintScreen": "print_screen",
    "Pause": "pause",
    "ScrollLock": "scroll_lock",
    "NumLock": "num_lock",
    "CapsLock": "caps_lock",
    "ContextMenu": "menu",
    "AudioVolumeDown": "media_volume_down",
    "AudioVolumeMute": "media_volume_mute",
    "AudioVolumeUp": "media_volume_up",
    "MediaPlayPause": "media_play_pause",
    "MediaTrackPrevious": "media_previous",
    "MediaTrackNext": "media_next",
    **{f"F{number}": f"f{number}" for number in range(1, 21)},
}
_SIDED: Final[Mapping[str, tuple[str, str]]] = {
    "Shift": ("shift_l", "shift_r"),
    "Control": ("ctrl_l", "ctrl_r"),
    "Alt": ("alt_l", "alt_r"),
    "Meta": ("cmd_l", "cmd_r"),
}
_BUTTONS: Final[Mapping[Mouse, str]] = {
    Mouse.LEFT: "left",
    Mouse.MIDDLE: "middle",
    Mouse.RIGHT: "right",
    Mouse.BACK: "x1",
    Mouse.FORWARD: "x2",
}


class PortableInjector(Injector):
    """Over pynput's modules `keyboard` and `mouse`; a key or button they lack does nothing.

    `desktop`: where the screen's picture stands in the pointer's places.
    """

    def __init__(self, keyboard: Any, mouse: Any, desktop: Desktop = PLAIN) -> None:
        self._keys = keyboard.Key
        self._buttons = mouse.Button
        self._keyboard = keyboard.Controller()
        self._mouse = mouse.Controller()
        self._desktop = desktop
        self._lock = threading.RLock()
        self._notches = Notches()
        self._held: dict[str, tuple[Any, Any]] = {}

    def apply(self, event: Event, gate: Gate) -> None:
        """Does one event, each step inside a passage; see `Injector`."""
        if isinstance(event, Text):
            for typed in keysyms.characters(event.text):
                if not self._once(partial(self._type, typed), gate):
                    return
        else:
            self._once(partial(self._do, event), gate)

    def release_all(self) -> None:
        """Lets go of every key and button held."""
        with self._lock:
            for controller, thing in self._held.values():
                controller.release(thing)
            self._held.clear()

    def close(self) -> None:
        """Lets go of everything."""
        self.release_all()

    def _once(self, act: Callable[[], None], gate: Gate) -> bool:
        with gate.passage() as through, self._lock:
            if through:
                act()
            return through

    def _do(self, event: Event) -> None:
        match event:
            case Move(x, y):
                self._move(x, y)
            case Button(button, down, x, y):
                self._move(x, y)
                number = getattr(self._buttons, _BUTTONS[button], None)
                self._hold(f"button {button}", self._mouse, number, down)
            case Wheel(x, y, dx, dy):
                self._move(x, y)
                right, below = self._notches.turn(dx, dy)
                if right or below:
                    self._mouse.scroll(right, -below)
            case Key(down, location, key):
                name = f"{location}{key.casefold()}"
                self._hold(name, self._keyboard, self._key(key, location), down)
            case Release():
                self.release_all()

    def _hold(self, name: str, controller: Any, thing: Any, down: bool) -> None:
        if down and thing is not None:
            controller.press(thing)
            self._held[name] = (controller, thing)
        elif not down and name in self._held:
            _, held = self._held.pop(name)
            controller.release(held)

    def _type(self, typed: str) -> None:
        key = self._key(typed, Location.STANDARD)
        if key is not None:
            self._keyboard.press(key)
            self._keyboard.release(key)

    def _key(self, key: str, location: Location) -> Any:
        if keysyms.is_character(key):
            return key
        if key in _SIDED:
            return getattr(self._keys, _SIDED[key][location == Location.RIGHT], None)
        return getattr(self._keys, _NAMES[key], None) if key in _NAMES else None

    def _move(self, x: int, y: int) -> None:
        self._mouse.position = self._desktop.pointer(x, y)


def open_portable() -> PortableInjector:
    """The injector by pynput; `InputUnavailable` where it cannot start."""
    try:
        # By name, since pynput is installed only where it is used.
        keyboard = importlib.import_module("pynput.keyboard")
        mouse = importlib.import_module("pynput.mouse")
        return PortableInjector(keyboard, mouse, _desktop(importlib.import_module))
    except (ImportError, OSError) as error:
        key = NoInput.NOT_PERMITTED if sys.platform == "darwin" else NoInput.NO_DISPLAY
        raise InputUnavailable(key, str(error)) from error


def _desktop(load: Callable[[str], Any]) -> Desktop:
    """Where the picture of all monitors stands; `load` imports by name."""
    platform = str(sys.platform)
    if platform == "darwin":
        return desktop(mac_monitors(load("Quartz")))
    if platform == "win32":
        return windows_desktop(load("ctypes").windll.user32)
    return PLAIN
