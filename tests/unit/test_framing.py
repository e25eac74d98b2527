"""The rules of client frames judge the same however the bytes come in pieces."""

import itertools
import struct

from hypothesis import given
from hypothesis import strategies as st

from broker.websocket.framing import ClientFrames

GOOD = (
    b"\x81\x82abcdhi"  # text of 2 bytes
    + b"\x89\x80abcd"  # an empty ping
    + b"\x02\xfe\x00\x7eabcd"  # the beginning of binary, 126 bytes
    + bytes(126)
    + b"\x80\xff"  # its end, 65,536 bytes
    + struct.pack(">Q", 65_536)
    + b"abcd"
    + bytes(65_536)
    + b"\x88\x82\0\0\0\0\x03\xe8"  # close 1000
)
BAD = (
    b"\x81\x02hi",
    b"\x89\x00",
    b"\x81\xfe\x00\x7dabcd" + bytes(125),
    b"\x82\xff" + struct.pack(">Q", 65_535) + b"abcd",
    b"\x88\x82\0\0\0\0\x03\xee",
    b"\x88\x85\0\0\0\0\x13\x88bye",
    b"\x88\x82\xff\xff\xff\xff\xff\xff\x00\x00"[:6] + b"\x00\x00",
)


def passed_on(data: bytes, cuts: list[int]) -> bytes:
    """What of these bytes is let through, cut at these places."""
    frames, got = ClientFrames(), b""
    places = sorted({min(cut, len(data)) for cut in cuts} | {0, len(data)})
    for start, end in itertools.pairwise(places):
        piece = data[start:end]
        allowed = frames.allowed(piece)
        got += piece[:allowed]
        if allowed < len(piece):
            return got
    return got


@given(st.lists(st.integers(0, 400), max_size=12))
def test_good_frames_pass_whole(cuts: list[int]) -> None:
    assert passed_on(GOOD, cuts) == GOOD


@given(st.sampled_from(BAD), st.lists(st.integers(0, 200), max_size=8))
def test_a_bad_frame_is_stopped_before_its_end(bad: bytes, cuts: list[int]) -> None:
    before = b"\x81\x82abcdhi\x89\x80abcd"
    got = passed_on(before + bad + b"\x81\x82abcdhi", cuts)
    assert got.startswith(before) and len(got) < len(before + bad)


def test_byte_by_byte() -> None:
    small = GOOD[: GOOD.index(b"\x80\xff")]
    assert passed_on(small, list(range(len(small)))) == small
    for bad in BAD:
        got = passed_on(small + bad, list(range(len(small + bad))))
        assert got.startswith(small) and len(got) < len(small + bad)


@given(st.binary(max_size=300), st.lists(st.integers(0, 300), max_size=6))
def test_any_bytes_are_judged_the_same_in_pieces(data: bytes, cuts: list[int]) -> None:
    whole, parts = passed_on(data, []), passed_on(data, cuts)
    assert data.startswith(parts) and parts.startswith(whole)
    assert (whole == data) is (parts == data)
