"""What one frame is to be like: the technician's choice, the line's state, the bytes at hand."""

from dataclasses import dataclass
from typing import Final

from agent.frames.control import Quality

LIGHT_LEVEL: Final = 3
"""Pictures are at least so coarse where the technician chose `light`."""

REST_SECONDS: Final = 0.3
"""How long a coarse part must be at rest before it is made exact."""

LIGHT_REST_SECONDS: Final = 1.0
"""The same where the technician chose `light`."""


@dataclass(frozen=True, slots=True)
class Wish:
    """`line_level`: 0 for the best line to 4 for the worst. `budget`: bytes of the next frame.

    `video`: the console can show it, and this PC can make it.
    """

    quality: Quality
    video: bool
    grey: bool
    line_level: int
    budget: int

    @property
    def level(self) -> int:
        """How coarse lossy parts are, 0 to 4."""
        light = self.quality is Quality.LIGHT
        return max(self.line_level, LIGHT_LEVEL) if light else self.line_level

    @property
    def lossy(self) -> bool:
        """Whether anything may be coarse for a while."""
        return self.quality is not Quality.SHARP

    @property
    def moving(self) -> bool:
        """Whether what keeps moving becomes a video."""
        return self.video and self.lossy

    @property
    def rest(self) -> float:
        """Seconds of rest before a part that is still coarse is made exact."""
        if self.quality is Quality.SHARP:
            return 0.0
        return LIGHT_REST_SECONDS if self.quality is Quality.LIGHT else REST_SECONDS
