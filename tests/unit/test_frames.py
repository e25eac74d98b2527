"""The inner codec against the shared vectors, and every message there and back."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.frames import control, cursor, input, picture
from agent.frames.kinds import PLAINTEXT_MAX, SEAL_OVERHEAD, BadFrame
from broker.wire.limits import RECORD_MAX
from broker.wire.words import Asks
from tests.every import every, named

VECTORS = Path(__file__).parents[1] / "vectors" / "frames"


def control_value(message: control.Message) -> dict[str, Any]:
    values = {name: getattr(message, name) for name in message.__slots__}
    return {"type": message.type, **values}


def control_message(value: dict[str, Any]) -> control.Message:
    classes = {kind.type: kind for kind in control.FROM_AGENT | control.FROM_CONSOLE}
    fields = {name: field for name, field in value.items() if name != "type"}
    return classes[value["type"]](**fields)


def operation_value(operation: picture.Operation) -> dict[str, Any]:
    place = {name: getattr(operation, name) for name in ("x", "y", "width", "height")}
    if isinstance(operation, picture.Fill):
        return {"kind": "fill", **place, "rgb": list(operation.rgb)}
    return {"kind": "webp", **place, "data": operation.data.hex()}


def part_value(part: picture.Part) -> dict[str, Any]:
    operations = [operation_value(operation) for operation in part.operations]
    return {"frame": part.frame, "last": part.last, "operations": operations}


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


def load(name: str) -> dict[str, Any]:
    return json.loads((VECTORS / f"{name}.json").read_text(encoding="utf-8"))


def cases(part: str, *names: str) -> list[tuple[str, dict[str, Any]]]:
    return [(name, case) for name in names for case in load(name).get(part, [])]


ALL = ("control", "picture", "shown", "cursor", "input")


def decode(name: str, case: dict[str, Any]) -> Any:
    data = bytes.fromhex(case["hex"])
    decoders: dict[str, Callable[[], Any]] = {
        "control": lambda: control_value(control.decode(data)),
        "picture": lambda: part_value(picture.decode(data, *case["screen"])),
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
    part = picture.decode(bytes.fromhex(case["hex"]), *case["screen"])
    (again,) = picture.encode_parts(part.frame, part.operations)
    assert again[5:].hex() == case["hex"][10:]


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
messages = st.one_of(
    st.builds(control.Ask, asks),
    st.builds(control.Allowed, asks),
    st.builds(control.Refused, st.sampled_from(control.Why)),
    st.builds(control.Screen, sides, sides),
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
        decode(name, {"hex": data.hex(), "screen": [64, 48]})
    except BadFrame:
        return


@given(st.lists(st.tuples(at, at, sides, sides), min_size=1, max_size=9), st.integers(1, 9))
def test_fills_there_and_back(boxes: list[tuple[int, int, int, int]], frame: int) -> None:
    fills = [picture.Fill(*box, (1, 2, 3)) for box in boxes]
    (data,) = picture.encode_parts(frame, fills)
    assert picture.decode(data, 0x1FFFF, 0x1FFFF) == picture.Part(frame, True, tuple(fills))


def test_many_operations_are_split_into_full_parts() -> None:
    fills = [picture.Fill(n % 64, n // 64, 1, 1, (n % 256, 0, 0)) for n in range(8_000)]
    parts = picture.encode_parts(9, fills)
    assert all(len(part) <= PLAINTEXT_MAX for part in parts)
    decoded = [picture.decode(part, 64, 400) for part in parts]
    assert [part.last for part in decoded] == [False] * (len(parts) - 1) + [True]
    assert [operation for part in decoded for operation in part.operations] == fills


def test_a_frame_needs_an_operation() -> None:
    with pytest.raises(BadFrame):
        picture.encode_parts(1, [])


def test_a_picture_too_long_for_a_part_is_refused() -> None:
    with pytest.raises(BadFrame):
        picture.encode_parts(1, [picture.Webp(0, 0, 1, 1, bytes(picture.WEBP_MAX + 1))])
