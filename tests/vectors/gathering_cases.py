"""The cases of gathering.json: what several records may say together.

A step is a new size of the picture or a part: its bytes, then `body` so many `times` behind them;
the whole step `again` so many times.
"""

from collections.abc import Iterator
from typing import Any

from tests.vectors.frame_bytes import (
    IMAGES,
    fill,
    jpeg,
    move,
    part,
    piece,
    restore,
    stow,
    superframe,
    video,
    vp9_inter,
    vp9_key,
    webp,
)
from tests.vectors.frame_cases import ALL, PICTURE, SMALL, VIDEO, WIDE

Case = dict[str, Any]
Step = dict[str, Any]
Made = dict[str, Any]
FACTOR = 8
IMAGE_FACTOR = 4
SIZE: Step = {"size": list(PICTURE)}
_KEY, _SECOND, _THIRD = (IMAGES[f"vp9_{name}_48x32"] for name in ("key", "second", "third"))
_ONE = fill((0, 0, 1, 1))
_BEGIN = piece(VIDEO, _KEY, begins=True)


def step(
    *operations: Any, frame: int = 1, last: bool = True, delay: int = 0, again: int = 1
) -> Step:
    data = part(*operations, frame=frame, flags=int(last), delay=delay)
    return {"hex": data.hex(), "again": again}


def many(operation: Any, times: int, *others: Any, frame: int = 1, last: bool = True) -> Step:
    """A part of the others and then one operation so many times."""
    return {**step(*others, frame=frame, last=last), "body": operation[0].hex(), "times": times}


def done(number: int, *operations: Any, delay: int = 0, count: int = 0) -> Made:
    """A frame that came of it; `count`: only how many operations it has."""
    values = [one[1] if isinstance(one, tuple) else one for one in operations]
    return {"number": number, "delay": delay, "operations": count or values}


