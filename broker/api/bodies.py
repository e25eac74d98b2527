"""What the bodies of the API's state changes hold: one check for each field. Pure."""

from collections.abc import Mapping
from typing import Final

from broker.problems import (
    Check,
    anything,
    day,
    document,
    flag,
    hexadecimal,
    name,
    text,
    whole,
    words,
)
from broker.proofs.passwords import LENGTH_MOST
from broker.records import Role
from broker.wire.limits import KEY_SIZE, NAME_MAX, ROSTER_MAX, SIGNATURE_SIZE

REQUEST_MOST: Final = 4096
"""Longest device request, bytes of UTF-8."""
_CODE_MOST: Final = 32
_TERMS_MOST: Final = 32
_CUSTOMER_MOST: Final = 2**31 - 1

Fields = Mapping[str, Check]

SIGN_IN: Final[Fields] = {
    "name": text(NAME_MAX),
    "password": text(LENGTH_MOST),
    "code": text(_CODE_MOST),
}
PASSKEY_SIGN_IN: Final[Fields] = {"credential": anything()}
CODE: Final[Fields] = {"code": text(_CODE_MOST)}
PASSKEY: Final[Fields] = {"label": name(NAME_MAX), "credential": anything()}
ACCOUNT: Final[Fields] = {"roles": words(frozenset(Role)), "disabled": flag()}
CUSTOMER: Final[Fields] = {"name": name(NAME_MAX)}
QUICK_ACCESS: Final[Fields] = {"granted": flag(), "date": day(), "terms": name(_TERMS_MOST)}
ASSIGN: Final[Fields] = {"customer": whole(_CUSTOMER_MOST)}
PC_CARD: Final[Fields] = {
    "customer_name": name(NAME_MAX),
    "key": hexadecimal(KEY_SIZE, KEY_SIZE),
    "name": name(NAME_MAX),
    "signature": hexadecimal(SIGNATURE_SIZE, SIGNATURE_SIZE),
    "signer": hexadecimal(KEY_SIZE, KEY_SIZE),
}
ROSTER: Final[Fields] = {"roster": document(ROSTER_MAX)}
DEVICE_REQUEST: Final[Fields] = {"request": document(REQUEST_MOST)}
