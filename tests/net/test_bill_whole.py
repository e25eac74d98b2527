"""The whole bill over real sockets: entered by the office, told, counted, signed, verified."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from agent.receipts import Final
from broker.wire import receiptfile
from broker.wire.receiptfile import Side
from tests.net.billed_shop import AGENT, DOCUMENTS, shop
from tests.net.command_line import Run

TWENTY_MINUTES = 20 * 60.0


def verified(run: Run, folder: Path, final: Final) -> None:
    """By the commands, as the customer and the office would."""
    code, out, _ = run("ledger", "key")
    public = out.split()[-1]
    path = folder / "receipt.json"
    path.write_text(receiptfile.encode(final.file), encoding="utf-8")
    code, out, err = run("receipt", "verify", str(path), "--key", public)
    assert (code, err) == (0, "") and "is the one that was given" in out
    assert set(final.file.proofs) == set(Side)
    code, out, err = run("ledger", "verify", "--key", public)
    assert (code, err) == (0, ""), out


async def test_by_the_hour_from_the_price_list_to_the_verified_receipt(
    data: Path, run: Run, tmp_path: Path
) -> None:
    async with shop(data) as one:
        await one.enter("tariffs", "hourly")
        await one.enter("contracts", "contract-hourly")
        meeting = await one.meets()
        cost = meeting.cost
        assert (cost.kind, cost.cents, cost.tariff) == ("hourly", 30_00, "Assistenza a ore")
        assert (cost.quarter_cents, cost.half_hour_cents) == (7_50, 15_00)
        meeting.passes(TWENTY_MINUTES)
        so_far = await meeting.tally_of(1200)
        assert (so_far.seconds, so_far.cents, so_far.vat_percent) == (1200, 10_00, 22)
        final = await meeting.end()
        receipt, charge = final.receipt, await meeting.charge()
        assert (receipt.seconds, receipt.cents, receipt.customer) == (
            1200,
            10_00,
            "Panificio Rossi",
        )
        assert (charge.cents, charge.units, charge.tariff_version) == (10_00, 0, 1)
        assert receipt.agent_key == AGENT.public.hex() and len(receipt.lines) == 1
    await asyncio.to_thread(verified, run, tmp_path, final)


async def test_a_pack_that_runs_out_in_the_middle(data: Path, run: Run, tmp_path: Path) -> None:
    async with shop(data) as one:
        await one.enter("tariffs", "steps")
        await one.enter("contracts", "contract-packs")
        await one.pack(1)
        meeting = await one.meets()
        cost = meeting.cost
        assert (cost.kind, cost.units, cost.minutes, cost.left) == ("units", 1, 15, 1)
        assert (cost.quarter_cents, cost.half_hour_cents) == (0, 30_00)
        meeting.passes(TWENTY_MINUTES)
        so_far = await meeting.tally_of(1200)
        assert (so_far.cents, so_far.units) == (30_00, 1)
        final = await meeting.end()
        receipt, charge = final.receipt, await meeting.charge()
        assert (receipt.cents, receipt.units, receipt.units_left) == (30_00, 1, 0)
        assert (charge.cents, charge.units) == (30_00, 1)
        assert (await one.desk.own("GET", "packs"))[1]["packs"][0]["left"] == 0
        next_one = await one.meets()
        assert (next_one.cost.kind, next_one.cost.cents) == ("steps", 30_00)
        await next_one.end()
    await asyncio.to_thread(verified, run, tmp_path, final)


async def test_across_the_end_of_the_hours(data: Path, run: Run, tmp_path: Path) -> None:
    """The worked example of docs/tariffs.md: 12:50 to 13:10."""
    async with shop(data) as one:
        await one.enter("tariffs", "steps")
        await one.enter("contracts", "contract-steps")
        twelve_fifty = await one.comes_at(11, 50)
        meeting = await one.meets()
        cost = meeting.cost
        assert (cost.kind, cost.surcharge_percent, cost.outside) == ("steps", 50, False)
        meeting.passes(TWENTY_MINUTES)
        final = await meeting.end()
        assert (final.receipt.cents, (await meeting.charge()).cents) == (75_00, 75_00)
        assert cost.half_hour_cents >= 75_00
        assert final.receipt.until.at - twelve_fifty == timedelta(minutes=20)
    await asyncio.to_thread(verified, run, tmp_path, final)


async def test_without_a_contract_the_price_follows(data: Path, run: Run, tmp_path: Path) -> None:
    async with shop(data) as one:
        meeting = await one.meets()
        assert meeting.cost.kind == "unknown"
        meeting.passes(TWENTY_MINUTES)
        final = await meeting.end()
        assert (final.receipt.cents, final.receipt.seconds) == (None, 1200)
    await asyncio.to_thread(verified, run, tmp_path, final)


@pytest.mark.parametrize("step", [3600.0, -3600.0])
async def test_a_wall_clock_that_is_put_right_changes_nothing(
    data: Path, run: Run, tmp_path: Path, step: float
) -> None:
    async with shop(data) as one:
        await one.enter("tariffs", "hourly")
        await one.enter("contracts", "contract-hourly")
        began = one.here.clock.utcnow()
        meeting = await one.meets()
        meeting.passes(TWENTY_MINUTES / 2)
        await meeting.tally_of(600)
        one.here.clock.wall = step
        meeting.passes(TWENTY_MINUTES / 2)
        so_far = await meeting.tally_of(1200)
        final = await meeting.end()
        row = await one.here.store.session(meeting.entry)
        assert row is not None
        for receipt in (so_far, final.receipt):
            (interval,) = receipt.intervals
            assert (interval.start.at, interval.ms) == (began, 1_200_000)
            assert (receipt.seconds, receipt.cents) == (1200, 10_00)
            assert (receipt.joined.at, (receipt.until.at - began).total_seconds()) == (began, 1200)
        assert (row.joined_at, row.active_at, row.billable_ms) == (began, began, 1_200_000)
        assert row.ended_at == final.receipt.until.at
        assert (await meeting.charge()).cents == 10_00
    await asyncio.to_thread(verified, run, tmp_path, final)


async def test_a_contract_that_ends_at_midnight_is_not_promised_right_before(data: Path) -> None:
    """The customer may answer when the next day has begun."""
    async with shop(data) as one:
        await one.enter("tariffs", "steps")
        ends = DOCUMENTS["contract-steps"].replace("\n\n", "\nvalid_until = 2026-01-05\n\n", 1)
        assert (await one.desk.own("POST", "contracts", {"document": ends}))[0] == 200
        for minute, second, kind in ((50, 0, "steps"), (58, 30, "unknown")):
            await one.comes_at(22, minute, second)
            meeting = await one.meets()
            assert meeting.cost.kind == kind
            await meeting.end()
