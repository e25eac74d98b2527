"""Tariffs' documents, read with what this machine knows of zones and holidays."""

import re
from typing import Final

from broker.billing.holidays import is_country
from broker.calendar_.zones import UnknownZone, Zone
from broker.tariff.document import Places, read_tariff
from broker.tariff.terms import Tariff

_ZONE: Final = re.compile(r"[A-Z][A-Za-z0-9_+-]*(/[A-Z][A-Za-z0-9_+-]*)*")


def places() -> Places:
    """What this machine knows of the names in a document."""
    return Places(is_zone=is_zone, is_country=is_country)


def tariff_of(text: str) -> Tariff:
    """The tariff that a document says. Raises `TariffError`."""
    return read_tariff(text, places())


def is_zone(name: str) -> bool:
    """Whether this is a zone's name in the IANA time zone database.

    Other files beside the zones (posix/…, right/…, posixrules) begin with a small letter.
    """
    if not _ZONE.fullmatch(name) or name == "Factory":
        return False
    try:
        return Zone(name).info is not None
    except UnknownZone:
        return False
