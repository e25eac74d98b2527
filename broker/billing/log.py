"""Keeping the log: its key, and its signed checkpoints.

A checkpoint is made at the start, when a period is closed, when the broker stops, and at most once
an hour between where something was added.
"""

import asyncio
import json
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from broker.ledgerkey import LedgerKey, LedgerKeyFault, LedgerKeyTrouble, is_signed
from broker.merkle import checkpoint
from broker.merkle.checkpoint import BadCheckpoint, Checkpoint, Head
from broker.merkle.hashes import SIZE
from broker.merkle.leaves import moment_text
from broker.merkle.tree import Frontier
from broker.records.happenings import Happening
from broker.store import AlreadyThere, CheckpointRow, Store
from broker.wire.limits import KEY_SIZE
from broker.wire.reading import is_hex

_LOG: Final = logging.getLogger("affianco")
PACE_SECONDS: Final = 3600.0
"""The least time between two checkpoints that nothing but time asks for."""
WHOLE_AFTER: Final = timedelta(days=1)
"""How long a process relies on the edge of the tree that was signed, before it reads again whether
what lies behind it is still what was signed."""


class LogBroken(Exception):
    """The log is no longer what its last checkpoint signed; the argument says in what way."""


class LogKeeper:
    """Makes checkpoints. One for each process that writes; all of them have the same key file."""

    def __init__(
        self,
        store: Store,
        key: LedgerKey,
        *,
        utcnow: Callable[[], datetime],
        pace_seconds: float = PACE_SECONDS,
    ) -> None:
        self._store = store
        self._key = key
        self._utcnow = utcnow
        self._pace_seconds = pace_seconds
        self._made: CheckpointRow | None = None
        self._whole_at: datetime | None = None
        self._names: list[bytes] = []
        self._named_below = 0
        self._turn = asyncio.Lock()

    async def begin(self) -> None:
        """See that the key is the one that the log names; make it where the log names none.

        Raises `LedgerKeyFault`: the file is not the one that signed so far, or cannot be used.
        """
        named = await self._named()
        if named is None:
            self._key.make()
            await self._store.note_key(self._key.public().hex(), self._utcnow())
        elif named != self._key.public():
            raise LedgerKeyFault(LedgerKeyTrouble.WRONG, self._key.path)

    async def renew(self) -> bool:
        """Let the key that is in the file now, or a new one where there is none, take the place of
        the one that the log names. False where it is the same."""
        self._key.make()
        if await self._named() == self._key.public():
            return False
        await self._store.note_key(self._key.public().hex(), self._utcnow())
        await self.checkpoint()
        return True

    async def checkpoint(self) -> CheckpointRow | None:
        """The checkpoint of all that is in the log: a new one, or the last where nothing was added.

        It begins with the tree that the last one signed, and costs what was added since. The first
        of a process, and one each day, read the hashes of the whole log and compare them with it.
        None for an empty log. Raises `LogBroken` where the log is not what the last one signed,
        `LedgerKeyFault` where the key is not the one that the log names.
        """
        async with self._turn:
            last = await self._last()
            size = await self._store.log_size()
            edge = await self._grown(size, last)
            if last is not None and last.size == size:
                return last
            if size == 0:
                return None
            public = self._key.public()
            if await self._named() != public:
                raise LedgerKeyFault(LedgerKeyTrouble.WRONG, self._key.path)
            head = Head(size, edge.root(), moment_text(self._utcnow()))
            signature = self._key.sign(checkpoint.signed_part(head, public))
            note = checkpoint.note_of(head, public, signature)
            row = CheckpointRow(size, head.at, note, checkpoint.edge_text(edge))
            try:
                await self._store.add_checkpoint(row)
            except AlreadyThere:
                return await self._last()
            self._made = row
            return row

    async def attempt(self) -> None:
        """A checkpoint, or else a loud line in the log: what asks for it must go on."""
        try:
            await self.checkpoint()
        except (LogBroken, LedgerKeyFault) as fault:
            _LOG.error(
                "THE LOG OF WHAT IS BILLED IS NOT SIGNED ANY MORE: %s. See `ledger verify`", fault
            )
        # Whatever the database or its driver raises: the next attempt may do.
        except Exception:  # noqa: BLE001
            _LOG.exception("the log's checkpoint failed")

    async def keep(self) -> None:
        """Make checkpoints as time passes; until cancelled."""
        while True:
            await self.attempt()
            await asyncio.sleep(self._pace_seconds)

    async def _keys(self) -> list[bytes]:
        """The keys that the log names, oldest first; only what was added is read."""
        size = await self._store.log_size()
        rows = await self._store.events_of_kind(Happening.KEY_ENTERED, self._named_below)
        for row in rows:
            if row.leaf.number < size:
                self._names.append(key_in(row.leaf.body))
        self._named_below = size
        return self._names

    async def _named(self) -> bytes | None:
        """The key that the log names last; None where it names none."""
        keys = await self._keys()
        return keys[-1] if keys else None

    async def _last(self) -> CheckpointRow | None:
        """The last checkpoint. LogBroken where one that this process has made is gone."""
        last = await self._store.last_checkpoint()
        made = self._made
        if made is not None and (last is None or last.size < made.size):
            raise LogBroken(f"the checkpoint of {made.size} events is gone")
        return last

    async def _grown(self, size: int, last: CheckpointRow | None) -> Frontier:
        """The tree of the log, which begins with what the last checkpoint signed."""
        signed = None if last is None else await self._signed(last)
        if signed is not None and signed.head.size > size:
            raise LogBroken(f"{size} events of {signed.head.size} that were signed are left")
        edge = None if self._whole_due() else _edge(last, signed)
        if edge is not None:
            await self._grow(edge, size, None)
            return edge
        edge = Frontier()
        await self._grow(edge, size, signed)
        self._whole_at = self._utcnow()
        return edge

    def _whole_due(self) -> bool:
        return self._whole_at is None or self._utcnow() - self._whole_at >= WHOLE_AFTER

    async def _grow(self, edge: Frontier, size: int, signed: Checkpoint | None) -> None:
        """Let the tree grow to this size, and be what was signed where it comes to that."""
        async for page in self._store.hash_pages(size, begin=edge.size or None):
            for number, written in page:
                if number != edge.size or not is_hex(written, SIZE):
                    raise LogBroken(f"event {edge.size} is gone or damaged")
                edge.add(bytes.fromhex(written))
                if signed is not None and edge.size == signed.head.size:
                    _compare(edge, signed)
        if edge.size != size:
            raise LogBroken(f"event {edge.size} is gone or damaged")

    async def _signed(self, row: CheckpointRow) -> Checkpoint:
        """A checkpoint of a key that the log names."""
        try:
            found = checkpoint.read(row.note)
        except BadCheckpoint as error:
            raise LogBroken(f"the checkpoint of {row.size} events is none") from error
        keys = await self._keys()
        if not any(is_good(found, public) for public in keys):
            raise LogBroken(f"the checkpoint of {row.size} events has no good signature")
        if found.head.size != row.size:
            raise LogBroken(f"the checkpoint of {row.size} events is another")
        return found


def key_in(body: str) -> bytes:
    """The key that an event names; no bytes where it names none."""
    try:
        key = json.loads(body)["key"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return b""
    return bytes.fromhex(key) if isinstance(key, str) and is_hex(key, KEY_SIZE) else b""


def is_good(found: Checkpoint, public: bytes) -> bool:
    """Whether a checkpoint was signed with this key."""
    return found.is_by(public) and is_signed(public, found.signed, found.signature)


def _edge(row: CheckpointRow | None, signed: Checkpoint | None) -> Frontier | None:
    """The tree that was signed; None where what is kept of it will not do."""
    if row is None or signed is None:
        return None
    try:
        return checkpoint.edge_of(signed.head, row.edge)
    except (BadCheckpoint, TypeError):
        return None


def _compare(edge: Frontier, signed: Checkpoint) -> None:
    if edge.root() != signed.head.root:
        raise LogBroken(f"the first {edge.size} events are not what was signed")
