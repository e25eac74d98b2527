"""The ledger's writer: checkpoints, faults, and what is left after a kill -9."""

import asyncio
import os
import signal
import sys
import time
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from broker.ledger import Ledger, LedgerFault, Opening, Pace, Standing
from broker.records import Charge, Mode, period_of
from broker.store import Store
from broker.vault import Vault
from broker.wire.words import Outcome
from tests.fakes.legs import Book
from tests.waiting import soon

OPENING = Opening("123456789", 1, "Anna Rossi", "Aiuto SRL", 0, "PC-CASSA", Mode.QUICK, "Stampante")
BEGAN = datetime(2026, 3, 2, 9, tzinfo=UTC)
QUICK = Pace(checkpoint_seconds=0.02, retry_seconds=0.01, open_seconds=0.1, close_seconds=1.0)


def ledger(book: Book) -> Ledger:
    return Ledger(book, node="main", utcnow=lambda: datetime.now(UTC), pace=QUICK)


async def test_a_row_is_kept_up_to_date_and_closed_once() -> None:
    book, billed = Book(), 0
    row = ledger(book).open(OPENING, lambda: Standing(None, billed))
    assert await row.entry() == row.number() == 1
    billed = 10
    await soon(lambda: book.rows[1]["billable_ms"] == 10)
    await soon(lambda: book.rows[1]["checkpoints"] > 3)
    row.end(Outcome.COMPLETED)
    billed = 99
    row.end(Outcome.FAILED)
    assert await row.closed()
    assert (book.rows[1]["outcome"], book.rows[1]["billable_ms"]) == (Outcome.COMPLETED, 10)


async def test_a_move_is_written_without_waiting_for_the_next_checkpoint() -> None:
    book = Book()
    slow = Ledger(
        book, node="main", utcnow=lambda: datetime.now(UTC), pace=Pace(checkpoint_seconds=3600)
    )
    row = slow.open(OPENING, lambda: Standing(None, 5))
    await row.entry()
    row.moved()
    await soon(lambda: book.rows[1]["checkpoints"] == 1)
    row.end(Outcome.LOST)
    await row.closed()


async def test_a_fault_is_tried_again_and_billed_no_more() -> None:
    book, billed = Book(), 7
    row = ledger(book).open(OPENING, lambda: Standing(None, billed))
    await row.entry()
    book.broken = True
    row.end(Outcome.COMPLETED)
    billed = 1000
    await asyncio.sleep(0.05)
    assert book.outcomes() == [None]
    book.broken = False
    assert await row.closed()
    assert book.rows[1]["billable_ms"] == 7


async def test_a_row_that_cannot_be_opened() -> None:
    book = Book(broken=True)
    row = ledger(book).open(OPENING, lambda: Standing(None, 0))
    with pytest.raises(LedgerFault):
        await row.entry()
    assert await row.closed()
    assert book.rows == {}


async def test_a_run_that_ends_while_its_row_is_opened_is_in_the_ledger_all_the_same() -> None:
    book = Book(broken=True)
    row = ledger(book).open(OPENING, lambda: Standing(None, 0))
    row.end(Outcome.LEFT_BY_TECHNICIAN)
    await asyncio.sleep(0.03)
    book.broken = False
    assert await row.closed()
    assert book.outcomes() == [Outcome.LEFT_BY_TECHNICIAN]


async def test_stopping_waits_for_rows_that_have_ended() -> None:
    book = Book()
    one = ledger(book)
    row = one.open(OPENING, lambda: Standing(None, 0))
    await row.entry()
    book.broken = True
    row.end(Outcome.LOST)
    closing = asyncio.create_task(one.close())
    await asyncio.sleep(0.05)
    assert not closing.done()
    book.broken = False
    await closing
    assert book.outcomes() == [Outcome.LOST]


def charge(entry: int) -> Charge:
    return Charge(1, entry, 1, "2026-03", None, 1500, 0, 22, "Ore", 1, "{}", "", "", BEGAN)


@dataclass
class Settler:
    """Prices when it is let."""

    let: asyncio.Event = field(default_factory=asyncio.Event)
    fault: Exception | None = None
    asked: list[int] = field(default_factory=list)

    async def settle_entry(self, entry: int) -> Charge | None:
        self.asked.append(entry)
        await self.let.wait()
        if self.fault:
            raise self.fault
        return charge(entry)


def settling(book: Book, settler: Settler) -> Ledger:
    return Ledger(
        book,
        node="main",
        utcnow=lambda: BEGAN,
        pace=replace(QUICK, settle_seconds=0.05),
        zone="Europe/Lisbon",
        settler=settler,
    )


