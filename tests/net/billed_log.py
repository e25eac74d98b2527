"""A log in which everything that a bill rests on has happened at least once."""

from datetime import timedelta
from pathlib import Path

from broker.records.agreements import Details
from broker.records.decisions import Act
from broker.records.receipts import Agreement, Party
from broker.store import Store
from broker.wire.words import Verdict
from tests.net.ledger_log import filled
from tests.net.settling_office import BY_PACK, MONDAY, Office

LATER = MONDAY + timedelta(days=40)
ZONE = "Europe/Rome"


async def billed(store: Store, key: Path) -> None:
    """March with sessions and work by hand, noted, merged, excluded, approved and closed; then a
    session of April, corrections of March, receipts that were signed and judged."""
    keeper = await filled(store, key)
    office = Office(store, 1, now=LATER)
    bianchi = 2
    await store.set_details(
        bianchi, Details(town="Roma", language="en"), version=0, by="Carla", now=MONDAY
    )
    pack = await office.pack(bianchi, 20)
    await store.take_tickets(pack, 3, note="Tre ticket", by="Carla", now=MONDAY)
    await office.contract(bianchi, BY_PACK)
    sessions = [
        await office.session(bianchi, began=MONDAY + timedelta(hours=hours)) for hours in (1, 2, 3)
    ]
    await office.call(bianchi, 7)
    await office.settling.settle_left()
    first, second, third = [(await office.item(entry)).id for entry in sessions]
    await store.merge_item(await act(store, second), first, await version(store, first))
    await store.exclude_item(await act(store, third), "Prova")
    await store.include_item(await act(store, third))
    await store.exclude_item(await act(store, third), "Prova, non da fatturare")
    await store.edit_item(await act(store, first), customer=bianchi, note="Stampante", urgent=True)
    await receipts(store, sessions[0])
    await close(store, office)
    await store.correct_item(
        await act(store, first), customer=bianchi, reason="Sconto", nothing="{}"
    )
    await _april(store, office, bianchi)
    await keeper.checkpoint()


async def _april(store: Store, office: Office, customer: int) -> None:
    """A session of the month that goes on, approved, with a receipt that does not agree."""
    april = await office.session(customer, began=LATER - timedelta(hours=2))
    await office.settling.settle_left()
    await store.approve_item(await act(store, (await office.item(april)).id))
    await store.make_receipt(
        april,
        text="altro",
        broker_signature="b2",
        agent_key="0a",
        console_key="",
        ticket_hash="",
        at=LATER,
    )


async def close(store: Store, office: Office) -> None:
    """Approve what is left of March, and close it."""
    await office.settling.settle_left()
    for number in range(1, 20):
        item = await store.item(number)
        if item is not None and item.merged_into is None and not item.excluded:
            await store.approve_item(await act(store, number))
    await store.close_period("2026-03", present="2026-04", by="Carla", at=LATER)


async def receipts(store: Store, entry: int) -> None:
    """A receipt that was agreed on, made, signed by both and disputed."""
    await store.agree(Agreement(entry, "un minuto", "b0", "0a", "a0", "0c", "c0"))
    await store.make_receipt(
        entry,
        text="mezz'ora",
        broker_signature="b1",
        agent_key="0a",
        console_key="0c",
        ticket_hash="t",
        at=MONDAY,
    )
    for party, key in ((Party.AGENT, "0a"), (Party.CONSOLE, "0c")):
        assert await store.sign_receipt(entry, party, key, f"{party}1", MONDAY)
    assert await store.judge_receipt(entry, Verdict.DISPUTED, "Era meno", MONDAY)


async def act(store: Store, item: int) -> Act:
    return Act(item, await version(store, item), "Carla", LATER, ZONE)


async def version(store: Store, item: int) -> int:
    found = await store.item(item)
    assert found is not None
    return found.version
