"""A console fed what an agent may not send draws nothing of it, says so, and all else goes on."""

import base64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page

from agent.frames import control, picture
from agent.frames.gathering import AREA_FACTOR, OPERATIONS_MAX
from agent.frames.kinds import Kind
from agent.frames.operations import Fill, Jpeg, Move, Operation, Video, Webp
from tests.e2e.picture.sights import call, from_rgba, rgba, wired
from tests.fakes.canvas import Canvas
from tests.vectors.frame_bytes import IMAGES, fill, part, piece, vp9_inter, vp9_key
from tests.vectors.frame_values import load, step_parts

SIZE = (64, 48)
PLACES = pytest.mark.parametrize("place", ["worker", "page"])
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

    def __init__(self, page: Page, name: str, size: tuple[int, int] = SIZE) -> None:
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

    def works_anew(self) -> None:
        """As after a reconnect: a new line, and the whole screen."""
        call(self.page, "anew", self.name)
        self.show(GOOD, 1)

    def close(self) -> None:
        call(self.page, "close", self.name)


@pytest.fixture
def beside(page: Page) -> Iterator[Console]:
    """Another screen of the same page, which must not be touched."""
    one = Console(page, "beside:worker")
    yield one
    one.works_anew()
    one.close()


@dataclass(frozen=True)
class Refused:
    """Records after the known picture, of which the last is refused as it is read."""

    name: str
    records: list[Record]


def refused() -> Iterator[Refused]:
    """Every wrong record of the vectors."""
    for case in load("picture")["reject"]:
        yield Refused(case["name"], [(Kind.PICTURE, bytes.fromhex(case["hex"]))])
    for case in load("gathering")["reject"]:
        if "size" in case["steps"][0]:
            yield Refused(case["name"], list(_steps(case["steps"])))


def _steps(some: list[dict[str, Any]]) -> Iterator[Record]:
    for step in some:
        if "size" in step:
            yield screen(*step["size"])
        else:
            yield from ((Kind.PICTURE, data) for data in step_parts(step))


def test_what_is_refused_is_not_drawn(page: Page, beside: Console) -> None:
    """The last record of each case is refused at once, and nothing of its frame is drawn."""
    wrong, console = [], Console(page, "refused:worker")
    for case in refused():
        call(page, "anew", console.name)
        before = console.endure(case.records[:-1], wait=False) if case.records[1:] else None
        told = console.endure(case.records[-1:], wait=False)
        if (before and before["faults"]) or told["faults"] != ["BadFrame"] or not told["same"]:
            wrong.append((case.name, before, told["faults"], told["same"]))
    assert wrong == []
    console.works_anew()
    console.close()


_WEBP, _JPEG = IMAGES["webp_48x32"], IMAGES["jpeg_16x8"]
_KEY, _NEXT = IMAGES["vp9_key_48x32"], IMAGES["vp9_second_48x32"]
_BOX = (8, 8, 48, 32)
_MARK = Fill(0, 0, 30, 30, (255, 0, 0))


def _key(data: bytes) -> Video:
    return Video(*_BOX, True, data)


def junk(count: int) -> bytes:
    return np.random.default_rng(count).integers(0, 256, count, np.uint8).tobytes() + b"\0"


