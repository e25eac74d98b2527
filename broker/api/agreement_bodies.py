"""What the bodies of state changes of agreements hold: one check for each field. Pure."""

from collections.abc import Mapping
from typing import Final

from broker.billing.handwork import KINDS, MESSAGES_MOST, MINUTES_MOST, NOTE_MOST
from broker.billing.packs import UNITS_MOST
from broker.problems import Check, day, document, flag, moment, name, note, whole, word
from broker.records.agreed import PACK_LANGUAGES
from broker.records.agreements import FIELDS
from broker.tariff.reading_text import TEXT_MOST

DETAIL_MOST: Final = 300
"""Longest field of a customer's details as it is sent; each has a bound of its own besides."""
REASON_MOST: Final = 200
_RECORD_MOST: Final = 2**31 - 1

Fields = Mapping[str, Check]

DETAILS: Final[Fields] = {
    "version": whole(_RECORD_MOST),
    **{field: note(DETAIL_MOST) for field in FIELDS},
}
DOCUMENT: Final[Fields] = {"document": document(TEXT_MOST)}
PACK: Final[Fields] = {
    "units": whole(UNITS_MOST, 2),
    "languages": word(frozenset(PACK_LANGUAGES)),
    "signed_on": day(),
}
TICKETS: Final[Fields] = {
    "tickets": whole(UNITS_MOST, -UNITS_MOST),
    "note": name(REASON_MOST),
}
WORK: Final[Fields] = {
    "kind": word(frozenset(KINDS)),
    "began_at": moment(),
    "minutes": whole(MINUTES_MOST),
    "messages": whole(MESSAGES_MOST),
    "urgent": flag(),
    "note": note(NOTE_MOST),
    "session": whole(_RECORD_MOST),
}
