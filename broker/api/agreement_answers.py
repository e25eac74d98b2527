"""What the API answers about agreements, as JSON Schema. Pure."""

from typing import Final

from broker.api.shapes import (
    DAY,
    FLAG,
    MONTH,
    NUMBER,
    TEXT,
    TIME,
    WHOLE,
    list_of,
    object_of,
    or_null,
)
from broker.billing.handwork import KINDS
from broker.records.agreed import PACK_LANGUAGES, PackState, PackWarning
from broker.records.agreements import FIELDS

_CUSTOMER: Final = object_of(id=NUMBER, name=TEXT)
CUSTOMER_RECORD: Final = object_of(
    customer=_CUSTOMER,
    version=NUMBER,
    details=object_of(**dict.fromkeys(FIELDS, TEXT)),
    lacking=list_of({"enum": sorted(FIELDS)}),
)
TARIFF_HEAD: Final = object_of(
    id=NUMBER, name=TEXT, version=NUMBER, valid_from=DAY, by=TEXT, at=TIME
)
TARIFFS: Final = object_of(tariffs=list_of(TARIFF_HEAD))
TARIFF: Final = object_of(
    id=NUMBER, name=TEXT, version=NUMBER, valid_from=DAY, by=TEXT, at=TIME, document=TEXT
)
CONTRACTS: Final = object_of(
    contracts=list_of(
        object_of(
            id=NUMBER,
            valid_from=DAY,
            valid_until=or_null(DAY),
            document=TEXT,
            by=TEXT,
            at=TIME,
        )
    ),
    in_force=or_null(NUMBER),
    today=DAY,
)
PACKS: Final = object_of(
    packs=list_of(
        object_of(
            id=NUMBER,
            units=NUMBER,
            session_units=NUMBER,
            used=NUMBER,
            left=NUMBER,
            tickets=NUMBER,
            tickets_used=NUMBER,
            tickets_left=NUMBER,
            languages={"enum": sorted(PACK_LANGUAGES)},
            signed_on=DAY,
            expires_on=DAY,
            state={"enum": sorted(PackState)},
            warnings=list_of({"enum": sorted(PackWarning)}),
            months=list_of(object_of(month=MONTH, units=WHOLE, tickets=WHOLE)),
            by=TEXT,
            at=TIME,
        )
    ),
    today=DAY,
)
WORK: Final = object_of(
    id=NUMBER,
    kind={"enum": sorted(KINDS)},
    began_at=TIME,
    minutes=NUMBER,
    messages=NUMBER,
    urgent=FLAG,
    note=TEXT,
    session=NUMBER,
    technician=TEXT,
    by=TEXT,
    at=TIME,
)
WORKS: Final = object_of(work=list_of(WORK), more=FLAG)
