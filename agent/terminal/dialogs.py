"""Talks in several lines. Pure: generators that give what to print, take what was typed (stripped,
in lower case but for `dispute`), and return what was decided."""

from collections.abc import Callable, Generator
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from agent import bill_words, phrases
from agent.quick import form
from agent.quick.form import BadEntry
from agent.quick.limits import EVERY_DAY, Limits
from agent.views import Offer
from broker.wire import limits
from broker.wire.texts import Texts

_T = TypeVar("_T")
Talk = Generator[list[str], str, _T]


@dataclass(frozen=True, slots=True)
class Asked:
    """What the questions on limits start from."""

    names: tuple[str, ...]
    """Who may be chosen instead of everybody; nobody where no name is known."""
    organisation: str
    bound: Limits


def is_word(texts: Texts, word: str, meaning: str) -> bool:
    """Whether this is one of the words with that meaning."""
    return word in texts(f"terminal_words_{meaning}").split()


def offer(texts: Texts, one: Offer, today: date) -> Talk[Limits | None]:
    """Whether quick access is allowed, and how far; only a plain yes is one."""
    bound = form.safe(one.technician, today)
    lines = _explained(texts, one, bound)
    while True:
        word = yield lines
        if is_word(texts, word, "yes"):
            return bound
        if is_word(texts, word, "no"):
            return None
        if is_word(texts, word, "change"):
            bound = yield from bounds(
                texts, Asked((one.technician,), one.organisation, bound), today
            )
            lines = _explained(texts, one, bound)
        else:
            lines = _not_understood(texts, word, "terminal_offer_ask")


def _explained(texts: Texts, one: Offer, bound: Limits) -> list[str]:
    each = phrases.bounds(texts, bound, one.organisation)
    return [
        texts("offer_heading"),
        *(f"- {texts(f'offer_{number}', organisation=one.organisation)}" for number in range(1, 5)),
        texts("offer_bounds"),
        *(f"  - {line}" for line in each),
        texts("terminal_offer_ask"),
    ]


def forget(texts: Texts, organisation: str) -> Talk[bool]:
    """Whether quick access is to be over."""
    lines = [
        texts("forget_heading"),
        texts("forget_body", organisation=organisation),
        texts("forget_more"),
        texts("terminal_forget_ask"),
    ]
    while True:
        word = yield lines
        if is_word(texts, word, "yes"):
            return True
        if is_word(texts, word, "no"):
            return False
        lines = _not_understood(texts, word, "terminal_forget_ask")


def dispute(texts: Texts) -> Talk[str | None]:
    """What is not right about the receipt, as it was typed, or empty; None: no dispute."""
    ask = texts("terminal_dispute_ask", most=limits.NOTE_MAX)
    lines = [ask]
    while True:
        typed = yield lines
        if is_word(texts, typed.casefold(), "back"):
            return None
        note = bill_words.note_of(typed)
        if len(note) <= limits.NOTE_MAX:
            return note
        lines = [texts("terminal_dispute_long", count=len(note)), ask]


def bounds(texts: Texts, asked: Asked, today: date) -> Talk[Limits]:
    """How far quick access goes: five questions; an empty line leaves what is."""
    now = asked.bound
    technicians = now.technicians
    if asked.names:
        technicians = yield from _question(
            texts, _who_lines(texts, asked), technicians, lambda typed: _who(asked, typed)
        )
    days = yield from _question(
        texts,
        [texts("terminal_bounds_days", now=phrases.days(texts, now.weekdays))],
        now.weekdays,
        lambda typed: _days(texts, typed),
    )
    start, end = yield from _question(
        texts,
        [texts("terminal_bounds_hours", now=_hours_now(texts, now))],
        (now.start, now.end),
        lambda typed: _hours(texts, typed),
    )
    uses = yield from _question(
        texts,
        [texts("terminal_bounds_uses", now=_or_any(texts, now.uses))],
        now.uses,
        lambda typed: None if is_word(texts, typed, "any") else form.uses(typed),
    )
    until = yield from _question(
        texts,
        [
            texts(
                "terminal_bounds_until",
                now=_or_any(texts, now.until and form.shown_date(now.until)),
            )
        ],
        now.until,
        lambda typed: None if is_word(texts, typed, "any") else form.until(typed, today),
    )
    return Limits(technicians, days, start, end, uses, until)


def _question(texts: Texts, lines: list[str], now: _T, read: Callable[[str], _T]) -> Talk[_T]:
    said = lines
    while True:
        typed = yield said
        if not typed:
            return now
        try:
            return read(typed)
        except BadEntry as error:
            said = [texts(str(error)), *lines]


def _who_lines(texts: Texts, asked: Asked) -> list[str]:
    only = texts("bounds_only", technicians=", ".join(asked.names))
    everybody = texts("bounds_everybody", organisation=asked.organisation)
    now = everybody if asked.bound.technicians is None else only
    return [texts("terminal_bounds_who", only=only, everybody=everybody, now=now)]


def _who(asked: Asked, typed: str) -> tuple[str, ...] | None:
    if typed not in ("1", "2"):
        raise BadEntry("form_who")
    return asked.names if typed == "1" else None


def _days(texts: Texts, typed: str) -> tuple[int, ...]:
    if is_word(texts, typed, "any"):
        return EVERY_DAY
    known = {
        texts(f"{key}_{day}").casefold(): day for day in EVERY_DAY for key in ("day", "day_short")
    }
    words = typed.replace(",", " ").split()
    if not all(word in known for word in words):
        raise BadEntry("form_days_typed")
    return form.days(known[word] for word in words)


def _hours(texts: Texts, typed: str) -> tuple[str | None, str | None]:
    if is_word(texts, typed, "any"):
        return None, None
    start, _, end = typed.replace("–", "-").partition("-")
    return form.hours(start, end)


def _hours_now(texts: Texts, now: Limits) -> str:
    if now.start is None or now.end is None:
        return _or_any(texts, None)
    return f"{now.start}-{now.end}"


def _or_any(texts: Texts, value: object) -> str:
    return texts("terminal_words_any").split()[0] if value is None else str(value)


def _not_understood(texts: Texts, word: str, ask: str) -> list[str]:
    return [texts("terminal_not_understood"), texts(ask)] if word else [texts(ask)]
