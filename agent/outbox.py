"""What waits to be sent to the broker. Any thread puts in, the line's thread takes out.

Three lanes: what is said (to the broker, in the handshake, and sealed to the console), the pointer,
the pictures. A later lane moves only while those before it are empty, so nothing that was said
waits behind a picture. A record is numbered when it is sealed and has to be sent in that order:
what may be overtaken waits unsealed.
"""

from collections import deque
from collections.abc import Callable
from threading import Condition
from typing import Final, Protocol

from agent.channel import ChannelError
from agent.frames.kinds import PLAINTEXT_MAX, SEAL_OVERHEAD, Kind

WAITING_MAX: Final = 8 * 1024 * 1024
"""Bytes of records that wait here at most; who shows more waits in `show`.

Only a backstop: at most 3 frames are ever on their way unacknowledged.
"""


class Seal(Protocol):
    """See `agent.channel.Channel`."""

    def seal(self, kind: int, plaintext: bytes) -> bytes:
        """The frame of a record."""


class Outbox:
    """Lanes of frames and records. `wake` is called after each change, from any thread."""

    def __init__(self, wake: Callable[[], None]) -> None:
        self._wake = wake
        self._said: deque[str | bytes] = deque()
        self._pointer: dict[int, bytes] = {}
        self._pictures: deque[tuple[Kind, bytes]] = deque()
        self._waiting = 0
        self._held = False
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
            self._said.append(text)
        self._wake()

    def shake(self, frame: bytes) -> None:
        """Queue a handshake frame, as it is."""
        with self._room:
            self._say_bytes(frame)
        self._wake()

    def open(self, channel: Seal) -> None:
        """Records are sealed with this channel from now on."""
        with self._room:
            self._channel, self._held = channel, False

    def seal(self, kind: Kind, plaintext: bytes) -> None:
        """Seal and queue a record, however much waits. Without a channel: nothing."""
        with self._room:
            frame = self._sealed(kind, plaintext)
            if frame is not None:
                self._say_bytes(frame)
        self._wake()

    def show(self, kind: Kind, plaintext: bytes) -> None:
        """Queue a record of the screen, to be sealed when its turn has come.

        Waits while too much waits. Without a channel: nothing. ValueError for one longer than a
        record may be. Of the pointer's shape and place only the newest waits. For the thread of
        the screen, never for the line's own.
        """
        if len(plaintext) > PLAINTEXT_MAX:
            raise ValueError("longer than a record may be")
        with self._room:
            self._room.wait_for(lambda: self._channel is None or self._waiting < WAITING_MAX)
            if self._channel is None:
                return
            if kind is Kind.CURSOR:
                self._point(plaintext)
            else:
                self._pictures.append((kind, plaintext))
                self._waiting += _size(plaintext)
        self._wake()

    def hold(self) -> None:
        """Send nothing more of the screen, until `release` or another channel."""
        with self._room:
            self._held = True

    def release(self) -> None:
        """Go on after `hold`, with what waited."""
        with self._room:
            self._held = False
        self._wake()

    def take(self) -> str | bytes | None:
        """The next frame to send, or None."""
        with self._room:
            if not self._said:
                self._seal_next()
            if not self._said:
                return None
            frame = self._said.popleft()
            if isinstance(frame, bytes):
                self._waiting -= len(frame)
                self._room.notify_all()
            return frame

    def close(self) -> None:
        """Seal no more; what is sealed is still sent."""
        with self._room:
            self._forget_records()

    def drop_records(self) -> None:
        """Throw away every record that is not sent, and take no more; what was said stays."""
        with self._room:
            self._forget_records()
            self._said = deque(frame for frame in self._said if isinstance(frame, str))
            self._waiting = 0

    def clear(self) -> None:
        """Throw away everything: the line it was meant for is gone."""
        self.drop_records()
        with self._room:
            self._said.clear()

    def _say_bytes(self, frame: bytes) -> None:
        self._said.append(frame)
        self._waiting += len(frame)

    def _point(self, plaintext: bytes) -> None:
        """The first byte of a cursor record says whether it is a shape or a place."""
        kind = plaintext[0]
        self._waiting += _size(plaintext) - _size(self._pointer.get(kind))
        self._pointer[kind] = plaintext

    def _seal_next(self) -> None:
        """Move the next record of the screen to what is sent."""
        if self._held:
            return
        if self._pointer:
            plaintext = self._pointer.pop(next(iter(self._pointer)))
            kind = Kind.CURSOR
        elif self._pictures:
            kind, plaintext = self._pictures.popleft()
        else:
            return
        self._waiting -= _size(plaintext)
        frame = self._sealed(kind, plaintext)
        if frame is not None:
            self._say_bytes(frame)

    def _sealed(self, kind: Kind, plaintext: bytes) -> bytes | None:
        if self._channel is None:
            return None
        try:
            return self._channel.seal(kind, plaintext)
        except ChannelError:
            self._forget_records()
            return None

    def _forget_records(self) -> None:
        """Those that are not sealed, and the channel that would have sealed them."""
        self._channel = None
        self._pointer.clear()
        self._pictures.clear()
        self._waiting = sum(len(frame) for frame in self._said if isinstance(frame, bytes))
        self._room.notify_all()


def _size(plaintext: bytes | None) -> int:
    """Bytes that it takes sealed; 0 for None."""
    return 0 if plaintext is None else len(plaintext) + SEAL_OVERHEAD
