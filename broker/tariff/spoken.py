"""Amounts, lengths and times as people of one language write them."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Final

from broker.wire.texts import Texts

Values = Mapping[str, int | str]
_CENTS: Final = 100
_HOUR_MS: Final = 3_600_000
_MINUTE_MS: Final = 60_000
_SECOND_MS: Final = 1000


class Spoken:
    """Says values with the phrases of one language (broker/texts/price.*.json)."""

    def __init__(self, phrases: Texts, *, dated: bool) -> None:
        self.phrases = phrases
        self._dated = dated
        """Whether times name their date."""

    def money(self, cents: int) -> str:
        """1.234,56 € in Italian, €1,234.56 in English."""
        whole, rest = divmod(abs(cents), _CENTS)
        grouped = f"{whole:,}".replace(",", self.phrases("thousands"))
        sign = "−" if cents < 0 else ""
        return self.phrases("money", sign=sign, whole=grouped, cents=f"{rest:02}")

    def length(self, ms: int) -> str:
        """1 h 10 min; seconds, and parts of them, only where there are any."""
        hours, rest = divmod(ms, _HOUR_MS)
        minutes, rest = divmod(rest, _MINUTE_MS)
        seconds, parts = divmod(rest, _SECOND_MS)
        said = f"{seconds}{self.phrases('decimal')}{parts:03}" if parts else str(seconds)
        found = [
            self.phrases("length_hours", hours=hours) if hours else "",
            self.phrases("length_minutes", minutes=minutes) if minutes or not ms else "",
            self.phrases("length_seconds", seconds=said) if seconds or parts else "",
        ]
        return " ".join(part for part in found if part)

    def number(self, key: str, count: int) -> str:
        """A number of things, with the phrase for one or for more."""
        return self.phrases(f"{key}_one" if count == 1 else f"{key}_more", count=count)

    def on(self, iso: str) -> str:
        """A date."""
        return self._date(date.fromisoformat(iso))

    def when(self, values: Values) -> str:
        """From when to when, and how that lies to the opening hours where it plays a part."""
        first, last = (datetime.fromisoformat(str(values[end])) for end in ("from", "to"))
        one_day = first.date() == last.date()
        ends = {
            "from": self._clock(first, values.get("from_fold"), dated=not one_day),
            "to": self._clock(last, values.get("to_fold"), dated=self._dated or not one_day),
        }
        said = self.phrases("when_breaks" if values["breaks"] else "when", **ends)
        hours = values.get("hours")
        return self.phrases("when_hours", when=said, hours=self.hours(hours)) if hours else said

    def hours(self, word: int | str) -> str:
        """How time lies to the opening hours."""
        return self.phrases(f"hours_{word}")

    def day(self, word: int | str) -> str:
        """A sort of day."""
        return self.phrases(f"day_{word}")

    def _clock(self, clock: datetime, fold: int | str | None, *, dated: bool) -> str:
        said = clock.strftime("%H:%M:%S" if clock.second else "%H:%M")
        if fold is not None:
            said = self.phrases(f"clock_fold_{fold}", clock=said)
        if not dated:
            return said
        return self.phrases("clock_on_date", clock=said, date=self._date(clock.date()))

    def _date(self, day: date) -> str:
        parts = {"day": f"{day.day:02}", "month": f"{day.month:02}", "year": f"{day.year:04}"}
        return self.phrases("date", **parts)


def has_dates(every: Iterable[Values]) -> bool:
    """Whether the times of some lines lie on more than one date."""
    days = {str(values[end])[:10] for values in every for end in ("from", "to") if end in values}
    return len(days) > 1
