"""Sentences that window and terminal both say, put together from values."""

from collections.abc import Callable
from datetime import datetime

from agent import password, views
from agent.password import Miss
from broker.wire.texts import Texts
from broker.wire.words import Asks

Wall = Callable[[float], datetime]
"""The local time of day at a monotonic instant."""


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


def both(texts: Texts, code: views.Code) -> str:
    """ID and password as they go to the clipboard."""
    return texts("code_copy_text", id=password.id_for_reading(code.session), password=code.password)


def allow(texts: Texts, asks: Asks) -> str:
    """What the button says that allows all that is asked."""
    return texts("consent_allow_control" if asks is Asks.CONTROL else "consent_allow_see")


def question(texts: Texts, view: views.Consent) -> list[str]:
    """Who asks, for what, and how sure that is."""
    return [
        texts("consent_organisation", organisation=view.organisation),
        texts(f"consent_asks_{view.asks}"),
        texts("consent_not_verified", broker=view.broker),
    ]


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
    return texts(key, technician=name)


def notes(texts: Texts, view: views.Active) -> list[str]:
    """What the customer should know beside that: what does not work, and the hot-key."""
    if view.paused:
        return [texts("bar_paused_more")]
    key = "bar_hotkey" if view.hotkey else "bar_no_hotkey"
    lines = [texts(key, keys=texts("hotkey_keys"))]
    return [texts(view.note), *lines] if view.note else lines


def reconnecting(texts: Texts, view: views.Reconnecting) -> str:
    """What is going on while the line is down."""
    if view.technician:
        return texts("reconnecting_body", technician=view.technician)
    return texts("reconnecting_unmet")


def over(texts: Texts, view: views.Summary | views.Trouble) -> list[str]:
    """What happened, for the last page: the outcome first."""
    if isinstance(view, views.Trouble):
        return [texts(view.key)]
    lines = [texts(f"outcome_{view.outcome}")]
    if view.note:
        lines.append(texts(view.note))
    lines.append(texts("summary_who", technician=view.technician, organisation=view.organisation))
    if view.seconds is None:
        lines.append(texts("summary_never"))
    else:
        lines.append(texts("summary_long", time=duration(texts, view.seconds)))
    return [*lines, texts("summary_nobody")]
