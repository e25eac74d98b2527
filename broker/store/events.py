"""The log's rows: what happened, in order, each a leaf of the Merkle tree."""

import secrets
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from broker.merkle.leaves import SALT_SIZE, Leaf, hash_of, moment_text
from broker.records.happenings import Happening
from broker.store.billing_tables import events
from broker.store.database import Database
from broker.wire.documents import canonical


class Events(Database):
    """Every other part of the store notes here what it changes, in the same transaction."""

    async def _note(
        self,
        connection: AsyncConnection,
        kind: Happening,
        body: Mapping[str, Any],
        *,
        at: datetime,
        entry: int | None = None,
    ) -> int:
        """Add one event; its number, from 0 without a gap.

        `connection` is one of `_writing()`, and the event stands or falls with its transaction.
        `body` is of JSON's values, without floats (ValueError); `at` is aware. Where two processes
        note at once, SQLite lets the second wait for its turn from the first statement on; on
        another database both find the same number, and the second's IntegrityError (the primary
        key) undoes its whole transaction, which is then to be done again.
        """
        if at.tzinfo is None:
            raise ValueError("a time without a zone")
        _check(body)
        last = (await connection.execute(_LAST)).scalar_one()
        leaf = Leaf(
            number=0 if last is None else last + 1,
            at=moment_text(at),
            kind=kind.value,
            entry=entry,
            salt=secrets.token_hex(SALT_SIZE),
            body=canonical(dict(body)),
        )
        await connection.execute(_ADDED, {**asdict(leaf), "leaf": hash_of(leaf).hex()})
        return leaf.number


_LAST = select(func.max(events.c.number))
_ADDED = insert(events)


def _check(value: object) -> None:
    """Only what has one text in JSON: a float's depends on who writes it."""
    if value is None or isinstance(value, (str, int)):
        return
    if isinstance(value, Mapping):
        if not all(isinstance(name, str) for name in value):
            raise ValueError("a field's name that is no text")
        for inner in value.values():
            _check(inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            _check(inner)
    else:
        raise ValueError(f"{type(value).__name__}: not for the log")
