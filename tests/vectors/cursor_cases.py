"""The cases of cursor.json."""

import struct
from collections.abc import Iterator
from typing import Any

from tests.vectors.frame_bytes import IMAGES, spoilt

Case = dict[str, Any]
_SHAPE = IMAGES["webp_24x16"]


def shape(
    hot: tuple[int, int], size: tuple[int, int], data: bytes, length: int | None = None
) -> bytes:
    said = len(data) if length is None else length
    return b"\1" + struct.pack(">HHHHI", *hot, *size, said) + data


def place(x: int, y: int) -> bytes:
    return b"\2" + struct.pack(">HH", x, y)


def valid() -> Iterator[Case]:
    shapes = {
        "a shape": ((3, 4), (24, 16), _SHAPE),
        "hot spot in the last pixel": ((23, 15), (24, 16), _SHAPE),
        "hidden": ((0, 0), (0, 0), b""),
        "one pixel": ((0, 0), (1, 1), IMAGES["webp_1x1"]),
        "largest": ((255, 255), (256, 256), IMAGES["webp_256x256"]),
        "with alpha": ((0, 0), (5, 3), IMAGES["webp_alpha_5x3"]),
        "without alpha": ((0, 0), (5, 3), IMAGES["webp_5x3"]),
    }
    for name, (hot, size, data) in shapes.items():
        value = {"kind": "shape", "hotX": hot[0], "hotY": hot[1]}
        value |= {"width": size[0], "height": size[1], "data": data.hex()}
        yield {"name": name, "hex": shape(hot, size, data).hex(), "value": value}
    for x, y in ((0, 0), (1919, 1079), (65535, 65535)):
        value = {"kind": "place", "x": x, "y": y}
        yield {"name": f"place {x} {y}", "hex": place(x, y).hex(), "value": value}


def reject() -> Iterator[Case]:
    good = shape((3, 4), (24, 16), _SHAPE)
    records = {
        "empty": b"",
        "kind 0": b"\0" + place(1, 1)[1:],
        "kind 3": b"\3" + place(1, 1)[1:],
        "place cut short": place(1, 1)[:-1],
        "place with a byte behind": place(1, 1) + b"\0",
        "shape cut short": good[:-1],
        "shape with a byte behind": good + b"\0",
        "shape of a longer length": shape((3, 4), (24, 16), _SHAPE, len(_SHAPE) + 1),
        "shape of a length of 4 GiB": shape((3, 4), (24, 16), _SHAPE, 0xFFFFFFFF),
        "hot spot right of it": shape((24, 4), (24, 16), _SHAPE),
        "hot spot below it": shape((3, 16), (24, 16), _SHAPE),
        "width 0 alone": shape((0, 0), (0, 16), _SHAPE),
        "height 0 alone": shape((0, 0), (24, 0), _SHAPE),
        "hidden with data": shape((0, 0), (0, 0), _SHAPE),
        "hidden with a hot spot": shape((1, 0), (0, 0), b""),
        "hidden without a length": shape((0, 0), (0, 0), b"")[:-4],
        "without data": shape((0, 0), (24, 16), b""),
        "too wide": shape((0, 0), (257, 1), IMAGES["webp_257x1"]),
        "too high": shape((0, 0), (1, 257), IMAGES["webp_1x257"]),
        "of another size": shape((0, 0), (23, 16), _SHAPE),
        "turned": shape((0, 0), (16, 24), _SHAPE),
        "with a wrong first byte": shape((0, 0), (24, 16), spoilt(_SHAPE, 0, 0)),
        "of version 7": shape((0, 0), (24, 16), spoilt(_SHAPE, 4, _SHAPE[4] | 0xE0)),
        "lossy": shape((0, 0), (5, 3), IMAGES["webp_lossy_5x3"][20:]),
        "a whole file": shape((0, 0), (24, 16), b"RIFF" + bytes(4) + b"WEBPVP8L" + _SHAPE),
        "a JPEG": shape((0, 0), (16, 8), IMAGES["jpeg_16x8"]),
    }
    for name, data in records.items():
        yield {"name": name, "hex": data.hex()}
