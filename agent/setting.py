"""What a run needs to know and is told from outside."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from agent.keeping.pins import Keeping
from agent.keeping.receipts import Cabinet


def _local() -> datetime:
    return datetime.now().astimezone()


@dataclass(frozen=True, slots=True)
class Setting:
    """One agent process. Times in monotonic seconds, but for `wall`."""

    address: str
    """Of the agent's leg."""
    pc: str
    random: Callable[[int], bytes]
    now: Callable[[], float]
    wall: Callable[[], datetime] = _local
    """The customer's local time, aware."""
    root: bytes = b""
    """Public key of the organisation's root; without one there is no quick access."""
    keeping: Keeping | None = None
    """Where an opt-in is kept; None: nowhere, so that there is no quick access."""
    cabinet: Cabinet | None = None
    """Where receipts are kept; None: nowhere."""
