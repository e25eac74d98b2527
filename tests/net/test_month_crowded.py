"""A month of many items: the loop, which serves the sessions that run, is never kept for long."""

from dataclasses import replace
from itertools import product
from typing import Any

import pytest

from bench.month_end import Crowd, fill
from broker.store.month_rows import Wanted
from tests.fakes.month import mark_of
from tests.loop_steps import loop_steps
from tests.net.month_house import MARCH, MonthHouse, month_house
from tests.net.settling_office import BY_TARIFF, MONDAY, TARIFF
from tests.net.test_month_closing import download
from tests.stack.house import House

ITEMS = 800
MOST = 8_000
"""Calls in one turn of the loop: a few milliseconds. One by one, so many items take ten times
that."""


@pytest.fixture
async def month(here: House) -> MonthHouse:
    """800 sessions of March, priced, and a few with more to be said of them."""
    month = await month_house(here)
    crowd = Crowd(ITEMS, ("2026-03",), month.office.technician, 1000, 50, 1000)
    await fill(here.store, crowd)
    return month


async def test_the_loop_is_kept_by_nothing_that_looks_at_a_month(month: MonthHouse) -> None:
    tariff = TARIFF.replace("30_00", "90_00")
    paths: tuple[tuple[str, str, dict[str, Any]], ...] = (
        ("GET", "/items?limit=200", {}),
        ("GET", "/items?limit=50&no_note=1", {}),
        ("GET", "/items?limit=50&flagged=1", {}),
        ("GET", "", {}),
        ("POST", "/simulate", {"json": {"tariff": tariff, "customer": 0}}),
    )
    february = MARCH.replace("-03", "-02")
    for method, path, options in paths:
        assert (await month.ask(method, february + path, **options))[0] == 200
        with loop_steps() as steps:
            assert (await month.ask(method, MARCH + path, **options))[0] == 200
        assert steps.longest < MOST, path


@pytest.mark.parametrize("form", ["csv", "xlsx", "json"])
async def test_nor_by_a_month_as_a_file(month: MonthHouse, form: str) -> None:
    await download(month, f"{MARCH.replace('-03', '-02')}/export.{form}")
    with loop_steps() as steps:
        await download(month, f"{MARCH}/export.{form}")
    assert steps.longest < MOST


async def test_nor_by_deciding_and_closing(month: MonthHouse) -> None:
    await month.ask("POST", f"{MARCH.replace('-03', '-02')}/approve", json={})
    with loop_steps() as steps:
        _, done = await month.ask("POST", f"{MARCH}/approve", json={})
        assert done == {"approved": ITEMS, "left": 0}
        assert (await month.close())[0] == 200
        assert (await month.ask("GET", "/api/billing/months"))[0] == 200
    assert steps.longest < MOST


async def test_what_is_looked_at_is_what_the_rows_say(month: MonthHouse) -> None:
    items = [await month.session(minutes=30, began=MONDAY) for _ in range(4)]
    nobody = await month.session(0)
    await month.office.call(month.rossi, 7)
    await month.act(items[0], "exclude", reason="Prova")
    into = {"into": items[1], "into_version": (await month.item(items[1]))["version"]}
    await month.act(items[2], "merge", **into)
    await month.edit(items[3], note="Stampante")
    store, wanted = month.here.store, Wanted(period="2026-03")
    marks = await store.month_marks(wanted)
    rows = await store.month_rows(wanted)
    assert marks == [mark_of(row) for row in reversed(rows)]
    assert {mark.item for mark in marks if mark.customer is None} == {nobody}
    one = replace(wanted, customers=frozenset({month.rossi, 0}))
    assert [mark.item for mark in await store.month_marks(one)] == [
        row.item for row in reversed(rows) if row.item < 1000 or row.item >= 1000 + ITEMS
    ]


async def test_the_lines_of_an_invoice_are_those_of_the_bill(month: MonthHouse) -> None:
    verdi = await month.office.customer(BY_TARIFF, "Verdi")
    items = [await month.session(minutes=30, began=MONDAY) for _ in range(2)]
    await month.act(items[0], "exclude", reason="Prova")
    await month.ask("POST", f"{MARCH}/approve", json={})
    await month.act(items[1], "approve")
    assert (await month.close())[0] == 200
    await month.act(items[1], "correct", reason="Di Verdi", customer=verdi, billed=True)
    store = month.here.store
    for period, customer in product(("2026-03", "2026-04"), (month.rossi, verdi, 1000)):
        batches = [some async for some in store.bill_lines(period, customer)]
        bill = [line for some in batches for line in some if line.charge is not None]
        assert await store.charged_lines(period, customer) == bill
