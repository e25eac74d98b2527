"""Both legs hear where the session stands again and again, so that a dead line is noticed."""

from broker.wire.limits import STATE_SECONDS
from tests.fakes.legs import Broker, Leg
from tests.fakes.sockets_only import running
from tests.net.test_coming_back import agent_back, console_back, cut_agent, goes_on


def later(broker: Broker) -> None:
    """So much later that a state is said again."""
    broker.clock.ahead += STATE_SECONDS
    broker.rendezvous.sweep()


async def hear(state: str, *legs: Leg) -> None:
    for leg in legs:
        assert (await leg.hears("state"))["state"] == state


async def test_every_state_is_said_again_with_what_is_billed() -> None:
    async with running() as broker:
        agent, console = await broker.pair()
        later(broker)
        await hear("joined", agent, console)
        for state in ("asking", "active", "paused"):
            await agent.say(type="state", state=state)
            await hear(state, agent, console)
            later(broker)
            await hear(state, agent, console)
        billed = console.heard["state"]["billable_ms"]
        assert STATE_SECONDS * 1000 <= billed < (STATE_SECONDS + 1) * 1000
        assert agent.heard["state"]["billable_ms"] == billed


async def test_it_is_not_said_more_often_than_that() -> None:
    async with running() as broker:
        agent, console = await broker.active()
        for _ in range(5):
            broker.rendezvous.sweep()
        await agent.say(type="state", state="paused")
        await hear("paused", agent, console)


async def test_nobody_hears_it_who_knows_of_no_run() -> None:
    async with running() as broker:
        agent = await broker.waiting_agent()
        later(broker)
        session = agent.heard["registered"]["session"]
        console = await broker.console(session)
        await console.hears("joined")
        await agent.hears("joined")


async def test_who_waits_for_the_other_hears_it_but_not_who_is_coming_back() -> None:
    async with running() as broker:
        agent, console = await cut_agent(broker)
        later(broker)
        await hear("reconnecting", console)
        agent = await agent_back(broker, agent)
        later(broker)
        await goes_on(agent, console)
        await console.cut()
        await hear("reconnecting", agent)
        later(broker)
        await hear("reconnecting", agent)
        await goes_on(agent, await console_back(broker, agent, console))
