"""The video region: frames as the protocol wants them, close to the source, and few bytes."""

import io
import sys
from collections.abc import Iterator

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from agent.frames import vp9
from agent.frames.operations import Video
from agent.screen.encode.film import video
from agent.screen.encode.film.video import VideoStream, available
from agent.screen.source import Box, Pixels

av = pytest.importorskip("av", reason="the extra `video` is not installed")

WIDTH, HEIGHT = 320, 192
BOX = Box(96, 64, WIDTH, HEIGHT)
STEP_MS = 40
Colours = NDArray[np.uint8]


def moving(count: int, width: int = WIDTH, height: int = HEIGHT) -> Iterator[Pixels]:
    """Waves of colours with a rough surface that drift, before which a disc goes round."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    rough = np.random.default_rng(1).normal(0, 12, (height, width))
    for step in range(count):
        surface = np.roll(rough, -2 * step, axis=1)
        waves = [
            128 + 50 * np.sin((x + 2 * step) / across + y / 31) + 40 * np.sin(y / 7) + surface
            for across in (23, 29, 37)
        ]
        disc = (x - width / 2 - 40 * np.cos(step / 9)) ** 2 + (y - height / 2) ** 2 < 900
        red, green, blue = (np.where(disc, 200, wave).clip(0, 255) for wave in waves)
        joined = red.astype(np.uint32) << 16 | green.astype(np.uint32) << 8
        yield np.uint32(0xFF000000) | joined | blue.astype(np.uint32)


def colours(pixels: Pixels) -> Colours:
    """Red, green, blue."""
    return np.ascontiguousarray(pixels).view(np.uint8).reshape(*pixels.shape, 4)[..., 2::-1]


def psnr(one: Colours, other: Colours) -> float:
    error = np.mean((one.astype(np.float64) - other) ** 2)
    return float(10 * np.log10(255**2 / error))


def of_jpeg(pixels: Pixels, quality: int) -> tuple[int, float]:
    """Bytes, and likeness, of the JPEG that TigerVNC sends at noVNC's quality 6."""
    target = io.BytesIO()
    source = colours(pixels)
    Image.fromarray(source).save(target, "JPEG", quality=quality, subsampling="4:4:4")
    return target.tell(), psnr(source, np.asarray(Image.open(target)))


class Decoder:
    def __init__(self) -> None:
        self._context = av.CodecContext.create("vp9", "r")

    def decode(self, frame: Video) -> Colours:
        (picture,) = self._context.decode(av.Packet(frame.data))
        rgb: Colours = picture.reformat(
            format="rgb24", src_color_range="MPEG", dst_color_range="JPEG"
        ).to_ndarray()
        return rgb


def encoded(stream: VideoStream, pixels: Pixels, now_ms: int) -> Video:
    frame = stream.encode(pixels, now_ms)
    assert frame is not None
    return frame


def sent(level: int, count: int = 40) -> list[Video]:
    stream = VideoStream(BOX, level)
    return [encoded(stream, one, step * STEP_MS) for step, one in enumerate(moving(count))]


def test_frames_are_as_the_protocol_wants_them() -> None:
    frames = sent(0)
    assert [frame.begins for frame in frames] == [True] + [False] * 39
    for frame in frames:
        assert (frame.x, frame.y, frame.width, frame.height) == (96, 64, WIDTH, HEIGHT)
        vp9.check(frame.data, WIDTH, HEIGHT, begins=frame.begins)


def test_a_view_of_the_screen_is_encoded_where_it_lies() -> None:
    (pixels,) = moving(1)
    screen = np.zeros((HEIGHT + 100, WIDTH + 130), np.uint32)
    window = screen[64 : 64 + HEIGHT, 96 : 96 + WIDTH]
    window[:] = pixels
    assert encoded(VideoStream(BOX, 0), window, 0).data == sent(0, 1)[0].data


def test_it_is_closer_to_the_source_than_vnc_at_a_fifth_of_the_bytes() -> None:
    pictures = list(moving(60))
    stream, decoder = VideoStream(BOX, 0), Decoder()
    frames = [encoded(stream, one, step * STEP_MS) for step, one in enumerate(pictures)]
    likeness = [
        psnr(colours(one), decoder.decode(frame))
        for one, frame in zip(pictures, frames, strict=True)
    ]
    size, of_vnc = of_jpeg(pictures[30], 79)
    assert np.mean([len(frame.data) for frame in frames]) <= 0.2 * size
    assert np.mean(likeness) >= of_vnc


def test_the_colours_are_bt601_and_right() -> None:
    """Flat fields of every mixture of strong colours, four grades each."""
    grades = (0, 85, 170, 255)
    mixtures = [(r, g, b) for r in grades for g in grades for b in grades]
    pixels = np.zeros((8 * 32, 8 * 32), np.uint32)
    for place, (r, g, b) in enumerate(mixtures):
        top, left = place // 8 * 32, place % 8 * 32
        pixels[top : top + 32, left : left + 32] = 0xFF000000 | r << 16 | g << 8 | b
    stream, decoder = VideoStream(Box(0, 0, 256, 256), 0), Decoder()
    shown = [decoder.decode(encoded(stream, pixels, step * STEP_MS)) for step in range(4)][-1]
    middles = shown[16::32, 16::32].reshape(-1, 3).astype(int)
    assert np.abs(middles - np.array(mixtures)).max() <= 6


