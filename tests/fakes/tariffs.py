"""Tariffs, contracts and work for tests, and strategies that make any that are admitted."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from broker.billing.documents import tariff_of
from broker.calendar_ import Hours, Season, Week
from broker.tariff.terms import Outside, Rounding, SessionTerms, Step, Tariff
from broker.tariff.words import Applies, DayKind, Mode, RuleKind, Way, WorkKind
from broker.tariff.work import Pack, Span, Terms, Work

FOLDER = Path(__file__).parents[2] / "docs" / "tariffs"
SHUT = Hours(())
OFFICE = Hours(((540, 780), (870, 1140)))
"""9-13, 14:30-19."""
MINUTE = 60_000


def written(name: str) -> Tariff:
    """A tariff of docs/tariffs."""
    return tariff_of((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def a_week(**changes: Any) -> Week:
    """Monday to Friday in office hours, in Rome."""
    known: dict[str, Any] = {"zone": "Europe/Rome", "days": (OFFICE,) * 5 + (SHUT, SHUT)}
    return Week(**(known | changes))


def session_terms(**changes: Any) -> SessionTerms:
    """Exact time by the hour, and nothing else."""
    known: dict[str, Any] = {
        "way": Way.HOURLY,
        "steps": (),
        "rounding": Rounding(0, Mode.UP),
        **dict.fromkeys(("base_cents", "minimum_minutes", "free_minutes"), 0),
        **dict.fromkeys(("ignore_seconds", "merge_minutes"), 0),
    }
    return SessionTerms(**(known | changes))


def a_tariff(**changes: Any) -> Tariff:
    """€ 60.00 an hour, 50 percent more outside office hours, and nothing else."""
    known: dict[str, Any] = {
        "name": "standard",
        "version": 1,
        "valid_from": date(2026, 1, 1),
        "vat_percent": 22,
        "hourly_cents": 60_00,
        "week": a_week(),
        "outside": Outside(50, Applies.PART),
        "days": (),
        "urgent_percent": 0,
        "session": session_terms(),
        "phone": (),
        "email": (),
        "wrong_channel_cents": 0,
    }
    return Tariff(**(known | changes))


def by_tariff(**changes: Any) -> list[Terms]:
    """A contract of one tariff."""
    return [Terms(RuleKind.TARIFF, a_tariff(**changes))]


def moment(text: str) -> datetime:
    """An ISO time with its offset, in UTC."""
    return datetime.fromisoformat(text).astimezone(UTC)


def session(*spans: tuple[str, float], **changes: Any) -> Work:
    """A session by its spans: (start, minutes)."""
    found = tuple(Span(moment(start), round(minutes * MINUTE)) for start, minutes in spans)
    known: dict[str, Any] = {"kind": WorkKind.SESSION, "at": found[0].start, "spans": found}
    return Work(**(known | changes))


@st.composite
def hours(draw: st.DrawFn) -> Hours:
    """Any opening hours of a day."""
    ends = sorted(draw(st.sets(st.integers(0, 48), max_size=6)))
    pairs = zip(ends[::2], ends[1::2], strict=False)
    return Hours(tuple((opens * 30, closes * 30) for opens, closes in pairs))


@st.composite
def weeks(draw: st.DrawFn) -> Week:
    """Any week, with seasons and closures about the days that tests look at."""
    seven = st.tuples(*[hours()] * 7)
    first, last = (draw(st.tuples(st.integers(1, 12), st.integers(1, 28))) for _ in range(2))
    seasons = (Season(first, last, draw(seven)),) if draw(st.booleans()) else ()
    begin = date(2026, 1, 1) + timedelta(days=draw(st.integers(0, 364)))
    closed = ((begin, begin + timedelta(days=draw(st.integers(0, 9)))),)
    return Week(
        zone=draw(st.sampled_from(("Europe/Rome", "Australia/Lord_Howe", "America/Havana"))),
        days=draw(seven),
        seasons=seasons,
        closed=closed if draw(st.booleans()) else (),
        holidays_closed=draw(st.booleans()),
        rest_days=draw(st.sampled_from((frozenset(), frozenset({6}), frozenset({5, 6})))),
    )


def steps(*, endless: bool, most: int = 120) -> st.SearchStrategy[tuple[Step, ...]]:
    """Any table whose price never falls."""

    def table(ends: set[int], percents: list[int]) -> tuple[Step, ...]:
        rising = sorted(percents)[: len(ends)]
        found = [Step(end, percent) for end, percent in zip(sorted(ends), rising, strict=True)]
        return (*found[:-1], Step(None, found[-1].percent)) if endless else tuple(found)

    ends = st.sets(st.integers(1, most), min_size=1, max_size=4)
    return st.builds(table, ends, st.lists(st.integers(0, 300), min_size=4, max_size=4))


@st.composite
def tariffs(draw: st.DrawFn) -> Tariff:
    """Any tariff that a document may say."""
    table = draw(st.just(()) | steps(endless=False))
    few = st.sampled_from((0, 0, 1, 7, 20))
    terms = SessionTerms(
        way=Way.STEPS if table else Way.HOURLY,
        steps=table,
        rounding=Rounding(
            draw(st.sampled_from((0, 1, 5, 15, 30))), draw(st.sampled_from(tuple(Mode)))
        ),
        base_cents=draw(st.sampled_from((0, 999))),
        minimum_minutes=draw(few),
        free_minutes=draw(few),
        ignore_seconds=draw(st.sampled_from((0, 0, 30, 600))),
        merge_minutes=0,
    )
    percent = st.sampled_from((0, 1, 33, 50, 100, 133))
    days = st.sampled_from((0, 70, 100, 100, 125, 200))
    return a_tariff(
        hourly_cents=draw(st.integers(0, 20_000)),
        week=draw(weeks()),
        outside=Outside(draw(percent), draw(st.sampled_from(tuple(Applies)))),
        days=tuple((kind, draw(days)) for kind in DayKind),
        urgent_percent=draw(percent),
        session=terms,
        phone=draw(st.just(()) | steps(endless=True)),
        email=draw(st.just(()) | steps(endless=True, most=9)),
        wrong_channel_cents=draw(st.sampled_from((0, 25_00))),
    )


packs = st.lists(
    st.builds(
        Pack,
        id=st.integers(1, 10_000),
        left=st.integers(0, 6),
        signed_on=st.dates(date(2025, 1, 1), date(2026, 12, 31)),
        expires_on=st.dates(date(2026, 1, 1), date(2027, 12, 31)),
    ),
    max_size=4,
    unique_by=lambda pack: pack.id,
).map(tuple)

_annual = st.builds(
    Terms,
    st.just(RuleKind.ANNUAL),
    works=st.sets(st.sampled_from(tuple(WorkKind)), min_size=1).map(frozenset),
    inside_only=st.booleans(),
)
_pack = st.builds(Terms, st.just(RuleKind.PACK), packs=packs, flag_rest=st.booleans())
_tariff = st.builds(Terms, st.just(RuleKind.TARIFF), tariff=tariffs())

rules = st.lists(_annual | _pack | _tariff, max_size=4)
"""Any rules of a contract, as they stand on the day of the work."""

starts = st.one_of(
    st.sampled_from(
        (
            datetime(2026, 3, 28, 23, 50, tzinfo=UTC),
            datetime(2026, 10, 24, 23, 50, tzinfo=UTC),
            datetime(2026, 12, 31, 22, 50, tzinfo=UTC),
            datetime(2026, 4, 4, 13, 50, tzinfo=UTC),
        )
    ),
    st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC)),
)
_lengths = st.integers(0, 4 * 60 * MINUTE) | st.integers(0, 300).map(lambda n: n * MINUTE)


@st.composite
def works(draw: st.DrawFn, kinds: tuple[WorkKind, ...] = tuple(WorkKind)) -> Work:
    """Any work of these kinds, in whole milliseconds; sessions with breaks."""
    start = draw(starts).replace(microsecond=0)
    at, spans = start, []
    for ms in draw(st.lists(_lengths, max_size=3)):
        spans.append(Span(at, ms))
        at += timedelta(milliseconds=ms + draw(_lengths))
    return Work(
        kind=draw(st.sampled_from(kinds)),
        at=start,
        spans=tuple(spans),
        count=draw(st.integers(0, 12)),
        urgent=draw(st.booleans()),
    )
