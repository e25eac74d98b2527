"""From an ended session to the charge that counts: once, whoever asks, and reversed in the open."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from broker.records import ItemState
from broker.records.decisions import Hindrance, Undecided
from broker.store import Store
from broker.tariff.kept import price_of
from tests.net.conftest import url, vault_of
from tests.net.settling_office import BY_PACK, BY_TARIFF, MONDAY, TARIFF, Office, office
from tests.waiting import soon


@pytest.fixture
async def here(store: Store) -> Office:
    return await office(store)


@pytest.fixture
async def elsewhere(here: Office, file: Path) -> AsyncIterator[Office]:
    """Another process on the same database."""
    store = await Store.open(url(file), vault_of(file))
    yield replace(here, store=store)
    await store.close()


async def test_a_session_is_charged_once_however_often_it_is_settled(here: Office) -> None:
    entry = await here.session(await here.customer(BY_TARIFF))
    first = await here.settling.settle_entry(entry)
    assert first is not None
    assert (first.cents, first.units, first.period, first.by) == (1500, 0, "2026-03", "")
    assert (first.tariff, first.tariff_version, first.vat_percent) == ("Ore", 1, 22)
    assert price_of(first.price).cents == 1500
    assert await here.settling.settle_entry(entry) == first
    assert await here.charges(entry) == [first]


async def test_many_settle_one_session_at_once(here: Office, elsewhere: Office) -> None:
    customer = await here.customer(BY_PACK)
    await here.pack(customer, 10)
    entry = await here.session(customer)
    offices = [here.another() for _ in range(4)] + [elsewhere.another() for _ in range(4)]
    found = await asyncio.gather(*(one.settle_entry(entry) for one in offices))
    assert len(set(found)) == 1 and found[0] is not None
    assert len(await here.charges(entry)) == 1
    assert await here.used(customer) == [2]


async def test_two_sessions_take_the_last_units_of_a_pack_at_once(
    here: Office, elsewhere: Office
) -> None:
    customer = await here.customer(BY_PACK)
    pack = await here.pack(customer, 5)
    entries = [await here.session(customer) for _ in range(6)]
    offices = [one.another() for _ in range(3) for one in (here, elsewhere)]
    found = await asyncio.gather(
        *(one.settle_entry(entry) for one, entry in zip(offices, entries, strict=True))
    )
    charges = [charge for charge in found if charge is not None]
    assert len(charges) == 6
    assert sorted(charge.units for charge in charges) == [0, 0, 0, 1, 2, 2]
    # Half an hour is two units; the seven that the pack lacks are paid, 7.50 each.
    assert sorted(charge.cents for charge in charges) == [0, 0, 750, 1500, 1500, 1500]
    assert await here.used(customer) == [5]
    taken = [price_of(charge.price).debits for charge in charges]
    assert sum(units for debits in taken for _, units in debits) == 5
    assert {number for debits in taken for number, _ in debits} == {pack}


async def test_another_customer_reverses_the_charge_and_gives_the_units_back(here: Office) -> None:
    packed, paying = await here.customer(BY_PACK), await here.customer(BY_TARIFF, "Bianchi")
    await here.pack(packed, 10)
    entry = await here.session(packed)
    await here.settling.settle_entry(entry)
    assert await here.used(packed) == [2]
    await here.settling.assign(entry, paying, "Carla")
    first, back, second = await here.charges(entry)
    assert (first.units, back.units, second.units) == (2, -2, 0)
    assert (back.reverses, back.reason, back.by) == (first.id, "customer_set", "Carla")
    assert (second.customer, second.cents) == (paying, 1500)
    assert await here.used(packed) == [0]
    await here.settling.assign(entry, paying, "Carla")
    assert len(await here.charges(entry)) == 3
    await here.settling.assign(entry, None, "Carla")
    assert [charge.cents for charge in await here.charges(entry)] == [0, 0, 1500, -1500]


async def test_a_new_price_stands_beside_the_old_one_and_its_reversal(here: Office) -> None:
    entry = await here.session(await here.customer(BY_TARIFF))
    item = await here.item(entry)
    await here.settling.settle(item.id)
    await here.tariff(TARIFF.replace("30_00", "40_00").replace("version = 1", "version = 2"), 2)
    charge = await here.settling.reprice(item.id, "Listino nuovo", "Carla")
    assert charge is not None
    assert (charge.cents, charge.reason, charge.by) == (2000, "Listino nuovo", "Carla")
    assert [one.cents for one in await here.charges(entry)] == [1500, -1500, 2000]
    assert (await here.item(entry)).version > item.version


@pytest.mark.parametrize("rules", ["", BY_TARIFF])
async def test_who_has_no_customer_or_contract_has_an_item_and_no_charge(
    here: Office, rules: str
) -> None:
    customer = await here.customer(rules)
    entry = await here.session(None if rules else customer)
    assert await here.settling.settle_entry(entry) is None
    assert (await here.item(entry)).state is ItemState.OPEN
    assert await here.charges(entry) == []


async def test_a_run_with_nothing_to_bill_has_no_item(here: Office) -> None:
    entry = await here.session(await here.customer(BY_TARIFF), minutes=0)
    assert await here.store.item_of(entry) is None
    assert await here.settling.settle_entry(entry) is None


@pytest.mark.parametrize(
    ("began", "period"),
    [
        (datetime(2026, 1, 31, 22, 59, tzinfo=UTC), "2026-01"),
        (datetime(2026, 1, 31, 23, 0, tzinfo=UTC), "2026-02"),
        (datetime(2026, 6, 30, 22, 0, tzinfo=UTC), "2026-07"),
        (datetime(2026, 12, 31, 23, 30, tzinfo=UTC), "2027-01"),
    ],
)
async def test_a_session_lies_in_the_month_of_the_houses_zone(
    here: Office, began: datetime, period: str
) -> None:
    entry = await here.session(await here.customer(BY_TARIFF), began=began)
    assert (await here.item(entry)).period == period


async def close_period(store: Store, period: str) -> None:
    """Close a month, as far as this is about charges."""
    async with store._writing() as connection:
        await connection.exec_driver_sql(
            "INSERT INTO periods VALUES (?, '{}', 'Carla', '2026-04-01 00:00:00')", (period,)
        )
        await connection.exec_driver_sql(
            "UPDATE items SET state = 'closed' WHERE period = ?", (period,)
        )


async def test_a_closed_month_is_corrected_in_an_open_one(here: Office) -> None:
    paying = await here.customer(BY_TARIFF)
    entry = await here.session(paying)
    await here.settling.settle_entry(entry)
    for period in ("2026-03", "2026-04"):
        await close_period(here.store, period)
    here.now = datetime(2026, 4, 10, tzinfo=UTC)
    await here.settling.reprice((await here.item(entry)).id, "Errore", "Carla")
    charges = await here.charges(entry)
    assert [charge.period for charge in charges] == ["2026-03", "2026-05", "2026-05"]
    assert (await here.item(entry)).period == "2026-03"
    late = await here.session(paying)
    assert (await here.item(late)).period == "2026-05"


async def test_what_is_closed_or_billed_with_others_stays_with_its_customer(here: Office) -> None:
    paying, other = await here.customer(BY_TARIFF), await here.customer(BY_TARIFF, "Bianchi")
    closed = await here.session(paying)
    await close_period(here.store, "2026-03")
    whole, part = [await here.session(paying, began=MONDAY + timedelta(days=40)) for _ in range(2)]
    merged = await here.item(part)
    async with here.store._writing() as connection:
        lead = (await here.item(whole)).id
        await here.store._change_item(connection, merged.id, merged.version, merged_into=lead)
    why = {closed: Hindrance.CLOSED, whole: Hindrance.HAS_PARTS, part: Hindrance.PART}
    for entry, hindrance in why.items():
        with pytest.raises(Undecided) as raised:
            await here.settling.assign(entry, other, "Carla")
        assert raised.value.why is hindrance
        assert (await here.item(entry)).customer_id == paying


async def test_a_correction_that_was_cut_off_is_finished_though_the_month_is_closed(
    here: Office,
) -> None:
    paying = await here.customer(BY_TARIFF)
    charged, never = await here.session(paying), await here.session(paying)
    await here.settling.settle_entry(charged)
    await close_period(here.store, "2026-03")
    await here.settling.unsettle((await here.item(charged)).id, "Errore", "Carla")
    assert await here.settling.settle_left() == 1
    assert [one.cents for one in await here.charges(charged)] == [1500, -1500, 1500]
    assert await here.charges(never) == []


async def test_what_was_left_is_settled_at_the_start(here: Office) -> None:
    paying, unknown = await here.customer(BY_TARIFF), await here.customer(name="Bianchi")
    entries = [await here.session(paying) for _ in range(3)]
    await here.session(unknown)
    await here.session(None)
    assert await here.store.unsettled(limit=2) == [1, 2]
    assert await here.settling.settle_left() == 3
    assert all([len(await here.charges(entry)) == 1 for entry in entries])
    assert await here.settling.settle_left() == 0
    await here.contract(unknown, BY_TARIFF)
    assert await here.settling.settle_left(paying) == 0
    assert await here.settling.settle_left(unknown) == 1


async def test_excluded_and_merged_items_are_not_charged(here: Office) -> None:
    paying = await here.customer(BY_TARIFF)
    first, second, third = [
        await here.session(paying, began=MONDAY + timedelta(minutes=40 * place))
        for place in range(3)
    ]
    lead, merged, out = [await here.item(entry) for entry in (first, second, third)]
    async with here.store._writing() as connection:
        await here.store._change_item(connection, merged.id, merged.version, merged_into=lead.id)
        await here.store._change_item(connection, out.id, out.version, excluded="Nostro errore")
    assert await here.settling.settle_left() == 1
    (charge,) = await here.charges(first)
    assert charge.cents == 3000
    assert await here.charges(second) == await here.charges(third) == []


async def test_work_by_hand_is_charged_too(here: Office) -> None:
    document = TARIFF.replace("[hours]", "[phone]\nsteps = [{ percent = 50 }]\n[hours]")
    await here.tariff(document.replace("version = 1", "version = 2"), 2)
    paying = await here.customer(BY_TARIFF)
    entry = await here.session(paying)
    await here.call(paying, 12)
    await here.call(paying, 12, session_entry=entry)
    assert await here.settling.settle_left() == 3
    prices = [charge.cents for item in (2, 3) for charge in await here.store.charges_of(item)]
    assert prices == [1500, 0]


async def test_the_pack_that_expires_first_is_used_first(here: Office) -> None:
    customer = await here.customer(BY_PACK)
    await here.pack(customer, 10)
    await here.pack(customer, 1, expires_on=date(2026, 4, 1))
    await here.pack(customer, 10, expires_on=date(2026, 3, 1))
    await here.settling.settle_entry(await here.session(customer))
    assert await here.used(customer) == [0, 1, 1]


async def test_what_runs_in_the_background_looks_again_when_it_is_woken(
    here: Office, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    later = await here.customer()
    entry = await here.session(later)
    looked, whole = [], here.store.unsettled

    async def unsettled(*what: int, customer_id: int | None) -> list[int]:
        looked.append(what)
        if len(looked) == 1:
            raise OSError("the database is away")
        return await whole(*what, customer_id=customer_id)

    monkeypatch.setattr(here.store, "unsettled", unsettled)
    task = asyncio.create_task(here.settling.run())
    try:
        await soon(lambda: "settling what was left failed" in caplog.text)
        await here.contract(later, BY_TARIFF)
        here.settling.wake()
        await soon(lambda: len(looked) >= 3)
        assert len(await here.charges(entry)) == 1
        assert not task.done()
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
