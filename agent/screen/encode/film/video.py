"""A region of the picture as a VP9 stream, by PyAV's libvpx; without PyAV there is no video.

Colours are BT.601 in the limited range: Chromium converts that with a mean error of 0.5 of 255,
and BT.709 with 1.8, and does not read from the stream which one it is. The console says it to the
decoder, see docs/protocol.md. They are as fine as brightness (4:4:4): halved ones blur a screen's
colours whatever they cost, and cost more bytes for the same likeness.

A picture of 640 × 360 takes 2.5 ms of one core, 0.15 of them to convert it; no other option of
libvpx's is quicker at the same bytes and likeness, see docs/decisions.md.
"""

import platform
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np

from agent.frames.operations import Video
from agent.screen.source import Box, Pixels

if TYPE_CHECKING:
    from av import VideoFrame
    from av.video.codeccontext import VideoCodecContext

CODEC: Final = "libvpx-vp9"

CRF: Final = (26, 35, 42, 48, 54)
"""libvpx's constant quality by level, 0 best to 4 worst: 39.0 dB of a film of hills at the best,
where VNC's JPEG is 38.5 dB."""

FINEST: Final = (14, 20, 25, 32, 35)
"""The finest quantizer by level. libvpx would make a key frame so fine that it is twice as large,
which a slow line needs half a second for; what it saves later is made up for by `CRF`."""

SPEED: Final = (9, 8, 8, 8, 8)
"""libvpx's speed by level: the quickest takes a seventh less time for 2 % more bytes of a film, and
up to twice as many of text that scrolls in one, for which a line that asks for a worse level is too
slow."""

WORSE_AFTER_MS: Final = 500
"""A worse level is taken when the stream is at least so old: a key frame costs several others."""

BETTER_AFTER_MS: Final = 3000
"""A better level is taken when it was asked for so long: the line has only just recovered."""

_FORMAT: Final = "yuv444p"
_SOURCE: Final = "bgra"
_BT470BG: Final = 5
"""FFmpeg's number for BT.601 in the head of a frame."""
_AREA: Final = 0x20
_NEW_CODE: Final = 1 << 20
"""FFmpeg's flags for its scaler's method, which means nothing where the size stays, and for its new
code (SWS_UNSTABLE). That is three times as quick on x86, and dithers what the old one rounds."""
_QUICK_ON: Final = ("x86_64", "AMD64")
"""Names of the processors for which the new code is written out; for others it was not measured."""
_RATE: Final = 25
_NO_MORE_KEYS: Final = 2**30
_OPTIONS: Final = {
    "deadline": "realtime",
    "cpu-used": "8",
    "lag-in-frames": "0",
    "auto-alt-ref": "0",
    "frame-parallel": "0",
    "b": "0",
}


@cache
def available() -> bool:
    """Whether PyAV is installed here, with its VP9 encoder. The first call takes 0.1 s."""
    try:
        from av.codec import Codec

        Codec(CODEC, "w")
    except (ImportError, ValueError):
        return False
    return True


class VideoStream:
    """One region's stream; begun anew where the level changes or the encoder fails."""

    def __init__(self, box: Box, level: int) -> None:
        """`box` in the picture, with even sides; `level` 0 best to 4 worst."""
        self._box = box
        self._level = self._wanted = level
        self._wanted_since: int | None = None
        self._begun = 0
        self._encoder: _Encoder | None = None

    def relevel(self, level: int) -> None:
        """Asks for another level; `encode` begins the stream anew with it in good time."""
        if level != self._wanted:
            self._wanted, self._wanted_since = level, None

    def encode(self, pixels: Pixels, now_ms: int) -> Video | None:
        """The stream's next frame; None where the encoder is missing or fails.

        `pixels`: the box's, a view is enough. `now_ms`: milliseconds, never less than before.
        """
        self._settle(now_ms)
        begins = self._encoder is None
        try:
            if self._encoder is None:
                self._encoder, self._begun = _Encoder(self._box, self._level), now_ms
            data = self._encoder.encode(pixels)
        except _Failed:
            # A stream that lost a frame cannot go on.
            self.close()
            return None
        box = self._box
        return Video(box.x, box.y, box.width, box.height, begins, data)

    def close(self) -> None:
        """Lets go of the encoder; the next frame would begin a new stream."""
        self._encoder = None

    def _settle(self, now_ms: int) -> None:
        """Takes the level that is wanted once it is worth a key frame."""
        if self._wanted == self._level:
            return
        if self._wanted_since is None:
            self._wanted_since = now_ms
        since, wait = self._begun, WORSE_AFTER_MS
        if self._wanted < self._level:
            since, wait = self._wanted_since, BETTER_AFTER_MS
        if self._encoder is None or now_ms - since >= wait:
            self._level = self._wanted
            self.close()


class _Failed(Exception):
    """PyAV or its libraries refused."""


class _Encoder:
    """libvpx for pictures of one size in one quality."""

    def __init__(self, box: Box, level: int) -> None:
        """`_Failed` where PyAV or its encoder is missing."""
        try:
            from av.codec import CodecContext
            from av.video.reformatter import ColorRange, VideoReformatter

            context = CodecContext.create(CODEC, "w")
        except (ImportError, ValueError) as error:
            raise _Failed("no encoder") from error
        context.width, context.height, context.pix_fmt = box.width, box.height, _FORMAT
        context.framerate, context.time_base = Fraction(_RATE), Fraction(1, _RATE)
        context.gop_size = _NO_MORE_KEYS
        # A second thread makes neither 640 × 360 nor 1920 × 1080 quicker at this speed.
        context.thread_count = 1
        # `cpu-used` ends at 8. This older name of the same does not; where it is gone, 8 holds.
        speed = {"speed": str(SPEED[level])}
        quality = {"crf": str(CRF[level]), "qmin": str(FINEST[level])}
        context.options = {**_OPTIONS, **speed, **quality}
        context.colorspace, context.color_range = _BT470BG, ColorRange.MPEG
        self._context: VideoCodecContext = context
        self._converter = VideoReformatter()
        self._method = _AREA | (_NEW_CODE if platform.machine() in _QUICK_ON else 0)
        self._next = 0

    def encode(self, pixels: Pixels) -> bytes:
        """The next frame; `_Failed` where there is none."""
        from av.error import FFmpegError

        try:
            # libvpx copies the picture at once, since it may not wait for later ones.
            packets = self._context.encode(self._converted(pixels))
        except (FFmpegError, ValueError) as error:
            raise _Failed("not encoded") from error
        if len(packets) != 1:
            raise _Failed("not one frame for one picture")
        return bytes(packets[0])

    def _converted(self, pixels: Pixels) -> "VideoFrame":
        from av import VideoFrame
        from av.video.reformatter import ColorRange, Colorspace

        # A view is read where it lies: each row is contiguous, and that is all that is asked for.
        rows = pixels.view(np.uint8).reshape(*pixels.shape, pixels.itemsize)
        frame = self._converter.reformat(
            VideoFrame.from_numpy_buffer(rows, _SOURCE),
            format=_FORMAT,
            dst_colorspace=Colorspace.ITU601,
            src_color_range=ColorRange.JPEG,
            dst_color_range=ColorRange.MPEG,
            interpolation=self._method,
            threads=1,
        )
        frame.time_base, frame.pts = self._context.time_base, self._next
        self._next += 1
        return frame
