"""Waiting for what may take long, without holding up the program's end."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from threading import Thread
from typing import TypeVar

T = TypeVar("T")


async def aside(call: Callable[[], T]) -> T:
    """What `call` gives or raises, in a thread that nobody waits for when the program ends."""
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[T] = loop.create_future()

    def say(result: T | None, error: Exception | None) -> None:
        if answer.cancelled():
            return
        if error is not None:
            answer.set_exception(error)
        else:
            answer.set_result(result)  # type: ignore[arg-type]

    def work() -> None:
        result, error = None, None
        try:
            result = call()
        except Exception as raised:  # noqa: BLE001
            # The outermost edge of this thread; it is raised again where it is waited for.
            error = raised
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(say, result, error)

    Thread(target=work, name="affianco-aside", daemon=True).start()
    return await answer
