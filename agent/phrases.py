"""Sentences that window and terminal both say, put together from values."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import Final

from agent import password, views
from agent.password import Miss
from agent.quick import form
from agent.quick.limits import EVERY_DAY, Limits
from broker.wire import limits, pairs
from broker.wire.texts import Texts
from broker.wire.words import Asks

Wall = Callable[[float], datetime]
"""The local time of day at a monotonic instant."""

_QUICK: Final = "quick_"
"""How the reasons begin why somebody did not come in by quick access; no password was tried."""

_RUN: Final = 3
"""From so many weekdays in a row on, first and last are enough."""


def duration(texts: Texts, seconds: float) -> str:
    """A length of time in words; whole seconds, never below nothing."""
    minutes, rest = divmod(max(0, int(seconds)), 60)
    if minutes:
        return texts("time_minutes", minutes=minutes, seconds=rest)
    return texts("time_seconds", seconds=rest)


def clock(seconds: float) -> str:
    """A running time such as 4:07 or 1:04:07."""
    minutes, rest = divmod(max(0, int(seconds)), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def miss(texts: Texts, one: Miss, wall: Wall) -> str:
    """A try that did not get in, with its time of day and the name."""
    return texts(
        f"miss_{one.why}",
        time=wall(one.at).strftime("%H:%M:%S"),
        technician=one.technician,
        organisation=one.organisation,
    )


def tries(texts: Texts, each: Sequence[Miss], wall: Wall) -> list[str]:
    """The tries that did not get in."""
    return [miss(texts, one, wall) for one in each]


def misses(texts: Texts, each: Sequence[Miss], wall: Wall) -> list[str]:
    """The tries that did not get in, and that they made the password change, where they did."""
    lines = tries(texts, each, wall)
    guesses = sum(not one.why.startswith(_QUICK) for one in each)
    return [*lines, texts("miss_renewed")] if guesses >= limits.TRIES_EACH_PASSWORD else lines


def both(texts: Texts, code: views.Code) -> str:
    """ID and password as they go to the clipboard."""
    return texts("code_copy_text", id=password.id_for_reading(code.session), password=code.password)


def allow(texts: Texts, asks: Asks) -> str:
    """What the button says that allows all that is asked."""
    return texts("consent_allow_control" if asks is Asks.CONTROL else "consent_allow_see")


def words(texts: Texts, listed: Sequence[pairs.Pair], places: Iterable[int]) -> tuple[str, ...]:
    """The words to compare, each in both languages, the reader's first."""
    return pairs.shown((listed[place] for place in places), texts.language)


def question(texts: Texts, view: views.Consent) -> list[str]:
    """What is asked, and why where the technician said it."""
    lines = [texts(f"consent_asks_{view.asks}")]
    return [*lines, texts("consent_reason", reason=view.reason)] if view.reason else lines


def sureness(texts: Texts, view: views.Consent) -> str:
    """How sure it is who asks."""
    if view.verified:
        return texts("consent_verified", organisation=view.organisation)
    return texts("consent_not_verified", broker=view.broker)


def arriving(texts: Texts, view: views.Arriving) -> list[str]:
    """Who comes in, why, for what, and why no code is needed."""
    return [
        texts("consent_verified", organisation=view.organisation),
        texts("consent_reason", reason=view.reason),
        texts(f"arriving_asks_{view.asks}"),
    ]


def quick(texts: Texts, line: views.QuickLine, today: date) -> str:
    """How quick access stands."""
    if line.shown is False:
        key = "quick_withdrawn"
    elif _lapsed(line, today):
        key = "quick_lapsed"
    else:
        key = "quick_on"
    return texts(key, organisation=line.organisation)


def _lapsed(line: views.QuickLine, today: date) -> bool:
    until, uses = line.limits.until, line.limits.uses
    return (until is not None and until < today.isoformat()) or (
        uses is not None and line.used >= uses
    )


def bounds(texts: Texts, bound: Limits, organisation: str, used: int = 0) -> list[str]:
    """The limits of quick access, one short phrase each."""
    if bound.technicians is None:
        lines = [texts("bounds_everybody", organisation=organisation)]
    else:
        lines = [texts("bounds_only", technicians=", ".join(bound.technicians))]
    lines.append(days(texts, bound.weekdays))
    if bound.start is not None and bound.end is not None:
        lines.append(texts("bounds_hours", start=bound.start, end=bound.end))
    if bound.uses is not None:
        left = max(0, bound.uses - used)
        lines.append(texts("bounds_once" if left == 1 else "bounds_uses", uses=left))
    if bound.until is not None:
        lines.append(texts("bounds_until", date=form.shown_date(bound.until)))
    return lines


def days(texts: Texts, weekdays: Sequence[int]) -> str:
    """Weekdays in words, a run of them by its ends."""
    if tuple(weekdays) == EVERY_DAY:
        return texts("bounds_every_day")
    names = [texts(f"day_{day}") for day in weekdays]
    if len(weekdays) >= _RUN and weekdays[-1] - weekdays[0] == len(weekdays) - 1:
        return texts("bounds_days_run", first=names[0], last=names[-1])
    return ", ".join(names)


def who(texts: Texts, view: views.Active) -> str:
    """Who sees what right now."""
    return _who(texts, view, view.technician)


def who_within(texts: Texts, view: views.Active, fits: Callable[[str], bool]) -> str:
    """The same, with as much of the name as fits; an ellipsis stands for the rest."""
    line = who(texts, view)
    for length in range(len(view.technician) - 1, 0, -1):
        if fits(line):
            return line
        line = _who(texts, view, view.technician[:length].rstrip() + "…")
    return line


def _who(texts: Texts, view: views.Active, name: str) -> str:
    key = "bar_paused" if view.paused else f"bar_{view.allowed}"
    line = texts(key, technician=name)
    return texts("bar_marked", line=line) if view.verified and not view.paused else line


def notes(texts: Texts, view: views.Active) -> list[str]:
    """What the customer should know beside that: what does not work, and the hot-key."""
    if view.paused:
        return [texts("bar_paused_more")]
    key = "bar_hotkey" if view.hotkey else "bar_no_hotkey"
    line = texts(key, keys=texts("hotkey_keys"))
    lines = [texts("bar_verified", line=line) if view.verified else line]
    return [texts(view.note), *lines] if view.note else lines


def reconnecting(texts: Texts, view: views.Reconnecting) -> str:
    """What is going on while the line is down."""
    if view.technician:
        return texts("reconnecting_body", technician=view.technician)
    return texts("reconnecting_unmet")


def over(texts: Texts, view: views.Summary | views.QuickDone | views.Trouble) -> list[str]:
    """What happened, for the last page: the outcome first. A receipt says who and how long."""
    if isinstance(view, views.Trouble):
        return [texts(view.key)]
    if isinstance(view, views.QuickDone):
        done = "done" if view.kept else "not_done"
        return [texts(f"quick_{done}_1"), texts(f"quick_{done}_2")]
    lines = [texts(f"outcome_{view.outcome}")]
    if view.note:
        lines.append(texts(view.note))
    if view.receipt is not None:
        return [*lines, texts("summary_nobody")]
    lines.append(texts("summary_who", technician=view.technician, organisation=view.organisation))
    if view.seconds is None:
        lines.append(texts("summary_never"))
    else:
        lines.append(texts("summary_long", time=duration(texts, view.seconds)))
    return [*lines, texts("summary_nobody")]