UNDECODABLE: dict[str, list[Operation]] = {
    "webp cut in half": [Webp(*_BOX, _WEBP[: len(_WEBP) // 2])],
    "webp of only its head": [Webp(*_BOX, _WEBP[:5])],
    "webp with rubbish behind its head": [Webp(*_BOX, _WEBP[:5] + junk(200))],
    "webp of ones": [Webp(*_BOX, _WEBP[:5] + b"\xff" * 99)],
    "jpeg without tables": [
        Jpeg(0, 0, 16, 8, b"\xff\xd8" + _JPEG[_JPEG.index(b"\xff\xc0") :]),
    ],
    "vp9 of only its head": [_key(vp9_key(48, 32))],
    "vp9 cut": [_key(_KEY[:20] + b"\0")],
    "vp9 with rubbish behind its head": [_key(_KEY[:12] + junk(200))],
    "vp9 that goes on with rubbish": [_key(_KEY), Video(*_BOX, False, _NEXT[:10] + junk(90))],
    "vp9 that goes on with only its head": [_key(_KEY), Video(*_BOX, False, vp9_inter(None))],
    "vp9 with a second frame of another size behind": [
        _key(_KEY + IMAGES["vp9_key_40x32"] + b"\0")
    ],
    "a bad picture between good ones": [*KNOWN, Webp(*_BOX, _WEBP[:5]), *KNOWN],
}


@PLACES
@pytest.mark.parametrize("name", UNDECODABLE)
def test_what_cannot_be_decoded_is_not_drawn(
    name: str, place: str, page: Page, beside: Console
) -> None:
    console = Console(page, f"undecodable:{place}")
    told = console.endure(records(2, _MARK, *UNDECODABLE[name], _MARK))
    assert told["faults"] == []
    assert told["broken"] == ["video" if "vp9" in name else "image"]
    assert (told["drawn"], told["same"]) == (0, True)
    assert console.endure(records(3, _MARK), wait=False)["same"], "it draws after it was broken"
    console.works_anew()
    console.close()


LENIENT: dict[str, Jpeg] = {
    "cut scan": Jpeg(24, 16, 16, 8, _JPEG[:-9] + b"\xff\xd9"),
    "rubbish scan": Jpeg(24, 16, 16, 8, _JPEG[:-12] + junk(60) + b"\xff\xd9"),
    "another picture behind": Jpeg(24, 16, 16, 8, _JPEG + IMAGES["jpeg_grey_7x9"]),
    "another height behind the scan": Jpeg(
        24, 16, 16, 8, _JPEG[:-2] + b"\xff\xdc\0\4\0\x40\xff\xd9"
    ),
}


@PLACES
@pytest.mark.parametrize("name", LENIENT)
def test_a_spoilt_jpeg_stays_in_its_rectangle(
    name: str, place: str, page: Page, beside: Console
) -> None:
    """Decoders make something of what they can; where they refuse, it is told."""
    console, spoiled = Console(page, f"lenient:{place}"), LENIENT[name]
    told = console.endure(records(2, spoiled), raw=True)
    assert (told["faults"], told["drawn"] + len(told["broken"])) == ([], 1)
    canvas = Canvas()
    for kind, data in GOOD:
        canvas.take(kind, data)
    differs = np.any(from_rgba(told["pixels"], SIZE) != np.asarray(canvas.image), axis=2)
    differs[16:24, 24:40] = False
    assert not differs.any()
    console.works_anew()
    console.close()


def solid(width: int, height: int) -> bytes:
    """A lossless WebP of one colour: some bytes for any size. Simple codes of one symbol each."""
    bits = f"{0x2F:08b}"[::-1] + f"{width - 1:014b}"[::-1] + f"{height - 1:014b}"[::-1] + "0000"
    bits += "000"  # no transform, no colour cache, no meta codes
    for symbol in (0x20, 0x40, 0x60, 0xFF, 0):
        bits += "1" + "0" + "1" + f"{symbol:08b}"[::-1]
    bits += "0" * (-len(bits) % 8)
    return bytes(int(bits[at : at + 8][::-1], 2) for at in range(0, len(bits), 8))


def test_as_much_as_the_limits_allow(page: Page, beside: Console) -> None:
    """Some bytes that become many pixels; the page shows them and goes on."""
    side = 2048
    bomb = solid(side, side)
    assert len(bomb) < 20
    console = Console(page, "bomb:worker", (side, side))
    some = [Webp(0, 0, side, side, bomb)] * AREA_FACTOR
    told = console.endure([screen(side, side), *records(1, *some)])
    assert (told["faults"], told["broken"], told["drawn"]) == ([], [], 1)
    assert not told["same"]
    console.close()


@PLACES
def test_many_tiny_pictures(place: str, page: Page, beside: Console) -> None:
    console = Console(page, f"tiny:{place}")
    pixel = IMAGES["webp_1x1"]
    tiny = [Webp(at % 64, at // 64 % 48, 1, 1, pixel) for at in range(OPERATIONS_MAX)]
    told = console.endure(records(2, *tiny))
    assert (told["faults"], told["broken"], told["drawn"]) == ([], [], 1)
    assert not told["same"]
    console.works_anew()
    console.close()


def test_more_frames_than_may_be_unshown(page: Page, beside: Console) -> None:
    """Who does not wait for `shown` is refused: nothing piles up."""
    console = Console(page, "unshown:worker")
    big = [Webp(*_BOX, _WEBP)] * 8
    flood = [record for number in range(2, 30) for record in records(number, *big)]
    assert console.endure(flood)["faults"] == ["BadFrame"]
    console.works_anew()
    console.close()


@PLACES
def test_a_new_line_while_a_frame_is_under_way(place: str, page: Page, beside: Console) -> None:
    """What the line before still had on its way is not drawn over the new one's frames."""
    console = Console(page, f"lines:{place}")
    half = part(piece(_BOX, _KEY[:9], begins=True, more=True), frame=2, flags=0)
    assert console.endure([(Kind.PICTURE, half)], wait=False)["same"]
    console.works_anew()
    late = records(2, _MARK, _key(_KEY), *[Webp(*_BOX, _WEBP)] * 50)
    console.endure(late, wait=False)
    console.works_anew()
    console.close()


def test_another_size_in_the_middle_of_a_frame(page: Page, beside: Console) -> None:
    console = Console(page, "sizes:worker")
    half = part(fill((0, 0, 1, 1)), frame=2, flags=0)
    told = console.endure([(Kind.PICTURE, half), screen(9, 9)])
    assert (told["faults"], told["same"]) == (["BadFrame"], True)
    console.works_anew()
    console.close()