def _valid_orders() -> Iterator[tuple[str, list[Step], list[Made]]]:
    yield "a frame of one part", [step(_ONE)], [done(1, _ONE)]
    yield "the first number is any", [step(_ONE, frame=900)], [done(900, _ONE)]
    yield "highest number", [step(_ONE, frame=0xFFFFFFFF)], [done(0xFFFFFFFF, _ONE)]
    parts = [step(_ONE, last=False, delay=7), step(fill(ALL), move(SMALL, 0, 0), delay=9)]
    yield "a frame of two parts", parts, [done(1, _ONE, fill(ALL), move(SMALL, 0, 0), delay=9)]
    webps = webp(SMALL, IMAGES["webp_5x3"])
    two = [step(_ONE, frame=5), step(webps, frame=6)]
    yield "two frames", two, [done(5, _ONE), done(6, webps)]
    yield "64 parts", [step(_ONE, last=False, again=63), step(_ONE)], [done(1, count=64)]
    yield "4096 operations", [many(_ONE, 4096)], [done(1, count=4096)]
    full = [fill(ALL)] * FACTOR
    yield "eight times the area", [step(*full)], [done(1, *full)]
    shelved = [stow(ALL), restore(ALL)] * (FACTOR // 2)
    yield "eight times the area by the shelf", [step(*shelved)], [done(1, *shelved)]
    both = [step(*full), step(*full, frame=2)]
    yield "the area counts anew with each frame", both, [done(1, *full), done(2, *full)]
    small = [step(_ONE), {"size": [8, 8]}, step(fill((0, 0, 8, 8)), frame=2)]
    yield "another size between frames", small, [done(1, _ONE), done(2, fill((0, 0, 8, 8)))]


def _valid_videos() -> Iterator[tuple[str, list[Step], list[Made]]]:
    key, second = video(VIDEO, _KEY, True), video(VIDEO, _SECOND, False)
    going = step(piece(VIDEO, _SECOND), frame=2)
    yield "a video", [step(_BEGIN), going], [done(1, key), done(2, second)]
    again = [step(_BEGIN), step(_BEGIN, piece(VIDEO, _SECOND), frame=2)]
    yield "a video begins anew", again, [done(1, key), done(2, key, second)]
    box = (16, 16, 48, 32)
    moved = [step(_BEGIN), step(piece(box, _KEY, begins=True), frame=2)]
    yield "a video begins elsewhere", moved, [done(1, key), done(2, video(box, _KEY, True))]
    pieces = [piece(VIDEO, _KEY[:9], True, True), piece(VIDEO, _KEY[9:20], more=True)]
    cut = [step(_ONE, pieces[0], last=False), step(pieces[1], last=False)]
    cut.append(step(piece(VIDEO, _KEY[20:]), _ONE))
    yield "a video in three parts", cut, [done(1, _ONE, key, _ONE)]
    for resilient in (0, 1):
        for size in (None, VIDEO[2:]):
            data = vp9_inter(size, resilient)
            name = f"goes on: resilient {resilient}, of the size {size or 'before'}"
            steps = [step(_BEGIN), step(piece(VIDEO, data), frame=2)]
            yield name, steps, [done(1, key), done(2, video(VIDEO, data, False))]
    made = vp9_key(*PICTURE)
    split = [piece(ALL, made[:3], True, True), piece(ALL, made[3:])]
    steps = [step(*[fill(ALL)] * (FACTOR - 1), *split)]
    whole = done(1, *[fill(ALL)] * (FACTOR - 1), video(ALL, made, True))
    yield "eight times the area, the pieces of a video counted once", steps, [whole]
    images = step(*[piece(ALL, made, begins=True)] * IMAGE_FACTOR)
    yield "four times the area in images", [images], [done(1, count=IMAGE_FACTOR)]


def valid() -> Iterator[Case]:
    for cases in (_valid_orders, _valid_videos):
        for name, steps, frames in cases():
            yield {"name": name, "steps": [SIZE, *steps], "frames": frames}


def _orders() -> Iterator[tuple[str, list[Step]]]:
    first = step(_ONE, frame=7)
    half = step(_ONE, frame=7, last=False)
    yield "the same number again", [first, first]
    yield "a number left out", [first, step(_ONE, frame=9)]
    yield "a number back", [first, step(_ONE, frame=6)]
    yield "the next frame before the last part", [half, step(_ONE, frame=8)]
    yield "the frame before in the middle of one", [first, step(_ONE, frame=8, last=False), first]
    yield "a number behind the highest", [step(_ONE, frame=0xFFFFFFFF), first]
    yield "a size in the middle of a frame", [half, SIZE]
    yield "the same size in the middle of a frame", [half, {"size": [8, 8]}]
    yield "65 parts", [step(_ONE, last=False, again=64), step(_ONE)]
    yield "4097 operations", [many(_ONE, 4097)]
    yield "4097 operations in two parts", [many(_ONE, 4096, last=False), step(_ONE)]
    yield "a pixel over eight times the area", [step(*[fill(ALL)] * FACTOR, _ONE)]
    yield "over the area in two parts", [step(*[fill(ALL)] * FACTOR, last=False), step(_ONE)]
    yield "over the area by moves", [step(*[move(ALL, 0, 0)] * (FACTOR + 1))]
    yield "over the area by stows", [step(*[stow(ALL)] * FACTOR, stow((0, 0, 1, 1)))]
    yield "over the area by restores", [step(*[restore(ALL)] * FACTOR, restore((0, 0, 1, 1)))]
    yield "4097 operations of the shelf", [many(stow((0, 0, 1, 1)), 4097)]
    yield "a piece missing before a stow", [step(piece(VIDEO, _KEY[:9], True, True), stow(ALL))]
    images = [piece(ALL, vp9_key(*PICTURE), begins=True)] * IMAGE_FACTOR
    yield "an image over four times the area", [step(*images, webp(SMALL, IMAGES["webp_5x3"]))]
    yield "the old size's rectangle", [{"size": [8, 8]}, step(fill(ALL))]


def _videos() -> Iterator[tuple[str, list[Step]]]:
    begun = step(_BEGIN)
    half = step(piece(VIDEO, _KEY[:9], True, True), last=False)
    rest = piece(VIDEO, _KEY[9:])
    yield "a video that never began", [step(piece(VIDEO, _SECOND))]
    yield "a video of another line", [step(piece(VIDEO, _SECOND), frame=2)]
    yield "a video that goes on elsewhere", [begun, step(piece((1, 0, 48, 32), _SECOND), frame=2)]
    yield "a video that goes on smaller", [begun, step(piece((0, 0, 48, 31), _SECOND), frame=2)]
    yield "a video after another size", [begun, SIZE, step(piece(VIDEO, _SECOND), frame=2)]
    yield "a piece missing at the end", [step(piece(VIDEO, _KEY, True, True))]
    yield "a piece missing before a fill", [half, step(_ONE, rest)]
    yield "a piece missing before a jpeg", [half, step(jpeg(WIDE, IMAGES["jpeg_16x8"]))]
    yield "a piece that begins in the middle", [half, step(piece(VIDEO, _KEY[9:], begins=True))]
    yield "a piece elsewhere", [half, step(piece((1, 0, 48, 32), _KEY[9:]))]
    yield "a piece in the next frame", [half, step(rest, frame=2)]
    yield (
        "pieces of two videos",
        [step(piece(VIDEO, _KEY[:9], True, True), piece((16, 16, 48, 32), _KEY[:9], True, True))],
    )


def _heads() -> Iterator[tuple[str, bytes, bool]]:
    """Name, bytes of a video's frame, whether it is the first."""
    size = VIDEO[2:]
    yield "begins with a frame that goes on", _SECOND, True
    yield "goes on with a key frame", _KEY, False
    yield "of another size", IMAGES["vp9_key_40x32"], True
    yield "of another profile", IMAGES["vp9_half_colour_48x32"], True
    yield "of one byte", _KEY[:1], True
    yield "cut within its head", _KEY[:7], True
    yield "goes on, cut within its head", _SECOND[:3], False
    yield "of zeros", bytes(40), True
    yield "with another marker", vp9_key(*size, marker=1), True
    yield "of profile 0", vp9_key(*size, profile=0b00), True
    yield "of profile 2", vp9_key(*size, profile=0b01), True
    yield "of profile 3", vp9_key(*size, profile=0b11), True
    yield "with halved colours", vp9_key(*size, halved=0b100), True
    yield "with a bit that is not used", vp9_key(*size, halved=0b001), True
    yield "that shows an earlier frame", vp9_key(*size, existing=1), True
    yield "that is hidden", vp9_key(*size, shown=0), True
    yield "without its mark", vp9_key(*size, sync=0x498343), True
    yield "in RGB", vp9_key(*size, space=7), True
    yield "one pixel wider", vp9_key(size[0] + 1, size[1]), True
    yield "one pixel lower", vp9_key(size[0], size[1] - 1), True
    yield "as large as can be said", vp9_key(65536, 65536), True
    yield "to be shown larger", vp9_key(*size, again=1), True
    yield "grows on its way", vp9_inter((size[0] * 16, size[1] * 16)), False
    yield "shrinks on its way", vp9_inter((size[0], size[1] - 1), resilient=1), False
    yield "to be shown larger on its way", vp9_inter(None, again=1), False
    yield "several frames in one", superframe(_KEY, _SECOND), True
    yield "several frames in one on its way", superframe(_SECOND, _THIRD), False
    yield "a JPEG", IMAGES["jpeg_16x8"], True


def reject() -> Iterator[Case]:
    for cases in (_orders, _videos):
        for name, steps in cases():
            yield {"name": name, "steps": [SIZE, *steps]}
    for name, data, begins in _heads():
        last = step(piece(VIDEO, data, begins=begins), frame=2)
        before = step(_ONE) if begins else step(_BEGIN)
        yield {"name": f"video: {name}", "steps": [SIZE, before, last]}
    yield {"name": "no size yet", "steps": [step(_ONE)]}
