"""The messages about what a session costs, and on what both sides agree. See messages.py."""

from dataclasses import dataclass
from typing import ClassVar

from broker.wire.words import CostKind, Verdict


@dataclass(frozen=True, slots=True)
class Cost:
    """Broker → both, right before a `joined` that resumes nothing: what the session will cost.

    Whole euro cents without VAT. `cents` is the price of an hour of such a day (`hourly`) or of
    the first step (`steps`), which lasts `minutes`; for `hourly` these are what time is rounded to,
    0 for none. `quarter_cents` to `four_hours_cents`: what 15, 30, 60, 120 and 240 minutes from now
    would cost at most, all in. `units` of a pack for each started `minutes`, of which `left` are
    left. `surcharge_percent` is for time outside the hours; `outside` says that it is such a time
    now; `urgent_percent` is for urgent work. For `free`, `free_minutes` are those from now that
    cost nothing, 0 for all of a day. `tariff` is the price list's name or empty. `known_minutes`:
    how long the price is known, 0 for a day at least; what comes after, the office decides.
    """

    type: ClassVar[str] = "cost"
    kind: CostKind
    tariff: str
    cents: int
    minutes: int
    quarter_cents: int
    half_hour_cents: int
    hour_cents: int
    two_hours_cents: int
    four_hours_cents: int
    base_cents: int
    minimum_minutes: int
    free_minutes: int
    units: int
    left: int
    surcharge_percent: int
    urgent_percent: int
    outside: bool
    vat_percent: int
    known_minutes: int


@dataclass(frozen=True, slots=True)
class Tally:
    """Broker → both, while the session runs: its receipt so far, to be agreed on.

    `number` counts from 1 in each session. `signature` is the broker's, by `key`, over what
    `broker.wire.receipts.signed` makes of the text; so are all others.
    """

    type: ClassVar[str] = "tally"
    number: int
    text: str
    key: str
    signature: str


@dataclass(frozen=True, slots=True)
class Agreed:
    """Agent or console → broker: signs the text of the `tally` with this number."""

    type: ClassVar[str] = "agreed"
    number: int
    key: str
    signature: str


@dataclass(frozen=True, slots=True)
class ReceiptCame:
    """Broker → both, right before `ended`: the final receipt.

    `ticket` (agents only, else empty) is for signing and judging it on a leg of its own.
    """

    type: ClassVar[str] = "receipt"
    text: str
    key: str
    signature: str
    ticket: str


@dataclass(frozen=True, slots=True)
class Countersign:
    """Agent → broker, first on a leg of its own: signs a final receipt, and may judge it."""

    type: ClassVar[str] = "countersign"
    v: int
    ticket: str
    key: str
    signature: str
    verdict: Verdict
    note: str


@dataclass(frozen=True, slots=True)
class Countersigned:
    """Broker → agent: it is kept; the leg is closed after it.

    With the console's key and signature over the same text, both empty until it has signed.
    """

    type: ClassVar[str] = "countersigned"
    console_key: str
    console_signature: str
