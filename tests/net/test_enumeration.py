"""Whether an ID is there: nobody can tell it from a refusal's words, nor from when it comes."""

import aiohttp

from broker.records import Pc
from broker.rendezvous.desk import MISS_SECONDS
from broker.wire.words import Close
from tests.fakes.legs import Broker, Leg
from tests.fakes.quick import pc_of
from tests.fakes.sockets_only import running

KEY, OTHER = "a" * 64, "b" * 64
SLOW = 0.1
"""Seconds that looking up a PC takes here."""
ROUNDS = 25


class Watch:
    """The broker's clock stands still but for what is slept and looked up; `took` is its sum."""

    def __init__(self, broker: Broker) -> None:
        self._clock = broker.clock
        self._clock.stopped_at = broker.clock()
        self._lookup = broker.quick.may_join
        broker.rendezvous._sleep = self._sleep
        broker.quick.may_join = self._slowly  # type: ignore[method-assign]

    async def _sleep(self, seconds: float) -> None:
        self._clock.ahead += seconds

    async def _slowly(self, key: str) -> Pc | None:
        self._clock.ahead += SLOW
        return await self._lookup(key)

    async def answer(self, broker: Broker, session: str, **join: object) -> tuple[object, float]:
        """All that a refused join is told, and after how long by the broker's clock."""
        self._clock.ahead += 61
        before = self._clock()
        console = await broker.console(session, **join)  # type: ignore[arg-type]
        heard: list[object] = []
        while (message := await console.receive()).type is aiohttp.WSMsgType.TEXT:
            heard.append(message.data)
        return (heard, message.data, message.extra), self._clock() - before


async def present(broker: Broker, key: str) -> Leg:
    """An agent that is present by quick access."""
    broker.quick.pcs[key] = pc_of(key)
    agent = await broker.waiting_agent()
    await agent.say(type="present", key=key, signature=key * 2)
    assert (await agent.hears("presence"))["shown"] is True
    return agent


async def test_every_refusal_is_the_same_in_words_and_time() -> None:
    async with running() as broker:
        waiting = await broker.waiting_agent()
        busy, _ = await broker.pair()
        gone = await broker.waiting_agent()
        await gone.cut()
        shown, withdrawn = await present(broker, KEY), await present(broker, OTHER)
        del broker.quick.pcs[OTHER]
        known = [leg.heard["registered"]["session"] for leg in (waiting, busy, gone, shown)]
        unknown = next(n for n in (f"{n:09d}" for n in range(9)) if n not in known)
        quick = {"quick": True, "reason": "Stampante"}
        cases: dict[str, tuple[str, dict[str, object]]] = {
            "unknown": (unknown, {}),
            "busy": (known[1], {}),
            "offline": (known[2], {}),
            "coming back to none": (unknown, {"resume": "x"}),
            "coming back with a wrong token": (known[1], {"resume": "x"}),
            "quick to none": (unknown, quick),
            "quick to one that is not present": (known[0], quick),
            "quick to one that is busy": (known[1], quick),
            "quick to one that was withdrawn": (withdrawn.heard["registered"]["session"], quick),
            "quick, coming back with a wrong token": (known[1], {**quick, "resume": "x"}),
        }
        watch, told = Watch(broker), {}
        for name, (session, join) in cases.items():
            answers = [await watch.answer(broker, session, **join) for _ in range(ROUNDS)]
            words, seconds = zip(*answers, strict=True)
            told[name] = (words, tuple(round(each, 6) for each in seconds))
        one = (([], int(Close.NO_ANSWER), "no_answer"),) * ROUNDS, (MISS_SECONDS,) * ROUNDS
        assert {name: answers for name, answers in told.items() if answers != one} == {}


async def test_one_that_answers_is_not_delayed() -> None:
    """Only misses are: what the test above measures is there."""
    async with running() as broker:
        agent = await broker.waiting_agent()
        Watch(broker)
        before = broker.clock()
        console = await broker.console(agent.heard["registered"]["session"])
        await console.hears("joined")
        assert broker.clock() == before
