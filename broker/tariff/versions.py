"""Which version of a tariff holds on a day."""

from collections.abc import Iterable
from datetime import date

from broker.tariff.terms import Tariff


def version_on(tariffs: Iterable[Tariff], name: str, day: date) -> Tariff | None:
    """The highest version of that name that is valid from `day` or earlier; None for none.

    A higher version takes the place of all below it from its first day on, whatever theirs is.
    """
    begun = [one for one in tariffs if one.name == name and one.valid_from <= day]
    return max(begun, key=lambda one: one.version, default=None)