def test_the_head_says_which_colours() -> None:
    (frame,) = sent(0, 1)
    space_and_range = frame.data[4] >> 4
    assert space_and_range == 0b0010, "3 bits of BT.601, 1 bit of limited range"


def test_worse_levels_cost_less() -> None:
    sizes = [sum(len(frame.data) for frame in sent(level, 25)) for level in range(5)]
    assert sizes == sorted(sizes, reverse=True)
    assert len(video.CRF) == 5


def test_a_picture_that_stays_costs_next_to_nothing() -> None:
    *_, pixels = moving(5)
    stream = VideoStream(BOX, 0)
    sizes = [len(encoded(stream, pixels, step * STEP_MS).data) for step in range(40)]
    assert np.median(sizes[1:]) < 100
    assert max(sizes[20:]) < 2000


def test_another_scene_is_no_key_frame() -> None:
    stream = VideoStream(BOX, 0)
    scenes = [*moving(3), *(one ^ np.uint32(0xFFFFFF) for one in moving(3))]
    frames = [encoded(stream, one, step * STEP_MS) for step, one in enumerate(scenes)]
    assert [frame.begins for frame in frames] == [True] + [False] * 5
    vp9.check(frames[3].data, WIDTH, HEIGHT, begins=False)


def test_the_best_level_is_encoded_at_the_quickest_speed(monkeypatch: pytest.MonkeyPatch) -> None:
    quickest, as_ever = sent(0, 5), sent(1, 5)
    monkeypatch.setattr(video, "SPEED", (8,) * 5)
    # FFmpeg does not refuse a name that it does not know; then the two would be the same.
    assert sent(0, 5) != quickest
    assert sent(1, 5) == as_ever


@pytest.mark.parametrize("level", range(4))
def test_a_key_frame_is_not_finer_than_it_is_worth(
    level: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    frames = sent(level)
    monkeypatch.setattr(video, "FINEST", (0,) * 5)
    finer = sent(level)
    assert len(frames[0].data) < 0.85 * len(finer[0].data)
    assert sum(len(one.data) for one in frames) < sum(len(one.data) for one in finer)


def begun(levels: list[int]) -> list[int]:
    """At which milliseconds a stream begins whose level is asked for in steps of 100 ms."""
    stream = VideoStream(Box(0, 0, 64, 64), levels[0])
    found = []
    for step, level in enumerate(levels):
        stream.relevel(level)
        (pixels,) = moving(1, 64, 64)
        if encoded(stream, pixels, step * 100).begins:
            found.append(step * 100)
    return found


def test_a_worse_level_begins_anew_soon() -> None:
    assert begun([0] * 20 + [3] * 20) == [0, 2000]
    assert begun([0] + [1, 2, 3, 4] * 3) == [0, video.WORSE_AFTER_MS, 2 * video.WORSE_AFTER_MS]


def test_a_better_level_must_be_asked_for_longer() -> None:
    assert begun([3] * 20 + [0] * 60) == [0, 2000 + video.BETTER_AFTER_MS]
    assert begun([3] * 20 + ([0] * 20 + [3]) * 3) == [0]


def test_a_closed_stream_begins_anew() -> None:
    (pixels,) = moving(1)
    stream = VideoStream(BOX, 0)
    assert encoded(stream, pixels, 0).begins
    stream.close()
    stream.close()
    assert encoded(stream, pixels, 40).begins


def test_a_failing_encoder_gives_nothing_and_begins_anew() -> None:
    (pixels,) = moving(1)
    stream = VideoStream(BOX, 0)
    assert encoded(stream, pixels, 0).begins
    assert stream.encode(pixels[:, ::2], 40) is None, "pixels that do not lie side by side"
    assert encoded(stream, pixels, 80).begins


def test_pyav_is_here() -> None:
    assert available()


def test_without_pyav_there_is_no_video(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == "av"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "av", None)
    (pixels,) = moving(1)
    available.cache_clear()
    try:
        assert not available()
    finally:
        available.cache_clear()
    assert VideoStream(BOX, 0).encode(pixels, 0) is None


def planes(pixels: Pixels) -> NDArray[np.uint8]:
    """Brightness and colours, as the encoder is given them."""
    height, width = pixels.shape
    frame = video._Encoder(Box(0, 0, width, height), 0)._converted(pixels)
    return np.asarray(frame.to_ndarray(), np.uint8)


@pytest.mark.parametrize("seed", range(4))
def test_the_quick_conversion_is_as_the_old_one(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    dice = np.random.default_rng(seed)
    screen = dice.integers(0, 2**32, (400, 600), np.uint32)
    for _ in range(25):
        width, height = (2 * int(side) for side in dice.integers(32, 150, 2))
        x, y = int(dice.integers(600 - width)), int(dice.integers(400 - height))
        pixels = screen[y : y + height, x : x + width]
        monkeypatch.setattr(video.platform, "machine", lambda: "x86_64")
        quick = planes(pixels)
        monkeypatch.setattr(video.platform, "machine", lambda: "another")
        assert np.abs(quick.astype(int) - planes(pixels)).max() <= 1
