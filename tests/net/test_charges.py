"""Charges that must not be written, or not by halves: faults, races and limits."""

import asyncio
import logging
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from broker.billing.settle import Settling
from broker.points import Point
from broker.records import Debit, Item, ItemState, Moved, NewCharge, StaleItem
from broker.store import Store
from tests.net.conftest import url, vault_of
from tests.net.settling_office import BY_PACK, BY_TARIFF, MONDAY, Office, office


@pytest.fixture
async def here(store: Store) -> Office:
    return await office(store)


def of_two_units(item: Item, pack: int, *, left: int) -> NewCharge:
    """A charge that takes two units of a pack that had so many left."""
    return NewCharge(
        item=item.id,
        version=item.version,
        customer=item.customer_id or 0,
        cents=0,
        units=2,
        vat_percent=22,
        tariff="",
        tariff_version=0,
        price="{}",
        debits=(Debit(pack, 2),),
        packs=((pack, left),),
        reason="",
        by="",
        at=MONDAY,
    )


async def test_the_database_itself_refuses_a_pack_below_nothing(here: Office) -> None:
    customer = await here.customer(BY_PACK)
    pack = await here.pack(customer, 1)
    entry = await here.session(customer)
    item = await here.item(entry)
    lie = of_two_units(item, pack, left=1)
    # Nobody but a fault could ask for this; the table's own check is what says no.
    with pytest.raises(Moved) as raised:
        await here.store.add_charge(lie, "Europe/Rome")
    assert isinstance(raised.value.__cause__, IntegrityError)
    assert "pack_never_negative" in str(raised.value.__cause__)
    assert await here.charges(entry) == []
    assert await here.used(customer) == [0]


async def test_what_was_priced_and_has_changed_is_not_written(here: Office) -> None:
    customer = await here.customer(BY_PACK)
    pack = await here.pack(customer, 4)
    entry = await here.session(customer)
    item = await here.item(entry)
    priced = of_two_units(item, pack, left=4)
    for stale in (
        replace(priced, version=item.version + 1),
        replace(priced, customer=customer + 1),
        replace(priced, packs=((pack, 3),)),
        replace(priced, item=item.id + 1),
    ):
        with pytest.raises(Moved):
            await here.store.add_charge(stale, "Europe/Rome")
    assert await here.charges(entry) == []
    assert (await here.store.add_charge(priced, "Europe/Rome")).units == 2


async def test_a_price_whose_ground_never_stands_still_is_given_up(
    here: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = await here.session(await here.customer(BY_TARIFF))

    async def moved(_new: NewCharge, _zone: str) -> None:
        raise Moved("always")

    monkeypatch.setattr(here.store, "add_charge", moved)
    with pytest.raises(Moved):
        await here.settling.settle((await here.item(entry)).id)
    assert await here.settling.settle_entry(entry) is None


async def test_a_price_that_fails_leaves_the_session_and_says_so(
    here: Office, caplog: pytest.LogCaptureFixture
) -> None:
    broken = await here.customer('[[rules]]\nkind = "tariff"\ntariff = "Altro"\n')
    lost, fine = await here.session(broken), await here.session(await here.customer(BY_TARIFF, "B"))
    with caplog.at_level(logging.WARNING):
        assert await here.settling.settle_entry(lost) is None
        assert await here.settling.settle_left() == 1
    assert "session 1 has no price yet" in caplog.text
    assert "item 1 has no price yet" in caplog.text
    assert len(await here.charges(fine)) == 1
    assert await here.charges(lost) == []
    assert (await here.item(lost)).state is ItemState.OPEN


@pytest.mark.parametrize("point", [Point.CHARGE_ADDED, Point.PACK_DEBITED, Point.CHARGE_NOTED])
async def test_a_fault_in_the_middle_leaves_neither_charge_nor_debit(
    store: Store, file: Path, point: Point
) -> None:
    here = await office(store)
    customer = await here.customer(BY_PACK)
    await here.pack(customer, 10)
    entry = await here.session(customer)
    here.points.stop = point
    watched = await Store.open(url(file), vault_of(file), points=here.points)
    try:
        settling = Settling(watched, zone="Europe/Rome", utcnow=lambda: here.now)
        assert await settling.settle_entry(entry) is None
    finally:
        await watched.close()
    assert here.points.passed[-1] is point
    assert await here.charges(entry) == []
    assert await here.used(customer) == [0]


async def test_two_edits_of_one_item_at_once_meet(here: Office) -> None:
    item = await here.item(await here.session(None))

    async def edit(note: str) -> None:
        async with here.store._writing() as connection:
            await here.store._change_item(connection, item.id, item.version, note=note)

    found = await asyncio.gather(edit("uno"), edit("due"), return_exceptions=True)
    assert [type(one) for one in found] == [type(None), StaleItem]
    changed = await here.store.item(item.id)
    assert changed is not None
    assert (changed.note, changed.version) == ("uno", item.version + 1)


async def test_what_is_approved_is_open_again_once_its_charge_is_reversed(here: Office) -> None:
    entry = await here.session(await here.customer(BY_TARIFF))
    item = await here.item(entry)
    await here.settling.settle(item.id)
    async with here.store._writing() as connection:
        await here.store._change_item(connection, item.id, item.version, state="approved")
    await here.settling.reprice(item.id, "Sconto", "Carla")
    assert (await here.item(entry)).state is ItemState.OPEN
