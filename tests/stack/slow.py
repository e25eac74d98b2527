"""A wire as `Tee`, but as slow, far away and sometimes dead as a customer's: in real time.

Its buffer has no end, so all that an end ever sends too early is held here and can be counted.
"""

import socket
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final

from tests.stack.tee import Tee

_STEP_BYTES: Final = 1400
_LOOK_SECONDS: Final = 0.002


class SlowLine(Tee):
    """`rate` bytes a second at most in each direction, each byte `delay` seconds late.

    Directions: `up` is to the broker.
    """

    def __init__(self, port: int, broker_port: int, host: str = "127.0.0.1") -> None:
        self.rate = float("inf")
        self.delay = 0.0
        self.up, self.down = _Way(self), _Way(self)
        self._dead = threading.Event()
        super().__init__(port, broker_port, host)

    def stall(self) -> None:
        """Nothing more goes through, and nothing is lost, until `go_on`."""
        self._dead.set()

    def go_on(self) -> None:
        """What was held goes through again."""
        self._dead.clear()

    @property
    def is_dead(self) -> bool:
        """Whether it is stalled."""
        return self._dead.is_set()

    def _pass(self, source: socket.socket, target: socket.socket, keep: bool, age: int) -> None:
        (self.down if keep else self.up).carry(source, target)


class _Way:
    """One direction of every connection; `held` and `passed` are bytes of them all."""

    def __init__(self, line: SlowLine) -> None:
        self._line = line
        self.held = 0
        self.passed = 0
        self._lock = threading.Lock()

    def carry(self, source: socket.socket, target: socket.socket) -> None:
        """Until the source ends: what comes waits in a buffer, which another thread empties."""
        waiting: deque[tuple[float, bytes]] = deque()
        ended = threading.Event()
        sender = threading.Thread(target=self._send, args=(waiting, target, ended), daemon=True)
        sender.start()
        with suppress(OSError):
            while data := source.recv(65536):
                with self._lock:
                    self.held += len(data)
                waiting.append((time.monotonic() + self._line.delay, data))
        ended.set()
        sender.join()
        with self._lock:
            self.held -= sum(len(data) for _, data in waiting)

    def _send(
        self, waiting: deque[tuple[float, bytes]], target: socket.socket, ended: threading.Event
    ) -> None:
        with suppress(OSError):
            while waiting or not ended.is_set():
                if not waiting or self._line.is_dead or time.monotonic() < waiting[0][0]:
                    time.sleep(_LOOK_SECONDS)
                    continue
                due, data = waiting[0]
                self._send_piece(target, data[:_STEP_BYTES])
                waiting.popleft()
                if data[_STEP_BYTES:]:
                    waiting.appendleft((due, data[_STEP_BYTES:]))
            target.shutdown(socket.SHUT_WR)

    def _send_piece(self, target: socket.socket, piece: bytes) -> None:
        begun = time.monotonic()
        target.sendall(piece)
        with self._lock:
            self.held -= len(piece)
            self.passed += len(piece)
        left = begun + len(piece) / self._line.rate - time.monotonic()
        if left > 0:
            time.sleep(left)


@contextmanager
def slow(port: int, broker_port: int, host: str = "127.0.0.1") -> Iterator[SlowLine]:
    """Listens on `port` for a broker on `broker_port`; as fast as it can at first."""
    line = SlowLine(port, broker_port, host)
    try:
        yield line
    finally:
        line.go_on()
        line.close()
