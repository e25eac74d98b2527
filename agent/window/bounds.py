"""The page on which the customer sets how far quick access goes."""

import tkinter as tk
from collections.abc import Callable
from dataclasses import dataclass

from agent.quick import form
from agent.quick.form import BadEntry
from agent.quick.limits import Limits
from agent.window.fields import DayRow, Field, Switch, choice
from agent.window.look import Weight
from agent.window.page import Kit, Page


@dataclass(frozen=True)
class Asked:
    """What the page starts from: for whom, how far, and how often that was used."""

    technician: str
    organisation: str
    bound: Limits
    used: int = 0

    @property
    def names(self) -> tuple[str, ...]:
        """Who may be chosen instead of everybody; nobody where no name is known."""
        if self.bound.technicians is not None:
            return self.bound.technicians
        return (self.technician,) if self.technician else ()


class BoundsPage(Page):
    """Who, days, hours, how many times, until when; a mistake gets a sentence at its field."""

    def __init__(
        self,
        kit: Kit,
        asked: Asked,
        keep: Callable[[Limits], None],
        back: Callable[[], None],
    ) -> None:
        super().__init__(kit, "title_bounds", back)
        self._asked, self._keep = asked, keep
        self.add(self.say("bounds_keep"), Weight.MAIN, self._kept)
        leave = self.add(self.say("bounds_back"), Weight.PLAIN, back, side="right")
        self.top.bind("<Escape>", lambda _: back())
        self.heading(self.say("bounds_heading"))
        self._who()
        self._days = DayRow(self._field("bounds_days"), asked.bound.weekdays)
        self._times()
        self._count()
        self._end()
        self.present(leave)

    def _field(self, key: str) -> Field:
        return Field(self, self.say(key))

    def _who(self) -> None:
        asked, field = self._asked, self._field("bounds_who")
        self._everybody = tk.BooleanVar(self.top, asked.bound.technicians is None)
        only = self.say("bounds_only", technicians=", ".join(asked.names))
        everybody = self.say("bounds_everybody", organisation=asked.organisation)
        each = [(only, False)] if asked.names else []
        for words, value in (*each, (everybody, True)):
            choice(field, words, self._everybody, value)

    def _times(self) -> None:
        bound = self._asked.bound
        field = self._field("bounds_when")
        start, end = bound.start or form.MORNING, bound.end or form.EVENING
        parts = (self.say("bounds_from"), start, self.say("bounds_to"), end)
        self._hours = Switch(field, bound.start is not None, *parts)

    def _count(self) -> None:
        bound = self._asked.bound
        left = 5 if bound.uses is None else max(1, bound.uses - self._asked.used)
        field = self._field("bounds_how_often")
        parts = (self.say("bounds_at_most"), str(left), self.say("bounds_times"))
        self._uses = Switch(field, bound.uses is not None, *parts)

    def _end(self) -> None:
        bound = self._asked.bound
        day = bound.until or form.in_a_year(self.kit.today())
        field = self._field("bounds_last_day")
        parts = (self.say("bounds_until_day"), form.shown_date(day), self.say("bounds_date_form"))
        self._until = Switch(field, bound.until is not None, *parts)

    def _kept(self) -> None:
        """Read every field, so that all mistakes are seen at once; keep where there is none."""
        asked = self._asked
        days = self._days.read(lambda: form.days(self._days.chosen()))
        hours = self._hours.read(form.hours)
        uses = self._uses.read(form.uses)
        until = self._until.read(lambda text: form.until(text, self.kit.today()))
        if (
            isinstance(days, BadEntry)
            or isinstance(hours, BadEntry)
            or isinstance(uses, BadEntry)
            or isinstance(until, BadEntry)
        ):
            self.fit()
            return
        start, end = hours or (None, None)
        self._keep(
            Limits(
                technicians=None if self._everybody.get() else asked.names,
                weekdays=days,
                start=start,
                end=end,
                uses=uses,
                until=until,
            )
        )
