"""What the decoders of pictures give, as the vectors say it."""

import json
from typing import Any

from agent.frames import gathering, picture
from agent.frames.operations import Coded, Fill, Move, Operation, Piece, Restore, Stow, Video
from tests.vectors.frame_bytes import FOLDER


def load(name: str) -> dict[str, Any]:
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def operation_value(operation: Operation | Coded) -> dict[str, Any]:
    place = {name: getattr(operation, name) for name in ("x", "y", "width", "height")}
    value = {"kind": type(operation).__name__.lower(), **place}
    match operation:
        case Fill(rgb=rgb):
            return {**value, "rgb": list(rgb)}
        case Move(from_x=x, from_y=y):
            return {**value, "fromX": x, "fromY": y}
        case Piece(begins=begins, more=more, data=data):
            return {**value, "begins": begins, "more": more, "data": data.hex()}
        case Video(begins=begins, data=data):
            return {**value, "begins": begins, "data": data.hex()}
        case Stow() | Restore():
            return value
    return {**value, "data": operation.data.hex()}


def part_value(part: picture.Part) -> dict[str, Any]:
    operations = [operation_value(operation) for operation in part.operations]
    head = {"frame": part.frame, "last": part.last, "delay": part.delay}
    return {**head, "operations": operations}


def frame_value(frame: gathering.Frame, counted: bool) -> dict[str, Any]:
    """`counted`: only how many operations it has."""
    values = [operation_value(operation) for operation in frame.operations]
    operations = len(values) if counted else values
    return {"number": frame.number, "delay": frame.delay, "operations": operations}


def step_parts(step: dict[str, Any]) -> list[bytes]:
    """The plaintexts of one step of gathering.json."""
    data = bytes.fromhex(step["hex"]) + bytes.fromhex(step.get("body", "")) * step.get("times", 0)
    return [data] * step["again"]
