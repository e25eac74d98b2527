"""Quick access in the rendezvous: who gets in, and what puts them out."""

import pytest

from broker.wire import signing
from tests.fakes.quick import BAKERY
from tests.fakes.quick_legs import (
    KEY,
    REASON,
    present,
    quick,
    quick_of,
    quick_waiting,
    withdraw,
)
from tests.fakes.sockets_only import running

STATES = ("asking", "active", "paused")


async def test_a_technician_comes_in_for_a_reason_and_the_customer_is_the_pcs() -> None:
    async with running() as broker:
        broker.quick.signed_roster = "the roster\n"
        agent, session = await present(broker)
        console = await broker.console(session, quick=True, reason=REASON)
        await console.hears("joined")
        assert await agent.hears("roster") == {"type": "roster", "roster": "the roster\n"}
        joined = await agent.hears("joined")
        assert (joined["quick"], joined["resumed"], joined["reason"]) == (True, False, REASON)
        row = broker.book.rows[1]
        assert (row["mode"], row["reason"]) == ("quick", REASON)
        assert row["customer_id"] == BAKERY.id
        assert broker.rendezvous.presence() == {}


async def test_by_password_the_reason_and_the_roster_are_told_too() -> None:
    async with running() as broker:
        broker.quick.signed_roster = "the roster\n"
        agent = await broker.waiting_agent()
        console = await broker.console(agent.heard["registered"]["session"], reason=REASON)
        await console.hears("joined")
        await agent.hears("roster")
        joined = await agent.hears("joined")
        assert (joined["quick"], joined["reason"]) == (False, REASON)
        assert (broker.book.rows[1]["mode"], broker.book.rows[1]["customer_id"]) == (
            "password",
            None,
        )


async def test_a_line_that_was_cut_comes_back_without_quick_or_roster() -> None:
    async with running() as broker:
        broker.quick.signed_roster = "the roster\n"
        agent, session = await present(broker)
        console = await broker.console(session, quick=True, reason=REASON)
        token = (await console.hears("joined"))["token"]
        await agent.hears("roster")
        await agent.hears("joined")
        for state in ("asking", "active"):
            await agent.say(type="state", state=state)
            assert (await agent.hears("state"))["state"] == state
        await console.cut()
        assert (await agent.hears("state"))["state"] == "reconnecting"
        back = await broker.console(session, resume=token)
        assert (await back.hears("joined"))["resumed"] is True
        joined = await agent.hears("joined")
        assert (joined["resumed"], joined["quick"], joined["reason"]) == (True, False, REASON)


async def test_every_way_not_to_get_in_is_one_answer_in_the_same_time() -> None:
    async with running() as broker:
        agent, session = await present(broker)
        plain = await broker.waiting_agent()
        busy, _, busy_session = await quick_of(broker, "0d" * 32)
        assert busy is not agent
        for wanted in ("000000000", plain.heard["registered"]["session"], busy_session):
            console = await broker.console(wanted, quick=True, reason=REASON)
            assert await console.closes() == 4006
        del broker.quick.pcs[KEY]
        console = await broker.console(session, quick=True, reason=REASON)
        assert await console.closes() == 4006
        assert (await agent.hears("presence"))["shown"] is False
        assert len(broker.book.rows) == 1


async def test_a_withdrawal_while_the_wishes_are_looked_up_counts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with running() as broker:
        agent, session = await present(broker)
        looked = broker.quick.may_join

        async def slowly(key: str) -> object:
            found = await looked(key)
            await agent.say(type="forget", key=KEY, signature=KEY * 2)
            await agent.hears("presence")
            return found

        monkeypatch.setattr(broker.quick, "may_join", slowly)
        console = await broker.console(session, quick=True, reason=REASON)
        assert await console.closes() == 4006
        assert broker.book.rows == {}


@pytest.mark.parametrize(("reason", "customer"), [("", 0), ("   ", 0), (REASON, 7)])
async def test_quick_access_needs_a_reason_and_no_customer(reason: str, customer: int) -> None:
    async with running() as broker:
        _, session = await present(broker)
        console = await broker.console(session, quick=True, reason=reason, customer=customer)
        assert await console.closes() == 4001


@pytest.mark.parametrize("states", [STATES[:count] for count in range(4)])
async def test_the_office_withdraws_and_whoever_came_in_is_out(states: tuple[str, ...]) -> None:
    async with running() as broker:
        agent, console, _ = await quick(broker)
        for state in states:
            await agent.say(type="state", state=state)
            for leg in (agent, console):
                assert (await leg.hears("state"))["state"] == state
        await withdraw(broker)
        assert (await agent.hears("presence"))["shown"] is False
        for leg in (agent, console):
            assert (await leg.hears("ended"))["outcome"] == "left_by_technician"
        assert await console.closes() == 4000
        assert agent.heard["ended"]["again"] is (not states)


async def test_a_withdrawal_in_another_process_is_found() -> None:
    async with running() as broker:
        agent, console, _ = await quick(broker)
        other, _ = await quick_waiting(broker, "0d" * 32)
        await broker.rendezvous.recheck()
        broker.quick.pcs.clear()
        await broker.rendezvous.recheck()
        assert (await agent.hears("presence"))["shown"] is False
        assert (await console.hears("ended"))["outcome"] == "left_by_technician"
        assert (await other.hears("presence"))["shown"] is False


async def test_a_session_by_password_outlives_a_withdrawal() -> None:
    async with running() as broker:
        agent, session = await present(broker)
        console = await broker.console(session)
        await console.hears("joined")
        await agent.hears("joined")
        await withdraw(broker)
        assert (await agent.hears("presence"))["shown"] is False
        await agent.say(type="state", state="asking")
        assert (await console.hears("state"))["state"] == "asking"


async def test_the_customer_forgets_while_a_session_runs_and_it_goes_on() -> None:
    async with running() as broker:
        agent, console, session = await quick(broker)
        await agent.say(type="forget", key=KEY, signature="00" * 64)
        assert (await agent.hears("presence"))["shown"] is True
        await agent.say(type="forget", key=KEY, signature=KEY * 2)
        assert (await agent.hears("presence"))["shown"] is False
        token = agent.heard["registered"]["token"]
        assert broker.quick.signed[-1] == signing.forget("Prova", session, token)
        await broker.rendezvous.recheck()
        await agent.say(type="state", state="asking")
        assert (await console.hears("state"))["state"] == "asking"
