"""Writes tests/vectors/frames/images.json, once: `python -m tests.vectors.frame_images`.

Other versions of the libraries may give other bytes for the same pixels; what is kept stays.
"""

import io
import json
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from PIL import Image

PATH = Path(__file__).parent / "frames" / "images.json"
SIZE = (48, 32)


def _pixels(width: int, height: int, turn: int = 0) -> Image.Image:
    """A slope in two colours with an edge in it."""
    across, down = np.meshgrid(np.arange(width), np.arange(height))
    red, green = across * 255 // max(width - 1, 1), down * 255 // max(height - 1, 1)
    blue = np.where(across + down < (width + height) // 2 + turn, 40, 200)
    return Image.fromarray(np.stack([red, green, blue], axis=2).astype(np.uint8))


def _file(image: Image.Image, form: str, **options: object) -> bytes:
    kept = io.BytesIO()
    image.save(kept, form, **options)
    return kept.getvalue()


def _bare(image: Image.Image) -> bytes:
    file = _file(image, "WEBP", lossless=True, quality=100, method=6, exact=True)
    return file[20 : 20 + int.from_bytes(file[16:20], "little")]


def _jpeg(image: Image.Image, **options: object) -> bytes:
    return _file(image, "JPEG", quality=40, optimize=True, **options)


def _vp9(size: tuple[int, int], count: int, form: str = "yuv444p") -> list[bytes]:
    codec = av.CodecContext.create("libvpx-vp9", "w")
    codec.width, codec.height = size
    codec.pix_fmt, codec.time_base, codec.gop_size = form, Fraction(1, 30), 1000
    codec.options = {"deadline": "realtime", "cpu-used": "8", "lag-in-frames": "0", "crf": "50"}
    frames = []
    for turn in range(count):
        frame = av.VideoFrame.from_image(_pixels(*size, 4 * turn)).reformat(format=form)
        frame.pts = turn
        frames += [bytes(packet) for packet in codec.encode(frame)]
    return frames


def images() -> dict[str, str]:
    """Name and bytes, as hex, of each picture."""
    turned = Image.Exif()
    turned[0x0112] = 6
    seen = _pixels(5, 3).convert("RGBA")
    seen.putalpha(128)
    key, *others = _vp9(SIZE, 3)
    found = {
        "webp_5x3": _bare(_pixels(5, 3)),
        "webp_1x1": _bare(_pixels(1, 1)),
        "webp_48x32": _bare(_pixels(*SIZE)),
        "webp_alpha_5x3": _bare(seen),
        "webp_24x16": _bare(_pixels(24, 16)),
        "webp_256x256": _bare(_pixels(256, 256)),
        "webp_257x1": _bare(_pixels(257, 1)),
        "webp_1x257": _bare(_pixels(1, 257)),
        "webp_lossy_5x3": _file(_pixels(5, 3), "WEBP"),
        "jpeg_16x8": _jpeg(_pixels(16, 8)),
        "jpeg_fine_16x8": _jpeg(_pixels(16, 8), subsampling=0),
        "jpeg_grey_7x9": _jpeg(_pixels(7, 9).convert("L")),
        "jpeg_progressive_16x8": _jpeg(_pixels(16, 8), progressive=True),
        "jpeg_cmyk_16x8": _jpeg(_pixels(16, 8).convert("CMYK")),
        "jpeg_turned_16x8": _jpeg(_pixels(16, 8), exif=turned),
        "jpeg_restarts_16x8": _jpeg(_pixels(16, 8), restart_marker_rows=1),
        "vp9_key_48x32": key,
        "vp9_second_48x32": others[0],
        "vp9_third_48x32": others[1],
        "vp9_key_40x32": _vp9((40, 32), 1)[0],
        "vp9_half_colour_48x32": _vp9(SIZE, 1, "yuv420p")[0],
    }
    return {name: data.hex() for name, data in found.items()}


if __name__ == "__main__":
    PATH.write_text(json.dumps(images(), indent=1) + "\n", encoding="ascii")
