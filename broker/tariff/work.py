"""Work to be priced, and its price with every line explained."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from broker.tariff.terms import Tariff
from broker.tariff.words import RuleKind, WorkKind


@dataclass(frozen=True, slots=True)
class Span:
    """Billable time from `start` (aware, UTC) for so many milliseconds."""

    start: datetime
    ms: int


@dataclass(frozen=True, slots=True)
class Work:
    """What was done: a session by its spans (in order, apart), phone work too, e-mails by `count`.

    `at` is when it counts: a session's first billable instant, or when it was joined.
    """

    kind: WorkKind
    at: datetime
    spans: tuple[Span, ...] = ()
    count: int = 0
    urgent: bool = False
    part_of_session: bool = False
    """Phone work that became a remote session, which is billed instead of it."""

    @property
    def ms(self) -> int:
        """Billable milliseconds."""
        return sum(span.ms for span in self.spans)


@dataclass(frozen=True, slots=True)
class Pack:
    """Prepaid units for sessions and calls that are left, valid from `signed_on` to `expires_on`,
    both inclusive, in the tariff's zone."""

    id: int
    left: int
    signed_on: date
    expires_on: date


@dataclass(frozen=True, slots=True)
class Terms:
    """A contract's rule with all that is needed to apply it on the day of the work."""

    kind: RuleKind
    tariff: Tariff | None = None
    packs: tuple[Pack, ...] = ()
    works: frozenset[WorkKind] = frozenset()
    inside_only: bool = False
    flag_rest: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a price. `words` is the key of a sentence, filled with `values`.

    `ms` is the time that the line covers, `counted_ms` what it counts as after rounding; the lines
    of a price cover each millisecond of the work once. `rule` is None where no rule said it.
    Values are whole numbers (cents, milliseconds, minutes, percent) and words of closed lists;
    `from` and `to` are local times with their offset (ISO 8601).
    """

    rule: RuleKind | None
    words: str
    values: Mapping[str, int | str] = field(default_factory=dict)
    ms: int = 0
    counted_ms: int = 0
    cents: int = 0
    units: int = 0


@dataclass(frozen=True, slots=True)
class Price:
    """What work costs: the sum of its lines, and which packs give how many units."""

    lines: tuple[Line, ...]
    cents: int
    units: int
    debits: tuple[tuple[int, int], ...] = ()
    """(pack, units), in the order in which they are taken."""
    flags: tuple[str, ...] = ()
    """What the month end must look at, e.g. `pack_exhausted`."""
    tariff: tuple[str, int] | None = None
    """Name and version of the tariff that priced it, where one did."""
