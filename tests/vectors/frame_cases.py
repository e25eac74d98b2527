"""The cases of picture.json: what one record may say."""

from collections.abc import Iterator
from typing import Any

from tests.vectors.frame_bytes import (
    IMAGES,
    fill,
    jpeg,
    jpeg_frame,
    move,
    part,
    piece,
    place,
    restore,
    sized,
    spoilt,
    stow,
    webp,
)

PICTURE = (64, 48)
ALL = (0, 0, 64, 48)
SMALL = (10, 20, 5, 3)
WIDE = (16, 0, 16, 8)
VIDEO = (0, 0, 48, 32)
Case = dict[str, Any]
_SMALL = IMAGES["webp_5x3"]
_JPEG = IMAGES["jpeg_16x8"]
_KEY = IMAGES["vp9_key_48x32"]


def _valid(name: str, *operations: Any, size: tuple[int, int] = PICTURE, **head: int) -> Case:
    said = {"frame": 1, "flags": 1, "delay": 0, **head}
    value = {
        "frame": said["frame"],
        "last": said["flags"] == 1,
        "delay": said["delay"],
        "operations": [operation[1] for operation in operations],
    }
    return {
        "name": name,
        "picture": list(size),
        "hex": part(*operations, **said).hex(),
        "value": value,
    }


def valid() -> Iterator[Case]:
    one = fill((0, 0, 1, 1))
    yield _valid("one pixel filled", one)
    yield _valid("the whole picture filled", fill(ALL, (255, 0, 128)))
    yield _valid("the last pixel, not the last part", fill((63, 47, 1, 1)), frame=7, flags=0)
    yield _valid("highest frame number", one, frame=0xFFFFFFFF)
    yield _valid("a delay", one, delay=250)
    yield _valid("longest delay", one, delay=0xFFFF)
    yield _valid("largest picture", fill((0, 0, 32767, 2048)), size=(32767, 2048))
    yield _valid("webp", webp(SMALL, _SMALL))
    yield _valid("webp of one pixel", webp((63, 47, 1, 1), IMAGES["webp_1x1"]))
    yield _valid("webp of an even and of an odd length", webp(SMALL, _SMALL + b"\0"), one)
    yield _valid("jpeg", jpeg(WIDE, _JPEG))
    yield _valid("jpeg with all its colours", jpeg(WIDE, IMAGES["jpeg_fine_16x8"]))
    yield _valid("jpeg with restarts", jpeg(WIDE, IMAGES["jpeg_restarts_16x8"]))
    yield _valid("jpeg in grey, odd", jpeg((57, 39, 7, 9), IMAGES["jpeg_grey_7x9"]))
    yield _valid("move", move((0, 0, 32, 48), 32, 0))
    yield _valid("move onto itself", move((1, 1, 62, 46), 1, 1))
    yield _valid("move that overlaps", move((0, 0, 64, 47), 0, 1))
    yield _valid("move into the last pixel", move((63, 47, 1, 1), 0, 0))
    yield _valid("video begins", piece(VIDEO, _KEY, begins=True))
    yield _valid("video goes on", piece(VIDEO, IMAGES["vp9_second_48x32"]))
    yield _valid("video in pieces", piece(VIDEO, _KEY[:1], True, True), piece(VIDEO, _KEY[1:]))
    yield _valid("a piece is not looked into", piece((1, 1, 9, 9), b"\0", begins=True, more=True))
    yield _valid("stow", stow(SMALL))
    yield _valid("stow the whole picture, restore a pixel", stow(ALL), restore((63, 47, 1, 1)))
    yield _valid("restore what was never stowed", restore(ALL))
    yield _valid("overlapping rectangles", fill(ALL), webp(SMALL, _SMALL), fill(SMALL), fill(ALL))


def _records() -> Iterator[tuple[str, bytes]]:
    one = fill((0, 0, 1, 1))
    yield "empty", b""
    yield "only a frame number", part()[:4]
    yield "no delay", part()[:5]
    yield "no operations", part()
    yield "frame 0", part(one, frame=0)
    yield "flag 2", part(one, flags=2)
    yield "flag 0x81", part(one, flags=0x81)
    for kind in (0, 8, 255):
        yield f"kind {kind}", part(place(kind, (0, 0, 1, 1)) + b"\1\2\3")
    yield "a byte behind", part(one, b"\0")
    yield "second operation cut short", part(one, place(1, (0, 0, 1, 1)), cut=3)
    yield "an image longer than the record", part(place(2, SMALL) + b"\xff\xff" + _SMALL)
    yield "an image one byte short", part(webp(SMALL, _SMALL), cut=1)
    for kind, name in ((2, "webp"), (4, "jpeg")):
        yield f"{name} empty", part(place(kind, SMALL) + sized(b""))
    yield "video empty", part(piece(VIDEO, b"", begins=True))


