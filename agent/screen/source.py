"""Where pictures of the screen come from: one small interface for every platform."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint32]
"""Rows of pixels, shape (height, width): 0xXXRRGGBB, where X is anything and means nothing."""


class NoScreen(StrEnum):
    """Why the screen cannot be shown; each is a key of the agent's texts."""

    NO_DISPLAY = "screen_no_display"
    WAYLAND = "screen_wayland"
    UNSUPPORTED = "screen_unsupported"
    NOT_PERMITTED = "screen_not_permitted"


class ScreenUnavailable(Exception):
    """The screen cannot be shown; `key` names the sentence that says why."""

    def __init__(self, key: NoScreen, detail: str = "") -> None:
        super().__init__(f"{key}: {detail}" if detail else str(key))
        self.key = key


class ScreenChanged(Exception):
    """The screen has another size than the caller thinks."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of pixels."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class CursorImage:
    """A cursor's pixels (blue, green, red, alpha; premultiplied) and its hot spot."""

    width: int
    height: int
    hot_x: int
    hot_y: int
    pixels: bytes


@dataclass(frozen=True, slots=True)
class CursorChange:
    """What is new about the cursor; None where nothing is."""

    image: CursorImage | None
    place: tuple[int, int] | None


NO_CURSOR_CHANGE = CursorChange(None, None)


class ScreenSource(ABC):
    """One screen. Only `wake` may be called from another thread than the one that captures."""

    @abstractmethod
    def size(self) -> tuple[int, int]:
        """Width and height in pixels, as far as the events read by `wait` tell."""

    @abstractmethod
    def wait(self, seconds: float) -> None:
        """Returns on news that no earlier `wait` has told, after `wake`, or after so long.

        Reads no pixel. Damage that was told is told anew only once `damage` was called, so that
        a caller who may not capture yet sleeps, however busily the screen is painted.
        """

    @abstractmethod
    def wake(self) -> None:
        """Ends the `wait` under way, or the next one."""

    def pending(self) -> bool:
        """Whether `damage` may name anything; asks nobody and costs nothing."""
        return True

    @abstractmethod
    def damage(self) -> list[Box]:
        """Where pixels may have changed since the last call (or everywhere, where unknown)."""

    @abstractmethod
    def grab(self, box: Box) -> Pixels:
        """The pixels of a box of at least 1 × 1, as they are now: shape (box.height, box.width).

        A view that is valid until the next `grab` or `close`, with contiguous pixels in a row.
        `ScreenChanged` where the box is no longer inside the screen.
        """

    @abstractmethod
    def cursor(self) -> CursorChange:
        """What is new about the cursor since the last call."""

    @abstractmethod
    def close(self) -> None:
        """Lets go of everything; more than one call is harmless."""
