"""Parts become frames: the shared vectors, the limits, and that encoder and gathering agree."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.frames import picture, webp
from agent.frames.gathering import (
    AREA_FACTOR,
    IMAGE_FACTOR,
    OPERATIONS_MAX,
    PARTS_MAX,
    Frame,
    Gathering,
)
from agent.frames.kinds import BadFrame
from agent.frames.operations import Fill, Move, Operation, Restore, Stow, Video
from tests.every import every, named
from tests.vectors.frame_bytes import IMAGES, vp9_inter, vp9_key
from tests.vectors.frame_values import frame_value, load, step_parts

VECTORS = load("gathering")
SIZE = (64, 48)
WHOLE = Fill(0, 0, *SIZE, (1, 2, 3))


class Line:
    """One line's gathering, fed with plaintexts."""

    def __init__(self) -> None:
        self.gathering = Gathering()
        self.size = (0, 0)
        self.frames: list[Frame] = []

    def go(self, step: dict[str, Any]) -> None:
        if "size" in step:
            self.size = (step["size"][0], step["size"][1])
            self.gathering.resize(*self.size)
            return
        for data in step_parts(step):
            self.take(data)

    def take(self, data: bytes) -> None:
        frame = self.gathering.add(picture.decode(data, *self.size))
        self.frames += [frame] if frame else []


@every(VECTORS["valid"], named)
def test_valid(case: dict[str, Any]) -> None:
    line = Line()
    for step in case["steps"]:
        line.go(step)
    assert len(line.frames) == len(case["frames"])
    for frame, wanted in zip(line.frames, case["frames"], strict=True):
        assert frame_value(frame, isinstance(wanted["operations"], int)) == wanted


@every(VECTORS["reject"], named)
def test_reject(case: dict[str, Any]) -> None:
    line = Line()
    for step in case["steps"][:-1]:
        line.go(step)
    with pytest.raises(BadFrame):
        line.go(case["steps"][-1])


def gathered(operations: list[Operation], frame: int = 1, delay: int = 0) -> list[Frame]:
    line = Line()
    line.go({"size": list(SIZE)})
    for data in picture.encode_parts(frame, delay, operations):
        line.take(data)
    return line.frames


boxes = st.integers(0, 31).flatmap(
    lambda at: st.tuples(st.just(at), st.integers(0, 23), st.integers(1, 32), st.integers(1, 24))
)
operations = st.lists(
    st.one_of(
        boxes.map(lambda box: Fill(*box, (1, 2, 3))),
        boxes.map(lambda box: Move(*box, 32, 24)),
        boxes.map(lambda box: Stow(*box)),
        boxes.map(lambda box: Restore(*box)),
        st.integers(0, 150_000).map(lambda n: Video(0, 0, 8, 8, True, vp9_key(8, 8) + bytes(n))),
        st.just(Video(0, 0, 8, 8, False, vp9_inter(None))),
    ),
    min_size=1,
    max_size=9,
)


@given(operations, st.integers(1, 0xFFFFFFFF), st.integers(0, picture.DELAY_MAX))
def test_what_is_encoded_is_gathered(some: list[Operation], number: int, delay: int) -> None:
    begun: list[Operation] = [Video(0, 0, 8, 8, True, vp9_key(8, 8)), *some]
    assert gathered(begun, number, delay) == [Frame(number, delay, tuple(begun))]


def test_the_limits() -> None:
    assert (PARTS_MAX, OPERATIONS_MAX, AREA_FACTOR, IMAGE_FACTOR) == (64, 4096, 8, 4)
    assert len(gathered([WHOLE] * AREA_FACTOR)) == 1
    with pytest.raises(BadFrame, match="area"):
        gathered([*[WHOLE] * AREA_FACTOR, Fill(0, 0, 1, 1, (1, 2, 3))])
    for shelved in (Stow(0, 0, *SIZE), Restore(0, 0, *SIZE)):
        assert len(gathered([shelved] * AREA_FACTOR)) == 1
        with pytest.raises(BadFrame, match="area"):
            gathered([shelved] * (AREA_FACTOR + 1))
    image = Video(0, 0, *SIZE, True, vp9_key(*SIZE))
    assert len(gathered([*[image] * IMAGE_FACTOR, *[WHOLE] * (AREA_FACTOR - IMAGE_FACTOR)])) == 1
    with pytest.raises(BadFrame, match="area"):
        gathered([image] * (IMAGE_FACTOR + 1))
    pixels: list[Operation] = [Fill(at % 64, at // 64 % 48, 1, 1, (0, 0, 0)) for at in range(4097)]
    assert len(gathered(pixels[:OPERATIONS_MAX])) == 1
    with pytest.raises(BadFrame, match="operations"):
        gathered(pixels)


def test_a_video_of_more_than_64_parts() -> None:
    head = vp9_key(*SIZE)
    longest = head + bytes(PARTS_MAX * picture.IMAGE_MAX - len(head))
    assert len(gathered([Video(0, 0, *SIZE, True, longest)])) == 1
    with pytest.raises(BadFrame, match="parts"):
        gathered([Video(0, 0, *SIZE, True, longest + b"\0")])


@pytest.mark.parametrize("name", ["webp_5x3", "webp_1x1", "webp_48x32"])
def test_a_bare_webp_is_the_file_again(name: str) -> None:
    data = IMAGES[name]
    file = webp.whole(data)
    assert webp.bare(file) == data
    assert len(file) == 20 + len(data) + len(data) % 2
    assert int.from_bytes(file[4:8], "little") == len(file) - 8


@every([b"", b"RIFF", IMAGES["webp_lossy_5x3"], webp.whole(IMAGES["webp_5x3"])[:-2]])
def test_no_lossless_file_is_no_bare_one(data: bytes) -> None:
    with pytest.raises(ValueError):
        webp.bare(data)
