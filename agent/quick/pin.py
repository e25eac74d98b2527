"""What this PC keeps of a customer's opt-in to quick access, and its one text. Pure."""

import json
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from agent.quick import rules
from agent.quick.limits import Limits
from agent.quick.roster import Trust
from broker.wire.messages import is_name
from broker.wire.reading import is_hex
from broker.wire.strict import one_object

SIZE_MAX: Final = 64 * 1024
"""Longest text of a pin, bytes."""

ROOTS_MAX: Final = 64
"""Most roots that one was handed over to after another."""

_VERSION: Final = 1
_KEY_DIGITS: Final = 32
_COUNT_MAX: Final = 2**53


class Home(StrEnum):
    """Where the private key is."""

    KEYRING = "keyring"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Pin:
    """One opt-in: with whom, how far, and by which key this PC is known."""

    broker: str
    """Address of the agent's leg."""
    organisation: str
    technician: str
    """With whom the customer was when they allowed it."""
    trust: Trust
    public: bytes
    """The public half of this PC's key."""
    key_in: Home
    limits: Limits
    opted_at: datetime
    """Aware."""
    used: int = 0
    """Uses since the limits were set."""
    enrolled: bool = False
    """Whether the broker has confirmed it; before that it is not in force."""

    def allowed(self, limits: Limits) -> "Pin":
        """The customer goes so far from now on: uses count anew."""
        return replace(self, limits=limits, used=0)

    def counted(self) -> "Pin":
        """One more use; ValueError where there is none left."""
        if self.limits.uses is not None and self.used >= self.limits.uses:
            raise ValueError("no use left")
        return replace(self, used=self.used + 1)

    def believing(self, trust: Trust) -> "Pin":
        """After an accepted roster."""
        return replace(self, trust=trust)


def encode(pin: Pin) -> str:
    """The text of a pin; ValueError for limits that are none."""
    values = {
        "v": _VERSION,
        "broker": pin.broker,
        "organisation": pin.organisation,
        "technician": pin.technician,
        "roots": [root.hex() for root in pin.trust.roots],
        "version": pin.trust.version,
        "public": pin.public.hex(),
        "key_in": pin.key_in.value,
        "limits": asdict(rules.checked(pin.limits)),
        "opted_at": pin.opted_at.isoformat(),
        "used": pin.used,
        "enrolled": pin.enrolled,
    }
    return json.dumps(values, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def decode(text: str) -> Pin:
    """The pin in a text; ValueError unless this is what `encode` gives."""
    values = one_object(text)
    try:
        pin = _pin(values)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("not a pin") from error
    if encode(pin) != text:
        raise ValueError("not the one text of this pin")
    return pin


def _pin(values: dict[str, Any]) -> Pin:
    names = (values["organisation"], values["technician"])
    if not all(isinstance(name, str) and is_name(name) for name in names):
        raise ValueError("not names")
    opted_at = datetime.fromisoformat(values["opted_at"])
    if opted_at.tzinfo is None or type(values["enrolled"]) is not bool:
        raise ValueError("not a time or not a flag")
    roots = values["roots"]
    if not isinstance(roots, list) or not 1 <= len(roots) <= ROOTS_MAX:
        raise ValueError("not roots")
    return Pin(
        broker=values["broker"],
        organisation=names[0],
        technician=names[1],
        trust=Trust(tuple(_key(root) for root in roots), _count(values["version"])),
        public=_key(values["public"]),
        key_in=Home(values["key_in"]),
        limits=rules.from_values(values["limits"]),
        opted_at=opted_at,
        used=_count(values["used"]),
        enrolled=values["enrolled"],
    )


def _key(value: object) -> bytes:
    if not isinstance(value, str) or not is_hex(value, _KEY_DIGITS):
        raise ValueError("not a key")
    return bytes.fromhex(value)


def _count(value: object) -> int:
    if type(value) is not int or not 0 <= value <= _COUNT_MAX:
        raise ValueError("not a number")
    return value
