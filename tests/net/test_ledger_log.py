"""The log on a real database: what is noted, what cannot be changed, what is found when it was."""

import asyncio
import json
import re
import sqlite3
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager, closing
from dataclasses import replace
from pathlib import Path
from typing import Self, cast

import pytest

from broker.billing.flaws import Flaw
from broker.records.happenings import Happening
from broker.store import CheckpointRow, Dangling, LogRow, Store
from tests.net.ledger_log import (
    NOW,
    by_hand,
    checked,
    events_in,
    flaws,
    keeper_of,
    note,
    rewrite,
    set_column,
)


async def test_numbers_have_no_gap_also_where_a_change_is_undone(store: Store) -> None:
    assert [await note(store, {}) for _ in range(3)] == [0, 1, 2]
    with pytest.raises(OSError, match="undone"):
        async with store._writing() as connection:
            assert await store._note(connection, Happening.NOTE_SET, {}, at=NOW) == 3
            raise OSError("undone")
    other = await asyncio.gather(*(note(store, {"n": number}) for number in range(20)))
    assert sorted(other) == list(range(3, 23))
    assert await flaws(store) == []


@pytest.mark.parametrize(
    "value", [1.5, float("nan"), b"x", NOW, {"in": [1, (2.0,)]}, {1: "x"}, {"x"}, "\ud800"]
)
async def test_what_has_no_one_text_is_not_for_the_log(store: Store, value: object) -> None:
    with pytest.raises(ValueError, match=r".+"):
        await note(store, {"value": value})
    assert await store.log_size() == 0


async def test_a_time_without_a_zone_is_not_for_the_log(store: Store) -> None:
    with pytest.raises(ValueError, match="zone"):
        await note(store, {}, NOW.replace(tzinfo=None))


@pytest.mark.parametrize("table", ["events", "checkpoints", "charges", "tariffs", "debits"])
@pytest.mark.parametrize("change", ["UPDATE {} SET at = at", "DELETE FROM {}"])
async def test_the_database_itself_refuses_changes(
    log: Store, file: Path, table: str, change: str
) -> None:
    with closing(sqlite3.connect(file)) as plain:
        assert plain.execute(f"SELECT count(*) FROM {table}").fetchone()[0] > 0
        with pytest.raises(sqlite3.IntegrityError, match="append only"):
            plain.execute(change.format(table))


def mutations(value: object, *, text: bool) -> list[object]:
    """The value with each of its bytes changed in turn, letters also in their case; every other
    change makes what is no `text` at all, unless it must be one."""
    if isinstance(value, int):
        return [value ^ 1 << bit for bit in range(8)] + [2**40, -1, memoryview(b"x")]
    if value is None:
        return [0, "-", memoryview(b"")]
    content = str(value).encode()
    found: list[object] = [memoryview(content), b"", content[:-1], content + b"\n", content + b"\0"]
    for at, byte in enumerate(content):
        letter = chr(byte).isalpha() and (byte < 0x80 or not text)
        flips = [(0x01, 0x80)[at % 2 and not text], *([0x20] if letter else [])]
        found += [content[:at] + bytes([byte ^ flip]) + content[at + 1 :] for flip in flips]
    return found


Change = tuple[str, int, str, object, object]
"""Table, row, column, what stands there, and what is put there instead."""


def changes(plain: sqlite3.Connection, *, text: bool = False) -> Iterator[Change]:
    """Every byte of the log's tables, changed; numbers have a test of their own."""
    for table, order in (("events", "number"), ("checkpoints", "size")):
        rows = plain.execute(f"SELECT rowid, * FROM {table} ORDER BY {order}")
        names = [one[0] for one in rows.description][1:]
        for row, *values in rows.fetchall():
            for name, value in zip(names, values, strict=True):
                if name not in ("number", "size"):
                    yield from (
                        (table, row, name, value, wrong) for wrong in mutations(value, text=text)
                    )


async def small(store: Store, key: Path) -> None:
    keeper = keeper_of(store, key)
    await keeper.begin()
    await store.add_customer("Città", NOW)
    await keeper.checkpoint()
    assert await flaws(store) == []


async def watched(store: Store, plain: sqlite3.Connection, tried: Iterable[Change]) -> int:
    """See that each change is found; how many there were."""
    count = 0
    for table, row, name, value, wrong in tried:
        set_column(plain, table, name, row, wrong)
        assert await checked(store), (table, row, name, wrong)
        set_column(plain, table, name, row, value)
        count += 1
    assert await flaws(store) == []
    return count


@pytest.mark.soak
async def test_every_byte_of_a_small_log_is_watched(store: Store, file: Path, key: Path) -> None:
    await small(store, key)
    with by_hand(file) as plain:
        assert await watched(store, plain, changes(plain)) > 1000


async def test_every_column_of_a_small_log_is_watched(store: Store, file: Path, key: Path) -> None:
    """In the database itself, where a change may leave what is no text at all; every byte is
    tried below, on what the database gave."""
    await small(store, key)
    with by_hand(file) as plain:
        columns: dict[tuple[str, int, str], list[Change]] = {}
        for change in changes(plain):
            columns.setdefault(change[:3], []).append(change)
        tried = [one for of in columns.values() for one in (*of[:2], *of[-2:])]
        assert await watched(store, plain, tried) > 50


