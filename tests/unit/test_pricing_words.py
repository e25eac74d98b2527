"""What people read about a price: exact sentences in both languages, and each phrase in use."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from broker.billing.phrases import price_phrases
from broker.tariff.explain import sentences
from broker.tariff.price import price
from broker.tariff.spoken import Spoken
from broker.tariff.terms import Outside, Rounding, Step, Tariff
from broker.tariff.words import Applies, DayKind, Mode, RuleKind, Says, Way, WorkKind
from broker.tariff.work import Line, Pack, Price, Terms, Work
from broker.wire.texts import LANGUAGES, Texts
from tests.fakes.tariffs import a_tariff, session, session_terms

DAY = "2026-01-13T"
HOLIDAYS = frozenset({date(2026, 4, 5), date(2026, 4, 6)})
STEPS = (Step(15, 50), Step(60, 100))
BLOCKS = session_terms(rounding=Rounding(15, Mode.UP))


def said(work: Work, *terms: Terms, language: str = "it") -> list[str]:
    return sentences(price(work, terms, holidays=HOLIDAYS), price_phrases(language))


def by(tariff: Tariff) -> Terms:
    return Terms(RuleKind.TARIFF, tariff)


def at(clock: str, minutes: float, **changes: object) -> Work:
    return session((f"{DAY}{clock}+01:00", minutes), **changes)


def test_by_the_hour_in_blocks() -> None:
    tariff = by(a_tariff(session=BLOCKS))
    assert said(at("15:05", 27), tariff) == [
        "Dalle 15:05 alle 15:32, in orario: 27 min, contati 30 min (a blocchi di 15 min)"
        " × 60,00 €/h = 30,00 €"
    ]
    assert said(at("15:05", 27), tariff, language="en") == [
        "From 15:05 to 15:32, inside opening hours: 27 min, counted as 30 min"
        " (in blocks of 15 min) × €60.00/h = €30.00"
    ]


def test_a_block_that_runs_on_into_other_time_says_so() -> None:
    assert said(at("18:50", 15), by(a_tariff(session=BLOCKS))) == [
        "Dalle 18:50 alle 19:05, in orario: 15 min, contati 15 min (a blocchi di 15 min;"
        " ogni blocco al prezzo del momento in cui inizia) × 60,00 €/h = 15,00 €"
    ]


def test_steps_with_a_surcharge() -> None:
    tariff = by(a_tariff(session=session_terms(way=Way.STEPS, steps=STEPS)))
    assert said(at("18:00", 70), tariff) == [
        "Dalle 18:00 alle 19:10: 1 h 10 min, da tabella 1 × 100% (ogni 60 min)"
        " + 50% (fino a 15 min) = 150% di 60,00 € = 90,00 €",
        "Supplemento (fuori orario): 10 min, da tabella 50% (fino a 15 min)"
        " di 60,00 € × 50% = 15,00 €",
    ]


def test_a_table_that_is_just_used_up_does_not_start_again() -> None:
    tariff = by(a_tariff(session=session_terms(way=Way.STEPS, steps=STEPS)))
    assert said(at("15:00", 60), tariff) == [
        "Dalle 15:00 alle 16:00: 1 h, da tabella 100% (fino a 60 min) di 60,00 € = 60,00 €"
    ]


def test_packs() -> None:
    pack = Pack(7, 3, date(2026, 1, 1), date(2026, 12, 31))
    rules = Terms(RuleKind.PACK, packs=(pack,)), by(a_tariff())
    assert said(at("15:00", 20), *rules) == [
        "Dalle 15:00 alle 15:20: 20 min, 2 unità dal pacchetto n. 7"
        " (una ogni 15 min iniziati), ne resta 1; scade il 31/12/2026"
    ]
    assert said(at("15:00", 10), *rules, language="en") == [
        "From 15:00 to 15:10: 10 min, 1 unit of pack no. 7"
        " (one for each begun 15 min), 2 left; it expires on 2026-12-31"
    ]


def test_times_name_their_date_where_there_are_two() -> None:
    tariff = by(a_tariff(outside=Outside(0, Applies.PART)))
    assert said(at("23:50", 20), tariff) == [
        "Dalle 23:50 del 13/01/2026 alle 00:10 del 14/01/2026: 20 min × 60,00 €/h = 20,00 €"
    ]


def test_the_doubled_hour_is_told_apart() -> None:
    tariff = by(a_tariff(outside=Outside(0, Applies.PART)))
    work = session(("2026-10-25T02:30+02:00", 60))
    assert said(work, tariff) == [
        "Dalle 02:30 (ora legale) alle 02:30 (ora solare): 1 h × 60,00 €/h = 60,00 €"
    ]


@pytest.mark.parametrize(
    ("cents", "italian", "english"),
    [
        (0, "0,00 €", "€0.00"),
        (5, "0,05 €", "€0.05"),
        (123456, "1.234,56 €", "€1,234.56"),
        (123456789, "1.234.567,89 €", "€1,234,567.89"),
        (-1250, "−12,50 €", "−€12.50"),
    ],
)
def test_money(cents: int, italian: str, english: str) -> None:
    spoken = {one: Spoken(price_phrases(one), dated=False) for one in LANGUAGES}
    assert (spoken["it"].money(cents), spoken["en"].money(cents)) == (italian, english)


@pytest.mark.parametrize(
    ("ms", "length"),
    [
        (0, "0 min"),
        (1, "0,001 s"),
        (59_000, "59 s"),
        (60_000, "1 min"),
        (3_600_000, "1 h"),
        (4_230_500, "1 h 10 min 30,500 s"),
        (90_000_000, "25 h"),
    ],
)
def test_lengths(ms: int, length: str) -> None:
    assert Spoken(price_phrases("it"), dated=False).length(ms) == length


class Heard(Texts):
    """Phrases that remember which were said."""

    def __init__(self, texts: Texts) -> None:
        super().__init__(texts.language, texts.sentences)
        self.keys: set[str] = set()

    def __call__(self, key: str, **values: object) -> str:
        self.keys.add(key)
        return super().__call__(key, **values)


def every_sort() -> Iterator[Price]:
    """Prices that say all there is to say."""
    yield from of_sessions()
    yield from of_other_work()
    yield from of_rules()


def of(work: Work, *terms: Terms) -> Price:
    return price(work, terms, holidays=HOLIDAYS)


def mail(count: int) -> Work:
    return Work(WorkKind.EMAIL, datetime(2026, 1, 13, 9, tzinfo=UTC), count=count)


def of_sessions() -> Iterator[Price]:
    three = tuple(zip(DayKind, (110, 120, 150), strict=True))
    night = session(("2026-10-25T02:30+02:00", 60))
    weekend = session(("2026-04-03T23:50+02:00", 2900))
    full = session_terms(
        rounding=Rounding(15, Mode.NEAREST), base_cents=5_00, minimum_minutes=45, free_minutes=3
    )
    rich = by(a_tariff(days=three, urgent_percent=20, session=full))
    yield of(session((f"{DAY}12:55+01:00", 20), (f"{DAY}13:25+01:00", 4), urgent=True), rich)
    table = session_terms(way=Way.STEPS, steps=STEPS)
    yield of(weekend, by(a_tariff(session=table, days=((DayKind.EVE, 80), *three[2:]))))
    yield of(weekend, by(a_tariff(session=session_terms(), days=three)))
    one = session_terms(way=Way.STEPS, steps=STEPS, rounding=Rounding(5, Mode.NEAREST))
    yield of(at("10:00", 1), by(a_tariff(session=one)))
    yield of(night, by(a_tariff(session=BLOCKS)))
    start = Outside(50, Applies.START)
    yield of(at("10:00", 1), by(a_tariff(outside=start)))
    yield of(at("13:00", 1), by(a_tariff(outside=start, session=BLOCKS)))
    yield of(at("10:00", 0.5), by(a_tariff(session=session_terms(ignore_seconds=60))))


def of_other_work() -> Iterator[Price]:
    for phone in ((Step(5, 25), Step(None, 50)), (Step(None, 50),)):
        yield of(at("10:00", 9.5001, kind=WorkKind.PHONE), by(a_tariff(phone=phone)))
    for end in (1, 2):
        tariff = by(a_tariff(email=(Step(end, 25), Step(None, 50)), wrong_channel_cents=1))
        yield from (of(mail(count), tariff) for count in (0, end, 9))
        yield of(Work(WorkKind.WRONG_CHANNEL, mail(1).at), tariff)
    yield of(mail(2), by(a_tariff(email=(Step(None, 50),))))
    yield of(at("10:00", 1, kind=WorkKind.PHONE, part_of_session=True))


def of_rules() -> Iterator[Price]:
    """What packs and an annual contract take, and work that nothing prices."""
    for left in (1, 2, 3, 5):
        packs = (Pack(1, left, date(2026, 1, 1), date(2026, 12, 31)),)
        yield of(at("10:00", 25), Terms(RuleKind.PACK, packs=packs), by(a_tariff()))
        yield of(at("10:00", 25), Terms(RuleKind.PACK, packs=packs, flag_rest=True))
    scope = Terms(RuleKind.ANNUAL, works=frozenset(WorkKind))
    yield of(at("10:00", 25), scope)
    for terms in ((scope,), ()):
        for work in (mail(1), mail(2), at("10:00", 5), Work(WorkKind.WRONG_CHANNEL, mail(1).at)):
            yield of(work, *terms)


def test_every_phrase_and_every_sort_of_line_is_used() -> None:
    heard = Heard(price_phrases("it"))
    prices = list(every_sort())
    for one in prices:
        sentences(one, heard)
    assert {line.words for one in prices for line in one.lines} == set(Says)
    assert set(heard.sentences) - heard.keys == set()


def test_a_line_of_no_known_words_is_an_error() -> None:
    with pytest.raises(ValueError, match="nonsense"):
        sentences(Price((Line(None, "nonsense"),), 0, 0), price_phrases("it"))
