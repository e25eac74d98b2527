"""The goals of the picture, and whether they are met. Pure."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from bench.screen.plan import (
    ACTIVITIES,
    LARGE,
    LINE_1,
    LINE_4,
    LONG,
    OURS,
    PLAIN,
    QUIET,
    TWO,
    UNTUNED,
    X0,
)
from bench.screen.records import Results, percentile

BYTES: Final = {"typing": 0.55, "scroll": 0.07, "drag": 0.05, "video": 0.20}
CPU: Final = {"scroll": 2.0, "drag": 1.2, "video": 2.5}
MEMORY_MB: Final = 200.0
GROWTH_MB: Final = 5.0
"""By how much the last quarter of an hour may be above the second one to be called flat."""


@dataclass(frozen=True)
class Goal:
    """`value` is None where nothing was measured."""

    words: str
    value: float | None
    most: float
    unit: str = "x"

    @property
    def met(self) -> bool | None:
        """Whether it is met; None where nothing was measured."""
        return None if self.value is None else self.value <= self.most


def ratio(one: float | None, other: float | None) -> float | None:
    """None where either is missing or the other is nothing."""
    return one / other if one is not None and other else None


def goals(results: Results) -> Iterator[Goal]:
    """All of them, ratios against X0tigervnc."""
    yield from _bytes(results)
    yield from _sharpness(results)
    yield from _delays(results)
    yield from _work(results)


def _pair(results: Results, what: str, figure: str) -> float | None:
    return ratio(*(results.median(PLAIN, peer, what, figure) for peer in (OURS, X0)))


def _bytes(results: Results) -> Iterator[Goal]:
    for name, most in BYTES.items():
        yield Goal(f"bytes: {name}", _pair(results, name, "browser_kb_s"), most)
    for name in UNTUNED:
        yield Goal(f"bytes: {name} (untuned)", _pair(results, name, "browser_kb_s"), 1.0)
    yield Goal("bytes: first picture, until it rests", _pair(results, "first", "all_kb"), 0.4)
    yield Goal("bytes: first picture, until it is seen", _pair(results, "first", "near_kb"), 0.4)
    levels = [_mean(results.pooled(PLAIN, peer, "video", "film_psnr")) for peer in (X0, OURS)]
    short = None if None in levels else (levels[0] or 0) - (levels[1] or 0)
    yield Goal("video: PSNR below X0tigervnc's by", short, 0.0, "dB")
    frames = [results.median(PLAIN, peer, "video", "fps") for peer in (X0, OURS)]
    yield Goal("video: X0tigervnc's frames a second against ours", ratio(*frames), 1.02)


def _mean(values: list[float]) -> float | None:
    return sum(values) / len(values) if values else None


def _sharpness(results: Results) -> Iterator[Goal]:
    for setting in (PLAIN, LARGE, TWO):
        found = [
            one for name in ACTIVITIES for one in results.all(setting, OURS, name, "text_exact")
        ]
        wrong = float(len(found) - sum(found)) if found else None
        yield Goal(f"{setting}: runs whose text is not exact after 0.5 s", wrong, 0.0, "")


def _delays(results: Results) -> Iterator[Goal]:
    for situation, most in ((QUIET, 1.0), ("scroll", 1.0), ("video", 1.2)):
        yield from _delay(results, PLAIN, f"glass {situation}", most)
    yield from _delay(results, PLAIN, f"echo {QUIET}", 0.9)
    for situation, most in (("scroll", 0.1), ("video", 0.3)):
        yield from _delay(results, LINE_4, f"glass {situation}", most)
    whats = results.whats(LINE_4, "glass")
    missed = sum(results.total(LINE_4, OURS, what, "missed") for what in whats)
    yield Goal(f"{LINE_4}: missed changes", float(missed) if whats else None, 0.0, "")
    slow = _share(results, LINE_1, OURS, "echo video", 0.95)
    yield Goal(f"{LINE_1}: key to echo beside a video, p95", slow, 300.0, "ms")


def _share(results: Results, setting: str, peer: str, what: str, share: float) -> float | None:
    """A percentile; without end where all that was asked for was missed."""
    found = percentile(results.pooled(setting, peer, what), share)
    return math.inf if found is None and results.total(setting, peer, what, "asked") else found


def _delay(results: Results, setting: str, what: str, most: float) -> Iterator[Goal]:
    for name, share in (("p50", 0.5), ("p95", 0.95)):
        both = (_share(results, setting, peer, what, share) for peer in (OURS, X0))
        yield Goal(f"{setting}: {what}, {name}", ratio(*both), most)


def _work(results: Results) -> Iterator[Goal]:
    for name, most in (("idle", 0.5), ("typing", 4.0)):
        yield Goal(f"CPU: {name}", results.median(PLAIN, OURS, name, "server_cpu"), most, "%")
    for name, most in CPU.items():
        yield Goal(f"CPU: {name}", _pair(results, name, "server_cpu"), most)
    used = [one for name in ACTIVITIES for one in results.all(PLAIN, OURS, name, "memory_mb")]
    yield Goal("memory of the agent", max(used, default=None), MEMORY_MB, "MB")
    yield Goal("memory: growth over a long session", growth(results), GROWTH_MB, "MB")


def growth(results: Results) -> float | None:
    """MB by which the last quarter of the samples is above the second one, in the mean."""
    samples = [one for part in results.all(LONG, OURS, "long", "samples") for _, one in part]
    quarter = len(samples) // 4
    if not quarter:
        return None
    mean: Callable[[list[float]], float] = lambda part: sum(part) / len(part)  # noqa: E731
    return mean(samples[-quarter:]) - mean(samples[quarter : 2 * quarter])
