"""When the next picture may be made, how large it may be and how good. Pure: the time is passed in.

Times are seconds of any clock that only goes forward, sizes are bytes.
"""

from collections import deque
from typing import Final

from agent.frames.control import Quality
from agent.frames.kinds import BadFrame
from agent.frames.picture import UNSHOWN_MAX
from agent.screen.pace.delay import Line, Sent
from agent.screen.pace.rate import NOISE_SECONDS
from agent.screen.pace.strain import Step, Strain

LEVEL_MOST: Final = 4
"""The worst lossy quality; 0 is the best."""

LIGHT_LEVEL: Final = 3
"""The best level in quality `light`."""

INTERVALS: Final = (1 / 60, 1 / 20, 1 / 10, 1 / 5)
"""Least time between captures: on most lines, and where the worst level is still too much."""

STEPS: Final = (*[Step(0.12, 0.05)] * LEVEL_MOST, Step(0.24, 0.05), *[Step(0.24, 0.12)] * 3)
"""First the level gives way, then the number of captures."""

LIGHT_SECONDS: Final = 1 / 12
"""Least time between captures in quality `light`."""

BUDGET_LEAST: Final = 12 * 1024
BUDGET_MOST: Final = 1024 * 1024
"""Bytes of a frame at least and at most."""

BUDGET_SECONDS: Final = (0.2, 0.175, 0.15, 0.125, 0.1)
"""How long a frame may keep the line busy, by level."""

PROBE_SECONDS: Final = 5.0
"""How often at least a frame is sent that finds nothing else on its way: it tells the line's own
round trip, which could not be told from a queue that never empties."""

OVERDUE_SECONDS: Final = 0.12
"""A frame that is shown so much later than expected stands still: nothing is sent behind it."""

UNPROVEN_BYTES: Final = 16 * 1024
"""On their way at most beside another frame, before anything is known of the line's rate."""

REST_MOST: Final = 0.1
"""Seconds of work that may be done in one piece, and of rest that may be owed for it."""


class Pacing:
    """Paces captures by what the console has shown."""

    def __init__(self) -> None:
        self._line = Line()
        self._strain = Strain(STEPS)
        self._unshown: deque[Sent] = deque()
        self._sent = 0
        self._proven = UNPROVEN_BYTES
        self._quality = Quality.AUTO
        self._due = float("-inf")
        self._worked = _Work()
        self._alone_at = float("-inf")
        self._delay = 0.0

    @property
    def level(self) -> int:
        """How much lossy parts are to give way: 0 (best) to `LEVEL_MOST`."""
        level = min(LEVEL_MOST, self._strain.level)
        return max(LIGHT_LEVEL, level) if self._quality is Quality.LIGHT else level

    @property
    def budget(self) -> int:
        """Bytes that the next frame may have."""
        size = self._line.rate.known * BUDGET_SECONDS[min(LEVEL_MOST, self._strain.level)]
        return min(BUDGET_MOST, max(BUDGET_LEAST, int(size)))

    @property
    def delay(self) -> int:
        """Milliseconds from capture until it was known to be shown, as last measured; 0 unknown."""
        return min(0xFFFF, round(1000 * self._delay))

    @property
    def unshown(self) -> int:
        """Frames on their way."""
        return len(self._unshown)

    def wish(self, quality: Quality) -> None:
        """How the technician wants to see."""
        self._quality = quality

    def ready_in(self, now: float) -> float | None:
        """Seconds until a capture may be made (0: now), or None until a frame was shown."""
        line = self._line_in(now)
        return None if line is None else max(0.0, line, self._due - now, self._worked.rest(now))

    def captured(self, now: float, busy: float = 0.0) -> None:
        """A capture was begun at `now` and kept this PC busy for so long, encoding included."""
        self._due = now + self._interval
        self._worked.spent(now + busy, busy)

    def sent(self, now: float, captured_at: float, size_bytes: int) -> int:
        """A frame goes out; its number."""
        if not self._unshown:
            self._alone_at = now
        self._sent += 1
        self._unshown.append(Sent(self._sent, captured_at, now, size_bytes))
        return self._sent

    def shown(self, frame: int, now: float) -> None:
        """The console has drawn this frame and all before it; `BadFrame` for one never sent."""
        if frame > self._sent:
            raise BadFrame("shown: a frame that was never sent")
        held_up = None
        while self._unshown and self._unshown[0].number <= frame:
            first = self._unshown.popleft()
            held_up = self._line.shown(first, now)
            self._delay = max(0.0, now - first.captured)
            self._proven = max(self._proven, first.size)
        if held_up is not None:
            self._strain.held_up(held_up, now)

    @property
    def _interval(self) -> float:
        interval = INTERVALS[max(0, self._strain.level - LEVEL_MOST)]
        return max(LIGHT_SECONDS, interval) if self._quality is Quality.LIGHT else interval

    def _line_in(self, now: float) -> float | None:
        """Seconds until the line takes another frame; None until one was shown."""
        if not self._unshown:
            return 0.0
        if len(self._unshown) >= UNSHOWN_MAX or now - self._alone_at > PROBE_SECONDS:
            return None
        on_its_way = sum(frame.size for frame in self._unshown)
        if not self._line.rate.is_measured and on_its_way > self._proven:
            return None
        first = self._line.end([self._unshown[0]]) + self._line.base
        if now - first > OVERDUE_SECONDS:
            return None
        return max(0.0, self._line.end(self._unshown) - NOISE_SECONDS - now)


class _Work:
    """Half of the time is rest, on the average of a moment."""

    def __init__(self) -> None:
        self._rested_at = float("-inf")

    def spent(self, now: float, busy: float) -> None:
        """So much work ended now."""
        owed = max(self._rested_at, now - busy - REST_MOST) + 2 * busy
        self._rested_at = min(owed, now + REST_MOST)

    def rest(self, now: float) -> float:
        """Seconds to rest."""
        return self._rested_at - now
