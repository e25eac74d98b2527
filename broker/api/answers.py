"""What the API answers, as JSON Schema. Pure."""

from typing import Final

from broker.api.shapes import (
    ANYTHING,
    DAY,
    FLAG,
    NUMBER,
    ROLES,
    TEXT,
    TIME,
    list_of,
    object_of,
    or_null,
)
from broker.problems import Schema
from broker.records import Trace
from broker.wire.words import Outcome

NOTHING: Final = object_of()
HEALTH: Final = object_of(ok={"const": True})
ABOUT: Final = object_of(name=TEXT, version=TEXT, wire=NUMBER)
DESCRIPTION: Final[Schema] = {"type": "object", "required": ["openapi", "paths"]}
ME: Final = object_of(name=TEXT, technician=TEXT, organisation=TEXT, roles=ROLES)
OPTIONS: Final = object_of(options=ANYTHING)
TICKET: Final = object_of(ticket=TEXT)
CODES: Final = object_of(codes=list_of(TEXT))
CODES_LEFT: Final = object_of(left=NUMBER)
PASSKEYS: Final = object_of(
    passkeys=list_of(object_of(id=NUMBER, label=TEXT, created_at=TIME, used_at=or_null(TIME)))
)
SIGN_INS: Final = object_of(
    sign_ins=list_of(
        object_of(
            id=TEXT,
            technician=TEXT,
            at=TIME,
            seen_at=TIME,
            address=TEXT,
            browser=TEXT,
            method={"enum": ["passkey", "recovery", "totp"]},
            current=FLAG,
        )
    )
)
ACCOUNT: Final = object_of(
    id=NUMBER,
    name=TEXT,
    full_name=TEXT,
    roles=ROLES,
    disabled=FLAG,
    passkeys=NUMBER,
    recovery_left=NUMBER,
)
ACCOUNTS: Final = object_of(accounts=list_of(ACCOUNT))
AUDIT: Final = object_of(
    entries=list_of(
        object_of(
            id=NUMBER,
            at=TIME,
            kind={"enum": sorted(Trace)},
            name=TEXT,
            address=TEXT,
            detail=TEXT,
        )
    ),
    more=FLAG,
)
_CUSTOMER_NAMED: Final = object_of(id=NUMBER, name=TEXT)
QUICK_ACCESS: Final = object_of(granted=FLAG, date=DAY, terms=TEXT, entered_by=TEXT)
CUSTOMER: Final = object_of(id=NUMBER, name=TEXT, quick_access=or_null(QUICK_ACCESS))
CUSTOMERS: Final = object_of(customers=list_of(CUSTOMER))
SESSION: Final = object_of(
    entry=NUMBER,
    session=TEXT,
    technician=TEXT,
    organisation=TEXT,
    customer=or_null(_CUSTOMER_NAMED),
    pc=TEXT,
    joined_at=TIME,
    active_at=or_null(TIME),
    ended_at=or_null(TIME),
    billable_seconds=NUMBER,
    outcome=or_null({"enum": sorted(Outcome)}),
    mode={"enum": ["password", "quick"]},
    reason=TEXT,
)
SESSIONS: Final = object_of(sessions=list_of(SESSION), more=FLAG)
PCS: Final = object_of(
    pcs=list_of(
        object_of(
            pc=NUMBER,
            name=TEXT,
            customer=_CUSTOMER_NAMED,
            key=TEXT,
            signer=TEXT,
            signature=TEXT,
            opted_at=TIME,
            seen_at=or_null(TIME),
            session=or_null({"type": "string", "pattern": "^[0-9]{9}$"}),
        )
    )
)
ROSTER: Final = object_of(roster=or_null(TEXT))
DEVICE_REQUESTS: Final = object_of(
    requests=list_of(object_of(id=NUMBER, technician=TEXT, request=TEXT, at=TIME))
)
