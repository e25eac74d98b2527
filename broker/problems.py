"""What goes wrong over HTTP and the one shape it is told in; strict reading of bodies. Pure."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from broker.wire.strict import one_object
from broker.wire.words import Problem

STATUS: Final[Mapping[Problem, int]] = {
    Problem.BAD_REQUEST: 400,
    Problem.SIGN_IN_FAILED: 401,
    Problem.NOT_SIGNED_IN: 401,
    Problem.FOREIGN_ORIGIN: 403,
    Problem.NOT_FOUND: 404,
    Problem.WRONG_METHOD: 405,
    Problem.TOO_BIG: 413,
    Problem.TOO_MANY_TRIES: 429,
    Problem.BROKER_FAULT: 500,
}

Check = Callable[[object], bool]


class Refusal(Exception):
    """A request that is not done; `field` names the field that was wrong, where one was."""

    def __init__(self, problem: Problem, field: str | None = None) -> None:
        super().__init__(problem.value)
        self.problem = problem
        self.field = field


def shape(problem: Problem, field: str | None = None) -> dict[str, dict[str, str]]:
    """The JSON object that tells a problem."""
    named = {} if field is None else {"field": field}
    return {"error": {"code": problem.value, **named}}


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


def text(most: int) -> Check:
    """A check for a text of 1 to `most` characters without control characters."""
    return lambda value: isinstance(value, str) and 0 < len(value) <= most and value.isprintable()


def whole(most: int) -> Check:
    """A check for a whole number from 0 to `most`."""
    return lambda value: type(value) is int and 0 <= value <= most


def number_in(text_: str, most: int) -> int | None:
    """The whole number from 1 to `most` that a text is, in ASCII digits; None where it is none."""
    if not (text_.isascii() and text_.isdigit()) or len(text_) > 16:
        return None
    number = int(text_)
    return number if 1 <= number <= most else None


def _object(data: bytes) -> dict[str, Any]:
    try:
        return one_object(data.decode("utf-8"))
    except ValueError as error:
        raise Refusal(Problem.BAD_REQUEST) from error
