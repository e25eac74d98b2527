"""The tables against what the log says of them."""

import json
from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Any, Final

from broker.billing.claims import Claim, Claims
from broker.billing.flaws import Finding, Flaw
from broker.billing.numbers import Keys
from broker.records.watched import Watched
from broker.store import LogRow, Store, Told

_PAGE: Final = 1000
_ITS_ROW: Final = ""
"""Stands for a row as a whole where fields are named."""

_Rows = dict[Watched, dict[Any, Told | None]]


class Comparing:
    """Compares rows with events page by page, the last event first, and at the end looks for rows
    that no event knows. What an event says of a field holds where no later one has spoken of it."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._claims = Claims()
        self._told: dict[tuple[Watched, str], Keys] = {}
        self._made = {kind: Keys() for kind in Watched}

    async def page(self, rows: Sequence[LogRow]) -> AsyncIterator[Finding]:
        """What differs between these events, in falling order, and the rows that they tell of."""
        claims = [(row.leaf.number, claim) for row in rows for claim in self._claims.of(row.leaf)]
        found: _Rows = {}
        for kind in {claim.kind for _, claim in claims}:
            keys = [claim.key for _, claim in claims if claim.kind is kind]
            found[kind] = await self._store.told_rows(kind, keys)
        for number, claim in claims:
            for one in self._compare(number, claim, found):
                yield one

    async def end(self) -> AsyncIterator[Finding]:
        """Rows of which no event tells, and rows that point at none."""
        for kind in Watched:
            after: Any = None
            while keys := await self._store.told_keys(kind, after, _PAGE):
                for key in keys:
                    if key not in self._made[kind]:
                        yield Finding(Flaw.ROW_UNLOGGED, 0, {"what": kind.value, "row": key})
                after = keys[-1]
        for one in await self._store.dangling():
            values = {"table": one.table, "row": one.row, "parent": one.parent}
            yield Finding(Flaw.DANGLING, 0, values)

    def _compare(self, number: int, claim: Claim, rows: _Rows) -> Iterator[Finding]:
        if claim.made:
            self._made[claim.kind].add(claim.key)
        values = {"what": claim.kind.value, "row": claim.key}
        told = rows[claim.kind]
        found = told.get(claim.key)
        if found is None:
            flaw = Flaw.ROW_UNREADABLE if claim.key in told else Flaw.ROW_MISSING
            if self._first_word(claim, _ITS_ROW):
                yield Finding(flaw, number, values)
            return
        for name, logged in claim.fields.items():
            if name in found and self._first_word(claim, name):
                there = found[name]
                if there != logged or type(there) is not type(logged):
                    differs = {"field": name, "logged": _text(logged), "found": _text(there)}
                    yield Finding(Flaw.ROW_DIFFERS, number, {**values, **differs})

    def _first_word(self, claim: Claim, name: str) -> bool:
        """Whether no event so far has said anything of this field; from now on one has."""
        keys = self._told.setdefault((claim.kind, name), Keys())
        if claim.key in keys:
            return False
        keys.add(claim.key)
        return True


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=repr)
