"""The hot-key on Windows and macOS, by pynput."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

from agent.hotkey import HotkeyUnavailable

_KEYS = "<ctrl>+<shift>+<f12>"


class PortableHotkey:
    """Listens in pynput's own thread; the key also reaches the program in front."""

    def __init__(self, pressed: Callable[[], None]) -> None:
        try:
            keyboard: Any = import_module("pynput.keyboard")
        except ImportError as error:
            raise HotkeyUnavailable(str(error)) from error
        self._listener: Any = keyboard.GlobalHotKeys({_KEYS: pressed})
        self._listener.daemon = True
        self._listener.start()

    def close(self) -> None:
        """Listen no more."""
        self._listener.stop()
