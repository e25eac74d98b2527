"""Many cases in one test: all are tried, and each one that fails is named."""

import functools
from collections.abc import Callable, Iterable
from typing import Any

import pytest

NAME_MOST = 100


def every(
    cases: Iterable[Any], name: Callable[[Any], object] = repr
) -> Callable[[Callable[..., None]], Callable[[], None]]:
    """Makes a function of one case a test of them all; a tuple is spread over its parameters.

    Cheaper than `pytest.mark.parametrize` where there are hundreds of cases and no fixture.
    """
    known = list(cases)

    def made(check: Callable[..., None]) -> Callable[[], None]:
        def test() -> None:
            assert known, "there is no case"
            failed = [
                f"{_short(name(case))}: {why}" for case in known if (why := _why(check, case))
            ]
            assert not failed, "\n".join([f"{len(failed)} of {len(known)} cases:", *failed])

        functools.update_wrapper(test, check)
        del test.__dict__["__wrapped__"]
        return test

    return made


def named(case: Any) -> str:
    """The name that a case of a vector file bears, alone or after its file's."""
    return ": ".join(part if isinstance(part, str) else part["name"] for part in _parts(case))


def _parts(case: Any) -> tuple[Any, ...]:
    return case if isinstance(case, tuple) else (case,)


def _why(check: Callable[..., None], case: Any) -> str:
    """How a case fails; empty where it does not."""
    try:
        check(*_parts(case))
    except (Exception, pytest.fail.Exception) as error:  # noqa: BLE001 - whatever it is, it failed
        return f"{type(error).__name__}: {error}"
    return ""


def _short(name: object) -> str:
    text = str(name)
    return text if len(text) <= NAME_MOST else text[:NAME_MOST] + "…"