def _places() -> Iterator[tuple[str, bytes]]:
    outside = {
        "width 0": (0, 0, 0, 1),
        "height 0": (0, 0, 1, 0),
        "right of the picture": (64, 0, 1, 1),
        "one pixel too wide": (0, 0, 65, 1),
        "below the picture": (0, 48, 1, 1),
        "one pixel too high": (0, 1, 1, 48),
        "sum over 65535": (65535, 0, 65535, 1),
        "as large as can be said": (0, 0, 65535, 65535),
    }
    for name, box in outside.items():
        yield name, part(fill(box))
        yield f"move: {name}", part(move(box, 0, 0))
        yield f"video: {name}", part(piece(box, _KEY, begins=True))
        yield f"stow: {name}", part(stow(box))
        yield f"restore: {name}", part(restore(box))
    yield "webp outside", part(webp((60, 0, 5, 3), _SMALL))
    yield "jpeg outside", part(jpeg((0, 41, 16, 8), _JPEG))
    yield "move from outside, right", part(move((0, 0, 2, 2), 63, 0))
    yield "move from outside, below", part(move((0, 0, 2, 2), 0, 47))
    yield "move from far outside", part(move((0, 0, 2, 2), 65535, 65535))
    yield "move cut short", part(move((0, 0, 2, 2), 1, 1), cut=1)
    yield "video flag 4", part(place(5, VIDEO) + b"\4" + sized(_KEY))
    yield "stow cut short", part(stow((0, 0, 1, 1)), cut=1)
    yield "restore cut short", part(restore((0, 0, 1, 1)), cut=1)
    yield "restore with a byte behind", part(restore((0, 0, 1, 1)), b"\0")
    yield "fill cut short", part(fill((0, 0, 1, 1)), cut=1)


def _webps() -> Iterator[tuple[str, bytes]]:
    heads = {
        "cut within its head": _SMALL[:4],
        "with a wrong first byte": spoilt(_SMALL, 0, 0x2E),
        "of version 1": spoilt(_SMALL, 4, _SMALL[4] | 0x20),
        "transparent": IMAGES["webp_alpha_5x3"],
        "lossy, a whole file": IMAGES["webp_lossy_5x3"],
        "lossy, bare": IMAGES["webp_lossy_5x3"][20:],
        "a whole file": b"RIFF" + bytes(4) + b"WEBPVP8L" + bytes(4) + _SMALL,
        "a JPEG": _JPEG,
        "of one pixel": IMAGES["webp_1x1"],
    }
    for name, data in heads.items():
        yield f"webp {name}", part(webp(SMALL, data))
    for name, box in {"wider": (0, 0, 6, 3), "lower": (0, 0, 5, 2), "turned": (0, 0, 3, 5)}.items():
        yield f"webp {name} than it says", part(webp(box, _SMALL))


def _jpegs() -> Iterator[tuple[str, bytes]]:
    for name, data in {**_frames(), **_segments()}.items():
        yield f"jpeg {name}", part(jpeg(WIDE, data))
    for name, box in {
        "wider": (0, 0, 17, 8),
        "lower": (0, 0, 16, 7),
        "turned": (0, 0, 8, 16),
    }.items():
        yield f"jpeg {name} than it says", part(jpeg(box, _JPEG))


def _frames() -> dict[str, bytes]:
    """JPEGs whose frame, or what comes before it, is another than admitted."""
    at = jpeg_frame(_JPEG)
    scan = _JPEG.index(b"\xff\xda")
    frame = _JPEG[at : at + 19]
    return {
        "progressive": IMAGES["jpeg_progressive_16x8"],
        "of four components": IMAGES["jpeg_cmyk_16x8"],
        "that turns itself": IMAGES["jpeg_turned_16x8"],
        "with colours of its own": _JPEG[:2] + b"\xff\xe2\0\2" + _JPEG[2:],
        "with Adobe's colours": _JPEG[:2] + b"\xff\xee\0\2" + _JPEG[2:],
        "of twelve bits": spoilt(_JPEG, at + 4, 12),
        "of two components": spoilt(_JPEG, at + 9, 2),
        "of no components": spoilt(_JPEG, at + 9, 0),
        "extended": spoilt(_JPEG, at + 1, 0xC1),
        "lossless": spoilt(_JPEG, at + 1, 0xC3),
        "arithmetic": spoilt(_JPEG, at + 1, 0xC9),
        "without a frame": _JPEG[:at] + _JPEG[at + 19 :],
        "of two frames": _JPEG[:at] + frame + _JPEG[at:],
        "of two frames, the first small": _JPEG[:at] + spoilt(frame, 5, 0, 1, 0, 1) + _JPEG[at:],
        "of a cut frame": _JPEG[:at] + b"\xff\xc0\0\7\x08\0\x08\0\x10" + _JPEG[scan:],
        "of height 0": spoilt(_JPEG, at + 5, 0, 0),
    }


def _segments() -> dict[str, bytes]:
    """JPEGs that are cut, or whose segments do not follow each other."""
    at = jpeg_frame(_JPEG)
    scan = _JPEG.index(b"\xff\xda")
    return {
        "without a scan": _JPEG[:scan] + b"\xff\xd9",
        "without its end": _JPEG[:-2],
        "with bytes behind": _JPEG + b"\0",
        "without its beginning": _JPEG[2:],
        "with another beginning": b"\xff\xd9" + _JPEG[2:],
        "of only its ends": b"\xff\xd8\xff\xd9",
        "of three bytes": b"\xff\xd8\xff",
        "with a segment beyond its end": spoilt(_JPEG, 4, 0xFF, 0xFF),
        "with a segment of length 1": spoilt(_JPEG, 4, 0, 1),
        "with rubbish between": _JPEG[:at] + b"\0" + _JPEG[at:],
        "that is a WebP": b"\xff\xd8" + _SMALL + b"\xff\xd9",
    }


def reject() -> Iterator[Case]:
    for cases in (_records, _places, _webps, _jpegs):
        for name, data in cases():
            yield {"name": name, "picture": list(PICTURE), "hex": data.hex()}
