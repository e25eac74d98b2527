"""What can be found wrong with the log, and with the tables that it describes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Flaw(StrEnum):
    """The kinds of findings, a closed list; docs/ledger.md says what each means."""

    MISSING = "missing"
    MALFORMED = "malformed"
    CHANGED = "changed"
    ROOT = "root"
    SHORT = "short"
    CHECKPOINT = "checkpoint"
    EDGE = "edge"
    KEY = "key"
    SIGNATURE = "signature"
    OTHER_KEY = "other_key"
    ROW_MISSING = "row_missing"
    ROW_UNREADABLE = "row_unreadable"
    ROW_DIFFERS = "row_differs"
    ROW_UNLOGGED = "row_unlogged"
    DANGLING = "dangling"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong. `number` is an event's, or a checkpoint's size."""

    flaw: Flaw
    number: int
    values: Mapping[str, object] = field(default_factory=dict)
    """What else the sentence `ledger_flaw_…` says: `what` kind of row, and which `row`; the `field`
    that differs, the values `logged` and `found`; `where` a checkpoint comes from;
    the `table` and `row` that point at a row of `parent`, which is not there."""
