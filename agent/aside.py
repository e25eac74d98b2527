"""Waiting for what may take long, without holding up the program's end."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from threading import Thread
from typing import TypeVar

T = TypeVar("T")


async def aside(call: Callable[[], T]) -> T:
    """What `call` gives or raises, in a thread that nobody waits for when the program ends."""
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[T] = loop.create_future()

    def settle(setter: Callable[[], None]) -> None:
        if not answer.cancelled():
            setter()

    def work() -> None:
        try:
            given = call()
        except Exception as raised:  # noqa: BLE001
            # The outermost edge of this thread; it is raised again where it is waited for.
            setter = partial(answer.set_exception, raised)
        else:
            setter = partial(answer.set_result, given)
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(settle, setter)

    Thread(target=work, name="affianco-aside", daemon=True).start()
    return await answer
