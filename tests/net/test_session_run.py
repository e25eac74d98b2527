"""Whole runs over real sockets: what each leg hears, and what the ledger says."""

import pytest

from tests.fakes.legs import ANNA
from tests.fakes.sockets_only import running

RECORDS = [b"\x12" + bytes([n]) * size for n, size in enumerate((0, 1, 125, 126, 65534))]


JOINED_AGENT = {
    "type": "joined",
    "technician": ANNA.full_name,
    "organisation": ANNA.organisation,
    "resumed": False,
    "quick": False,
    "reason": "",
}


async def test_a_whole_session() -> None:
    async with running() as broker:
        agent = await broker.agent()
        registered = await agent.hears("registered")
        assert registered["broker"] == "Prova" and registered["seconds"] in (899, 900)
        console = await broker.console(registered["session"], customer=7)
        joined = await console.hears("joined")
        assert joined == {
            "type": "joined",
            "entry": 1,
            "broker": "Prova",
            "pc": "PC-CASSA",
            "technician": ANNA.full_name,
            "organisation": ANNA.organisation,
            "token": joined["token"],
            "resumed": False,
        }
        assert await agent.hears("joined") == JOINED_AGENT
        for record in RECORDS:
            await agent.send(record)
            assert await console.record() == record
            await console.send(record)
            assert await agent.record() == record
        for state in ("asking", "active", "paused", "active"):
            await agent.say(type="state", state=state)
            for leg in (agent, console):
                assert (await leg.hears("state"))["state"] == state
        await console.say(type="end", outcome="completed")
        for leg in (agent, console):
            ended = await leg.hears("ended")
            assert ended["outcome"] == "completed" and ended["again"] is False
            assert broker.book.rows[1]["billable_ms"] == ended["billable_ms"]
            assert await leg.closes() == 4000
        row = broker.book.rows[1]
        assert row["outcome"] == "completed" and row["customer_id"] == 7
        assert row["technician_id"] == ANNA.id and row["active_at"] is not None
        assert (row["mode"], row["reason"]) == ("password", "")


@pytest.mark.parametrize("customer", [0, 8])
async def test_an_unknown_customer_is_none(customer: int) -> None:
    async with running() as broker:
        agent = await broker.waiting_agent()
        console = await broker.console(agent.heard["registered"]["session"], customer=customer)
        await console.hears("joined")
        assert broker.book.rows[1]["customer_id"] is None


@pytest.mark.parametrize("who", ["agent", "console"])
async def test_a_wrong_password_leaves_the_id_waiting(who: str) -> None:
    async with running() as broker:
        agent, console = await broker.pair()
        both = {"agent": agent, "console": console}
        await both[who].say(type="end", outcome="wrong_password")
        ended = await agent.hears("ended")
        assert ended == {
            "type": "ended",
            "outcome": "wrong_password",
            "billable_ms": 0,
            "again": True,
            "enrol": "",
        }
        assert (await console.hears("ended"))["again"] is False
        assert await console.closes() == 4000
        # What the other one had on its way about the same run is no breach.
        await agent.say(type="end", outcome="wrong_password")
        await agent.send(b"\x05 late")
        again = await broker.console(agent.heard["registered"]["session"])
        assert (await again.hears("joined"))["entry"] == 2
        await agent.hears("joined")
        assert broker.book.outcomes() == ["wrong_password", None]


async def test_a_refusal_before_the_customer_was_asked_leaves_the_id_waiting() -> None:
    async with running() as broker:
        agent, console = await broker.pair()
        await agent.say(type="end", outcome="declined")
        ended = await agent.hears("ended")
        assert (ended["outcome"], ended["again"]) == ("declined", True)
        assert (await console.hears("ended"))["outcome"] == "declined"
        again = await broker.console(agent.heard["registered"]["session"])
        assert (await again.hears("joined"))["entry"] == 2


@pytest.mark.parametrize(
    ("state", "outcome"),
    [("pair", "stopped_by_customer"), ("active", "stopped_by_customer"), ("active", "failed")],
)
async def test_the_customers_end_is_final(state: str, outcome: str) -> None:
    async with running() as broker:
        agent, console = await (broker.pair() if state == "pair" else broker.active())
        await agent.say(type="end", outcome=outcome)
        for leg in (agent, console):
            ended = await leg.hears("ended")
            assert (ended["outcome"], ended["again"]) == (outcome, False)
            assert await leg.closes() == 4000
        assert broker.book.outcomes() == [outcome]


async def test_declining() -> None:
    async with running() as broker:
        agent, console = await broker.pair()
        await agent.say(type="state", state="asking")
        await agent.hears("state")
        await console.hears("state")
        await agent.say(type="end", outcome="declined")
        assert (await console.hears("ended"))["outcome"] == "declined"
        assert broker.book.rows[1]["billable_ms"] == 0


async def test_leaving_without_a_word_of_farewell() -> None:
    """A close in due form without `end`: the one who closed it went away on purpose."""
    async with running() as broker:
        agent, console = await broker.active()
        await agent.leave()
        assert (await console.hears("ended"))["outcome"] == "stopped_by_customer"
        agent, console = await broker.active()
        await console.leave()
        assert (await agent.hears("ended"))["outcome"] == "left_by_technician"
        assert await agent.closes() == 4000
        agent, console = await broker.pair()
        await console.leave()
        ended = await agent.hears("ended")
        assert (ended["outcome"], ended["again"]) == ("left_by_technician", True)


async def test_the_bill_is_the_active_time() -> None:
    async with running() as broker:
        agent, console = await broker.pair()

        async def state(name: str) -> int:
            await agent.say(type="state", state=name)
            await agent.hears("state")
            return int((await console.hears("state"))["billable_ms"])

        broker.clock.ahead += 20
        await state("asking")
        broker.clock.ahead += 20
        await state("active")
        broker.clock.ahead += 61.5
        paused = await state("paused")
        assert 61_500 <= paused < 62_500
        broker.clock.ahead += 100
        assert await state("active") == paused
        broker.clock.ahead += 10
        await agent.say(type="end", outcome="stopped_by_customer")
        billed = (await agent.hears("ended"))["billable_ms"]
        assert paused + 10_000 <= billed < paused + 11_000
        assert broker.book.rows[1]["billable_ms"] == billed
