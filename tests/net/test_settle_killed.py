"""`kill -9` of the real broker at each named point between a session's end and its bill, and of
what billing decides."""

from collections.abc import AsyncIterator, Awaitable
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from broker.points import Point
from broker.records import HOUSE_ZONE, period_of
from broker.records.months import months_until
from tests.net.killed_office import KilledOffice, killed_office
from tests.waiting import soon

BY_ASSIGNING = (Point.VOID_BEGUN, Point.UNITS_GIVEN_BACK, Point.VOID_COMMITTED)
"""What is passed when a charged session is given to another customer."""
BY_SIGNING = (Point.RECEIPT_SIGNED, Point.VERDICT_ADDED)
"""What is passed when the customer signs a receipt and confirms it."""
BY_DECIDING = (
    Point.DECISION_BEGUN,
    Point.DECISION_NOTED,
    Point.DECISION_WRITTEN,
    Point.DECISION_COMMITTED,
)
"""What is passed when billing decides about an item: see `deciding` and `correcting`."""
BY_CLOSING = (
    Point.PERIOD_ADDED,
    Point.PERIOD_ITEMS_CLOSED,
    Point.PERIOD_NOTED,
    Point.PERIOD_COMMITTED,
)
"""What is passed when a month is closed."""
_OTHERS = (*BY_ASSIGNING, *BY_SIGNING, *BY_DECIDING, *BY_CLOSING)
BY_ENDING = tuple(point for point in Point if point not in _OTHERS)
"""What is passed when a session ends, and passed again by what a start finds left."""


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[KilledOffice]:
    async with killed_office(tmp_path / "data") as built:
        yield built


async def ending(here: KilledOffice, point: Point) -> None:
    """Killed while a session ends."""
    here.arm(point)
    entry = await here.session(here.packed)
    await here.again()
    here.check(entry, here.packed)


async def assigning(here: KilledOffice, point: Point) -> None:
    """Killed while a charged session is given to another customer."""
    entry = await here.session(here.packed)
    await soon(here.at_rest)
    here.arm(point)
    with pytest.raises(aiohttp.ClientConnectionError):
        await here.ask("PATCH", f"/api/sessions/{entry}", customer=here.paying)
    await here.again()
    [(customer,)] = here.rows(f"SELECT customer_id FROM sessions WHERE entry = {entry}")
    assert (customer == here.paying) is (point is Point.VOID_COMMITTED)
    here.check(entry, customer)


async def signing(here: KilledOffice, point: Point) -> None:
    """Killed while the customer's confirmation is written; they send it again."""
    entry, receipt = await here.receipt(here.packed)
    await soon(here.at_rest)
    here.arm(point)
    key = Ed25519PrivateKey.generate()
    assert not await here.countersign(receipt, key)
    await here.again()
    assert await here.countersign(receipt, key)
    verdict = f"SELECT agent_key, verdict FROM receipts WHERE entry = {entry}"
    assert here.rows(verdict) == [(key.public_key().public_bytes_raw().hex(), "confirmed")]
    here.check(entry, here.packed)


async def deciding(here: KilledOffice) -> None:
    """Killed while billing excludes a session that took units of a pack."""
    item = await here.item(here.packed)
    for point in (*BY_DECIDING[:1], *BY_ASSIGNING[:2], *BY_DECIDING[1:]):
        await _cut_off(here, point, here.decide(item, "exclude", reason="Prova"))
        done = point is Point.DECISION_COMMITTED
        assert here.rows(f"SELECT excluded FROM items WHERE id = {item}") == [("Prova" * done,)]
        assert len(here.counting(item)) == (not done)
        assert here.told("excluded", item) == here.told("reversed", item) == done


