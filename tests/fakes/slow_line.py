"""A simulated session over a line: an encoder, one queue with a rate, a console with a refresh."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from agent.screen.pace import Pacing

TICK = 0.001
ENCODE = 0.008
DECODE = 0.003
VSYNC = 1 / 60
APPLICATION = 0.005
"""From a key in the remote application to its echo on the screen, seconds."""

ECHO_BYTES = 400
MBIT = 125_000.0


@dataclass
class Frame:
    """What became of a frame; times are seconds."""

    number: int
    captured: float
    sent: float
    size: int
    keys: list[float]
    left: float = 0.0
    started: float | None = None
    carried: float | None = None
    shown: float | None = None


@dataclass
class Far:
    """The line and the console behind it."""

    rate: Callable[[float], float]
    """Bytes a second at a time; 0 while it stands still."""

    delay: float
    """Seconds one way."""

    jitter: float = 0.0
    random: Random = field(default_factory=lambda: Random(1))

    def __post_init__(self) -> None:
        self.queue: deque[Frame] = deque()
        self.shown: list[Frame] = []
        self.acks: deque[tuple[float, int]] = deque()
        self._last = 0.0

    def carry(self, now: float) -> None:
        """What the line does in one tick."""
        carries = self.rate(now) * TICK
        while carries > 0 and self.queue:
            frame = self.queue[0]
            frame.started = now if frame.started is None else frame.started
            taken = min(carries, frame.left)
            carries -= taken
            frame.left -= taken
            if frame.left <= 0:
                self.queue.popleft()
                self._show(frame, now)

    def _show(self, frame: Frame, now: float) -> None:
        came = now + self.delay + self.random.uniform(0, self.jitter) + DECODE
        drawn = (int(max(came, self._last) / VSYNC) + 1) * VSYNC
        self._last = max(came, self._last)
        frame.carried, frame.shown = now, drawn
        self.shown.append(frame)
        back = drawn + self.delay + self.random.uniform(0, self.jitter)
        self.acks.append((max(back, self.acks[-1][0] if self.acks else 0.0), frame.number))


class Session:
    """The agent's side: something changes, a capture is made when it may be, and goes out."""

    def __init__(self, far: Far, sizes: Callable[[int, int, bool], int], fps: float = 30.0) -> None:
        """`sizes`: bytes of a frame by level, budget and whether it is the first of a video."""
        self.pacing, self.far = Pacing(), far
        self._sizes, self._fps = sizes, fps
        self.frames: list[Frame] = []
        self.levels: list[tuple[float, int]] = []
        self.playing: Callable[[float], bool] = lambda _: True
        self.encode = ENCODE
        self._next_change = 0.0
        self._changed = self._began = False
        self._owed = 0
        self._keys: list[float] = []
        self._presses: deque[tuple[float, float]] = deque()
        self._busy_until = 0.0
        self._making: Frame | None = None
        self.now = 0.0

    def first_picture(self, size: int) -> None:
        """The whole screen is to be sent, in slices as large as the budget."""
        self._owed += size

    def press(self, *times: float) -> None:
        """The technician presses a key at each of these times."""
        for pressed in times:
            self._presses.append((pressed + self.far.delay + APPLICATION, pressed))

    def run(self, until: float) -> None:
        """Let time pass."""
        while self.now < until:
            self._tick()
            self.now += TICK

    def _tick(self) -> None:
        self._happen()
        self.far.carry(self.now)
        acks = self.far.acks
        while acks and acks[0][0] <= self.now:
            self.pacing.shown(acks.popleft()[1], self.now)
            self.levels.append((self.now, self.pacing.level))
        if self._making is not None and self.now >= self._busy_until:
            self._send(self._making)
        due = self._changed or self._keys or self._owed
        if self._making is None and due and self.pacing.ready_in(self.now) == 0:
            self._capture()

    def _happen(self) -> None:
        if self.playing(self.now) and self.now >= self._next_change:
            self._changed = True
            self._next_change = max(self._next_change + 1 / self._fps, self.now)
        while self._presses and self._presses[0][0] <= self.now:
            self._keys.append(self._presses.popleft()[1])

    def _capture(self) -> None:
        budget = self.pacing.budget
        size = min(self._owed, budget)
        self._owed -= size
        size += ECHO_BYTES * bool(self._keys)
        if self._changed:
            size += self._sizes(self.pacing.level, budget, not self._began)
            self._began = True
        self._making = Frame(0, self.now, 0.0, size, self._keys, float(size))
        self._busy_until = self.now + self.encode
        self._changed, self._keys = False, []

    def _send(self, frame: Frame) -> None:
        self.pacing.captured(frame.captured, self.now - frame.captured)
        frame.number = self.pacing.sent(self.now, frame.captured, frame.size)
        frame.sent = self.now
        self.far.queue.append(frame)
        self.frames.append(frame)
        self._making = None

    def waits(self, since: float = 0.0) -> list[float]:
        """How long each frame stood in the queue before the line began to carry it."""
        return [f.started - f.sent for f in self.far.shown if f.started and f.sent >= since]

    def fps(self, since: float, until: float) -> float:
        """Frames drawn a second."""
        drawn = [f for f in self.far.shown if f.shown and since <= f.shown < until]
        return len(drawn) / (until - since)

    def echoes(self, since: float = 0.0) -> list[float]:
        """Seconds from each key to its echo."""
        return [f.shown - key for f in self.far.shown if f.shown for key in f.keys if key >= since]


def steady(rate: float) -> Callable[[float], float]:
    """A line that always carries so many bytes a second."""
    return lambda _: rate


def percentile(values: list[float], part: float) -> float:
    """The value that this part of all values does not exceed."""
    assert values
    return sorted(values)[min(len(values) - 1, int(part * len(values)))]
