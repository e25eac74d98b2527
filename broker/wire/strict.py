"""JSON read so that one text has one meaning: an object, and no field in it twice."""

import json
from typing import Any


def one_object(text: str) -> dict[str, Any]:
    """The object that a text is; ValueError for anything else, and for a field that comes twice."""
    try:
        values = json.loads(text, object_pairs_hook=_once)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    if not isinstance(values, dict):
        raise ValueError("not a JSON object")
    return values


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) != len(pairs):
        raise ValueError("a field twice")
    return values
