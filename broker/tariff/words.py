"""The closed lists of words that tariffs, contracts and their explanations use."""

from enum import StrEnum

from broker.calendar_ import DayKind

__all__ = [
    "Applies",
    "Beyond",
    "DayKind",
    "Flag",
    "Mode",
    "RuleKind",
    "Says",
    "Way",
    "WorkKind",
]


class WorkKind(StrEnum):
    """What was done for a customer."""

    SESSION = "session"
    PHONE = "phone"
    EMAIL = "email"
    WRONG_CHANNEL = "wrong_channel"
    """A request that came in another way than was agreed."""


class Way(StrEnum):
    """How time becomes money."""

    HOURLY = "hourly"
    STEPS = "steps"


class Mode(StrEnum):
    """How a begun unit of rounding counts."""

    UP = "up"
    NEAREST = "nearest"


class Applies(StrEnum):
    """What the surcharge of time outside the hours is put on."""

    PART = "part"
    """The part that lies outside."""
    START = "start"
    """All of it where it began outside, else nothing."""


class RuleKind(StrEnum):
    """The rules that a contract may put in order."""

    ANNUAL = "annual"
    PACK = "pack"
    TARIFF = "tariff"


class Beyond(StrEnum):
    """What happens to what a pack cannot cover."""

    NEXT = "next"
    FLAG = "flag"


class Flag(StrEnum):
    """What a price leaves for people to decide at month end."""

    PACK_EXHAUSTED = "pack_exhausted"
    """Part of the work is covered by no pack, and the contract lets no other rule have it."""
    NO_RULE = "no_rule"
    """Part of the work is covered by no rule of the contract."""


class Says(StrEnum):
    """What a line of a price says; each has its sentence in broker/texts/price.*.json."""

    NO_TIME = "no_time"
    PART_OF_SESSION = "part_of_session"
    IGNORED = "ignored"
    FREE = "free"
    HOURLY = "hourly"
    STEPS = "steps"
    PHONE = "phone"
    SUPPLEMENT = "supplement"
    MINIMUM = "minimum"
    BASE = "base"
    EMAIL = "email"
    WRONG_CHANNEL = "wrong_channel"
    PACK = "pack"
    PACK_OVER = "pack_over"
    """No units are left; the next rule has the rest."""
    PACK_EXHAUSTED = "pack_exhausted"
    ANNUAL = "annual"
    ANNUAL_WORK = "annual_work"
    NO_RULE = "no_rule"
    NO_RULE_WORK = "no_rule_work"
