"""What one frame is to be like: the technician's choice, the line's state, the bytes at hand."""

from dataclasses import dataclass
from typing import Final

from agent.frames.control import Quality

REST_SECONDS: Final = 0.3
"""How long a coarse part must be at rest before it is made exact."""

LIGHT_REST_SECONDS: Final = 1.0
"""The same where the technician chose `light`."""


@dataclass(frozen=True, slots=True)
class Wish:
    """`level`: how coarse lossy parts are, 0 (best) to 4. `budget`: bytes of the next frame.

    `video`: the console can show it, and this PC can make it.
    """

    quality: Quality
    video: bool
    grey: bool
    level: int
    budget: int

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
