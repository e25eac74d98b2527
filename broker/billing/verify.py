"""Checking the whole log: every event, every checkpoint, and the rows that events describe.

One pass in the memory of a page; nothing of what is checked is believed, so damage of any kind
comes out as a finding and never as a fault.
"""

from collections.abc import AsyncIterator, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from broker.billing.compare import Comparing
from broker.billing.flaws import Finding, Flaw
from broker.billing.log import is_good, key_in
from broker.merkle import checkpoint
from broker.merkle.checkpoint import BadCheckpoint, Checkpoint
from broker.merkle.hashes import EMPTY, SIZE
from broker.merkle.leaves import hash_of
from broker.merkle.tree import Frontier
from broker.records.happenings import Happening
from broker.store import CheckpointRow, LogRow, Store
from broker.wire.reading import is_hex

STORED: Final = ""
"""Where a checkpoint of the database comes from."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A checkpoint that was kept elsewhere: the name of its file, and its text."""

    where: str
    note: str


@dataclass(frozen=True, slots=True)
class _Due:
    """A checkpoint to be compared with the tree once that has come to its size."""

    where: str
    found: Checkpoint
    edge: str | None = None
    """What is kept beside it; one from elsewhere has none."""


class Verifying:
    """One check of the log. `findings()` is to be read once, to its end; then the counts stand.

    `trusted`: the keys that may have signed; None for those that the log itself names, the last of
    which then has to be `own`, where that is given.
    """

    def __init__(
        self,
        store: Store,
        *,
        trusted: Collection[bytes] | None = None,
        own: bytes | None = None,
        kept: Sequence[Kept] = (),
    ) -> None:
        self._store = store
        self._trusted = trusted
        self._own = own
        self._kept = kept
        self._edge = Frontier()
        self._next = 0
        self._named: bytes | None = None
        self._named_at = 0
        self._due: list[_Due] = []
        self.events = 0
        self.checkpoints = 0
        self.signed = 0
        """Events under the largest checkpoint that is good."""

    async def findings(self) -> AsyncIterator[Finding]:
        """What is wrong, as it is found; a broker that runs meanwhile does not matter."""
        async with self._store.still() as store:
            async for found in self._tree(store):
                yield found
            async for found in self._rows(store):
                yield found

    async def _tree(self, store: Store) -> AsyncIterator[Finding]:
        """The events, and the checkpoints over them."""
        async for found in self._read_all(store):
            yield found
        size = await store.log_size()
        async for page in store.log_pages(size):
            for event in page:
                for found in self._event(event):
                    yield found
        for found in self._end(size):
            yield found

    async def _rows(self, store: Store) -> AsyncIterator[Finding]:
        """The rows of the tables, against the events."""
        comparing = Comparing(store)
        async for page in store.falling_pages(await store.log_size()):
            async for found in comparing.page(page):
                yield found
        async for found in comparing.end():
            yield found

    async def _read_all(self, store: Store) -> AsyncIterator[Finding]:
        """Read every checkpoint, and put the smallest last in `_due`."""
        async for row in store.checkpoint_rows():
            self.checkpoints += 1
            for found in self._read(STORED, row.note, row):
                yield found
        for one in self._kept:
            for found in self._read(one.where, one.note, None):
                yield found
        self._due.sort(key=lambda one: one.found.head.size, reverse=True)

    def _read(self, where: str, note: str, row: CheckpointRow | None) -> Iterator[Finding]:
        size = 0 if row is None else row.size
        try:
            found = checkpoint.read(note)
        except (BadCheckpoint, TypeError):
            yield Finding(Flaw.CHECKPOINT, size, {"where": where})
            return
        if row is not None and (found.head.size, found.head.at) != (row.size, row.at):
            yield Finding(Flaw.CHECKPOINT, size, {"where": where})
        self._due.append(_Due(where, found, None if row is None else row.edge))

    def _event(self, row: LogRow) -> Iterator[Finding]:
        number = row.leaf.number
        yield from self._heads(number)
        if number != self._next:
            values = {"last": number - 1}
            yield Finding(Flaw.MISSING, self._next, values)
        self._next = number + 1
        self.events += 1
        try:
            leaf = hash_of(row.leaf)
        except ValueError:
            yield Finding(Flaw.MALFORMED, number)
            leaf = _written(row.hash)
        else:
            if leaf.hex() != row.hash:
                yield Finding(Flaw.CHANGED, number)
        self._edge.add(leaf)
        if row.leaf.kind == Happening.KEY_ENTERED.value:
            self._named, self._named_at = key_in(row.leaf.body), number

    def _heads(self, below: int) -> Iterator[Finding]:
        """Compare the checkpoints of at most so many events."""
        while self._due and self._due[-1].found.head.size <= below:
            yield from self._head(self._due.pop())

    def _head(self, due: _Due) -> Iterator[Finding]:
        size, values = due.found.head.size, {"where": due.where}
        signer = next((key for key in self._signers() if due.found.is_by(key)), None)
        if signer is None:
            yield Finding(Flaw.KEY, size, values)
        elif not is_good(due.found, signer):
            yield Finding(Flaw.SIGNATURE, size, values)
        elif self._edge.size != size or self._edge.root() != due.found.head.root:
            yield Finding(Flaw.ROOT, size, values)
        else:
            self.signed = max(self.signed, size)
            if due.edge is not None and due.edge != checkpoint.edge_text(self._edge):
                yield Finding(Flaw.EDGE, size, values)

    def _signers(self) -> Collection[bytes]:
        if self._trusted is not None:
            return self._trusted
        return [self._named] if self._named else []

    def _end(self, size: int) -> Iterator[Finding]:
        if self._next != size:
            yield Finding(Flaw.MISSING, self._next, {"last": size - 1})
        yield from self._heads(size)
        for due in reversed(self._due):
            values = {"where": due.where, "left": size}
            yield Finding(Flaw.SHORT, due.found.head.size, values)
        if self._trusted is None and self._own is not None and self._named not in (None, self._own):
            yield Finding(Flaw.OTHER_KEY, self._named_at)


def _written(text: object) -> bytes:
    """The hash that is written down for an event whose own cannot be made."""
    return bytes.fromhex(text) if isinstance(text, str) and is_hex(text, SIZE) else EMPTY
