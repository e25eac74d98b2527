"""A thousand wrong passwords, by a broker that does as it likes: how many of them count."""

import asyncio
import os
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from agent import views
from agent.conductor import Conductor
from agent.handshake import Mode
from agent.link import Link
from agent.outbox import Outbox
from agent.password import Miss, Why
from agent.reins import Reins
from agent import events as ev
from broker.wire import limits
from tests.fakes.agent_legs import ANNA, BROKER, SESSION, WAIT, Leg, broker
from tests.fakes.desk import Desk
from tests.rab1.reference import Console, Setup
from tests.rab1.run import Seeded

GUESSES = 1_000
BEHIND = "trouble_exhausted"


@dataclass
class Count:
    """What one agent process gave away: runs against each password, and what it showed."""

    tries: Counter[str] = field(default_factory=Counter)
    misses: tuple[Miss, ...] = ()


async def joined(leg: Leg, number: int, **fields: object) -> None:
    """A technician of another name each time."""
    said = {"technician": f"Anna {number}", "organisation": ANNA[1]}
    nothing = {"resumed": False, "quick": False, "reason": ""}
    await leg.say("joined", **(said | nothing | fields))


async def ended(leg: Leg, outcome: str = "wrong_password") -> None:
    await leg.say("ended", outcome=outcome, billable_ms=0, again=True, enrol="")


async def begun(leg: Leg, number: int) -> tuple[Console, bytes]:
    """A wrong guess up to `pake2`: from here on it counts."""
    await joined(leg, number)
    console = leg.console(b"22222222", technician=f"Anna {number}")
    return console, await leg.answer(console.pake1(await leg.binary()))


async def end_said(leg: Leg) -> str:
    while (said := await leg.text())["type"] != "end":
        pass
    return str(said["outcome"])


async def to_the_end(one: Desk, leg: Leg, number: int) -> Leg:
    """The technician's tag is wrong."""
    console, pake2 = await begun(leg, number)
    await leg.socket.send(console.ta(pake2))
    assert await end_said(leg) == "wrong_password"
    await ended(leg)
    return leg


async def ended_early(one: Desk, leg: Leg, number: int) -> Leg:
    """The broker ends the run once it has `pake2`, before anything is proved."""
    await begun(leg, number)
    await ended(leg, "left_by_technician")
    return leg


async def garbage(one: Desk, leg: Leg, number: int) -> Leg:
    """Something else than a tag."""
    await begun(leg, number)
    await leg.socket.send(b"\x05" + bytes(64))
    assert await end_said(leg) == "failed"
    await ended(leg, "failed")
    return leg


async def late_frames(one: Desk, leg: Leg, number: int) -> Leg:
    """After the miss, more guesses, before the run is over: nobody is there for them."""
    console, pake2 = await begun(leg, number)
    await leg.socket.send(console.ta(pake2))
    assert await end_said(leg) == "wrong_password"
    for again in (console.pake1(b"\x01" + bytes(0)) if False else pake2, console.ta(pake2)):
        await leg.socket.send(again)
    await ended(leg)
    return leg


async def cut_off(one: Desk, leg: Leg, number: int) -> Leg:
    """The leg is cut once the broker has `pake2`; the agent comes back with its token."""
    await begun(leg, number)
    leg.socket.transport.abort()
    back = await one.leg()
    await back.register()
    return back


Guess = Callable[[Desk, Leg, int], Awaitable[Leg]]
WAYS: tuple[Guess, ...] = (
    *(to_the_end,) * 6,
    ended_early,
    garbage,
    late_frames,
)


async def exhaust(one: Desk, guesses: tuple[Guess, ...]) -> Count:
    """Guess until the agent is worn out; what it gave away."""
    count = Count()
    leg, code = await one.code()
    for number, guess in enumerate(guesses):
        count.tries[code.password] += 1
        leg = await guess(one, leg, number)
        count.misses = one.agent._round.session.passwords.misses if False else count.misses
        shown = await after(one, number + 1)
        if isinstance(shown, views.Trouble):
            assert shown.key == BEHIND and not shown.can_renew
            break
        code, count.misses = shown, shown.misses
    return count


async def after(one: Desk, guesses: int) -> views.Code | views.Trouble:
    """What the customer sees once so many guesses are over."""
    async with asyncio.timeout(WAIT):
        while True:
            view = await one.person._shown.get()
            if isinstance(view, views.Trouble):
                return view
            if isinstance(view, views.Code) and not view.proving and len(view.misses) == guesses:
                return view
