"""Waiting for what another thread, task or process has to do."""

import asyncio
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
LOOK_SECONDS = 0.01


def until(what: Callable[[], T | None], seconds: float = 15.0, why: str = "") -> T:
    """The first true answer of `what`, asked again and again; AssertionError after `seconds`."""
    end = time.monotonic() + seconds
    while True:
        answer = what()
        if answer:
            return answer
        assert time.monotonic() < end, f"not within {seconds:g} s: {why or what}"
        time.sleep(LOOK_SECONDS)


async def soon(what: Callable[[], T | None], seconds: float = 8.0) -> T:
    """The same, while the loop goes on."""
    end = time.monotonic() + seconds
    while True:
        answer = what()
        if answer:
            return answer
        assert time.monotonic() < end, f"not within {seconds:g} s: {what}"
        await asyncio.sleep(LOOK_SECONDS)


def is_length(billed: float, seen: float) -> bool:
    """Whether whole seconds billed are what an onlooker saw to last so long.

    Bills are rounded down, and an onlooker on a busy machine is up to half a second off.
    """
    return -0.5 < seen - billed < 1.5
