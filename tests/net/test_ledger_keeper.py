"""The log's key, and its checkpoints: when they are made, and when they are refused."""

import asyncio
import logging
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from broker.billing.flaws import Flaw
from broker.billing.log import WHOLE_AFTER, LogBroken, LogKeeper
from broker.billing.verify import Kept
from broker.ledgerkey import LedgerKey, LedgerKeyFault, LedgerKeyTrouble
from broker.records.happenings import Happening
from broker.store import Store
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


def moved(path: Path, to: Path) -> None:
    path.rename(to)


async def test_the_key_is_made_once_and_named_in_the_log(store: Store, key: Path) -> None:
    for _ in range(2):
        await keeper_of(store, key).begin()
    (named,) = await store.events_of_kind(Happening.KEY_ENTERED)
    assert LedgerKey(key).public().hex() in named.leaf.body


async def test_a_key_that_is_lost_or_replaced_is_refused_until_it_is_renewed(
    log: Store, key: Path, tmp_path: Path
) -> None:
    old = LedgerKey(key).public()
    running = keeper_of(log, key)
    await running.checkpoint()
    moved(key, tmp_path / "kept.key")
    with pytest.raises(LedgerKeyFault) as caught:
        await keeper_of(log, key).begin()
    assert caught.value.trouble is LedgerKeyTrouble.MISSING
    LedgerKey(key).make()
    new = LedgerKey(key).public()
    with pytest.raises(LedgerKeyFault) as caught:
        await keeper_of(log, key).begin()
    assert caught.value.trouble is LedgerKeyTrouble.WRONG
    assert {one.flaw for one in await checked(log, own=new)} == {Flaw.OTHER_KEY}
    assert await keeper_of(log, key).renew()
    assert not await keeper_of(log, key).renew()
    await keeper_of(log, key).begin()
    assert await checked(log, own=new) == []
    assert await checked(log, trusted=[old, new]) == []
    assert {one.flaw for one in await checked(log, trusted=[new])} == {Flaw.KEY}
    assert [one.flaw for one in await checked(log, trusted=[old])] == [Flaw.KEY]
    await note(log, {})
    old_keeper = keeper_of(log, tmp_path / "kept.key")
    with pytest.raises(LedgerKeyFault):
        await old_keeper.checkpoint()


async def test_who_wrote_all_anew_with_another_key_is_found_by_what_was_kept(
    log: Store, file: Path, key: Path, tmp_path: Path
) -> None:
    old = LedgerKey(key).public()
    kept = await keeper_of(log, key).checkpoint()
    assert kept is not None
    with by_hand(file) as plain:
        rows = events_in(plain)
        plain.execute("DELETE FROM events")
        plain.execute("DELETE FROM checkpoints")
        forged = keeper_of(log, tmp_path / "forged.key")
        await forged.begin()
        mine = events_in(plain)
        rewrite(plain, [*mine, *rows[1:]])
    await forged.checkpoint()
    assert await flaws(log) == []
    assert {one.flaw for one in await checked(log, own=old)} == {Flaw.OTHER_KEY}
    assert {one.flaw for one in await checked(log, trusted=[old])} == {Flaw.KEY}
    outside = [Kept("kept.txt", kept.note)]
    assert [one.flaw for one in await checked(log, kept=outside)] == [Flaw.KEY]
    forged_key = LedgerKey(tmp_path / "forged.key").public()
    found = await checked(log, trusted=[old, forged_key], kept=outside)
    assert [(one.flaw, one.number, one.values["where"]) for one in found] == [
        (Flaw.ROOT, kept.size, "kept.txt")
    ]


async def test_a_checkpoint_is_made_only_where_something_was_added(log: Store, key: Path) -> None:
    keeper = keeper_of(log, key)
    first = await keeper.checkpoint()
    assert first is not None and first.size == await log.log_size()
    assert await keeper.checkpoint() == first
    await note(log, {})
    second = await keeper.checkpoint()
    assert second is not None and second.size == first.size + 1
    assert await checked(log) == []


