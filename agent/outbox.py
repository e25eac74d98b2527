"""What waits to be sent to the broker. Any thread puts in, the line's thread takes out."""

from collections import deque
from collections.abc import Callable
from threading import Condition
from typing import Final, Protocol

from agent.channel import ChannelError

WAITING_MAX: Final = 8 * 1024 * 1024
"""Bytes of sealed records that wait here at most; who seals more waits in `seal`.

Only a backstop: at most 3 frames are ever on their way unacknowledged.
"""


class Seal(Protocol):
    """See `agent.channel.Channel`."""

    def seal(self, kind: int, plaintext: bytes) -> bytes:
        """The frame of a record."""


class Outbox:
    """Frames in the order of their sealing. `wake` is called after each change, from any thread."""

    def __init__(self, wake: Callable[[], None]) -> None:
        self._wake = wake
        self._frames: deque[str | bytes] = deque()
        self._waiting = 0
        self._room = Condition()
        self._channel: Seal | None = None

    @property
    def waiting(self) -> int:
        """Bytes of handshake frames and records that wait to be sent."""
        with self._room:
            return self._waiting

    def say(self, text: str) -> None:
        """Queue a text frame for the broker."""
        with self._room:
            self._frames.append(text)
        self._wake()

    def shake(self, frame: bytes) -> None:
        """Queue a handshake frame, as it is."""
        with self._room:
            self._frames.append(frame)
            self._waiting += len(frame)
        self._wake()

    def open(self, channel: Seal) -> None:
        """Records are sealed with this channel from now on."""
        with self._room:
            self._channel = channel

    def seal(self, kind: int, plaintext: bytes) -> None:
        """Seal and queue a record; waits while too much waits. Without a channel: nothing.

        For the thread of the screen, never for the line's own (that is `seal_now`).
        """
        with self._room:
            self._room.wait_for(lambda: self._channel is None or self._waiting < WAITING_MAX)
            self._seal(kind, plaintext)
        self._wake()

    def seal_now(self, kind: int, plaintext: bytes) -> None:
        """Seal and queue a record, however much waits. Without a channel: nothing."""
        with self._room:
            self._seal(kind, plaintext)
        self._wake()

    def _seal(self, kind: int, plaintext: bytes) -> None:
        if self._channel is None:
            return
        try:
            frame = self._channel.seal(kind, plaintext)
        except ChannelError:
            self._channel = None
            return
        self._frames.append(frame)
        self._waiting += len(frame)

    def take(self) -> str | bytes | None:
        """The next frame to send, or None."""
        with self._room:
            if not self._frames:
                return None
            frame = self._frames.popleft()
            if isinstance(frame, bytes):
                self._waiting -= len(frame)
                self._room.notify_all()
            return frame

    def close(self) -> None:
        """Seal no more; what is sealed is still sent."""
        with self._room:
            self._channel = None
            self._room.notify_all()

    def drop_records(self) -> None:
        """Throw away what is sealed and unsent, and seal no more; what was said stays."""
        with self._room:
            self._channel = None
            self._frames = deque(frame for frame in self._frames if isinstance(frame, str))
            self._waiting = 0
            self._room.notify_all()

    def clear(self) -> None:
        """Throw away everything: the line it was meant for is gone."""
        self.drop_records()
        with self._room:
            self._frames.clear()
