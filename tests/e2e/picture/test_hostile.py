"""A console fed what an agent may not send draws nothing of it, says so, and all else goes on."""

import base64
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from agent.frames.gathering import IMAGE_FACTOR, OPERATIONS_MAX
from agent.frames.kinds import Kind
from agent.frames.operations import Fill, Jpeg, Move, Operation, Restore, Stow, Video, Webp
from tests.e2e.picture.consoles import GOOD, KNOWN, SIZE, Console, Record, records, screen, solid
from tests.e2e.picture.sights import Browser, call, firefox_page, from_rgba, rgba, sight_page, wired
from tests.fakes.canvas import Canvas
from tests.vectors.frame_bytes import IMAGES, fill, part, piece, vp9_inter, vp9_key
from tests.vectors.frame_values import load, step_parts

PLACES = pytest.mark.parametrize("place", ["worker", "page"])


@pytest.fixture(scope="module", params=["chromium", "firefox"])
def page(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Browser]:
    profile = tmp_path_factory.mktemp("firefox") / "profile"
    with sight_page() if request.param == "chromium" else firefox_page(profile) as one:
        yield one


@pytest.fixture
def beside(page: Browser) -> Iterator[Console]:
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


def test_what_is_refused_is_not_drawn(page: Browser, beside: Console) -> None:
    """The last record of each case is refused at once, and nothing of its frame is drawn."""
    wrong, console = [], Console(page, "refused:worker")
    for case in refused():
        call(page, "anew", console.name)
        before = console.take_in(case.records[:-1])
        told = console.endure(case.records[-1:], wait=False)
        if before or told["faults"] != ["BadFrame"] or not told["same"]:
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
    "a bad picture between good ones": [*KNOWN, Webp(*_BOX, _WEBP[:5]), *KNOWN],
}


@PLACES
@pytest.mark.parametrize("name", UNDECODABLE)
def test_what_cannot_be_decoded_is_not_drawn(
    name: str, place: str, page: Browser, beside: Console
) -> None:
    console = Console(page, f"undecodable:{place}")
    told = console.endure(records(2, _MARK, *UNDECODABLE[name], _MARK))
    assert told["faults"] == []
    assert told["broken"] == ["video" if "vp9" in name else "image"]
    assert (told["drawn"], told["same"]) == (0, True)
    assert console.endure(records(3, _MARK), wait=False)["same"], "it draws after it was broken"
    console.works_anew()
    console.close()


LENIENT: dict[str, Jpeg | Video] = {
    "cut scan": Jpeg(24, 16, 16, 8, _JPEG[:-9] + b"\xff\xd9"),
    "rubbish scan": Jpeg(24, 16, 16, 8, _JPEG[:-12] + junk(60) + b"\xff\xd9"),
    "another picture behind": Jpeg(24, 16, 16, 8, _JPEG + IMAGES["jpeg_grey_7x9"]),
    "another height behind the scan": Jpeg(
        24, 16, 16, 8, _JPEG[:-2] + b"\xff\xdc\0\4\0\x40\xff\xd9"
    ),
    "another frame of another size behind": _key(_KEY + IMAGES["vp9_key_40x32"] + b"\0"),
}


@PLACES
@pytest.mark.parametrize("name", LENIENT)
def test_what_is_half_right_stays_in_its_rectangle(
    name: str, place: str, page: Browser, beside: Console
) -> None:
    """Decoders make something of what they can; where they refuse, it is told."""
    console, spoiled = Console(page, f"lenient:{place}"), LENIENT[name]
    told = console.endure(records(2, spoiled), raw=True)
    assert (told["faults"], told["drawn"] + len(told["broken"])) == ([], 1)
    canvas = Canvas()
    for kind, data in GOOD:
        canvas.take(kind, data)
    differs = np.any(from_rgba(told["pixels"], SIZE) != np.asarray(canvas.image), axis=2)
    bottom, right = spoiled.y + spoiled.height, spoiled.x + spoiled.width
    differs[spoiled.y : bottom, spoiled.x : right] = False
    assert not differs.any()
    console.works_anew()
    console.close()


SHELVED: dict[str, tuple[Operation, ...]] = {
    "what was never stowed is black": (Restore(5, 5, 30, 20),),
    "beside what was stowed it is black": (Stow(8, 8, 9, 9), Restore(4, 4, 20, 20)),
    "what was covered": (Stow(3, 5, 33, 21), Fill(0, 0, 64, 48, (7, 8, 9)), Restore(3, 5, 33, 21)),
    "as it was after a move": (
        Move(20, 9, 30, 30, 1, 2),
        Stow(18, 7, 40, 40),
        Move(0, 0, 40, 30, 18, 7),
        Restore(19, 8, 21, 17),
    ),
    "moved after it was restored": (
        Stow(0, 0, 64, 48),
        Move(10, 10, 50, 30, 0, 0),
        Restore(12, 12, 20, 20),
        Move(0, 20, 30, 20, 12, 12),
    ),
    "over what was there": (Stow(0, 0, 40, 40), _MARK, Stow(9, 9, 40, 30), Restore(0, 0, 64, 48)),
}