async def merging(here: KilledOffice) -> None:
    """Killed while two sessions become one, which is then priced anew."""
    part, whole = [await here.item(here.packed) for _ in range(2)]
    before = here.counting(whole)
    for point in (Point.DECISION_WRITTEN, Point.DECISION_COMMITTED):
        [(version,)] = here.rows(f"SELECT version FROM items WHERE id = {whole}")
        seen = {"into": whole, "into_version": version}
        await _cut_off(here, point, here.decide(part, "merge", **seen))
        done = point is Point.DECISION_COMMITTED
        into = here.rows(f"SELECT merged_into FROM items WHERE id = {part}")
        assert into == [(whole if done else None,)]
        assert len(here.counting(part)) == (not done)
        assert (here.counting(whole) == before) is not done
        assert here.told("merged", part) == done


async def closing(here: KilledOffice) -> None:
    """Killed while the last month is closed, and while an item of it is corrected."""
    month = months_until(period_of(datetime.now(UTC), HOUSE_ZONE), 2)[0]
    item = await here.hand_work(month)
    await here.decide(item, "approve")
    for point in BY_CLOSING:
        await _cut_off(here, point, here.ask("POST", f"/api/billing/months/{month}/close"))
        done = point is Point.PERIOD_COMMITTED
        assert here.rows("SELECT period FROM periods") == [(month,)] * done
        state = here.rows(f"SELECT state FROM items WHERE id = {item}")
        assert state == [("closed" if done else "approved",)]
        closed = here.rows("SELECT count(*) FROM events WHERE kind = 'period_closed'")
        assert closed == [(int(done),)]
    await correcting(here, item)


async def correcting(here: KilledOffice, item: int) -> None:
    """Killed while an item of a closed month comes to cost nothing."""
    sums = here.rows("SELECT totals FROM periods")
    body = {"reason": "Prova", "customer": here.paying, "billed": False}
    begun, _, written, committed = BY_DECIDING
    for point in (begun, Point.VOID_BEGUN, Point.CHARGE_ADDED, written, committed):
        await _cut_off(here, point, here.decide(item, "correct", **body))
        done = point is committed
        made = here.rows(f"SELECT reverses IS NULL, cents = 0 FROM charges WHERE item_id = {item}")
        assert made == [(1, 0), (0, 0), (1, 1)][: 3 if done else 1]
        assert len(here.counting(item)) == 1
        assert here.told("charged", item) == 1 + done
    assert here.rows("SELECT totals FROM periods") == sums


async def _cut_off(here: KilledOffice, point: Point, asked: Awaitable[object]) -> None:
    """What is asked for ends the broker at `point`; it is started again, and nothing is left."""
    here.arm(point)
    with pytest.raises(aiohttp.ClientConnectionError):
        await asked
    await here.again()
    here.check_all()


async def killed_everywhere(here: KilledOffice) -> None:
    for point in BY_ENDING:
        await ending(here, point)
    for point in BY_ASSIGNING:
        await assigning(here, point)
    for point in BY_SIGNING:
        await signing(here, point)
    here.broker.command("ledger", "verify")


async def killed_while_deciding(here: KilledOffice) -> None:
    await deciding(here)
    await merging(here)
    await closing(here)
    here.broker.command("ledger", "verify")


async def test_nothing_is_lost_or_billed_twice_wherever_the_broker_is_killed(
    here: KilledOffice,
) -> None:
    await killed_everywhere(here)


async def test_a_decision_and_a_month_are_whole_or_not_at_all(here: KilledOffice) -> None:
    await killed_while_deciding(here)


@pytest.mark.soak
async def test_the_same_ten_times(tmp_path: Path) -> None:
    for number in range(10):
        async with killed_office(tmp_path / str(number)) as here:
            await killed_everywhere(here)
            await killed_while_deciding(here)


async def test_a_start_that_is_killed_while_it_settles_is_made_good_by_the_next(
    here: KilledOffice,
) -> None:
    here.arm(Point.SESSION_CLOSED)
    entry = await here.session(here.packed)
    await here.dead()
    for point in (Point.SETTLE_BEGUN, Point.PACK_DEBITED, Point.CHARGE_COMMITTED):
        here.arm(point)
        here.start_to_be_killed()
        await here.dead()
    await here.again()
    here.check(entry, here.packed)
