"""Sessions that are cut, paused, resumed and ended at random, for as long as one likes."""

import asyncio
import os
import random
import time
from dataclasses import dataclass

import pytest

from tests.fakes.legs import Broker, Leg
from tests.fakes.sockets_only import running
from tests.waiting import soon

SHORT_SECONDS = 2.0
LONG_SECONDS = float(os.environ.get("AFFIANCO_SOAK_SECONDS", "1800"))
PAIRS = 4
"""Sessions at once; an address may register five agents a minute."""
STEPS_MOST = 30


@dataclass
class Pair:
    """One session as both of its ends see it, between two steps: active."""

    broker: Broker
    agent: Leg
    console: Leg

    async def both_hear(self, state: str) -> None:
        for leg in (self.agent, self.console):
            assert (await leg.hears("state"))["state"] == state

    async def talk(self, chooser: random.Random) -> None:
        record = b"\x12" + chooser.randbytes(chooser.choice((1, 100, 60_000)))
        await self.agent.send(record)
        await self.console.send(record[:500])
        assert await self.console.record() == record
        assert await self.agent.record() == record[:500]

    async def pause(self, _chooser: random.Random) -> None:
        for state in ("paused", "active"):
            await self.agent.say(type="state", state=state)
            await self.both_hear(state)

    async def cut_agent(self, _chooser: random.Random) -> None:
        await self.agent.cut()
        assert (await self.console.hears("state"))["state"] == "reconnecting"
        token = self.agent.heard["registered"]["token"]
        self.agent = await self.broker.agent(resume=token)
        await self.agent.hears("registered")
        await self._goes_on()

    async def cut_console(self, _chooser: random.Random) -> None:
        await self.console.cut()
        assert (await self.agent.hears("state"))["state"] == "reconnecting"
        session = self.agent.heard["registered"]["session"]
        token = self.console.heard["joined"]["token"]
        self.console = await self.broker.console(session, resume=token)
        await self._goes_on()

    async def _goes_on(self) -> None:
        for leg in (self.console, self.agent):
            assert (await leg.hears("joined"))["resumed"] is True
        await self.agent.say(type="state", state="active")
        await self.both_hear("active")

    async def end(self, chooser: random.Random) -> str:
        """Ends it one way or another; what the ledger must say."""
        if chooser.random() < 0.5:
            await self.agent.say(type="end", outcome="stopped_by_customer")
            outcome = "stopped_by_customer"
        else:
            await self.console.say(type="end", outcome="completed")
            outcome = "completed"
        for leg in (self.agent, self.console):
            ended = await leg.hears("ended")
            assert ended["outcome"] == outcome
            assert ended["billable_ms"] >= 0
            await leg.leave()
        return outcome


STEPS = (Pair.talk, Pair.pause, Pair.cut_agent, Pair.cut_console)


async def life(broker: Broker, chooser: random.Random) -> str:
    """One session from its code to its end."""
    pair = Pair(broker, *await broker.active())
    for _ in range(chooser.randint(0, STEPS_MOST)):
        await chooser.choice(STEPS)(pair, chooser)
    return await pair.end(chooser)


async def lives(seconds: float, seed: int) -> None:
    """Rounds of some sessions at once; nothing of a round is left when it is over."""
    until = time.monotonic() + seconds
    chooser = random.Random(seed)
    async with running() as broker:
        # The broker's sweep begins with the first session, and stays.
        tasks_most = len(asyncio.all_tasks()) + 1
        while time.monotonic() < until:
            seeds = [chooser.getrandbits(64) for _ in range(PAIRS)]
            outcomes = await asyncio.gather(*(life(broker, random.Random(one)) for one in seeds))
            rows = list(broker.book.rows.values())[-PAIRS:]
            await soon(lambda rows=rows: all(row["outcome"] for row in rows))
            assert sorted(row["outcome"] for row in rows) == sorted(outcomes)
            assert broker.rendezvous.waiting() == 0
            assert broker.rendezvous._held == {}
            await soon(lambda: not broker.sockets.legs)
            await soon(lambda: len(asyncio.all_tasks()) <= tasks_most)
            broker.clock.ahead += 61
            broker.rendezvous.sweep()


async def test_a_few_lives() -> None:
    await lives(SHORT_SECONDS, 1)


@pytest.mark.soak
async def test_many_lives() -> None:
    seed = random.SystemRandom().getrandbits(32)
    print(f"seed {seed}")
    await lives(LONG_SECONDS, seed)