@PLACES
@pytest.mark.parametrize("name", SHELVED)
def test_the_shelf(name: str, place: str, page: Browser, beside: Console) -> None:
    """Drawn as the reference decoder does, in one frame or in one after another; gone with the
    screen."""
    console = Console(page, f"shelf:{place}")
    frames = [SHELVED[name], *((one,) for one in SHELVED[name]), (Restore(0, 0, *SIZE),)]
    canvas = Canvas()
    for kind, data in GOOD:
        canvas.take(kind, data)
    for number, frame in enumerate(frames, 2):
        for kind, data in records(number, *frame):
            canvas.take(kind, data)
        said = {"name": console.name, "records": wired(records(number, *frame)), "raw": True}
        seen = call(page, "show", {**said, "frame": number})
        assert (seen["faults"], seen["broken"], seen["shown"]) == ([], [], number)
        assert base64.b64decode(seen["pixels"]) == rgba(canvas.pixels)
    last = len(frames) + 2
    again = [screen(*SIZE), *records(last, Restore(0, 0, *SIZE))]
    seen = call(page, "show", {**said, "records": wired(again), "frame": last})
    assert base64.b64decode(seen["pixels"]) == bytes((0, 0, 0, 255)) * (SIZE[0] * SIZE[1])
    console.works_anew()
    console.close()


def test_as_much_as_the_limits_allow(page: Browser, beside: Console) -> None:
    """Some bytes that become many pixels; the page shows them and goes on."""
    side = 2048
    bomb = solid(side, side)
    assert len(bomb) < 20
    console = Console(page, "bomb:worker", (side, side))
    some = [Webp(0, 0, side, side, bomb)] * IMAGE_FACTOR
    told = console.endure([screen(side, side), *records(1, *some)])
    assert (told["faults"], told["broken"], told["drawn"]) == ([], [], 1)
    assert not told["same"]
    console.close()


@PLACES
def test_many_tiny_pictures(place: str, page: Browser, beside: Console) -> None:
    console = Console(page, f"tiny:{place}")
    pixel = IMAGES["webp_1x1"]
    tiny = [Webp(at % 64, at // 64 % 48, 1, 1, pixel) for at in range(OPERATIONS_MAX)]
    told = console.endure(records(2, *tiny))
    assert (told["faults"], told["broken"], told["drawn"]) == ([], [], 1)
    assert not told["same"]
    console.works_anew()
    console.close()


def test_more_frames_than_may_be_unshown(page: Browser, beside: Console) -> None:
    """Who does not wait for `shown` is refused: nothing piles up."""
    console = Console(page, "unshown:worker")
    big = [Webp(*_BOX, _WEBP)] * 8
    flood = [record for number in range(2, 30) for record in records(number, *big)]
    assert console.endure(flood)["faults"] == ["BadFrame"]
    console.works_anew()
    console.close()


BAD = Webp(*_BOX, _WEBP[:5])


@PLACES
@pytest.mark.parametrize("late", [(), (_key(_KEY),), (BAD,), (*[Webp(*_BOX, _WEBP)] * 8,)])
def test_a_new_line_while_a_frame_is_under_way(
    late: tuple[Operation, ...], place: str, page: Browser, beside: Console
) -> None:
    """What the line before still had on its way is neither drawn nor told any more."""
    console = Console(page, f"lines:{place}")
    half = part(piece(_BOX, _KEY[:9], begins=True, more=True), frame=3, flags=0)
    some = [*records(2, _MARK, *late), (Kind.PICTURE, half)]
    said = {"name": console.name, "late": wired(some), "records": wired(GOOD), "frame": 1}
    told = call(page, "cross", said)
    assert (told["faults"], told["broken"], told["shown"]) == ([], [], [1])
    canvas = Canvas()
    for kind, data in GOOD:
        canvas.take(kind, data)
    assert base64.b64decode(told["pixels"]) == rgba(canvas.pixels)
    console.works_anew()
    console.close()


def test_another_size_in_the_middle_of_a_frame(page: Browser, beside: Console) -> None:
    console = Console(page, "sizes:worker")
    half = part(fill((0, 0, 1, 1)), frame=2, flags=0)
    told = console.endure([(Kind.PICTURE, half), screen(9, 9)])
    assert (told["faults"], told["same"]) == (["BadFrame"], True)
    console.works_anew()
    console.close()