class Given:
    """A log as the database gave it, with one value put in the place of another."""

    def __init__(self, rows: list[LogRow], checkpoints: list[CheckpointRow]) -> None:
        self.rows = rows
        self.checkpoints = checkpoints

    @asynccontextmanager
    async def still(self) -> AsyncIterator[Self]:
        yield self

    async def checkpoint_rows(self) -> AsyncIterator[CheckpointRow]:
        for row in self.checkpoints:
            yield row

    async def log_size(self) -> int:
        return self.rows[-1].leaf.number + 1

    async def log_pages(self, _below: int) -> AsyncIterator[list[LogRow]]:
        yield self.rows

    async def falling_pages(self, _below: int) -> AsyncIterator[list[LogRow]]:
        """Nothing: rows of other tables have tests of their own."""
        for page in ():
            yield page

    async def told_keys(self, *_wanted: object) -> list[int]:
        return []

    async def dangling(self) -> list[Dangling]:
        return []

    def with_change(self, change: Change) -> "Given":
        """What the database would give after this change, where it can give it."""
        table, row, name, _, wrong = change
        value = wrong.decode() if isinstance(wrong, bytes) else wrong
        value = bytes(value) if isinstance(value, memoryview) else value
        if table == "checkpoints":
            altered = replace(self.checkpoints[0], **{name: value})
            return Given(self.rows, [altered])
        rows = [*self.rows]
        one = rows[row]
        if name == "leaf":
            rows[row] = replace(one, hash=value)
        else:
            rows[row] = replace(one, leaf=replace(one.leaf, **{name: value}))
        return Given(rows, self.checkpoints)


async def test_every_byte_that_the_database_gives_is_watched(
    store: Store, file: Path, key: Path
) -> None:
    await small(store, key)
    rows = [row async for page in store.log_pages(2) for row in page]
    given = Given(rows, [row async for row in store.checkpoint_rows()])
    assert await checked(cast(Store, given)) == []
    tried = 0
    with by_hand(file) as plain:
        for change in changes(plain, text=True):
            altered = given.with_change(change)
            assert await checked(cast(Store, altered)), change
            tried += 1
    assert tried > 1000


async def test_a_number_that_was_changed_is_found(log: Store, file: Path) -> None:
    size = await log.log_size()
    with by_hand(file) as plain:
        for number in range(size):
            for other in (number + size, -1 - number, 2**62):
                plain.execute("UPDATE events SET number = ? WHERE number = ?", (other, number))
                assert await checked(log), (number, other)
                plain.execute("UPDATE events SET number = ? WHERE number = ?", (number, other))
        for (there,) in plain.execute("SELECT size FROM checkpoints").fetchall():
            for other in (there + 1, there - 1, 2**62, -1):
                plain.execute("UPDATE checkpoints SET size = ? WHERE size = ?", (other, there))
                assert await checked(log), (there, other)
                plain.execute("UPDATE checkpoints SET size = ? WHERE size = ?", (there, other))
    assert await flaws(log) == []


async def test_a_log_that_was_rewritten_with_care_is_found_by_its_checkpoints(
    log: Store, file: Path
) -> None:
    sizes = [row.size async for row in log.checkpoint_rows()]
    with by_hand(file) as plain:
        rows = events_in(plain)
        assert sizes[-1] == len(rows)
        late = sizes[0] + 1
        changed = [*rows]
        changed[2] = (*rows[2][:5], rows[2][5].replace("a", "b", 1))
        swapped = [*rows]
        swapped[late], swapped[late + 1] = swapped[late + 1], swapped[late]
        rewrite(plain, changed)
        assert {(Flaw.ROOT, size) for size in sizes} <= set(await flaws(log))
        rewrite(plain, swapped)
        assert (Flaw.ROOT, sizes[1]) in await flaws(log)
        assert (Flaw.ROOT, sizes[0]) not in await flaws(log)
        rewrite(plain, [*rows[:late], *rows[late + 1 :]])
        assert (Flaw.SHORT, sizes[1]) in await flaws(log)
        rewrite(plain, [*rows[:late], rows[late], *rows[late:]])
        assert (Flaw.ROOT, sizes[1]) in await flaws(log)
        rewrite(plain, rows[:-1])
        assert (Flaw.SHORT, sizes[1]) in await flaws(log)
        rewrite(plain, [])
        assert {(Flaw.SHORT, size) for size in sizes} < set(await flaws(log))
        rewrite(plain, rows)
        assert await flaws(log) == []


async def test_an_event_that_was_deleted_is_named(log: Store, file: Path) -> None:
    size = await log.log_size()
    with by_hand(file) as plain:
        plain.execute("DELETE FROM events WHERE number IN (3, 4)")
        found = [one for one in await checked(log) if one.flaw is Flaw.MISSING]
        assert [(one.number, one.values["last"]) for one in found] == [(3, 4)]
        assert size == await log.log_size()


async def test_bodies_have_the_fields_that_the_page_names(log: Store) -> None:
    page = (Path(__file__).parents[2] / "docs" / "ledger.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \| ((?:`\w+`\??\s?)+) \|", page, re.MULTILINE)
    named = {kind: set(fields.split()) for kind, fields in rows}
    assert set(named) >= {kind.value for kind in Happening}
    kinds = set()
    async for events in log.log_pages(await log.log_size()):
        for event in events:
            found = {f"`{name}`" for name in json.loads(event.leaf.body)}
            may = {name for name in named[event.leaf.kind] if name.endswith("?")}
            must = named[event.leaf.kind] - may
            assert must <= found <= must | {name[:-1] for name in may}, event.leaf.kind
            kinds.add(event.leaf.kind)
    assert len(kinds) >= 10


async def test_what_is_written_meanwhile_is_not_seen(store: Store) -> None:
    await store.add_customer("Rossi", NOW)
    async with store.still() as still:
        size = await still.log_size()
        await store.add_customer("Bianchi", NOW)
        assert (await still.log_size(), await store.log_size()) == (size, size + 1)
        assert [one.name for one in await still.customers()] == ["Rossi"]
    assert await flaws(store) == []
