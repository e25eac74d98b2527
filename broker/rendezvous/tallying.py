"""What both sides agree on while a run lasts: its receipt so far, told once a minute."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from broker.receipt.begun import Begun
from broker.receipt.build import Keys
from broker.receipt.checking import is_right
from broker.records import Interval
from broker.records.receipts import Agreement, Party
from broker.wire import limits
from broker.wire.bill import Agreed, Tally
from broker.wire.words import State


class Writer(Protocol):
    """Makes and signs running texts."""

    def tally(
        self,
        begun: Begun,
        number: int,
        intervals: Sequence[Interval],
        until: datetime,
        keys: Keys,
    ) -> Tally: ...


@dataclass(slots=True)
class _Open:
    tally: Tally
    signatures: dict[Party, str] = field(default_factory=dict)


class Tallying:
    """The tallies of one run. A signature that is not right counts for nothing."""

    def __init__(self, begun: Begun, writer: Writer) -> None:
        self._begun = begun
        self._writer = writer
        self._keys: dict[Party, str] = {}
        self._open: dict[int, _Open] = {}
        self._number = 0
        self._told: State | None = None
        self._told_at = 0.0

    @property
    def keys(self) -> Keys:
        """The keys that have signed in this run."""
        return Keys(self._keys.get(Party.AGENT, ""), self._keys.get(Party.CONSOLE, ""))

    def due(self, state: State, now: float) -> bool:
        """Whether there is something to tell: another state, or a minute more."""
        if state is not self._told:
            return state is State.ACTIVE or self._told is not None
        return state is State.ACTIVE and now >= self._told_at + limits.TALLY_SECONDS

    def next(
        self, state: State, now: float, intervals: Sequence[Interval], until: datetime
    ) -> Tally:
        """The receipt so far, to be told to both."""
        self._told, self._told_at = state, now
        self._number += 1
        tally = self._writer.tally(self._begun, self._number, intervals, until, self.keys)
        self._open[self._number] = _Open(tally)
        self._open.pop(self._number - limits.TALLIES_OPEN, None)
        return tally

    def agreed(self, party: Party, said: Agreed) -> Agreement | None:
        """One side signs; gives what both have signed by this, where that is news."""
        found = self._open.get(said.number)
        if found is None or self._keys.get(party, said.key) != said.key:
            return None
        if not is_right(said.key, said.signature, found.tally.text):
            return None
        self._keys[party] = said.key
        found.signatures[party] = said.signature
        if len(found.signatures) < len(Party):
            return None
        self._open = {n: one for n, one in self._open.items() if n > said.number}
        return Agreement(
            entry=self._begun.head.entry,
            text=found.tally.text,
            broker_signature=found.tally.signature,
            agent_key=self._keys[Party.AGENT],
            agent_signature=found.signatures[Party.AGENT],
            console_key=self._keys[Party.CONSOLE],
            console_signature=found.signatures[Party.CONSOLE],
        )
