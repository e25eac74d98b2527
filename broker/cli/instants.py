"""Instants as they are typed on the command line."""

import re
from datetime import UTC, date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from broker.cli.saying import WRONG_USE, Plain
from broker.tariff.reading import FIRST_DAY, LAST_DAY, shown

_FORM: Final = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ]([01][0-9]|2[0-3]):[0-9]{2}(:[0-9]{2}(\.[0-9]{1,3})?)?"
    r"(Z|[+-][0-9]{2}:[0-9]{2})?"
)


def instant(flag: str, text: str, zone: ZoneInfo) -> datetime:
    """The instant, in UTC, that `text` behind `flag` names (ISO 8601; RFC 3339, 5.6).

    Without an offset it is what the clocks of `zone` show. `Plain` where they show it never or
    twice, and for what is no instant at all.
    """
    try:
        read = datetime.fromisoformat(text) if _FORM.fullmatch(text) else None
    except ValueError:
        read = None
    if read is None:
        raise Plain("instant_unclear", WRONG_USE, flag=flag, value=shown(text))
    if not FIRST_DAY < date(read.year, read.month, read.day) < LAST_DAY:
        raise Plain("instant_far", WRONG_USE, flag=flag, value=text, first=FIRST_DAY, last=LAST_DAY)
    return (read if read.tzinfo else _in_zone(flag, text, read.replace(tzinfo=zone))).astimezone(
        UTC
    )


def _in_zone(flag: str, text: str, read: datetime) -> datetime:
    """The one instant at which the clocks show `read` (PEP 495: none in a gap, two in a fold)."""
    later = read.replace(fold=1)
    said = {"flag": flag, "value": text, "zone": read.tzinfo}
    if read.astimezone(UTC).astimezone(read.tzinfo).replace(tzinfo=None) != read.replace(
        tzinfo=None
    ):
        raise Plain("instant_skipped", WRONG_USE, **said)
    if read.utcoffset() != later.utcoffset():
        both = {"first": read.isoformat(), "second": later.isoformat()}
        raise Plain("instant_twice", WRONG_USE, **said, **both)
    return read
