"""The roster: who works for an organisation, with which keys, signed by the organisation's root.

Form only: exactly one text for one meaning, and every bound. Who checks the signatures:
broker/organisation/rosters.py, agent/quick/roster.py and web/quick/roster.js. docs/protocol.md
describes the text.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final

from broker.wire import limits
from broker.wire.documents import BadRoster as BadRoster
from broker.wire.documents import Passkey as Passkey
from broker.wire.documents import (
    bytes_of,
    canonical,
    fields_of,
    name_of,
    object_of,
    passkey_of,
    passkey_values,
)

TECHNICIANS_MAX: Final = 400
"""Most devices of technicians in one roster."""

HANDOVERS_MAX: Final = 16
"""Most roots that came before the present one."""

VERSION_MAX: Final = 2**31 - 1
"""Highest version of a roster."""

_FORMAT: Final = 1
_QUOTED_MAX: Final = 60 * 1024 - 64
_TIME: Final = "%Y-%m-%dT%H:%M:%SZ"


class Fault(StrEnum):
    """Why a roster is not accepted; the same words in the broker, the agent and the console."""

    MALFORMED = "malformed"
    WRONG_ROOT = "wrong_root"
    """It is neither of the root that is known here nor of one that this root handed over to."""
    BAD_SIGNATURE = "bad_signature"
    EXPIRED = "expired"
    ROLLED_BACK = "rolled_back"
    """A higher version was seen here before."""


class Standing(StrEnum):
    """Whether a device counts."""

    ACTIVE = "active"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Entry:
    """One technician's device: its Ed25519 public key, 32 bytes."""

    key: bytes
    name: str
    passkey: Passkey | None
    state: Standing


@dataclass(frozen=True, slots=True)
class Roster:
    """What a roster says. Times are aware, in UTC and in whole seconds."""

    organisation: str
    version: int
    made: datetime
    expires: datetime
    technicians: tuple[Entry, ...]

    def active(self, key: bytes) -> Entry | None:
        """The entry of a device that counts."""
        found = (entry for entry in self.technicians if entry.key == key)
        return next((entry for entry in found if entry.state is Standing.ACTIVE), None)


@dataclass(frozen=True, slots=True)
class Handover:
    """A root's word that another takes its place."""

    old: bytes
    new: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class Signed:
    """A roster with its signatures, whose form is right; nobody has checked them yet."""

    roster: Roster
    inner: bytes
    """What the root has signed, behind "affianco roster\\0"."""
    root: bytes
    signature: bytes
    handovers: tuple[Handover, ...]


def decode(text: str) -> Signed:
    """The roster that a text is. Raises `BadRoster`."""
    _measure(text)
    lines = text.split("\n")
    if len(lines) != 3 or lines[2]:
        raise BadRoster("not exactly two lines")
    inner, outer = (object_of(line) for line in lines[:2])
    roster = _roster(inner)
    root, signature, handovers = _signatures(outer)
    if text != assemble(inner_of(roster), root, signature, handovers):
        raise BadRoster("not in its one form")
    return Signed(roster, lines[0].encode(), root, signature, handovers)


def inner_of(roster: Roster) -> bytes:
    """What the root signs, behind "affianco roster\\0". Raises `BadRoster` out of bounds."""
    text = canonical(
        {
            "v": _FORMAT,
            "organisation": roster.organisation,
            "version": roster.version,
            "made": _time_text(roster.made),
            "expires": _time_text(roster.expires),
            "technicians": [_entry_values(entry) for entry in roster.technicians],
        }
    )
    if _roster(object_of(text)) != roster:
        raise BadRoster("not in its one form")
    return text.encode()


def assemble(
    inner: bytes, root: bytes, signature: bytes, handovers: Sequence[Handover] = ()
) -> str:
    """The text of a roster. Raises `BadRoster` where it would be too long."""
    outer = canonical(
        {
            "root": root.hex(),
            "signature": signature.hex(),
            "handovers": [
                {"from": one.old.hex(), "to": one.new.hex(), "signature": one.signature.hex()}
                for one in handovers
            ],
        }
    )
    text = f"{inner.decode()}\n{outer}\n"
    _measure(text)
    return text


