"""Thousands of lies between the agent's and the console's own code: none opens anything."""

import os
import secrets

import pytest

from tests.evil.office import office
from tests.evil.plan import Report, attack, courses
from tests.evil.tricks import TRICKS

EVERYDAY = 2_000
SOAK = 100_000
SEED = int(os.environ.get("AFFIANCO_EVIL_SEED", "20260101"))


def attacked(seed: int, runs: int) -> Report:
    with office() as one:
        report = attack(one, seed, range(runs))
    print(f"seed {seed}: {sum(report.verdicts.values())} runs, {dict(report.verdicts)}")
    return report


def check(report: Report, runs: int) -> None:
    """Every run has its verdict, and of each kind there were some."""
    assert sum(report.verdicts.values()) == runs
    assert report.verdicts["fault"] > 0.9 * runs
    assert set(report.verdicts) == {"fault", "starved", "honest", "words"}
    assert {f"trick {name}" for name in TRICKS} < set(report.kinds)
    assert min(report.kinds.values()) > 0


def test_no_lie_of_the_broker_opens_anything() -> None:
    assert len(courses()) <= EVERYDAY, "an everyday run must try each course at least once"
    check(attacked(SEED, EVERYDAY), EVERYDAY)


@pytest.mark.soak
def test_no_lie_of_a_hundred_thousand_opens_anything() -> None:
    named = os.environ.get("AFFIANCO_EVIL_SEED")
    check(attacked(int(named) if named else secrets.randbits(32), SOAK), SOAK)
