"""Agents whose PC is seen, technicians who come in by quick access, and the office."""

from broker.parcels import Withdrawn, pc_subject
from tests.fakes.legs import Broker, Leg
from tests.fakes.quick import pc_of

KEY = "0b" * 32
REASON = "La stampante tace"


async def presents(leg: Leg, key: str = KEY, signature: str = "") -> dict[str, object]:
    await leg.say(type="present", key=key, signature=signature or key * 2)
    return await leg.hears("presence")


async def present(broker: Broker) -> tuple[Leg, str]:
    """An agent whose PC is seen, and its session ID."""
    broker.quick.pcs[KEY] = pc_of(KEY)
    agent = await broker.waiting_agent()
    session: str = agent.heard["registered"]["session"]
    assert (await presents(agent))["shown"] is True
    return agent, session


async def quick(broker: Broker) -> tuple[Leg, Leg, str]:
    """A technician has come in by quick access."""
    agent, session = await present(broker)
    console = await broker.console(session, quick=True, reason=REASON)
    await console.hears("joined")
    await agent.hears("joined")
    return agent, console, session


async def quick_of(broker: Broker, key: str) -> tuple[Leg, Leg, str]:
    broker.quick.pcs[key] = pc_of(key)
    agent = await broker.waiting_agent()
    session: str = agent.heard["registered"]["session"]
    assert (await presents(agent, key))["shown"] is True
    console = await broker.console(session, quick=True, reason=REASON)
    await console.hears("joined")
    await agent.hears("joined")
    return agent, console, session


async def withdraw(broker: Broker, key: str = KEY) -> None:
    broker.quick.pcs.pop(key, None)
    await broker.sockets._bus.send(pc_subject(key), Withdrawn())


async def quick_waiting(broker: Broker, key: str) -> tuple[Leg, str]:
    broker.quick.pcs[key] = pc_of(key)
    agent = await broker.waiting_agent()
    assert (await presents(agent, key))["shown"] is True
    return agent, agent.heard["registered"]["session"]
