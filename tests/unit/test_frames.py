"""The inner codec against the shared vectors, and every message there and back."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.frames import control, cursor, input, picture
from agent.frames.kinds import PLAINTEXT_MAX, SEAL_OVERHEAD, BadFrame
from agent.frames.operations import Fill, Jpeg, Move, Operation, Piece, Restore, Stow, Video, Webp
from broker.wire.limits import RECORD_MAX
from broker.wire.words import Asks
from tests.every import every, named
from tests.vectors.frame_bytes import IMAGES, vp9_inter, vp9_key
from tests.vectors.frame_values import load, part_value


def control_value(message: control.Message) -> dict[str, Any]:
    values = {name: getattr(message, name) for name in message.__slots__}
    return {"type": message.type, **values}


def control_message(value: dict[str, Any]) -> control.Message:
    classes = {kind.type: kind for kind in control.FROM_AGENT | control.FROM_CONSOLE}
    fields = {name: field for name, field in value.items() if name != "type"}
    return classes[value["type"]](**fields)


def cursor_value(value: cursor.Cursor) -> dict[str, Any]:
    if isinstance(value, cursor.Place):
        return {"kind": "place", "x": value.x, "y": value.y}
    return {
        "kind": "shape",
        "hotX": value.hot_x,
        "hotY": value.hot_y,
        "width": value.width,
        "height": value.height,
        "data": value.data.hex(),
    }


EVENTS = {
    "move": input.Move,
    "button": input.Button,
    "wheel": input.Wheel,
    "key": input.Key,
    "text": input.Text,
    "release": input.Release,
}


def event_of(value: dict[str, Any]) -> input.Event:
    return EVENTS[value["kind"]](**{name: it for name, it in value.items() if name != "kind"})


def event_value(event: input.Event) -> dict[str, Any]:
    kind = {made: name for name, made in EVENTS.items()}[type(event)]
    return {"kind": kind, **{name: getattr(event, name) for name in event.__slots__}}


def cases(part: str, *names: str) -> list[tuple[str, dict[str, Any]]]:
    return [(name, case) for name in names for case in load(name).get(part, [])]


ALL = ("control", "picture", "shown", "cursor", "input")


def decode(name: str, case: dict[str, Any]) -> Any:
    data = bytes.fromhex(case["hex"])
    decoders: dict[str, Callable[[], Any]] = {
        "control": lambda: control_value(control.decode(data)),
        "picture": lambda: part_value(picture.decode(data, *case["picture"])),
        "shown": lambda: picture.decode_shown(data),
        "cursor": lambda: cursor_value(cursor.decode(data)),
        "input": lambda: [event_value(event) for event in input.decode(data)],
    }
    return decoders[name]()


def encode(name: str, value: Any) -> bytes:
    encoders: dict[str, Callable[[], bytes]] = {
        "control": lambda: control.encode(control_message(value)),
        "shown": lambda: picture.encode_shown(value),
        "input": lambda: input.encode([event_of(event) for event in value]),
    }
    return encoders[name]()


@every(cases("valid", *ALL), named)
def test_valid_decodes(name: str, case: dict[str, Any]) -> None:
    assert decode(name, case) == case["value"]


@every(cases("reject", *ALL), named)
def test_reject(name: str, case: dict[str, Any]) -> None:
    with pytest.raises(BadFrame):
        decode(name, case)


@every(cases("valid", "control", "shown", "input"), named)
def test_valid_encodes(name: str, case: dict[str, Any]) -> None:
    assert encode(name, case["value"]).hex() == case["hex"]


@every(cases("refuse", *ALL), named)
def test_refuses_to_encode(name: str, case: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        encode(name, case["value"])


@every(cases("valid", "cursor"), named)
def test_cursor_encodes(name: str, case: dict[str, Any]) -> None:
    data = bytes.fromhex(case["hex"])
    assert cursor.encode(cursor.decode(data)) == data


@every(cases("valid", "picture"), named)
def test_picture_encodes(name: str, case: dict[str, Any]) -> None:
    part = picture.decode(bytes.fromhex(case["hex"]), *case["picture"])
    whole = [one for one in part.operations if not isinstance(one, Piece)]
    if not part.last or len(whole) < len(part.operations):
        return
    assert [data.hex() for data in picture.encode_parts(part.frame, part.delay, whole)] == [
        case["hex"]
    ]


def test_sealed_record_is_exactly_full() -> None:
    assert PLAINTEXT_MAX + SEAL_OVERHEAD == RECORD_MAX


def test_a_text_no_utf8_can_hold_is_refused() -> None:
    with pytest.raises(BadFrame):
        input.encode([input.Text("a\ud800")])
    with pytest.raises(BadFrame):
        input.encode([input.Release()] * (PLAINTEXT_MAX + 1))


def test_every_message_has_one_sender() -> None:
    assert not control.FROM_AGENT & control.FROM_CONSOLE
    assert {kind.type for kind in control.FROM_AGENT | control.FROM_CONSOLE} == {
        case["value"]["type"] for case in load("control")["valid"]
    }


asks = st.sampled_from(Asks)
sides = st.integers(1, 0xFFFF)
short_sides = st.integers(1, 5792)
scales = st.integers(1, control.SCALE_MAX)
views = st.builds(
    control.View, st.sampled_from(control.Quality), st.booleans(), st.booleans(), st.booleans()
)
messages = st.one_of(
    st.builds(control.Ask, asks),
    st.builds(control.Allowed, asks),
    st.builds(control.Refused, st.sampled_from(control.Why)),
    st.builds(control.Screen, short_sides, short_sides, scales),
    views,
    st.sampled_from([control.Asking(), control.Paused(), control.Resumed(), control.Refresh()]),
)


@given(messages)
def test_control_there_and_back(message: control.Message) -> None:
    data = control.encode(message)
    assert len(data) == control.BLOCK
    assert control.decode(data) == message


at = st.integers(0, 0xFFFF)
turn = st.integers(-0x8000, 0x7FFF)
short_key = st.text(min_size=1, max_size=8)
typed = st.text(min_size=1, max_size=500)
events = st.one_of(
    st.builds(input.Move, at, at),
    st.builds(input.Button, st.sampled_from(input.Mouse), st.booleans(), at, at),
    st.builds(input.Wheel, at, at, turn, turn),
    st.builds(input.Key, st.booleans(), st.sampled_from(input.Location), short_key),
    st.builds(input.Text, typed),
    st.just(input.Release()),
)


@given(st.lists(events, min_size=1, max_size=8))
def test_input_there_and_back(some: list[input.Event]) -> None:
    assert input.decode(input.encode(some)) == some


@given(st.binary(max_size=64))
def test_any_bytes_give_input_or_bad_frame(data: bytes) -> None:
    try:
        some = input.decode(data)
    except BadFrame:
        return
    assert input.encode(some) == data


@given(st.binary(max_size=64), st.sampled_from(["control", "cursor", "picture", "shown"]))
def test_any_bytes_give_a_message_or_bad_frame(data: bytes, name: str) -> None:
    try:
        decode(name, {"hex": data.hex(), "picture": [64, 48]})
    except BadFrame:
        return


boxes = st.tuples(at, at, sides, sides)
places = st.one_of(
    boxes.map(lambda box: Fill(*box, (1, 2, 3))),
    st.builds(lambda box, x, y: Move(*box, x, y), boxes, at, at),
    boxes.map(lambda box: Stow(*box)),
    boxes.map(lambda box: Restore(*box)),
)


@given(
    st.lists(places, min_size=1, max_size=9), st.integers(1, 9), st.integers(0, picture.DELAY_MAX)
)
def test_places_there_and_back(
    some: list[Fill | Move | Stow | Restore], frame: int, delay: int
) -> None:
    (data,) = picture.encode_parts(frame, delay, some)
    part = picture.Part(frame, True, delay, tuple(some))
    assert picture.decode(data, 0x1FFFF, 0x1FFFF) == part


def test_many_operations_are_split_into_full_parts() -> None:
    fills = [Fill(n % 64, n // 64, 1, 1, (n % 256, 0, 0)) for n in range(8_000)]
    parts = picture.encode_parts(9, 3, fills)
    assert all(len(part) <= PLAINTEXT_MAX for part in parts)
    decoded = [picture.decode(part, 64, 400) for part in parts]
    assert [part.last for part in decoded] == [False] * (len(parts) - 1) + [True]
    assert [operation for part in decoded for operation in part.operations] == fills


def test_the_longest_image_fills_a_part_alone() -> None:
    head = IMAGES["webp_5x3"]
    longest = Webp(0, 0, 5, 3, head + bytes(picture.IMAGE_MAX - len(head)))
    parts = picture.encode_parts(1, 0, [Fill(0, 0, 1, 1, (1, 2, 3)), longest, longest])
    assert [len(part) for part in parts] == [19, PLAINTEXT_MAX - 1, PLAINTEXT_MAX - 1]
    assert picture.decode(parts[2], 64, 48).operations == (longest,)


def test_a_video_is_cut_into_pieces() -> None:
    data = vp9_key(64, 48) + bytes(2 * picture.IMAGE_MAX)
    parts = picture.encode_parts(1, 0, [Video(0, 0, 64, 48, True, data)])
    assert [len(part) for part in parts[:2]] == [PLAINTEXT_MAX] * 2
    pieces = [picture.decode(part, 64, 48).operations for part in parts]
    assert [(one.begins, one.more) for (one,) in pieces if isinstance(one, Piece)] == [
        (True, True),
        (False, True),
        (False, False),
    ]
    assert b"".join(one.data for (one,) in pieces if isinstance(one, Piece)) == data


BOX = (0, 0, 5, 3)
WRONG: dict[str, tuple[Operation, ...]] = {
    "no operation": (),
    "webp too long": (Webp(*BOX, IMAGES["webp_5x3"] + bytes(picture.IMAGE_MAX)),),
    "webp of another size": (Webp(0, 0, 6, 3, IMAGES["webp_5x3"]),),
    "webp transparent": (Webp(*BOX, IMAGES["webp_alpha_5x3"]),),
    "webp empty": (Webp(*BOX, b""),),
    "jpeg of another size": (Jpeg(*BOX, IMAGES["jpeg_16x8"]),),
    "jpeg progressive": (Jpeg(0, 0, 16, 8, IMAGES["jpeg_progressive_16x8"]),),
    "video empty": (Video(*BOX, True, b""),),
    "video of another size": (Video(*BOX, True, vp9_key(5, 4)),),
    "video that does not begin": (Video(*BOX, True, vp9_inter(None)),),
    "video that begins again": (Video(*BOX, False, vp9_key(5, 3)),),
    "colour over 255": (Fill(*BOX, (256, 0, 0)),),
    "colour of two values": (Fill(*BOX, (1, 2)),),  # type: ignore[arg-type]
    "width 0": (Fill(0, 0, 0, 1, (1, 2, 3)),),
    "height 65536": (Fill(0, 0, 1, 65536, (1, 2, 3)),),
    "x below 0": (Fill(-1, 0, 1, 1, (1, 2, 3)),),
    "stow of width 0": (Stow(0, 0, 0, 1),),
    "restore from below 0": (Restore(0, -1, 1, 1),),
    "move from below 0": (Move(*BOX, 0, -1),),
    "move from over 65535": (Move(*BOX, 65536, 0),),
}


@every(WRONG.items(), lambda case: case[0])
def test_wrong_operations_are_not_encoded(_name: str, operations: tuple[Operation, ...]) -> None:
    with pytest.raises(BadFrame):
        picture.encode_parts(1, 0, operations)


@pytest.mark.parametrize(("frame", "delay"), [(0, 0), (2**32, 0), (1, -1), (1, 65536)])
def test_a_wrong_head_is_not_encoded(frame: int, delay: int) -> None:
    with pytest.raises(BadFrame):
        picture.encode_parts(frame, delay, [Fill(*BOX, (1, 2, 3))])


def test_a_cursor_too_long_for_a_record_is_refused() -> None:
    data = IMAGES["webp_5x3"] + bytes(cursor.WEBP_MAX)
    with pytest.raises(BadFrame):
        cursor.encode(cursor.Shape(0, 0, 5, 3, data))
    with pytest.raises(BadFrame):
        cursor.encode(cursor.Shape(5, 0, 5, 3, IMAGES["webp_5x3"]))
