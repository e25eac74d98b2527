"""The time of one run."""

from collections.abc import Callable
from datetime import datetime, timedelta


class Steady:
    """UTC time that begins with the wall clock and goes on with the monotonic one.

    A wall clock that is put right meanwhile moves nothing: all that is written of a run fits.
    """

    def __init__(self, now: Callable[[], float], utcnow: Callable[[], datetime]) -> None:
        """`now` gives monotonic seconds, `utcnow` aware UTC times."""
        self._now = now
        self._began = now()
        self._at = utcnow()

    def utcnow(self) -> datetime:
        """Now, by this clock."""
        return self._at + timedelta(seconds=self._now() - self._began)
