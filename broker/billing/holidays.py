"""Public holidays of a country, and of a province: its patron saint's day.

What the library `holidays` knows, as plain dates. It is imported when first asked, as that takes
a tenth of a second that no start of the broker has to wait for.
"""

from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache
from typing import Final

from broker.calendar_ import Week

_CODE_LETTERS: Final = 2
_KEPT: Final = 1024


class UnknownPlace(Exception):
    """No holidays are known of this country or province."""

    def __init__(self, field: str, value: str) -> None:
        super().__init__(f"unknown {field}: {value!r}")
        self.field = field
        """`country` or `province`."""
        self.value = value


def holidays_of(country: str, province: str, years: Iterable[int]) -> frozenset[date]:
    """The public holidays of some years.

    `country` is an ISO 3166 code of two letters, empty for none at all; `province` a code of the
    country (in Italy the two letters of a province, or the name of one of its seats where these
    have patrons of their own), empty for none. Raises `UnknownPlace`.
    """
    if not country:
        return frozenset()
    return _holidays(country, province, tuple(sorted(set(years))))


def holidays_for(week: Week, province: str, moment: datetime) -> frozenset[date]:
    """The holidays that count for work at a moment: those of its year and of both next to it.

    `province` is the customer's and only asked for where the week counts patrons' days. Equal
    questions get the same set, so that calendars are found again. Raises `UnknownPlace`.
    """
    years = (moment.year - 1, moment.year, moment.year + 1)
    return holidays_of(week.country, province if week.patron else "", years)


def is_country(code: str) -> bool:
    """Whether the holidays of this country are known."""
    return _provinces(code) is not None


def is_province(code: str, country: str = "IT") -> bool:
    """Whether the holidays of this province are known."""
    return code in (_provinces(country) or ())


@lru_cache(_KEPT)
def _holidays(country: str, province: str, years: tuple[int, ...]) -> frozenset[date]:
    known = _provinces(country)
    if known is None:
        raise UnknownPlace("country", country)
    if province and province not in known:
        raise UnknownPlace("province", province)
    from holidays import country_holidays

    return frozenset(country_holidays(country, subdiv=province or None, years=years, expand=False))


@lru_cache(_KEPT)
def _provinces(country: str) -> frozenset[str] | None:
    """The codes of a country's provinces; None where the country is unknown."""
    if len(country) != _CODE_LETTERS or not country.isascii() or not country.isupper():
        return None
    from holidays import country_holidays

    try:
        return frozenset(country_holidays(country).subdivisions)
    except NotImplementedError:
        return None