async def test_a_closed_row_is_settled_and_waited_for_a_little() -> None:
    book, settler = Book(), Settler()
    settler.let.set()
    row = settling(book, settler).open(OPENING, lambda: Standing(BEGAN, 5, ((0, 5),)))
    await row.entry()
    row.end(Outcome.COMPLETED)
    assert await row.closed()
    assert row.task.done()
    assert await row.settled() == charge(1)
    assert (book.rows[1]["zone"], book.rows[1]["intervals"]) == ("Europe/Lisbon", ((0, 5),))


async def test_a_price_that_takes_long_holds_up_nobody() -> None:
    book, settler = Book(), Settler()
    row = settling(book, settler).open(OPENING, lambda: Standing(None, 5))
    await row.entry()
    row.end(Outcome.COMPLETED)
    asked_at = time.monotonic()
    assert await row.closed()
    assert 0.05 <= time.monotonic() - asked_at < QUICK.close_seconds
    assert book.outcomes() == [Outcome.COMPLETED]
    settler.let.set()
    assert await row.settled() == charge(1)


async def test_a_price_that_fails_leaves_a_closed_row() -> None:
    book, settler = Book(), Settler(fault=RuntimeError("no price"))
    settler.let.set()
    row = settling(book, settler).open(OPENING, lambda: Standing(None, 5))
    row.end(Outcome.COMPLETED)
    assert await row.closed()
    assert await row.settled() is None
    assert (book.outcomes(), settler.asked) == ([Outcome.COMPLETED], [1])


async def test_stopping_does_not_wait_for_a_price_for_ever() -> None:
    book, settler = Book(), Settler()
    one = settling(book, settler)
    row = one.open(OPENING, lambda: Standing(None, 5))
    row.end(Outcome.LOST)
    await one.close()
    assert book.outcomes() == [Outcome.LOST]
    assert await row.settled() is None


async def test_a_row_that_cannot_be_opened_has_no_price() -> None:
    settler = Settler()
    row = settling(Book(broken=True), settler).open(OPENING, lambda: Standing(None, 0))
    row.end(Outcome.FAILED)
    assert await row.settled() is None
    assert settler.asked == []


KILLED = """
import asyncio, sys, time
from datetime import UTC, datetime
from broker.ledger import Ledger, Opening, Pace, Standing
from broker.records import Mode, epoch_ms
from pathlib import Path
from broker.store import Store
from broker.vault import Vault

async def main():
    store = await Store.open(sys.argv[1], Vault(Path(sys.argv[2])))
    technician = await store.add_technician(
        name="anna", full_name="Anna Rossi", password_hash="x", totp_secret="y",
        now=datetime.now(UTC))
    began = time.monotonic()
    active_at = datetime.now(UTC)
    begun = epoch_ms(active_at)
    def standing():
        ms = int((time.monotonic() - began) * 1000)
        return Standing(active_at, ms, ((begun, ms // 2), (begun + 3600000, ms - ms // 2)))
    ledger = Ledger(store, node="main", utcnow=lambda: datetime.now(UTC),
        pace=Pace(checkpoint_seconds=0.2))
    opening = Opening("123456789", technician, "Anna Rossi", "Aiuto SRL", 0, "PC-CASSA",
        Mode.PASSWORD, "")
    row = ledger.open(opening, standing)
    await row.entry()
    print("open", flush=True)
    await asyncio.sleep(60)

asyncio.run(main())
"""


async def test_after_a_kill_the_row_is_lost_and_a_little_less(tmp_path: Path) -> None:
    url, vault = f"sqlite+aiosqlite:///{tmp_path / 'ledger.sqlite3'}", Vault(tmp_path / "key")
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        KILLED,
        url,
        str(vault.path),
        stdout=asyncio.subprocess.PIPE,
        cwd=Path.cwd(),
    )
    try:
        assert process.stdout is not None
        assert await process.stdout.readline() == b"open\n"
        opened = time.monotonic()
        await asyncio.sleep(1.0)
        os.kill(process.pid, signal.SIGKILL)
        lasted = time.monotonic() - opened
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
    store = await Store.open(url, vault)
    try:
        assert await store.close_left_open("main") == 1
        (row,) = await store.sessions()
        assert row.outcome is Outcome.LOST
        assert 300 <= row.billable_ms <= (lasted + 0.5) * 1000
        assert len(row.intervals) == 2
        assert sum(ms for _, ms in row.intervals) == row.billable_ms
        assert row.ended_at is not None and row.ended_at == row.seen_at
        item = await store.item_of(row.entry)
        assert item is not None and item.period == period_of(
            row.active_at or row.joined_at, "Europe/Rome"
        )
        assert await store.close_left_open("main") == 0
    finally:
        await store.close()
