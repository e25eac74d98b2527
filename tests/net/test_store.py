"""The store on SQLite: what is kept, what never changes, and who gets a turn."""

import asyncio
from datetime import UTC, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from broker.records import Account, Customer, LedgerRow
from broker.store import AlreadyThere, Store
from broker.wire.words import Outcome
from tests.net.conftest import NOW, url, vault_of


async def technician(store: Store, name: str = "anna") -> Account:
    await store.add_technician(
        name=name, full_name="Anna Rossi", password_hash="h", totp_secret="s", now=NOW
    )
    account = await store.technician(name)
    assert account is not None
    return account


async def opened_session(store: Store, account: Account, node: str = "main") -> int:
    return await store.open_session(
        session="123456789",
        technician_id=account.id,
        technician=account.full_name,
        organisation="Org",
        customer_id=None,
        pc="PC",
        node=node,
        joined_at=NOW,
    )


async def row(store: Store, entry: int) -> LedgerRow:
    found = await store.session(entry)
    assert found is not None
    return found


async def test_foreign_keys_are_kept(store: Store) -> None:
    with pytest.raises(IntegrityError):
        await store.set_customer(
            await opened_session(store, await technician(store)), 99, by="", at=NOW
        )


async def test_times_come_back_aware_and_in_utc(store: Store) -> None:
    account = await technician(store)
    rome = timezone(timedelta(hours=1))
    entry = await opened_session(store, account)
    await store.checkpoint(entry, active_at=NOW.astimezone(rome), billable_ms=1, seen_at=NOW)
    found = await row(store, entry)
    assert found.active_at == NOW
    assert found.active_at is not None and found.active_at.tzinfo is UTC
    assert found.joined_at == NOW
    with pytest.raises(Exception, match="without a zone"):
        await store.checkpoint(
            entry, active_at=None, billable_ms=1, seen_at=NOW.replace(tzinfo=None)
        )


async def test_names_are_there_once(store: Store) -> None:
    await technician(store)
    with pytest.raises(AlreadyThere):
        await technician(store)
    await store.add_customer("Rossi", NOW)
    with pytest.raises(AlreadyThere):
        await store.add_customer("Rossi", NOW)


async def test_a_session_goes_its_way(store: Store) -> None:
    entry = await opened_session(store, await technician(store))
    found = await row(store, entry)
    assert (found.outcome, found.ended_at, found.billable_ms) == (None, None, 0)
    seen = NOW + timedelta(seconds=5)
    await store.checkpoint(entry, active_at=NOW, billable_ms=4800, seen_at=seen)
    found = await row(store, entry)
    assert (found.active_at, found.billable_ms, found.seen_at) == (NOW, 4800, seen)
    end = NOW + timedelta(seconds=9)
    await store.close_session(
        entry, outcome=Outcome.COMPLETED, active_at=NOW, billable_ms=8700, ended_at=end
    )
    found = await row(store, entry)
    assert (found.outcome, found.ended_at) == (Outcome.COMPLETED, end)
    assert (found.billable_ms, found.billable_seconds) == (8700, 8)


async def test_a_closed_row_changes_only_its_customer(store: Store) -> None:
    entry = await opened_session(store, await technician(store))
    await store.close_session(
        entry, outcome=Outcome.DECLINED, active_at=None, billable_ms=0, ended_at=NOW
    )
    before = await row(store, entry)
    later = NOW + timedelta(hours=1)
    await store.close_session(
        entry, outcome=Outcome.COMPLETED, active_at=NOW, billable_ms=9, ended_at=later
    )
    await store.checkpoint(entry, active_at=NOW, billable_ms=9, seen_at=later)
    assert await store.close_left_open("main") == 0
    assert await row(store, entry) == before
    number = await store.add_customer("Rossi", NOW)
    await store.set_customer(entry, number, by="Anna Rossi", at=NOW)
    assert (await row(store, entry)).customer == Customer(number, "Rossi")


async def test_only_the_first_of_two_closings_counts(store: Store) -> None:
    entry = await opened_session(store, await technician(store))
    outcomes = (Outcome.COMPLETED, Outcome.LOST)
    await asyncio.gather(
        *(
            store.close_session(
                entry, outcome=outcome, active_at=NOW, billable_ms=number, ended_at=NOW
            )
            for number, outcome in enumerate(outcomes)
        )
    )
    found = await row(store, entry)
    assert found.outcome == outcomes[found.billable_ms]


async def test_left_open_rows_of_this_node_end_at_their_last_sign_of_life(store: Store) -> None:
    account = await technician(store)
    mine, others = await opened_session(store, account), await opened_session(store, account, "b")
    seen = NOW + timedelta(seconds=5)
    await store.checkpoint(mine, active_at=NOW, billable_ms=4000, seen_at=seen)
    assert await store.close_left_open("main") == 1
    found = await row(store, mine)
    assert (found.outcome, found.ended_at, found.billable_ms) == (Outcome.LOST, seen, 4000)
    assert (await row(store, others)).ended_at is None


async def test_many_writers_at_once_all_get_their_turn(store: Store, file: Path) -> None:
    account = await technician(store)
    entries = await asyncio.gather(*(opened_session(store, account) for _ in range(40)))
    assert len(set(entries)) == 40
    other = await Store.open(url(file), vault_of(file))
    try:
        await asyncio.gather(
            *(
                one.checkpoint(entry, active_at=NOW, billable_ms=1, seen_at=NOW)
                for entry in entries
                for one in (store, other)
            )
        )
    finally:
        await other.close()
    assert all(found.billable_ms == 1 for found in await store.sessions(limit=100))


async def test_an_account_in_a_log_shows_no_secret(store: Store) -> None:
    assert "totp" not in repr(await technician(store))
