"""Signed documents as JSON: one text for one meaning. What rosters and device requests share."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from broker.wire import limits
from broker.wire.reading import is_hex, is_name
from broker.wire.strict import one_object

CREDENTIAL_MAX: Final = 1023
"""Most bytes of a passkey's ID (WebAuthn level 2, 4: Credential ID)."""

PASSKEY_MAX: Final = 1024
"""Most bytes of a passkey's public key (COSE)."""

_HOST: Final = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*")
_HOST_MAX: Final = 253


class BadRoster(ValueError):
    """A text that is no roster, or no device request; the argument says which part and why."""


@dataclass(frozen=True, slots=True)
class Passkey:
    """A technician's passkey: its ID, its public key (COSE) and the host it belongs to."""

    credential: bytes
    key: bytes
    rp: str


def canonical(values: Mapping[str, Any]) -> str:
    """The one JSON text of these values."""
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def object_of(text: str) -> dict[str, Any]:
    """The JSON object that a text is. Raises `BadRoster`."""
    try:
        return one_object(text)
    except ValueError as error:
        raise BadRoster(str(error)) from error


def fields_of(what: str, value: object, names: Sequence[str]) -> dict[str, Any]:
    """The fields of a JSON object that has exactly these. Raises `BadRoster`."""
    if not isinstance(value, dict) or set(value) != set(names):
        raise BadRoster(f"{what}: needs exactly {', '.join(names)}")
    return value


def name_of(what: str, value: object) -> str:
    """A JSON value that is a name. Raises `BadRoster`."""
    if not isinstance(value, str) or not is_name(value):
        raise BadRoster(f"{what}: not 1 to {limits.NAME_MAX} printable characters")
    return value


def bytes_of(what: str, value: object, least: int, most: int) -> bytes:
    """So many bytes out of hexadecimal digits. Raises `BadRoster`."""
    if isinstance(value, str):
        size = len(value) // 2
        if least <= size <= most and is_hex(value, size):
            return bytes.fromhex(value)
    raise BadRoster(f"{what}: not bytes in hexadecimal digits, {least} to {most}")


def passkey_of(value: object) -> Passkey | None:
    """The passkey that a JSON value is; None for null. Raises `BadRoster`."""
    if value is None:
        return None
    fields = fields_of("passkey", value, ("id", "key", "rp"))
    credential = bytes_of("passkey id", fields["id"], 1, CREDENTIAL_MAX)
    key = bytes_of("passkey key", fields["key"], 1, PASSKEY_MAX)
    host = fields["rp"]
    if not isinstance(host, str) or len(host) > _HOST_MAX or not _HOST.fullmatch(host):
        raise BadRoster("passkey rp: not a host name")
    return Passkey(credential, key, host)


def passkey_values(passkey: Passkey | None) -> dict[str, str] | None:
    """The JSON value of a passkey."""
    if passkey is None:
        return None
    return {"id": passkey.credential.hex(), "key": passkey.key.hex(), "rp": passkey.rp}
