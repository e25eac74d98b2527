"""The month end on 100,000 sessions: the page, a month at a glance, the chart, the exports.

`python -m bench.month_end [SESSIONS]` fills a database of its own: so many sessions of thirteen
months and 200 customers, each with its price, as settling leaves them. Says the median of three
of each, how long the event loop was kept from its sessions at once, and the most memory that
exports take on top.
"""

import asyncio
import gc
import io
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from broker.billing.documents import tariff_of
from broker.billing.exporting import Exports, Form
from broker.billing.holidays import holidays_for
from broker.billing.months import MonthEnd
from broker.calendar_ import Calendars
from broker.records.months import months_until
from broker.store import Store
from broker.store.billing_tables import charges, items
from broker.store.month_rows import Wanted
from broker.store.tables import customers, sessions
from broker.tariff.kept import price_text
from broker.tariff.price import price
from broker.tariff.terms import Tariff
from broker.tariff.words import RuleKind, WorkKind
from broker.tariff.work import Price, Span, Terms, Work
from broker.vault import Vault

MONTHS = months_until("2026-03", 13)
CUSTOMERS = 200
ROWS_AT_ONCE = 5_000
TIMES = 3
MS = 1_800_000
TARIFF = Path(__file__).parents[1] / "docs" / "tariffs" / "hourly.toml"
NOW = datetime(2026, 3, 20, tzinfo=UTC)


class NoLog:
    """Nobody who signs."""

    async def attempt(self) -> None:
        """Sign nothing."""


def price_at(began: datetime, tariff: Tariff, calendars: Calendars) -> Price:
    """What half an hour costs, with the lines that a session has."""
    work = Work(WorkKind.SESSION, began, (Span(began, MS),))
    holidays = holidays_for(tariff.week, "", began)
    rules = (Terms(RuleKind.TARIFF, tariff),)
    return price(work, rules, holidays=holidays, calendars=calendars)


