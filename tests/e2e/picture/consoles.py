"""A screen in a browser that shows a known picture and is then fed what a test says."""

import base64
from collections.abc import Sequence
from typing import Any

from agent.frames import control, picture
from agent.frames.kinds import Kind
from agent.frames.operations import Fill, Move, Operation, Webp
from tests.e2e.picture.sights import Browser, call, rgba, wired
from tests.fakes.canvas import Canvas
from tests.vectors.frame_bytes import IMAGES

SIZE = (64, 48)
Record = tuple[Kind, bytes]


def screen(width: int, height: int) -> Record:
    return Kind.CONTROL, control.encode(control.Screen(width, height))


def records(frame: int, *operations: Operation) -> list[Record]:
    return [(Kind.PICTURE, data) for data in picture.encode_parts(frame, 0, operations)]


KNOWN: tuple[Operation, ...] = (
    Fill(0, 0, *SIZE, (10, 120, 230)),
    Webp(8, 8, 48, 32, IMAGES["webp_48x32"]),
    Move(0, 0, 20, 20, 10, 10),
)
GOOD = [screen(*SIZE), *records(1, *KNOWN)]


class Console:
    """A screen of the page that shows the known picture."""

    def __init__(self, page: Browser, name: str, size: tuple[int, int] = SIZE) -> None:
        self.page, self.name, self.size = page, name, size
        if size == SIZE:
            self.show(GOOD, 1)

    def show(self, some: Sequence[Record], frame: int) -> None:
        """Good records, which must be drawn exactly as the reference decoder does."""
        canvas = Canvas()
        for kind, data in GOOD if self.size == SIZE else some:
            canvas.take(kind, data)
        seen = call(
            self.page,
            "show",
            {"name": self.name, "records": wired(some), "frame": frame, "raw": True},
        )
        assert (seen["faults"], seen["broken"], seen["shown"]) == ([], [], frame)
        assert base64.b64decode(seen["pixels"]) == rgba(canvas.pixels)

    def endure(
        self, some: Sequence[Record], wait: bool = True, raw: bool = False
    ) -> dict[str, Any]:
        said = {"name": self.name, "records": wired(some), "wait": wait, "raw": raw}
        told: dict[str, Any] = call(self.page, "endure", said)
        return told

    def take_in(self, some: Sequence[Record]) -> list[str]:
        """Good records; once the whole frames among them are drawn, what was refused of them."""
        whole = [data[:4] for kind, data in some if kind == Kind.PICTURE and data[4] == 1]
        if not whole:
            faults: list[str] = self.endure(some, wait=False)["faults"]
            return faults
        frame = int.from_bytes(whole[-1], "big")
        said = {"name": self.name, "records": wired(some), "frame": frame, "raw": False}
        seen = call(self.page, "show", said)
        return [*seen["faults"], *seen["broken"]]

    def works_anew(self) -> None:
        """As after a reconnect: a new line, and the whole screen."""
        call(self.page, "anew", self.name)
        self.show(GOOD, 1)

    def close(self) -> None:
        call(self.page, "close", self.name)


def solid(width: int, height: int) -> bytes:
    """A lossless WebP of one colour: some bytes for any size. Simple codes of one symbol each."""
    bits = f"{0x2F:08b}"[::-1] + f"{width - 1:014b}"[::-1] + f"{height - 1:014b}"[::-1] + "0000"
    bits += "000"  # no transform, no colour cache, no meta codes
    for symbol in (0x20, 0x40, 0x60, 0xFF, 0):
        bits += "1" + "0" + "1" + f"{symbol:08b}"[::-1]
    bits += "0" * (-len(bits) % 8)
    return bytes(int(bits[at : at + 8][::-1], 2) for at in range(0, len(bits), 8))
