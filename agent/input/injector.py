"""What does the technician's mouse and keyboard work: one small interface for every platform."""

from abc import ABC, abstractmethod
from enum import StrEnum

from agent.frames.input import Event
from agent.gate import Gate


class NoInput(StrEnum):
    """Why mouse and keyboard cannot be worked; each is a key of the agent's texts."""

    NO_DISPLAY = "input_no_display"
    WAYLAND = "input_wayland"
    NO_XTEST = "input_no_xtest"
    NOT_PERMITTED = "input_not_permitted"
    LOST = "input_lost"


class InputUnavailable(Exception):
    """Mouse and keyboard cannot be worked; `key` names the sentence that says why."""

    def __init__(self, key: NoInput, detail: str = "") -> None:
        super().__init__(f"{key}: {detail}" if detail else str(key))
        self.key = key


class Injector(ABC):
    """Any thread may call any method; a long text does not keep `release_all` waiting."""

    @abstractmethod
    def apply(self, event: Event, gate: Gate) -> None:
        """Does one event, each step of it inside a passage of the gate; nothing where it is shut.

        A text takes some milliseconds a character, so this belongs into a thread of its own.
        `InputUnavailable` where the display has gone.
        """

    @abstractmethod
    def release_all(self) -> None:
        """Lets go of every key and button held; works with any gate."""

    @abstractmethod
    def close(self) -> None:
        """Lets go of everything and puts the keyboard's map back; may be called more than once."""
