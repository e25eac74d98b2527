"""A stream over a screen made of memory, and the end that takes what it sends."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from agent.frames.kinds import Kind
from agent.gate import Gate
from agent.screen.stream import PictureStream
from tests.fakes.canvas import Canvas
from tests.fakes.memory_screen import MemoryScreen


class Far:
    """The other end: a canvas fed by the stream's thread, and a way to wait for it."""

    def __init__(self) -> None:
        self.canvas = Canvas()
        self.kinds: list[Kind] = []
        self.faults: list[Exception] = []
        self._news = threading.Condition()

    def send(self, kind: Kind, data: bytes) -> None:
        with self._news:
            self.kinds.append(kind)
            self.canvas.take(kind, data)
            self._news.notify_all()

    def fault(self, error: Exception) -> None:
        with self._news:
            self.faults.append(error)
            self._news.notify_all()

    def until(self, done: Callable[[], bool]) -> None:
        with self._news:
            assert self._news.wait_for(done, 5), "the stream did not come so far"


@contextmanager
def streaming(source: MemoryScreen) -> Iterator[tuple[PictureStream, Gate, Far]]:
    gate, far = Gate(), Far()
    stream = PictureStream(source, gate, far.send, far.fault)
    stream.start()
    try:
        yield stream, gate, far
    finally:
        if source.hang is not None:
            source.hang.set()
        stream.close()
        assert source.closed.wait(5)


def same(source: MemoryScreen, far: Far) -> bool:
    return far.canvas.image.tobytes() == source.image.tobytes()
