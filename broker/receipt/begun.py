"""What of a session's bill is known when it begins."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from broker.receipt.build import Head, Priced
from broker.wire.bill import Cost


@dataclass(frozen=True, slots=True)
class Begun:
    """What both sides are told it will cost, and the head of its receipt."""

    cost: Cost
    head: Head
    priced: Callable[[Sequence[tuple[int, int]]], Priced]
    """What intervals of the session cost under what was agreed when it began."""
