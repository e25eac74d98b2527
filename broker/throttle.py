"""How often something may be tried in a span of time, for each key. Pure: `now` is passed in."""

from collections import deque


class Throttle:
    """Counts tries for each key over a sliding window, in a bounded number of keys."""

    def __init__(self, *, most: int, seconds: float, keys: int = 10_000) -> None:
        """At most `most` tries of one key in any `seconds`; at most `keys` keys are remembered."""
        self._most = most
        self._seconds = seconds
        self._keys = keys
        self._tries: dict[str, deque[float]] = {}

    def take(self, key: str, now: float) -> bool:
        """Count one try of `key` at `now` (monotonic seconds); False where it is one too many.

        A try that is refused does not count, so that waiting always helps.
        """
        tries = self._recent(key, now)
        if len(tries) >= self._most:
            return False
        tries.append(now)
        self._remember(key, tries, now)
        return True

    def allows(self, key: str, now: float) -> bool:
        """Whether `take` would say yes now; nothing is counted."""
        return len(self._recent(key, now)) < self._most

    def give_back(self, key: str) -> None:
        """Uncount the newest try of `key`: it turned out to be none that needs a limit."""
        tries = self._tries.get(key)
        if tries:
            tries.pop()
        if not tries:
            self._tries.pop(key, None)

    def _recent(self, key: str, now: float) -> deque[float]:
        tries = self._tries.get(key, deque())
        while tries and tries[0] <= now - self._seconds:
            tries.popleft()
        return tries

    def _remember(self, key: str, tries: deque[float], now: float) -> None:
        self._tries.pop(key, None)
        self._tries[key] = tries
        if len(self._tries) <= self._keys:
            return
        for old in [old for old in self._tries if not self._recent(old, now)]:
            del self._tries[old]
        while len(self._tries) > self._keys:
            del self._tries[next(iter(self._tries))]
