"""What the API answers, as JSON Schema. Pure."""

from typing import Any, Final

from broker.problems import Schema
from broker.records import Role, Trace
from broker.wire.words import Outcome


def _object(**properties: Any) -> dict[str, Any]:
    """An object with exactly these properties."""
    return {
        "type": "object",
        "properties": properties,
        "required": sorted(properties),
        "additionalProperties": False,
    }


def _list(items: Schema) -> dict[str, Any]:
    return {"type": "array", "items": items}


def _or_null(schema: Schema) -> dict[str, Any]:
    return {"anyOf": [schema, {"type": "null"}]}


_TEXT: Final[Schema] = {"type": "string"}
_FLAG: Final[Schema] = {"type": "boolean"}
_NUMBER: Final[Schema] = {"type": "integer", "minimum": 0}
_TIME: Final[Schema] = {"type": "string", "format": "date-time"}
_DAY: Final[Schema] = {"type": "string", "format": "date"}
_ROLES: Final[Schema] = _list({"enum": sorted(Role)})
_ANYTHING: Final[Schema] = {"type": "object"}

NOTHING: Final = _object()
HEALTH: Final = _object(ok={"const": True})
ABOUT: Final = _object(name=_TEXT, version=_TEXT, wire=_NUMBER)
DESCRIPTION: Final[Schema] = {"type": "object", "required": ["openapi", "paths"]}
ME: Final = _object(name=_TEXT, technician=_TEXT, organisation=_TEXT, roles=_ROLES)
OPTIONS: Final = _object(options=_ANYTHING)
TICKET: Final = _object(ticket=_TEXT)
CODES: Final = _object(codes=_list(_TEXT))
CODES_LEFT: Final = _object(left=_NUMBER)
PASSKEYS: Final = _object(
    passkeys=_list(_object(id=_NUMBER, label=_TEXT, created_at=_TIME, used_at=_or_null(_TIME)))
)
SIGN_INS: Final = _object(
    sign_ins=_list(
        _object(
            id=_TEXT,
            technician=_TEXT,
            at=_TIME,
            seen_at=_TIME,
            address=_TEXT,
            browser=_TEXT,
            method={"enum": ["passkey", "recovery", "totp"]},
            current=_FLAG,
        )
    )
)
ACCOUNT: Final = _object(
    id=_NUMBER,
    name=_TEXT,
    full_name=_TEXT,
    roles=_ROLES,
    disabled=_FLAG,
    passkeys=_NUMBER,
    recovery_left=_NUMBER,
)
ACCOUNTS: Final = _object(accounts=_list(ACCOUNT))
AUDIT: Final = _object(
    entries=_list(
        _object(
            id=_NUMBER,
            at=_TIME,
            kind={"enum": sorted(Trace)},
            name=_TEXT,
            address=_TEXT,
            detail=_TEXT,
        )
    ),
    more=_FLAG,
)
_CUSTOMER_NAMED: Final = _object(id=_NUMBER, name=_TEXT)
QUICK_ACCESS: Final = _object(granted=_FLAG, date=_DAY, terms=_TEXT, entered_by=_TEXT)
CUSTOMER: Final = _object(id=_NUMBER, name=_TEXT, quick_access=_or_null(QUICK_ACCESS))
CUSTOMERS: Final = _object(customers=_list(CUSTOMER))
SESSION: Final = _object(
    entry=_NUMBER,
    session=_TEXT,
    technician=_TEXT,
    organisation=_TEXT,
    customer=_or_null(_CUSTOMER_NAMED),
    pc=_TEXT,
    joined_at=_TIME,
    active_at=_or_null(_TIME),
    ended_at=_or_null(_TIME),
    billable_seconds=_NUMBER,
    outcome=_or_null({"enum": sorted(Outcome)}),
    mode={"enum": ["password", "quick"]},
    reason=_TEXT,
)
SESSIONS: Final = _object(sessions=_list(SESSION), more=_FLAG)
PCS: Final = _object(
    pcs=_list(
        _object(
            pc=_NUMBER,
            name=_TEXT,
            customer=_CUSTOMER_NAMED,
            key=_TEXT,
            signer=_TEXT,
            signature=_TEXT,
            opted_at=_TIME,
            seen_at=_or_null(_TIME),
            session=_or_null({"type": "string", "pattern": "^[0-9]{9}$"}),
        )
    )
)
ROSTER: Final = _object(roster=_or_null(_TEXT))
DEVICE_REQUESTS: Final = _object(
    requests=_list(_object(id=_NUMBER, technician=_TEXT, request=_TEXT, at=_TIME))
)
