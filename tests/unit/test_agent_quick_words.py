"""Quick access in words: what customers type and read, the same for window and terminal."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import agent
from agent import phrases, views
from agent.password import Miss, Why
from agent.quick import form
from agent.quick.form import BadEntry
from agent.quick.limits import EVERY_DAY, Limits
from agent.terminal import dialogs
from agent.terminal.dialogs import Asked
from broker.wire import texts
from tests.every import every

SAY = {one: texts.load(Path(agent.__file__).parent / "texts", one) for one in texts.LANGUAGES}
IT, EN = SAY["it"], SAY["en"]
ANNA, ORG = "Anna Rossi", "Studio Bianchi"
TODAY = date(2026, 1, 5)
ALL = Limits((ANNA,), EVERY_DAY, "08:00", "20:00", 3, "2026-12-31")


def test_what_is_proposed_is_one_technician_by_day_for_a_year() -> None:
    safe = form.safe(ANNA, TODAY)
    assert safe == Limits((ANNA,), EVERY_DAY, "08:00", "20:00", None, "2027-01-05")


@every(
    [
        (("8", "20"), ("08:00", "20:00")),
        ((" 08:30 ", "9.15"), ("08:30", "09:15")),
        (("0:00", "23:59"), ("00:00", "23:59")),
    ]
)
def test_hours(typed: tuple[str, str], read: tuple[str, str]) -> None:
    assert form.hours(*typed) == read


@every(
    [
        (lambda: form.hours("20:00", "08:00"), "form_hours_reversed"),
        (lambda: form.hours("8", "8:00"), "form_hours_reversed"),
        (lambda: form.hours("24:00", "25:00"), "form_time"),
        (lambda: form.hours("8:60", "9"), "form_time"),
        (lambda: form.hours("", ""), "form_time"),
        (lambda: form.hours("٨", "9"), "form_time"),
        (lambda: form.uses("0"), "form_uses"),
        (lambda: form.uses("-1"), "form_uses"),
        (lambda: form.uses("1000"), "form_uses"),
        (lambda: form.uses("²"), "form_uses"),
        (lambda: form.uses(""), "form_uses"),
        (lambda: form.until("04/01/2026", TODAY), "form_past"),
        (lambda: form.until("31/02/2026", TODAY), "form_date"),
        (lambda: form.until("2026-12-31", TODAY), "form_date"),
        (lambda: form.until("", TODAY), "form_date"),
        (lambda: form.days([]), "form_days"),
    ]
)
def test_mistakes_have_a_sentence(read: Any, key: str) -> None:
    with pytest.raises(BadEntry, match=f"^{key}$"):
        read()
    assert all(say(key) for say in SAY.values())


def test_the_bounds_of_what_may_be_typed() -> None:
    assert (form.uses("1"), form.uses(" 999 ")) == (1, form.USES_MAX)
    assert form.until("5/1/2026", TODAY) == "2026-01-05"
    assert form.days([6, 0]) == (0, 6)


@given(st.dates(min_value=TODAY))
def test_a_date_is_read_as_it_is_shown(day: date) -> None:
    assert form.until(form.shown_date(day.isoformat()), TODAY) == day.isoformat()


@every(
    [
        (EVERY_DAY, "tutti i giorni"),
        ((0, 1, 2, 3, 4), "da lunedì a venerdì"),
        ((0, 1), "lunedì, martedì"),
        ((0, 2, 4), "lunedì, mercoledì, venerdì"),
        ((6,), "domenica"),
    ]
)
def test_days_in_words(days: tuple[int, ...], words: str) -> None:
    assert phrases.days(IT, days) == words


def test_bounds_in_words() -> None:
    assert phrases.bounds(IT, ALL, ORG, 1) == [
        "solo Anna Rossi",
        "tutti i giorni",
        "dalle 08:00 alle 20:00",
        "ancora 2 volte",
        "fino al 31/12/2026 compreso",
    ]
    assert phrases.bounds(IT, ALL, ORG, 2)[3] == "ancora una volta sola"
    free = Limits(None, EVERY_DAY, None, None, None, None)
    assert phrases.bounds(EN, free, ORG) == ["every technician of Studio Bianchi", "every day"]


def test_words_to_compare_are_in_the_readers_language_first() -> None:
    listed = (("luna", "moon"), ("sole", "sun"))
    assert phrases.words(IT, listed, (1, 0, 0)) == ("sole / sun", "luna / moon", "luna / moon")
    assert phrases.words(EN, listed, (1, 0, 0)) == ("sun / sole", "moon / luna", "moon / luna")


def test_who_did_not_come_in_by_quick_access_and_why() -> None:
    at = datetime(2026, 1, 5, 9, 12, tzinfo=UTC)
    refused = [Miss(0.0, ANNA, ORG, why) for why in Why if why.startswith("quick_")]
    assert len(refused) >= 8
    lines = phrases.misses(IT, refused, lambda _: at)
    assert len(set(lines)) == len(refused), "no password was tried, so none has changed"
    assert all(line.startswith("09:12:00 Anna Rossi (Studio Bianchi): ") for line in lines)
    guessed = [Miss(0.0, ANNA, ORG, Why.WRONG_PASSWORD)] * 3
    assert phrases.misses(IT, guessed, lambda _: at)[-1] == IT("miss_renewed")


class Typing:
    """Types into a talk; `decided` is what came of it."""

    def __init__(self, talk: "dialogs.Talk[Any]") -> None:
        self._talk = talk
        self.said = next(talk)
        self.decided: list[Any] = []

    def types(self, *words: str) -> "Typing":
        for word in words:
            try:
                self.said = self._talk.send(word)
            except StopIteration as end:
                self.decided.append(end.value)
        return self


def bounds(say: texts.Texts, bound: Limits = ALL, names: tuple[str, ...] = (ANNA,)) -> Typing:
    return Typing(dialogs.bounds(say, Asked(names, ORG, bound), TODAY))


def test_enter_leaves_every_limit_as_it_is() -> None:
    assert bounds(IT).types("", "", "", "", "").decided == [ALL]


@every(
    [
        ("it", ("2", "lun dom", "9-17", "1", "1/2/2026")),
        ("en", ("2", "mon, sunday", "09:00 - 17:00", "1", "01.02.2026")),
    ]
)
def test_every_limit_can_be_typed(language: str, words: tuple[str, ...]) -> None:
    wanted = Limits(None, (0, 6), "09:00", "17:00", 1, "2026-02-01")
    assert bounds(SAY[language]).types(*words).decided == [wanted]


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_every_limit_can_be_taken_away(language: str) -> None:
    say = SAY[language]
    free = say("terminal_words_any").split()[0]
    talk = bounds(say).types("2", free, free, free, free)
    assert talk.decided == [Limits(None, EVERY_DAY, None, None, None, None)]


def test_a_mistake_is_said_and_the_question_comes_again() -> None:
    talk = bounds(IT)
    question = talk.said[-1]
    assert talk.types("3").said == [IT("form_who"), question]
    for mistakes, key in (
        (("1", "lunedi"), "form_days_typed"),
        (("lun", "18-9"), "form_hours_reversed"),
        (("9-18", "zero"), "form_uses"),
        (("1", "1/1/2020"), "form_past"),
    ):
        assert talk.types(*mistakes).said[0] == IT(key)
    assert talk.types("").decided == [
        replace(ALL, weekdays=(0,), start="09:00", end="18:00", uses=1)
    ]


def test_with_no_name_to_choose_nobody_is_asked_for_one() -> None:
    everybody = replace(ALL, technicians=None)
    talk = bounds(IT, everybody, ()).types("", "", "", "")
    assert talk.decided == [everybody]


def offer() -> Typing:
    return Typing(dialogs.offer(IT, views.Offer(ANNA, ORG), TODAY))


def test_only_a_plain_yes_takes_the_offer_up() -> None:
    assert offer().types("", "forse", "s1", "sì").decided == [form.safe(ANNA, TODAY)]
    assert offer().types("no").decided == [None]
    talk = offer().types("limiti", "", "", "", "1", "", "sì")
    assert talk.decided == [replace(form.safe(ANNA, TODAY), uses=1)]


def test_forgetting_is_asked_once() -> None:
    assert Typing(dialogs.forget(EN, ORG)).types("", "what", "yes").decided == [True]
    assert Typing(dialogs.forget(EN, ORG)).types("no").decided == [False]
