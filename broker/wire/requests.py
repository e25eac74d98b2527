"""A technician's wish to have a device in the roster: made by the browser, signed in by the office.

docs/protocol.md describes the text.
"""

from dataclasses import dataclass
from typing import Final

from broker.wire import limits
from broker.wire.documents import (
    BadRoster,
    Passkey,
    bytes_of,
    canonical,
    fields_of,
    name_of,
    object_of,
    passkey_of,
    passkey_values,
)

REQUEST_MAX: Final = 4096
"""Longest device request, bytes of UTF-8."""

KIND: Final = "affianco device request"
_FORMAT: Final = 1


@dataclass(frozen=True, slots=True)
class DeviceRequest:
    """Whose device it is, and its Ed25519 public key, 32 bytes."""

    key: bytes
    technician: str
    organisation: str
    passkey: Passkey | None


def decode(text: str) -> DeviceRequest:
    """The request that a text is, without anything around it. Raises `BadRoster`."""
    try:
        if len(text.encode()) > REQUEST_MAX:
            raise BadRoster(f"longer than {REQUEST_MAX} bytes")
    except UnicodeEncodeError as error:
        raise BadRoster("not Unicode text") from error
    names = ("key", "kind", "organisation", "passkey", "technician", "v")
    fields = fields_of("request", object_of(text), names)
    if fields["kind"] != KIND or type(fields["v"]) is not int or fields["v"] != _FORMAT:
        raise BadRoster(f"kind: not {KIND}, version {_FORMAT}")
    request = DeviceRequest(
        key=bytes_of("key", fields["key"], limits.KEY_SIZE, limits.KEY_SIZE),
        technician=name_of("technician", fields["technician"]),
        organisation=name_of("organisation", fields["organisation"]),
        passkey=passkey_of(fields["passkey"]),
    )
    if text != encode(request):
        raise BadRoster("not in its one form")
    return request


def encode(request: DeviceRequest) -> str:
    """The text of a request."""
    return canonical(
        {
            "v": _FORMAT,
            "kind": KIND,
            "key": request.key.hex(),
            "technician": request.technician,
            "organisation": request.organisation,
            "passkey": passkey_values(request.passkey),
        }
    )
