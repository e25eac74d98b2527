"""What the bodies of billing's decisions hold. Pure."""

from collections.abc import Mapping
from typing import Final

from broker.problems import Check, document, flag, name, note, whole
from broker.routing import NUMBER_MOST

REASON_MOST: Final = 200
NOTE_MOST: Final = 2000
DOCUMENT_MOST: Final = 32 * 1024
_CUSTOMER_MOST: Final = 2**31 - 1

Fields = Mapping[str, Check]

_NUMBER: Final = whole(NUMBER_MOST, 1)
_CUSTOMER: Final = whole(_CUSTOMER_MOST)

SEEN: Final[Fields] = {"version": _NUMBER}
EDIT: Final[Fields] = {
    **SEEN,
    "customer": _CUSTOMER,
    "note": note(NOTE_MOST),
    "urgent": flag(),
}
EXCLUDE: Final[Fields] = {**SEEN, "reason": name(REASON_MOST)}
MERGE: Final[Fields] = {**SEEN, "into": _NUMBER, "into_version": _NUMBER}
CORRECT: Final[Fields] = {
    **SEEN,
    "reason": name(REASON_MOST),
    "customer": _CUSTOMER,
    "billed": flag(),
}
SIMULATE: Final[Fields] = {"tariff": document(DOCUMENT_MOST), "customer": _CUSTOMER}
