"""The statements that go over all items and charges: SQLite finds its way in each by an index."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from bench.month_end import Crowd, fill
from broker.records.decisions import NotClosed
from broker.store import Store
from broker.store.month_rows import Wanted
from broker.vault import Vault

MONTHS = ("2026-01", "2026-02", "2026-03")
NOW = datetime(2026, 4, 2, tzinfo=UTC)
Asking = Callable[[Store], Awaitable[object]]


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    """Three months of twenty sessions each: SQLite has no statistics, and plans by the schema."""
    opened = await Store.open(
        f"sqlite+aiosqlite:///{tmp_path / 'd.sqlite3'}", Vault(tmp_path / "secrets.key")
    )
    await opened.add_technician(
        name="anna", full_name="Anna", password_hash="h", totp_secret="s", now=NOW
    )
    await fill(opened, Crowd(60, MONTHS))
    yield opened
    await opened.close()


@contextmanager
def asked(store: Store) -> Iterator[list[tuple[str, Any]]]:
    """The statements that are asked while inside, with their values."""
    found: list[tuple[str, Any]] = []

    def hear(_connection: Any, _cursor: Any, statement: str, values: Any, *_rest: Any) -> None:
        found.append((statement, values))

    engine = store._engine.sync_engine
    event.listen(engine, "before_cursor_execute", hear)
    try:
        yield found
    finally:
        event.remove(engine, "before_cursor_execute", hear)


async def plan_of(store: Store, statement: str, values: Any) -> list[str]:
    async with store._reading() as connection:
        said = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
        return [str(row.detail) for row in said]


async def lines(store: Store) -> object:
    return [some async for some in store.bill_lines("2026-02")]


async def close(store: Store) -> object:
    with pytest.raises(NotClosed) as refused:
        await store.close_period("2026-01", present="2026-04", by="", at=NOW)
    return refused


MONTH = "items_of_period (period=?"
SESSION = "sessions USING INTEGER PRIMARY KEY (rowid=?)"
CHARGE = "charges USING INDEX ix_charges_item_id (item_id=?)"
TAKEN = "USING INDEX sqlite_autoindex_charges_1 (reverses=?)"
INVOICE = "charges_of_period (period=? AND customer_id=?"
SUMS = "charges USING COVERING INDEX charges_of_period (period=?"


@pytest.mark.parametrize(
    ("asking", "ways"),
    [
        (lambda store: store.month_rows(Wanted(period="2026-02"), 51), (MONTH, CHARGE, TAKEN)),
        (lambda store: store.month_marks(Wanted(period="2026-02")), (MONTH, CHARGE, TAKEN)),
        (lambda store: store.months_totals(MONTHS), (MONTH, SESSION, SUMS)),
        (lambda store: store.month_counts("2026-02"), (MONTH,)),
        (lambda store: store.month_corrections("2026-02"), ("charges_of_period (period=?",)),
        (lines, (MONTH, SESSION, CHARGE)),
        (lambda store: store.charged_lines("2026-02", 7), (INVOICE, SESSION)),
        (lambda store: store.unsettled(), (SESSION, CHARGE)),
        (close, (MONTH,)),
    ],
    ids=[
        "page",
        "marks",
        "sums",
        "counts",
        "corrections",
        "lines",
        "invoice",
        "unsettled",
        "closing",
    ],
)
async def test_every_way_goes_by_an_index(
    store: Store, asking: Asking, ways: tuple[str, ...]
) -> None:
    with asked(store) as statements:
        await asking(store)
    plans = [await plan_of(store, *one) for one in statements if one[0].startswith("SELECT")]
    found = "\n".join(step for plan in plans for step in plan)
    for way in ways:
        assert way in found, found
    scans = [step for plan in plans for step in plan if step.startswith("SCAN")]
    whole = [step for step in scans if not step.startswith(("SCAN CONSTANT", "SCAN customers"))]
    assert whole == [], found
