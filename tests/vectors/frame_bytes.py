"""Records of pictures and cursors written by hand, and the values that a decoder gives for them."""

import json
import struct
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "frames"
IMAGES: dict[str, bytes] = {
    name: bytes.fromhex(data)
    for name, data in json.loads((FOLDER / "images.json").read_text(encoding="ascii")).items()
}
Box = tuple[int, int, int, int]
Said = tuple[bytes, dict[str, Any]]
"""An operation's bytes, and its value."""


def part(
    *operations: Said | bytes, frame: int = 1, flags: int = 1, delay: int = 0, cut: int = 0
) -> bytes:
    """A `picture` record's plaintext, without its last `cut` bytes."""
    body = b"".join(one if isinstance(one, bytes) else one[0] for one in operations)
    whole = struct.pack(">IBH", frame, flags, delay) + body
    return whole[: len(whole) - cut]


def place(kind: int, box: Box) -> bytes:
    return struct.pack(">BHHHH", kind, *box)


def _value(kind: str, box: Box, **rest: Any) -> dict[str, Any]:
    return {"kind": kind, **dict(zip(("x", "y", "width", "height"), box, strict=True)), **rest}


def fill(box: Box, rgb: tuple[int, int, int] = (1, 2, 3)) -> Said:
    return place(1, box) + bytes(rgb), _value("fill", box, rgb=list(rgb))


def sized(data: bytes) -> bytes:
    return struct.pack(">H", len(data)) + data


def webp(box: Box, data: bytes) -> Said:
    return place(2, box) + sized(data), _value("webp", box, data=data.hex())


def move(box: Box, x: int, y: int) -> Said:
    return place(3, box) + struct.pack(">HH", x, y), _value("move", box, fromX=x, fromY=y)


def jpeg(box: Box, data: bytes) -> Said:
    return place(4, box) + sized(data), _value("jpeg", box, data=data.hex())


def piece(box: Box, data: bytes, begins: bool = False, more: bool = False) -> Said:
    value = _value("piece", box, begins=begins, more=more, data=data.hex())
    return place(5, box) + bytes([begins | more << 1]) + sized(data), value


def stow(box: Box) -> Said:
    return place(6, box), _value("stow", box)


def restore(box: Box) -> Said:
    return place(7, box), _value("restore", box)


def video(box: Box, data: bytes, begins: bool) -> dict[str, Any]:
    """The value of a whole frame of a video."""
    return _value("video", box, begins=begins, data=data.hex())


def bits(*fields: tuple[int, int]) -> bytes:
    """Values with their widths in bits, first the highest, zeros up to a whole byte and 4 more."""
    text = "".join(f"{value:0{width}b}" for value, width in fields)
    text += "0" * (-len(text) % 8)
    return int(text, 2).to_bytes(len(text) // 8, "big") + bytes(4)


VP9_SYNC = 0x498342


def vp9_key(width: int, height: int, **other: int) -> bytes:
    """The head of a key frame, and nothing that could be decoded behind it."""
    said = {
        "marker": 2,
        "profile": 0b10,
        "existing": 0,
        "inter": 0,
        "shown": 1,
        "resilient": 0,
        "sync": VP9_SYNC,
        "space": 1,
        "range": 0,
        "halved": 0,
        "again": 0,
        **other,
    }
    widths = (2, 2, 1, 1, 1, 1, 24, 3, 1, 3)
    head = list(zip(said.values(), widths, strict=False))
    return bits(*head, (width - 1, 16), (height - 1, 16), (said["again"], 1))


def vp9_inter(size: tuple[int, int] | None, resilient: int = 0, again: int = 0) -> bytes:
    """The head of a frame that goes on; `size`: said by itself, else that of its reference."""
    head = [(2, 2), (0b10, 2), (0, 1), (1, 1), (1, 1), (resilient, 1)]
    if not resilient:
        head.append((0, 2))
    head += [(1, 8), *[(at, 3 + 1) for at in (0, 2, 4)]]
    if size is None:
        head += [(0, 1), (1, 1)]
    else:
        head += [(0, 3), (size[0] - 1, 16), (size[1] - 1, 16)]
    return bits(*head, (again, 1))


def superframe(*frames: bytes) -> bytes:
    """Several frames in one, as VP9's annex B says."""
    mark = 0b110 << 5 | 3 << 3 | (len(frames) - 1)
    sizes = b"".join(struct.pack("<I", len(one)) for one in frames)
    return b"".join(frames) + bytes([mark]) + sizes + bytes([mark])


def spoilt(data: bytes, at: int, *values: int) -> bytes:
    """With other bytes from a place on."""
    return data[:at] + bytes(values) + data[at + len(values) :]


def jpeg_frame(data: bytes) -> int:
    """Where a JPEG's frame header (SOF0) begins."""
    return data.index(b"\xff\xc0")
