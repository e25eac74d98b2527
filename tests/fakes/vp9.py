"""VP9 as the protocol has it (profile 1, BT.601), for tests of what shows it."""

from collections.abc import Iterable, Iterator
from fractions import Fraction

import av
import numpy as np
from av.video.reformatter import Colorspace
from PIL import Image


def frames(images: Iterable[Image.Image]) -> Iterator[bytes]:
    """The frames of a stream of these images, all of one size; the first is the key frame."""
    encoder: av.VideoCodecContext | None = None
    for number, image in enumerate(images):
        if encoder is None:
            encoder = _encoder(image.width, image.height)
        picture = av.VideoFrame.from_ndarray(np.asarray(image), format="rgb24")
        picture = picture.reformat(format="yuv444p", dst_colorspace=Colorspace.ITU601)
        picture.pts = number
        yield from (bytes(packet) for packet in encoder.encode(picture))


def _encoder(width: int, height: int) -> av.VideoCodecContext:
    encoder = av.CodecContext.create("libvpx-vp9", "w")
    assert isinstance(encoder, av.VideoCodecContext)
    encoder.width, encoder.height = width, height
    encoder.pix_fmt, encoder.time_base = "yuv444p", Fraction(1, 30)
    encoder.colorspace = Colorspace.ITU601
    encoder.options = {"deadline": "realtime", "cpu-used": "8", "lag-in-frames": "0", "crf": "20"}
    return encoder
