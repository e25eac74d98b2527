"""A screen made of memory, for tests of what captures it."""

import threading

import numpy as np
from PIL import Image

from agent.screen.source import (
    Box,
    CursorChange,
    CursorImage,
    Pixels,
    ScreenChanged,
    ScreenSource,
)

ARROW = CursorImage(2, 2, 1, 0, bytes((0, 0, 0, 255)) * 4)


class MemoryScreen(ScreenSource):
    """White with one dark pixel, until a test paints on it."""

    def __init__(self, size: tuple[int, int] = (100, 70)) -> None:
        self.image = Image.new("RGB", size, "white")
        self.image.putpixel((3, 3), (1, 2, 3))
        self.lock = threading.Lock()
        self.boxes = [Box(0, 0, *size)]
        self.change = CursorChange(ARROW, (5, 6))
        self.awake = threading.Event()
        self.closed = threading.Event()
        self.grabs = 0
        self.waits = 0
        self.fault: Exception | None = None
        self.hang: threading.Event | None = None
        self.hanging = threading.Event()

    def paint(self, box: tuple[int, int, int, int], colour: tuple[int, int, int]) -> None:
        with self.lock:
            self.image.paste(colour, box)
            self.boxes.append(Box(box[0], box[1], box[2] - box[0], box[3] - box[1]))
        self.wake()

    def resize(self, size: tuple[int, int]) -> None:
        with self.lock:
            self.image = Image.new("RGB", size, "black")
        self.wake()

    def point(self, x: int, y: int) -> None:
        with self.lock:
            self.change = CursorChange(self.change.image, (x, y))
        self.wake()

    def size(self) -> tuple[int, int]:
        return self.image.size

    def wait(self, seconds: float) -> None:
        self.waits += 1
        self.awake.wait(seconds)
        self.awake.clear()

    def wake(self) -> None:
        self.awake.set()

    def damage(self) -> list[Box]:
        with self.lock:
            boxes, self.boxes = self.boxes, []
            return boxes

    def pending(self) -> bool:
        return bool(self.boxes)

    def grab(self, box: Box) -> Pixels:
        self.grabs += 1
        if self.hang is not None:
            self.hanging.set()
            self.hang.wait(10)
        if self.fault is not None:
            raise self.fault
        right, bottom = box.x + box.width, box.y + box.height
        with self.lock:
            if right > self.image.width or bottom > self.image.height:
                raise ScreenChanged
            part = self.image.crop((box.x, box.y, right, bottom)).tobytes("raw", "BGRX")
        return np.frombuffer(part, np.uint32).reshape(box.height, box.width)

    def cursor(self) -> CursorChange:
        with self.lock:
            change, self.change = self.change, CursorChange(None, None)
            return change

    def close(self) -> None:
        self.closed.set()
