"""Cut legs, the ones that come back, and the ones that are replaced."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from broker.wire.words import Close
from tests.fakes.legs import Broker, Leg
from tests.fakes.sockets_only import running
from tests.waiting import soon


async def cut_agent(broker: Broker) -> tuple[Leg, Leg]:
    agent, console = await broker.active()
    await agent.cut()
    assert (await console.hears("state"))["state"] == "reconnecting"
    return agent, console


async def agent_back(broker: Broker, agent: Leg) -> Leg:
    back = await broker.agent(resume=agent.heard["registered"]["token"])
    assert (await back.hears("registered"))["session"] == agent.heard["registered"]["session"]
    return back


def console_back(broker: Broker, agent: Leg, console: Leg) -> Awaitable[Leg]:
    return broker.console(
        agent.heard["registered"]["session"], resume=console.heard["joined"]["token"]
    )


async def goes_on(agent: Leg, console: Leg) -> None:
    assert (await console.hears("joined"))["resumed"] is True
    assert (await agent.hears("joined"))["resumed"] is True
    await agent.send(b"\x01 offer")
    assert await console.record() == b"\x01 offer"
    await console.send(b"\x02 pake1")
    assert await agent.record() == b"\x02 pake1"
    await agent.say(type="state", state="active")
    for leg in (agent, console):
        assert (await leg.hears("state"))["state"] == "active"


async def test_the_agent_comes_back_and_the_cut_is_not_billed() -> None:
    async with running() as broker:
        agent, console = await cut_agent(broker)
        before = console.heard["state"]["billable_ms"]
        broker.clock.ahead += 59
        broker.rendezvous.sweep()
        agent = await agent_back(broker, agent)
        await goes_on(agent, console)
        assert console.heard["state"]["billable_ms"] == before
        await console.say(type="end", outcome="completed")
        assert (await agent.hears("ended"))["outcome"] == "completed"
        assert broker.book.outcomes() == ["completed"]


async def test_the_console_comes_back() -> None:
    async with running() as broker:
        agent, console = await broker.active()
        await console.cut()
        assert (await agent.hears("state"))["state"] == "reconnecting"
        # What the agent had on its way is dropped, and is no breach.
        await agent.send(b"\x12 picture")
        await agent.say(type="state", state="paused")
        back = await console_back(broker, agent, console)
        await goes_on(agent, back)
        assert back.heard["joined"]["entry"] == 1


async def test_both_come_back() -> None:
    async with running() as broker:
        agent, console = await cut_agent(broker)
        await console.cut()
        back = await console_back(broker, agent, console)
        assert (await back.hears("state"))["state"] == "reconnecting"
        agent = await agent_back(broker, agent)
        await goes_on(agent, back)


async def test_nobody_comes_back() -> None:
    async with running() as broker:
        agent, console = await cut_agent(broker)
        broker.clock.ahead += 61
        broker.rendezvous.sweep()
        assert (await console.hears("ended"))["outcome"] == "lost"
        assert await console.closes() == Close.PEER_LOST
        assert broker.book.outcomes() == ["lost"]
        late = await broker.agent(resume=agent.heard["registered"]["token"])
        assert await late.closes() == Close.NO_ANSWER


async def test_the_technician_never_comes_back() -> None:
    async with running() as broker:
        agent, console = await broker.active()
        await console.cut()
        await agent.hears("state")
        broker.clock.ahead += 61
        broker.rendezvous.sweep()
        assert (await agent.hears("ended"))["outcome"] == "lost"
        assert await agent.closes() == Close.PEER_LOST
        assert await (await console_back(broker, agent, console)).closes() == Close.NO_ANSWER


async def test_back_but_silent_is_lost() -> None:
    """Both legs are there again, but their handshake never comes to an end."""
    async with running() as broker:
        agent, console = await cut_agent(broker)
        agent = await agent_back(broker, agent)
        await console.hears("joined")
        await agent.hears("joined")
        broker.clock.ahead += 61
        broker.rendezvous.sweep()
        assert (await agent.hears("ended"))["outcome"] == "lost"


async def test_a_replaced_agent() -> None:
    """The agent comes back before the broker knows that its leg was cut."""
    async with running() as broker:
        agent, console = await broker.active()
        back = await agent_back(broker, agent)
        assert await agent.closes() == Close.REPLACED
        assert (await console.hears("state"))["state"] == "reconnecting"
        await goes_on(back, console)


async def test_a_replaced_console() -> None:
    async with running() as broker:
        agent, console = await broker.active()
        back = await console_back(broker, agent, console)
        assert await console.closes() == Close.REPLACED
        assert (await agent.hears("state"))["state"] == "reconnecting"
        await goes_on(agent, back)


async def test_a_waiting_agent_comes_back() -> None:
    async with running() as broker:
        agent = await broker.waiting_agent()
        broker.clock.ahead += 100
        await agent.cut()
        back = await agent_back(broker, agent)
        assert back.heard["registered"]["seconds"] in (799, 800)
        again = await agent_back(broker, back)
        assert await back.closes() == Close.REPLACED
        console = await broker.console(again.heard["registered"]["session"])
        await console.hears("joined")
        await again.hears("joined")


async def test_a_waiting_agent_that_stays_away() -> None:
    async with running() as broker:
        agent = await broker.waiting_agent()
        await agent.cut()
        await soon(lambda: not broker.sockets.legs)
        broker.clock.ahead += 61
        broker.rendezvous.sweep()
        assert broker.rendezvous.waiting() == 0


@pytest.mark.parametrize(
    "spoil",
    [
        lambda token: token[:-1] + ("A" if token[-1] != "A" else "B"),
        lambda token: "000000000" + token[9:],
        lambda token: token[9:],
        lambda token: token[:9] + "-",
        lambda token: "x",
    ],
)
async def test_a_wrong_token(spoil: Callable[[str], str]) -> None:
    async with running() as broker:
        agent, console = await cut_agent(broker)
        wrong = spoil(agent.heard["registered"]["token"])
        assert await (await broker.agent(resume=wrong)).closes() == Close.NO_ANSWER
        wrong = spoil(console.heard["joined"]["token"])
        session = agent.heard["registered"]["session"]
        assert await (await broker.console(session, resume=wrong)).closes() == Close.NO_ANSWER
        await goes_on(await agent_back(broker, agent), console)


async def test_another_technician_cannot_come_back_in() -> None:
    async with running() as broker:
        agent, console = await broker.active()
        await console.cut()
        await agent.hears("state")
        other = await broker.console(
            agent.heard["registered"]["session"],
            resume=console.heard["joined"]["token"],
            cookie="brunos-cookie",
        )
        assert await other.closes() == Close.NO_ANSWER


async def test_the_agent_vanishes_while_asking() -> None:
    async with running() as broker:
        agent, console = await broker.pair()
        await agent.say(type="state", state="asking")
        await console.hears("state")
        await agent.cut()
        assert (await console.hears("ended"))["outcome"] == "lost"
        assert await console.closes() == Close.SESSION_ENDED
        late = await broker.agent(resume=agent.heard["registered"]["token"])
        assert await late.closes() == Close.NO_ANSWER


async def test_the_console_vanishes_while_asking() -> None:
    async with running() as broker:
        agent, console = await broker.pair()
        await agent.say(type="state", state="asking")
        await agent.hears("state")
        await console.cut()
        ended = await agent.hears("ended")
        assert (ended["outcome"], ended["again"]) == ("left_by_technician", False)


async def test_vanishing_while_the_password_is_proved() -> None:
    async with running() as broker:
        agent, console = await broker.pair()
        await console.cut()
        ended = await agent.hears("ended")
        assert (ended["outcome"], ended["again"]) == ("left_by_technician", True)
        console = await broker.console(agent.heard["registered"]["session"])
        await console.hears("joined")
        await agent.hears("joined")
        await agent.cut()
        assert (await console.hears("ended"))["outcome"] == "lost"
        back = await agent_back(broker, agent)
        console = await broker.console(back.heard["registered"]["session"])
        assert (await console.hears("joined"))["resumed"] is False
        assert broker.book.outcomes() == ["left_by_technician", "lost", None]


async def test_ending_while_the_other_one_is_away() -> None:
    async with running() as broker:
        agent, console = await cut_agent(broker)
        await console.say(type="end", outcome="completed")
        assert (await console.hears("ended"))["outcome"] == "completed"
        late = await broker.agent(resume=agent.heard["registered"]["token"])
        assert await late.closes() == Close.NO_ANSWER
        agent, console = await broker.active()
        await console.cut()
        await agent.hears("state")
        await agent.say(type="end", outcome="stopped_by_customer")
        assert (await agent.hears("ended"))["outcome"] == "stopped_by_customer"


async def test_a_database_fault_neither_ends_a_session_nor_loses_its_row() -> None:
    async with running() as broker:
        agent, console = await broker.pair()
        broker.book.broken = True
        for state in ("asking", "active"):
            await agent.say(type="state", state=state)
            await console.hears("state")
            await agent.hears("state")
        broker.clock.ahead += 30
        await console.say(type="end", outcome="completed")
        await soon(lambda: broker.rendezvous._held == {})
        broker.clock.ahead += 1000
        await asyncio.sleep(0.1)
        assert broker.book.outcomes() == [None]
        broker.book.broken = False
        billed = (await console.hears("ended"))["billable_ms"]
        assert 30_000 <= billed < 31_000
        assert broker.book.rows[1]["billable_ms"] == billed
        assert broker.book.outcomes() == ["completed"]
