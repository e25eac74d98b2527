"""One direction of a slow line: bandwidth, delay and a queue that drops what does not fit. Pure."""

from collections import deque
from dataclasses import dataclass
from typing import Final

QUEUE_PACKETS: Final = 100
"""What waits at most before a line: about what a home router keeps."""


@dataclass(frozen=True)
class Rule:
    """`bits`: bits a second in each direction; `seconds`: how long a packet is on its way."""

    bits: float
    seconds: float
    queue: int = QUEUE_PACKETS


class Lane:
    """Packets on their way in one direction. Times are seconds by any one clock."""

    def __init__(self, rule: Rule) -> None:
        self._rule = rule
        self._free = 0.0
        self._waiting: deque[tuple[float, float, bytes]] = deque()
        self.dropped = 0

    def put(self, packet: bytes, now: float) -> None:
        """A packet comes to the line; it is dropped where too many stand before it."""
        queued = sum(1 for begins, _, _ in self._waiting if begins > now)
        if queued >= self._rule.queue:
            self.dropped += 1
            return
        begins = max(now, self._free)
        self._free = begins + len(packet) * 8 / self._rule.bits
        self._waiting.append((begins, self._free + self._rule.seconds, packet))

    def take(self, now: float) -> list[bytes]:
        """What has arrived by now."""
        arrived: list[bytes] = []
        while self._waiting and self._waiting[0][1] <= now:
            arrived.append(self._waiting.popleft()[2])
        return arrived

    def due(self) -> float | None:
        """When the next packet arrives."""
        return self._waiting[0][1] if self._waiting else None