def _measure(text: str) -> None:
    try:
        size = len(text.encode())
    except UnicodeEncodeError as error:
        raise BadRoster("not Unicode text") from error
    if size > limits.ROSTER_MAX:
        raise BadRoster(f"longer than {limits.ROSTER_MAX} bytes")
    if len(json.dumps(text, ensure_ascii=False).encode()) > _QUOTED_MAX:
        raise BadRoster("longer than a message may be")


def _roster(values: Mapping[str, Any]) -> Roster:
    names = ("expires", "made", "organisation", "technicians", "v", "version")
    fields = fields_of("roster", values, names)
    if type(fields["v"]) is not int or fields["v"] != _FORMAT:
        raise BadRoster("v: not 1")
    version, technicians = fields["version"], fields["technicians"]
    if type(version) is not int or not 1 <= version <= VERSION_MAX:
        raise BadRoster(f"version: not a whole number from 1 to {VERSION_MAX}")
    if not isinstance(technicians, list) or len(technicians) > TECHNICIANS_MAX:
        raise BadRoster(f"technicians: not a list of at most {TECHNICIANS_MAX}")
    made, expires = _time("made", fields["made"]), _time("expires", fields["expires"])
    if not made < expires:
        raise BadRoster("expires: not after made")
    entries = tuple(_entry(value) for value in technicians)
    if len({entry.key for entry in entries}) != len(entries):
        raise BadRoster("technicians: a key twice")
    organisation = name_of("organisation", fields["organisation"])
    return Roster(organisation, version, made, expires, entries)


def _entry(value: object) -> Entry:
    fields = fields_of("technician", value, ("key", "name", "passkey", "state"))
    if fields["state"] not in ("active", "left"):
        raise BadRoster("state: neither active nor left")
    return Entry(
        key=bytes_of("key", fields["key"], limits.KEY_SIZE, limits.KEY_SIZE),
        name=name_of("name", fields["name"]),
        passkey=passkey_of(fields["passkey"]),
        state=Standing(fields["state"]),
    )


def _entry_values(entry: Entry) -> dict[str, Any]:
    return {
        "key": entry.key.hex(),
        "name": entry.name,
        "passkey": passkey_values(entry.passkey),
        "state": entry.state.value,
    }


def _signatures(values: Mapping[str, Any]) -> tuple[bytes, bytes, tuple[Handover, ...]]:
    fields = fields_of("signatures", values, ("handovers", "root", "signature"))
    root = bytes_of("root", fields["root"], limits.KEY_SIZE, limits.KEY_SIZE)
    signature = bytes_of(
        "signature", fields["signature"], limits.SIGNATURE_SIZE, limits.SIGNATURE_SIZE
    )
    found = fields["handovers"]
    if not isinstance(found, list) or len(found) > HANDOVERS_MAX:
        raise BadRoster(f"handovers: not a list of at most {HANDOVERS_MAX}")
    handovers = tuple(_handovers(found))
    roots = [*(one.old for one in handovers), root]
    if len(set(roots)) != len(roots) or [one.new for one in handovers] != roots[1:]:
        raise BadRoster("handovers: not a chain that ends at the root")
    return root, signature, handovers


def _handovers(values: list[object]) -> Iterator[Handover]:
    for value in values:
        fields = fields_of("handover", value, ("from", "signature", "to"))
        yield Handover(
            old=bytes_of("from", fields["from"], limits.KEY_SIZE, limits.KEY_SIZE),
            new=bytes_of("to", fields["to"], limits.KEY_SIZE, limits.KEY_SIZE),
            signature=bytes_of(
                "signature", fields["signature"], limits.SIGNATURE_SIZE, limits.SIGNATURE_SIZE
            ),
        )


def _time(what: str, value: object) -> datetime:
    try:
        if isinstance(value, str) and len(value) == 20 and value.isascii():
            return datetime.strptime(value, _TIME).replace(tzinfo=UTC)
    except ValueError:
        pass
    raise BadRoster(f"{what}: not a time such as 2027-02-20T00:00:00Z")


def _time_text(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime(_TIME)
