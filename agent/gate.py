"""The local, first and final cut: nothing is captured, sent or injected past a closed gate.

It asks nobody and waits for nothing but a passage under way, and for that not longer than
`CUT_WAIT_SECONDS`.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

CUT_WAIT_SECONDS: Final = 0.1
"""How long `cut` waits at most for passages under way (each takes a few milliseconds)."""


class Gate:
    """Open, held (the customer's Pause) or cut (for ever). Every method may run in any thread."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._held = False
        self._cut = threading.Event()
        self._inside: dict[int, int] = {}

    def cut(self) -> None:
        """Closes for ever.

        Once it returns no passage begins any more, and none is under way, unless one hung for
        longer than `CUT_WAIT_SECONDS`. A thread that cuts from inside a passage does not wait for
        itself.
        """
        me = threading.get_ident()
        with self._changed:
            self._cut.set()
            self._changed.notify_all()
            self._changed.wait_for(lambda: self._inside.keys() <= {me}, CUT_WAIT_SECONDS)

    def hold(self) -> None:
        """Closes until `release`; waits for passages under way as `cut` does."""
        me = threading.get_ident()
        with self._changed:
            self._held = True
            self._changed.wait_for(lambda: self._inside.keys() <= {me}, CUT_WAIT_SECONDS)

    def release(self) -> None:
        """Opens again after `hold`; does nothing after `cut`."""
        with self._changed:
            self._held = False
            self._changed.notify_all()

    @property
    def is_cut(self) -> bool:
        """Whether the gate is closed for ever."""
        return self._cut.is_set()

    @property
    def is_open(self) -> bool:
        """Whether a passage that begins now would be let through."""
        with self._changed:
            return self._open()

    def wait_open(self, seconds: float) -> bool:
        """Waits for the gate to be open, or cut, at most so long; whether it is open."""
        with self._changed:
            self._changed.wait_for(lambda: self._open() or self._cut.is_set(), seconds)
            return self._open()

    @contextmanager
    def passage(self) -> Iterator[bool]:
        """Gives True while the gate is open and stays so; the body must take only milliseconds.

        Where it gives False the body must do nothing.
        """
        me = threading.get_ident()
        with self._changed:
            entered = self._open()
            if entered:
                self._inside[me] = self._inside.get(me, 0) + 1
        try:
            yield entered
        finally:
            if entered:
                self._leave(me)

    def _leave(self, thread: int) -> None:
        with self._changed:
            self._inside[thread] -= 1
            if not self._inside[thread]:
                del self._inside[thread]
            self._changed.notify_all()

    def _open(self) -> bool:
        return not self._held and not self._cut.is_set()
