"""What goes wrong over HTTP and the one shape it is told in; strict reading of bodies. Pure."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from broker.wire.messages import is_name
from broker.wire.strict import one_object
from broker.wire.words import Problem

STATUS: Final[Mapping[Problem, int]] = {
    Problem.BAD_REQUEST: 400,
    Problem.SIGN_IN_FAILED: 401,
    Problem.NOT_SIGNED_IN: 401,
    Problem.FOREIGN_ORIGIN: 403,
    Problem.NOT_ALLOWED: 403,
    Problem.NOT_FOUND: 404,
    Problem.WRONG_METHOD: 405,
    Problem.CONFLICT: 409,
    Problem.TOO_BIG: 413,
    Problem.TOO_MANY_TRIES: 429,
    Problem.BROKER_FAULT: 500,
}

Schema = Mapping[str, Any]
"""A JSON Schema (draft 2020-12), as OpenAPI 3.1 has it."""


@dataclass(frozen=True, slots=True)
class Check:
    """What a field may be: the judgement that counts, and the schema that describes it."""

    right: Callable[[object], bool]
    schema: Schema

    def __call__(self, value: object) -> bool:
        """Whether a value will do."""
        return self.right(value)


@dataclass(frozen=True, slots=True)
class Why:
    """What is wrong with one field, or with one place in a document.

    `reason` is the key of a sentence, and `values` fill its places.
    """

    field: str
    reason: str
    values: Mapping[str, str]

    def as_json(self) -> dict[str, object]:
        """As docs/protocol.md describes it."""
        return {"field": self.field, "reason": self.reason, "values": dict(self.values)}


class Refusal(Exception):
    """A request that is not done; `field` names the field that was wrong, where one was.

    `why`: more about what is wrong, where the request went on being read after the first fault.
    """

    def __init__(self, problem: Problem, field: str | None = None, why: Sequence[Why] = ()) -> None:
        super().__init__(problem.value)
        self.problem = problem
        self.field = field
        self.why = tuple(why)


def shape(
    problem: Problem, field: str | None = None, why: Sequence[Why] = ()
) -> dict[str, dict[str, object]]:
    """The JSON object that tells a problem."""
    named = {} if field is None else {"field": field}
    reasons = {"why": [one.as_json() for one in why]} if why else {}
    return {"error": {"code": problem.value, **named, **reasons}}


def problem_of(status: int) -> Problem:
    """The problem nearest to an HTTP status that the web framework answered with."""
    found = {404: Problem.NOT_FOUND, 405: Problem.WRONG_METHOD, 413: Problem.TOO_BIG}
    return found.get(status, Problem.BAD_REQUEST if status < 500 else Problem.BROKER_FAULT)


def read_body(data: bytes, checks: Mapping[str, Check]) -> dict[str, Any]:
    """The fields of a JSON object in UTF-8 with exactly the fields of `checks`, all of them right.

    An empty body is an empty object. Raises `Refusal`, naming the first field that is wrong.
    """
    values = _object(data) if data else {}
    for name in [*checks, *values]:
        if name not in values or name not in checks or not checks[name](values[name]):
            raise Refusal(Problem.BAD_REQUEST, name if name in checks else None)
    return values


def read_query(pairs: Collection[tuple[str, str]], most: Mapping[str, int]) -> dict[str, int]:
    """The numbers of a query string: names of `most`, each once at most, from 1 to that.

    Raises `Refusal`, naming the first that is wrong.
    """
    asked: dict[str, int] = {}
    for name, value in pairs:
        number = number_in(value, most[name]) if name in most and name not in asked else None
        if number is None:
            raise Refusal(Problem.BAD_REQUEST, name if name in most else None)
        asked[name] = number
    return asked


def text(most: int) -> Check:
    """A check for a text of 1 to `most` characters without control characters."""
    return Check(
        lambda value: isinstance(value, str) and 0 < len(value) <= most and value.isprintable(),
        {"type": "string", "minLength": 1, "maxLength": most},
    )


def name(most: int) -> Check:
    """A check for a name that people read: as `text`, and not blank."""
    return Check(
        lambda value: isinstance(value, str) and len(value) <= most and is_name(value),
        {"type": "string", "minLength": 1, "maxLength": most, "pattern": "\\S"},
    )


def document(most: int) -> Check:
    """A check for a text of 1 to `most` bytes in UTF-8, of any characters."""
    return Check(
        lambda value: isinstance(value, str) and 0 < _bytes(value) <= most,
        {"type": "string", "minLength": 1, "maxLength": most},
    )


def hexadecimal(least: int, most: int) -> Check:
    """A check for `least` to `most` bytes in lowercase hexadecimal digits."""
    form = re.compile(rf"(?:[0-9a-f]{{2}}){{{least},{most}}}")
    return Check(
        lambda value: isinstance(value, str) and form.fullmatch(value) is not None,
        {"type": "string", "pattern": f"^{form.pattern}$"},
    )


def whole(most: int, least: int = 0) -> Check:
    """A check for a whole number from `least` to `most`."""
    return Check(
        lambda value: type(value) is int and least <= value <= most,
        {"type": "integer", "minimum": least, "maximum": most},
    )


def note(most: int) -> Check:
    """A check for a text of up to `most` characters of any sort, which may be empty."""
    return Check(
        lambda value: (
            isinstance(value, str) and len(value) <= most and (value == "" or _bytes(value) > 0)
        ),
        {"type": "string", "maxLength": most},
    )


def moment() -> Check:
    """A check for a moment in UTC, `YYYY-MM-DDThh:mm:ssZ`, with or without a fraction."""
    return Check(_is_moment, {"type": "string", "format": "date-time"})


def word(known: Collection[str]) -> Check:
    """A check for one of the known words."""
    return Check(lambda value: isinstance(value, str) and value in known, {"enum": sorted(known)})


def flag() -> Check:
    """A check for true or false."""
    return Check(lambda value: type(value) is bool, {"type": "boolean"})


def day() -> Check:
    """A check for a day of the calendar, `YYYY-MM-DD`."""
    return Check(_is_day, {"type": "string", "format": "date"})


def words(known: Collection[str]) -> Check:
    """A check for a list of one or more of the known words, none twice."""
    return Check(
        lambda value: isinstance(value, list) and _distinct(value, known),
        {
            "type": "array",
            "items": {"enum": sorted(known)},
            "minItems": 1,
            "uniqueItems": True,
        },
    )


def anything() -> Check:
    """A check for any JSON object; whoever reads it looks into it."""
    return Check(lambda value: isinstance(value, dict), {"type": "object"})


def number_in(text_: str, most: int) -> int | None:
    """The whole number from 1 to `most` that a text is, in ASCII digits; None where it is none."""
    if not (text_.isascii() and text_.isdigit()) or len(text_) > 16:
        return None
    number = int(text_)
    return number if 1 <= number <= most else None


def _bytes(value: str) -> int:
    """The length in UTF-8; 0 for a text that has none (RFC 3629, 3: surrogates)."""
    try:
        return len(value.encode("utf-8"))
    except UnicodeEncodeError:
        return 0


def _is_day(value: object) -> bool:
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _is_moment(value: object) -> bool:
    form = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?Z"
    if not isinstance(value, str) or not re.fullmatch(form, value, re.ASCII):
        return False
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


def _distinct(values: list[object], known: Collection[str]) -> bool:
    texts = [value for value in values if isinstance(value, str) and value in known]
    return bool(values) and len(texts) == len(values) == len(set(texts))


def _object(data: bytes) -> dict[str, Any]:
    try:
        return one_object(data.decode("utf-8"))
    except ValueError as error:
        raise Refusal(Problem.BAD_REQUEST) from error