async def test_a_checkpoint_costs_what_was_added(
    log: Store, file: Path, key: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now, read = NOW, list[int]()
    keeper = LogKeeper(log, LedgerKey(key), utcnow=lambda: now)
    pages = Store.hash_pages

    async def counted(
        store: Store, below: int, *, begin: int | None = None
    ) -> AsyncIterator[list[tuple[int, str]]]:
        async for page in pages(store, below, begin=begin):
            read.extend(number for number, _ in page)
            yield page

    monkeypatch.setattr(Store, "hash_pages", counted)
    size = (await log.log_size()) + 1
    await note(log, {})
    await keeper.checkpoint()
    assert read == [*range(size)]
    for added in (3, 0, 1):
        read.clear()
        for _ in range(added):
            await note(log, {})
        await keeper.checkpoint()
        assert read == [*range(size, size + added)]
        size += added
    assert await flaws(log) == []
    now += WHOLE_AFTER
    read.clear()
    await note(log, {})
    await keeper.checkpoint()
    assert read == [*range(size + 1)]


async def test_an_edge_that_will_not_do_is_made_anew_and_found(
    log: Store, file: Path, key: Path
) -> None:
    keeper = keeper_of(log, key)
    await keeper.checkpoint()
    for wrong in ("", "x", "0" * 64, memoryview(b"x"), b"\xff"):
        await note(log, {})
        last = await keeper.checkpoint()
        assert last is not None
        with by_hand(file) as plain:
            set_column(plain, "checkpoints", "edge", last.size, wrong)
            found = {(one.flaw, one.number) for one in await checked(log)}
            unreadable = isinstance(wrong, bytes)
            assert found == {(Flaw.CHECKPOINT if unreadable else Flaw.EDGE, last.size)}
            await note(log, {})
            if not unreadable:
                made = await keeper.checkpoint()
                assert made is not None and made.size == last.size + 1
                assert {(one.flaw, one.number) for one in await checked(log)} == found
            set_column(plain, "checkpoints", "edge", last.size, last.edge)
    assert await flaws(log) == []


async def test_an_empty_log_has_no_checkpoint(store: Store, key: Path) -> None:
    assert await keeper_of(store, key).checkpoint() is None


async def test_of_two_that_make_the_same_checkpoint_both_have_it(log: Store, key: Path) -> None:
    await note(log, {})
    keepers = [keeper_of(log, key) for _ in range(5)]
    made = await asyncio.gather(*(keeper.checkpoint() for keeper in keepers))
    assert len(set(made)) == 1


BREAKS = {
    "not what was signed": f"UPDATE events SET leaf = '{'0' * 64}' WHERE number = 2",
    "event 2 is gone": "UPDATE events SET leaf = 'x' WHERE number = 2",
    "event 3 is gone": "DELETE FROM events WHERE number = 3",
    "that were signed are left": "DELETE FROM events WHERE number > 4",
    "is none": "UPDATE checkpoints SET note = 'x'",
    "no good signature": "UPDATE checkpoints SET note = replace(note, char(10) || 'at 2026',"
    " char(10) || 'at 2025')",
    "is another": "UPDATE checkpoints SET size = size + 1 WHERE size > 8",
}


@pytest.mark.parametrize("why", BREAKS)
async def test_nothing_is_signed_that_is_not_what_was_signed_before(
    log: Store, file: Path, key: Path, why: str, caplog: pytest.LogCaptureFixture
) -> None:
    await note(log, {})
    with by_hand(file) as plain:
        plain.execute(BREAKS[why])
    before = [row async for row in log.checkpoint_rows()]
    with pytest.raises(LogBroken, match=why):
        await keeper_of(log, key).checkpoint()
    with caplog.at_level(logging.ERROR):
        await keeper_of(log, key).attempt()
    assert "NOT SIGNED" in caplog.text and why in caplog.text
    assert [row async for row in log.checkpoint_rows()] == before


async def test_a_keeper_knows_what_it_has_signed(log: Store, file: Path, key: Path) -> None:
    keeper = keeper_of(log, key)
    await note(log, {})
    made = await keeper.checkpoint()
    assert made is not None
    with by_hand(file) as plain:
        plain.execute("DELETE FROM checkpoints WHERE size = ?", (made.size,))
    with pytest.raises(LogBroken, match="is gone"):
        await keeper.checkpoint()


async def test_checkpoints_are_made_as_time_passes_and_faults_do_not_end_that(
    log: Store, key: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeper = keeper_of(log, key, 0.01)
    size, broken = await log.log_size(), True
    there = LogKeeper.checkpoint

    async def checkpoint(one: LogKeeper) -> object:
        if broken:
            raise OSError("the disk")
        return await there(one)

    monkeypatch.setattr(LogKeeper, "checkpoint", checkpoint)
    task = asyncio.create_task(keeper.keep())
    await note(log, {})
    await asyncio.sleep(0.05)
    last = await log.last_checkpoint()
    assert last is not None and last.size == size
    broken = False
    for _ in range(200):
        await asyncio.sleep(0.01)
        last = await log.last_checkpoint()
        if last is not None and last.size == size + 1:
            break
    assert last is not None and last.size == size + 1
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
