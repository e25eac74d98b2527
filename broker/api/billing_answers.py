"""What the API answers about billing, as JSON Schema. Pure."""

from typing import Any, Final

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
from broker.billing.flags import Flag
from broker.exports.invoices import Without
from broker.records import ItemState
from broker.records.agreed import PackWarning
from broker.records.happenings import Happening
from broker.tariff.words import WorkKind
from broker.wire.words import Outcome

_CUSTOMER: Final = or_null(object_of(id=NUMBER, name=TEXT))
_RATES: Final = list_of(object_of(percent=NUMBER, cents=WHOLE))
_SUMS: Final = {"items": NUMBER, "ms": NUMBER, "units": WHOLE, "cents": WHOLE}
_TOTAL: Final = object_of(customer=_CUSTOMER, **_SUMS, vat_cents=WHOLE, vat=_RATES)
_PRICED: Final = {
    "month": MONTH,
    "cents": WHOLE,
    "units": WHOLE,
    "vat_percent": NUMBER,
    "tariff": TEXT,
    "tariff_version": NUMBER,
    "reason": TEXT,
}
_ITEM: Final[dict[str, Any]] = {
    "item": NUMBER,
    "version": NUMBER,
    "month": MONTH,
    "state": {"enum": sorted(ItemState)},
    "kind": {"enum": sorted(WorkKind)},
    "entry": or_null(NUMBER),
    "customer": _CUSTOMER,
    "technician": TEXT,
    "pc": TEXT,
    "began_at": TIME,
    "ended_at": or_null(TIME),
    "ms": NUMBER,
    "count": NUMBER,
    "outcome": or_null({"enum": sorted(Outcome)}),
    "reason": TEXT,
    "note": TEXT,
    "urgent": FLAG,
    "excluded": TEXT,
    "merged_into": or_null(NUMBER),
    "receipt": TEXT,
    "charge": or_null(object_of(**_PRICED)),
}
ITEM_HEAD: Final = object_of(**_ITEM, flags=list_of({"enum": sorted(Flag)}))
ITEMS: Final = object_of(items=list_of(ITEM_HEAD), more=FLAG)
TECHNICIANS: Final = object_of(technicians=list_of(object_of(id=NUMBER, name=TEXT)))
_EXPLAINED: Final = object_of(it=list_of(TEXT), en=list_of(TEXT))
CHARGE: Final = object_of(
    id=NUMBER,
    customer=_CUSTOMER,
    reverses=or_null(NUMBER),
    by=TEXT,
    at=TIME,
    explanation=_EXPLAINED,
    **_PRICED,
)
EVENT: Final = object_of(
    number=NUMBER, at=TIME, kind={"enum": sorted(Happening)}, by=TEXT, reason=TEXT
)
ITEM: Final = object_of(
    **_ITEM,
    flags=list_of({"enum": sorted(Flag)}),
    intervals=list_of(object_of(began_at=TIME, ms=NUMBER)),
    parts=list_of(NUMBER),
    charges=list_of(CHARGE),
    events=list_of(EVENT),
)
MONTHS: Final = object_of(
    months=list_of(
        object_of(
            month=MONTH,
            closed=FLAG,
            **_SUMS,
            customers=list_of(object_of(customer=_CUSTOMER, **_SUMS)),
        )
    ),
    present=MONTH,
)
_CORRECTION: Final = object_of(item=NUMBER, item_month=MONTH, charge=CHARGE)
SUMMARY: Final = object_of(
    month=MONTH,
    present=MONTH,
    closed=or_null(object_of(by=TEXT, at=TIME)),
    counts=object_of(
        **dict.fromkeys((*sorted(ItemState), "excluded", "merged", "unflagged"), NUMBER)
    ),
    flags=list_of(object_of(flag={"enum": sorted(Flag)}, items=NUMBER)),
    totals=list_of(_TOTAL),
    total=_TOTAL,
    corrections=list_of(_CORRECTION),
    packs=list_of(
        object_of(
            customer=object_of(id=NUMBER, name=TEXT),
            pack=NUMBER,
            left=NUMBER,
            expires_on=DAY,
            warnings=list_of({"enum": sorted(PackWarning)}),
        )
    ),
)
APPROVED: Final = object_of(approved=NUMBER, left=NUMBER)
CLOSED: Final = object_of(month=MONTH, totals=list_of(_TOTAL), total=_TOTAL)
_SIDE: Final = or_null(object_of(cents=WHOLE, units=WHOLE, explanation=_EXPLAINED))
SIMULATED: Final = object_of(
    month=MONTH,
    tariff=TEXT,
    tariff_version=NUMBER,
    items=list_of(
        object_of(
            item=NUMBER,
            customer=_CUSTOMER,
            began_at=TIME,
            technician=TEXT,
            ms=NUMBER,
            before=_SIDE,
            after=_SIDE,
        )
    ),
    more=FLAG,
    totals=list_of(
        object_of(
            customer=_CUSTOMER,
            items=NUMBER,
            cents_before=WHOLE,
            cents_after=WHOLE,
            units_before=WHOLE,
            units_after=WHOLE,
        )
    ),
)
DRAFTS: Final = object_of(
    month=MONTH,
    drafts=list_of(object_of(customer=_CUSTOMER, number=TEXT, file=TEXT)),
    without=list_of(
        object_of(customer=_CUSTOMER, why={"enum": sorted(Without)}, fields=list_of(TEXT))
    ),
)
