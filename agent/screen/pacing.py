"""When the next picture and the next place of the cursor may go. Pure: the time is passed in."""

from typing import Final

from agent.frames.kinds import BadFrame
from agent.frames.picture import UNSHOWN_MAX

FRAME_SECONDS: Final = 1 / 30
"""Least time between two captures."""

CURSOR_SECONDS: Final = 1 / 60
"""Least time between two places of the cursor."""


class Pacing:
    """Counts frames on their way. Times are seconds of any clock that only goes forward."""

    def __init__(self) -> None:
        self._sent = 0
        self._shown = 0
        self._next_capture = 0.0
        self._next_cursor = 0.0

    @property
    def full(self) -> bool:
        """Whether as many frames are on their way as may be."""
        return self._sent - self._shown >= UNSHOWN_MAX

    def capture_in(self, now: float) -> float | None:
        """Seconds until a capture is due (0 for now), or None until a frame was shown."""
        return None if self.full else max(0.0, self._next_capture - now)

    def captured(self, now: float) -> None:
        """A capture was made, whether or not it holds something new."""
        self._next_capture = now + FRAME_SECONDS

    def next_frame(self) -> int:
        """The number of the frame that is about to be sent."""
        self._sent += 1
        return self._sent

    def shown(self, frame: int) -> None:
        """The console has drawn this frame and all before it; `BadFrame` for one never sent."""
        if frame > self._sent:
            raise BadFrame("shown: a frame that was never sent")
        self._shown = max(self._shown, frame)

    def cursor_in(self, now: float) -> float:
        """Seconds until the cursor's next place may go."""
        return max(0.0, self._next_cursor - now)

    def cursor_sent(self, now: float) -> None:
        """The cursor's place was sent."""
        self._next_cursor = now + CURSOR_SECONDS