@dataclass(frozen=True, slots=True)
class Crowd:
    """So many sessions, spread evenly and in order of time over some months and all customers."""

    count: int
    months: tuple[str, ...] = MONTHS
    technician: int = 1
    first_customer: int = 1
    customers: int = CUSTOMERS
    first: int = 1
    """The number of the first session, item and charge."""

    def began(self, number: int) -> tuple[str, datetime]:
        """The month of a session, counted from 0, and when in it."""
        month, within = divmod(number * len(self.months), self.count)
        name = self.months[month]
        began = datetime(int(name[:4]), int(name[5:]), 1, 7, tzinfo=UTC)
        return name, began + timedelta(minutes=within * 38_000 // self.count, milliseconds=number)


def rows_of(
    place: int, crowd: Crowd, tariff: Tariff, calendars: Calendars
) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """A session, its item and its charge; `place` counts from 0."""
    number = crowd.first + place
    month, began = crowd.began(place)
    session = session_of(place, crowd)
    item = {"id": number, "entry": number, "period": month, "state": "open", "note": "Stampante"}
    made = price_at(began, tariff, calendars)
    charge = {
        "id": number,
        "item_id": number,
        "customer_id": session["customer_id"],
        "period": month,
        "cents": made.cents,
        "units": 0,
        "vat_percent": 22,
        "tariff": tariff.name,
        "tariff_version": tariff.version,
        "price": price_text(made),
        "reason": "",
        "by": "",
        "at": session["ended_at"],
    }
    return session, item, charge


def session_of(place: int, crowd: Crowd) -> dict[str, Any]:
    """The row of a session of half an hour."""
    number = crowd.first + place
    _, began = crowd.began(place)
    ended = began + timedelta(minutes=30)
    return {
        "entry": number,
        "session": "123456789",
        "technician_id": crowd.technician,
        "technician": "Anna Rossi",
        "organisation": "Org",
        "customer_id": crowd.first_customer + place % crowd.customers,
        "pc": f"PC-{number % 900}",
        "node": "main",
        "joined_at": began,
        "active_at": began,
        "seen_at": ended,
        "ended_at": ended,
        "billable_ms": MS,
        "outcome": "completed",
        "mode": "password",
        "reason": "",
        "intervals": f"[[{int(began.timestamp()) * 1000}, {MS}]]",
    }


async def fill(store: Store, crowd: Crowd) -> None:
    """So many sessions with all that belongs to them, past the log, which nothing here reads."""
    tariff, calendars = tariff_of(TARIFF.read_text(encoding="utf-8")), Calendars()
    async with store._writing() as connection:
        named = [
            {"id": crowd.first_customer + n, "name": f"Cliente {n:03d}", "created_at": NOW}
            for n in range(crowd.customers)
        ]
        await connection.execute(insert(customers), named)
        for first in range(0, crowd.count, ROWS_AT_ONCE):
            some = range(first, min(first + ROWS_AT_ONCE, crowd.count))
            made = [rows_of(place, crowd, tariff, calendars) for place in some]
            for index, table in enumerate((sessions, items, charges)):
                await connection.execute(insert(table), [row[index] for row in made])


async def timed(name: str, work: Callable[[], Awaitable[object]]) -> None:
    """Say how long it took, how much of that this process worked, and for how long at once the
    loop, which serves the sessions that run, was kept from them; in milliseconds."""
    took, worked = [], []
    with longest_turn() as turn:
        for _ in range(TIMES):
            began, before = time.perf_counter(), time.process_time()
            await work()
            took.append((time.perf_counter() - began) * 1000)
            worked.append((time.process_time() - before) * 1000)
    print(
        f"{name}: {statistics.median(took):.0f} ms, CPU {statistics.median(worked):.0f} ms,"
        f" loop kept for {turn.longest * 1000:.1f} ms",
        flush=True,
    )


@dataclass
class Turn:
    """CPU time of the longest turn of the loop so far, in seconds."""

    longest: float = 0.0


@contextmanager
def longest_turn() -> Iterator[Turn]:
    """Watch the loop while inside."""
    handles: Any = asyncio.Handle
    turn, run = Turn(), handles._run

    def watched(handle: asyncio.Handle) -> None:
        began = time.thread_time()
        run(handle)
        turn.longest = max(turn.longest, time.thread_time() - began)

    handles._run = watched
    try:
        yield turn
    finally:
        handles._run = run


class Away(io.RawIOBase):
    """A file that keeps nothing, and counts."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int:
        self.count += len(data)
        return len(data)


async def export(exports: Exports, form: Form, months: tuple[str, ...]) -> int:
    """Bytes of the export of so many months."""
    out: Any = Away()
    for month in months:
        async for _ in exports.write(form, month, out, language="it"):
            continue
    return int(out.count)


def peak() -> int:
    """The most memory this process ever had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


async def main(count: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "bench.sqlite3"
        vault = Vault(Path(folder) / "secrets.key")
        store = await Store.open(f"sqlite+aiosqlite:///{file}", vault)
        await store.add_technician(
            name="anna", full_name="Anna Rossi", password_hash="h", totp_secret="s", now=NOW
        )
        await fill(store, Crowd(count))
        size = file.stat().st_size // 2**20
        print(f"{count} sessions, {size} MB, memory {peak()} MB", flush=True)
        gc.collect()
        gc.freeze()  # as `broker run` does
        months = MonthEnd(store, NoLog(), utcnow=lambda: NOW, zone="Europe/Rome")
        month, exports = MONTHS[-2], Exports(store, "Europe/Rome")

        async def page() -> None:
            rows = await store.month_rows(Wanted(period=month), 51)
            await months.flags(rows[:50])

        await timed("page of 50 with flags", page)
        await timed("page of 50, all months", lambda: store.month_rows(Wanted(), 51))
        await timed("page of 50, one customer", lambda: store.month_rows(Wanted(customer=7), 51))
        await timed("month at a glance", lambda: months.summary(month))
        await timed("chart of 12 months", lambda: months.chart(MONTHS[-1], 12))
        await timed("lines of an invoice", partial(store.charged_lines, month, 7))
        for form in Form:
            await timed(f"one month as {form}", partial(export, exports, form, (month,)))
        before = peak()
        for form in Form:
            await timed(f"all months as {form}", partial(export, exports, form, MONTHS))
        print(f"memory on top: {peak() - before} MB")
        await store.close()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000))
