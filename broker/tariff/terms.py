"""The terms of one tariff version and of one contract, as frozen values that need no more checks.

broker/tariff/document.py reads tariffs, broker/tariff/contract.py contracts.
"""

from dataclasses import dataclass
from datetime import date

from broker.calendar_ import Week
from broker.tariff.words import Applies, Beyond, DayKind, Mode, RuleKind, Way, WorkKind


@dataclass(frozen=True, slots=True)
class Step:
    """Up to so much (minutes, or messages) this percentage of the hourly price; None: any more."""

    up_to: int | None
    percent: int


@dataclass(frozen=True, slots=True)
class Rounding:
    """Time counts in units of so many minutes (0: exact, 1, 5, 15, 30)."""

    minutes: int
    mode: Mode


@dataclass(frozen=True, slots=True)
class SessionTerms:
    """What a session costs. The last step has an end: past it the table starts again."""

    way: Way
    steps: tuple[Step, ...]
    rounding: Rounding
    base_cents: int
    minimum_minutes: int
    free_minutes: int
    """The first minutes, which cost nothing."""
    ignore_seconds: int
    """A session with less billable time than this costs nothing at all."""
    merge_minutes: int
    """Sessions of one customer whose break is shorter than this count as one; 0: never."""


@dataclass(frozen=True, slots=True)
class Outside:
    """The surcharge of time outside the opening hours, in percent."""

    percent: int
    applies: Applies


@dataclass(frozen=True, slots=True)
class Tariff:
    """One version of a price list."""

    name: str
    version: int
    valid_from: date
    vat_percent: int
    hourly_cents: int
    week: Week
    """Opening hours, seasons, closures, holidays, zone."""
    outside: Outside
    days: tuple[tuple[DayKind, int], ...]
    """Percent of the price on each sort of day, 100 where nothing was said."""
    urgent_percent: int
    """Surcharge of work that was asked for at once."""
    session: SessionTerms
    phone: tuple[Step, ...]
    """By minutes; the last step has no end. Empty: phone work is not sold."""
    email: tuple[Step, ...]
    """By messages; the last step has no end. Empty: e-mail work is not sold."""
    wrong_channel_cents: int


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a contract: it takes what it can and hands the rest on to the next.

    `tariff` names a tariff (rules of kind `tariff`), whose version is the one of the day. `works`
    and `inside_only` are the scope of an annual rule. `beyond` is a pack's.
    """

    kind: RuleKind
    tariff: str = ""
    works: frozenset[WorkKind] = frozenset()
    inside_only: bool = False
    beyond: Beyond = Beyond.NEXT


@dataclass(frozen=True, slots=True)
class Contract:
    """What a customer has agreed to, from a day on (and until one, both inclusive)."""

    valid_from: date
    valid_until: date | None
    rules: tuple[Rule, ...]
