"""Screen, input and hot-key, as one thing that can be asked for: the edge to the desktop."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from agent.frames import control
from agent.frames.kinds import Kind
from agent.gate import Gate
from broker.wire.words import Asks

Send = Callable[[Kind, bytes], None]


class CannotEquip(Exception):
    """There is no screen to show; `key` is that of a sentence."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


class Pictures(Protocol):
    """See `agent.screen.stream.PictureStream`."""

    def start(self) -> None:
        """Begin to capture."""

    def shown(self, frame: int) -> None:
        """The console has drawn up to this frame."""

    def look(self, view: control.View) -> None:
        """Show it like this from now on; until then as `control.AS_IT_BEGINS`."""

    def refresh(self) -> None:
        """Send the whole screen anew."""

    def close(self) -> None:
        """End the thread and give the screen back."""


class Hands(Protocol):
    """What does the technician's clicks and keys, behind the gate."""

    def do(self, record: bytes, gate: Gate) -> None:
        """Apply the events of an input record, those that the gate lets pass."""

    def release_all(self) -> None:
        """Every held key and button goes up."""

    def close(self) -> None:
        """Give the input device back."""


class Hotkey(Protocol):
    """A global hot-key that is being listened for."""

    def close(self) -> None:
        """Listen no more."""


@dataclass(frozen=True, slots=True)
class Gear:
    """What one allowed session works with; `hands` only where control was allowed and works."""

    gate: Gate
    pictures: Pictures
    hands: Hands | None
    note: str = ""

    def close(self) -> None:
        """After the gate was cut: give everything back."""
        self.pictures.close()
        if self.hands is not None:
            self.hands.close()


class Workshop(Protocol):
    """Makes what a session needs of the desktop."""

    def equip(self, allowed: Asks, send: Send, broke: Callable[[str], None]) -> Gear:
        """Screen and input with a gate of their own; CannotEquip where there is no screen.

        `broke` is called from the screen's thread, with the key of a sentence, when it breaks.
        """

    def hotkey(self, pressed: Callable[[], None]) -> Hotkey | None:
        """The hot-key, calling `pressed` from its own thread; None where it cannot be had."""
