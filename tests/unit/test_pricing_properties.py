"""What holds for any work under any admitted contract."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from broker.billing.phrases import price_phrases
from broker.calendar_ import Calendars
from broker.tariff.explain import sentences
from broker.tariff.kept import price_of, price_text
from broker.tariff.price import price
from broker.tariff.terms import Tariff
from broker.tariff.words import RuleKind, WorkKind
from broker.tariff.work import Pack, Price, Span, Terms, Work
from tests.fakes.tariffs import moment, packs, rules, works
from tests.fakes.tariffs import tariffs as any_tariff

HOLIDAYS = frozenset({date(2026, 1, 1), date(2026, 4, 5), date(2026, 4, 6), date(2026, 12, 25)})
TIMED = (WorkKind.SESSION, WorkKind.PHONE)
grown_by = st.integers(0, 3 * 3_600_000) | st.integers(0, 180).map(lambda n: n * 60_000)


def priced(work: Work, terms: list[Terms]) -> Price:
    return price(work, terms, holidays=HOLIDAYS)


def longer(work: Work, gap: int, ms: int) -> Work:
    """The same work going on for so long, at once or after a break."""
    if not work.spans:
        return replace(work, spans=(Span(work.at, ms),))
    *before, last = work.spans
    if not gap:
        return replace(work, spans=(*before, Span(last.start, last.ms + ms)))
    start = last.start + timedelta(milliseconds=last.ms + gap)
    return replace(work, spans=(*work.spans, Span(start, ms)))


def split(work: Work, at: int) -> Work:
    """The same work with one span cut in two after so much of its time."""
    found: list[Span] = []
    for span in work.spans:
        here = max(0, min(at, span.ms))
        at -= span.ms
        rest = Span(span.start + timedelta(milliseconds=here), span.ms - here)
        found += [Span(span.start, here), rest] if here else [span]
    return replace(work, spans=tuple(found))


@given(works(TIMED), rules, st.integers(0, 3_600_000), grown_by)
def test_the_price_never_falls_when_work_grows(
    work: Work, terms: list[Terms], gap: int, ms: int
) -> None:
    before, after = priced(work, terms), priced(longer(work, gap, ms), terms)
    assert after.cents >= before.cents
    assert after.units >= before.units


@given(works(TIMED), any_tariff(), grown_by)
def test_the_price_of_one_tariff_never_falls_when_work_grows(
    work: Work, tariff: Tariff, ms: int
) -> None:
    terms = [Terms(RuleKind.TARIFF, tariff)]
    assert priced(longer(work, 0, ms), terms).cents >= priced(work, terms).cents


@given(works((WorkKind.EMAIL,)), rules, st.integers(0, 20))
def test_the_price_of_mail_never_falls_with_more_messages(
    work: Work, terms: list[Terms], more: int
) -> None:
    after = priced(replace(work, count=work.count + more), terms)
    assert after.cents >= priced(work, terms).cents


@given(works(TIMED), rules, st.integers(0, 8 * 3_600_000))
def test_splitting_time_at_any_instant_changes_nothing(
    work: Work, terms: list[Terms], at: int
) -> None:
    assert priced(split(work, at), terms) == priced(work, terms)


@given(works(), rules)
def test_the_lines_are_the_whole_price(work: Work, terms: list[Terms]) -> None:
    found = priced(work, terms)
    assert sum(line.cents for line in found.lines) == found.cents >= 0
    assert sum(line.units for line in found.lines) == found.units
    assert sum(units for _, units in found.debits) == found.units
    if work.kind in TIMED:
        assert sum(line.ms for line in found.lines) == work.ms
    assert all(line.cents >= 0 for line in found.lines)


@given(works(), rules)
def test_every_price_is_kept_and_said_in_both_languages(work: Work, terms: list[Terms]) -> None:
    found = priced(work, terms)
    assert price_of(price_text(found)) == found
    for language in ("it", "en"):
        said = sentences(price_of(price_text(found)), price_phrases(language))
        assert len(said) == len(found.lines)
        assert all(one and "  " not in one and "{" not in one for one in said)


@given(works(TIMED), packs, st.randoms(use_true_random=False))
def test_the_order_of_packs_changes_no_unit(
    work: Work, some: tuple[Pack, ...], random: Random
) -> None:
    mixed = list(some)
    random.shuffle(mixed)
    one = priced(work, [Terms(RuleKind.PACK, packs=some)])
    other = priced(work, [Terms(RuleKind.PACK, packs=tuple(mixed))])
    assert one == other
    left = {pack.id: pack.left for pack in some}
    assert all(0 < units <= left[pack] for pack, units in one.debits)


@given(st.lists(works(TIMED), max_size=4), rules)
def test_calendars_that_are_kept_change_nothing(every: list[Work], terms: list[Terms]) -> None:
    kept = Calendars(most=2)
    found = [price(work, terms, holidays=HOLIDAYS, calendars=kept) for work in every]
    assert found == [priced(work, terms) for work in every]


@given(any_tariff(), st.sampled_from(("2026-03-29", "2026-10-25")), st.integers(0, 26 * 60))
def test_no_second_is_lost_on_the_odd_nights(tariff: Tariff, day: str, minutes: int) -> None:
    start = moment(f"{day}T00:00+00:00") - timedelta(hours=2)
    work = Work(WorkKind.SESSION, start, (Span(start, minutes * 60_000),))
    found = priced(work, [Terms(RuleKind.TARIFF, tariff)])
    assert sum(line.ms for line in found.lines) == minutes * 60_000
