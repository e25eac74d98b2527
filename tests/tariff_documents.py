"""Tariffs and contracts for tests: any that the readers take, and what they are told of places."""

from datetime import date

from hypothesis import strategies as st

from broker.calendar_ import Hours, Season, Week
from broker.tariff.document import Places
from broker.tariff.terms import Contract, Outside, Rounding, Rule, SessionTerms, Step, Tariff
from broker.tariff.words import Applies, Beyond, DayKind, Mode, RuleKind, Way, WorkKind

ZONES = ("Europe/Rome", "UTC", "America/New_York")
PLACES = Places(is_zone=ZONES.__contains__, is_country=("IT", "SM").__contains__)

DAYS = st.dates(date(2000, 1, 1), date(2199, 12, 31))
CENTS = st.integers(0, 1_000_000)
PERCENTS = st.integers(0, 1000)
MINUTES = st.integers(0, 1440)
NAMES = st.text(st.characters(codec="utf-8"), min_size=1, max_size=64).filter(
    lambda text: text.isprintable() and text == text.strip()
)


@st.composite
def hours(draw: st.DrawFn) -> Hours:
    """A day's intervals: any distinct minutes in order, taken by twos."""
    ends = sorted(draw(st.sets(st.integers(0, 1440), max_size=8)))
    return Hours(tuple(zip(ends[0::2], ends[1::2], strict=False)))


WEEKS = st.tuples(*(hours() for _ in range(7)))


@st.composite
def seasons(draw: st.DrawFn) -> tuple[Season, ...]:
    """Seasons apart: any days of the year in order, taken by twos; the last may wrap around."""
    year = [(month, day) for month in range(1, 13) for day in range(1, 29)]
    ends = sorted(draw(st.sets(st.sampled_from(year), max_size=6)))
    pairs = list(zip(ends[0::2], ends[1::2], strict=False))
    if draw(st.booleans()) and len(ends) >= 2:
        turned = [*ends[1:], ends[0]]
        pairs = list(zip(turned[0::2], turned[1::2], strict=False))
    return tuple(Season(first, last, draw(WEEKS)) for first, last in pairs)


@st.composite
def closures(draw: st.DrawFn) -> tuple[tuple[date, date], ...]:
    """Closures apart: any days in order, taken by twos."""
    ends = sorted(draw(st.sets(DAYS, max_size=6)))
    return tuple(zip(ends[0::2], ends[1::2], strict=False))


@st.composite
def weeks(draw: st.DrawFn) -> Week:
    """Any week that a document may say."""
    country = draw(st.sampled_from(("", "IT", "SM")))
    return Week(
        zone=draw(st.sampled_from(ZONES)),
        days=draw(WEEKS),
        seasons=draw(seasons()),
        closed=draw(closures()),
        country=country,
        patron=bool(country) and draw(st.booleans()),
        holidays_closed=draw(st.booleans()),
        rest_days=draw(st.frozensets(st.integers(0, 6))),
    )


@st.composite
def step_tables(draw: st.DrawFn, most: int, *, ended: bool) -> tuple[Step, ...]:
    """Steps that rise, the last with an end or without; sometimes none."""
    ends: list[int | None] = [*sorted(draw(st.sets(st.integers(1, most), max_size=6)))]
    if ends and not ended:
        ends[-1] = None
    percents = sorted(draw(st.lists(PERCENTS, min_size=len(ends), max_size=len(ends))))
    return tuple(map(Step, ends, percents))


@st.composite
def session_terms(draw: st.DrawFn) -> SessionTerms:
    """Any terms of sessions."""
    steps = draw(step_tables(1440, ended=True))
    return SessionTerms(
        way=Way.STEPS if steps else Way.HOURLY,
        steps=steps,
        rounding=Rounding(
            draw(st.sampled_from((0, 1, 5, 15, 30))), draw(st.sampled_from(list(Mode)))
        ),
        base_cents=draw(CENTS),
        minimum_minutes=draw(MINUTES),
        free_minutes=draw(MINUTES),
        ignore_seconds=draw(st.integers(0, 3600)),
        merge_minutes=draw(MINUTES),
    )


@st.composite
def tariffs(draw: st.DrawFn) -> Tariff:
    """Any tariff that a document may say."""
    return Tariff(
        name=draw(NAMES),
        version=draw(st.integers(1, 9999)),
        valid_from=draw(DAYS),
        vat_percent=draw(st.integers(0, 100)),
        hourly_cents=draw(CENTS),
        week=draw(weeks().filter(lambda week: set(week.days) != {Hours(((0, 1440),))})),
        outside=Outside(draw(PERCENTS), draw(st.sampled_from(list(Applies)))),
        days=tuple((kind, draw(PERCENTS)) for kind in DayKind),
        urgent_percent=draw(PERCENTS),
        session=draw(session_terms()),
        phone=draw(step_tables(1440, ended=False)),
        email=draw(step_tables(1000, ended=False)),
        wrong_channel_cents=draw(CENTS),
    )


@st.composite
def contracts(draw: st.DrawFn) -> Contract:
    """Contracts of at most one rule of each kind, what sessions are for before the tariff."""
    works = draw(st.frozensets(st.sampled_from(list(WorkKind)), min_size=1))
    known = [
        Rule(RuleKind.ANNUAL, works=works, inside_only=draw(st.booleans())),
        Rule(RuleKind.PACK, beyond=draw(st.sampled_from(list(Beyond)))),
    ]
    some = draw(st.lists(st.sampled_from(known), unique=True))
    later = [Rule(RuleKind.ANNUAL, works=works)] if works.isdisjoint({WorkKind.SESSION}) else []
    tariff = Rule(RuleKind.TARIFF, tariff=draw(NAMES))
    rules = [tariff, *later] if draw(st.booleans()) else [*some, tariff]
    first, last = sorted((draw(DAYS), draw(DAYS)))
    return Contract(first, draw(st.sampled_from((None, last))), tuple(rules))
