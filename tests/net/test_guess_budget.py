"""A thousand wrong passwords, through a broker that does as it likes: how many of them count."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import pytest

from agent import actions as do
from agent import events as ev
from agent import views
from agent.handshake import Mode
from agent.link import Link
from agent.outbox import Outbox
from agent.password import Miss
from agent.reins import Reins
from broker.wire import limits
from tests.fakes.agent_legs import ANNA, BROKER, SESSION, WAIT, Leg
from tests.fakes.desk import Desk, desk
from tests.rab1.reference import Console, Setup
from tests.rab1.run import Seeded

PROCESSES = 100
WRONG = b"22222222"


async def join(leg: Leg, technician: str, **fields: object) -> None:
    said = {"technician": technician, "organisation": ANNA[1]}
    plain = {"resumed": False, "quick": False, "reason": ""}
    await leg.say("joined", **(said | plain | fields))


async def over(leg: Leg, outcome: str) -> None:
    """The broker's word that the run is over and the ID goes on waiting."""
    await leg.say("ended", outcome=outcome, billable_ms=0, again=True, enrol="")


async def says_end(leg: Leg, outcome: str) -> None:
    while (said := await leg.text())["type"] != "end":
        pass
    assert said["outcome"] == outcome


async def guess(leg: Leg, technician: str) -> tuple[Console, bytes]:
    """A wrong password up to `pake2`: from here on it counts."""
    await join(leg, technician)
    console = leg.console(WRONG, technician=technician)
    return console, await leg.answer(console.pake1(await leg.binary()))


async def to_the_end(_one: Desk, leg: Leg, technician: str) -> Leg:
    """The technician's tag is wrong."""
    console, pake2 = await guess(leg, technician)
    await leg.socket.send(console.ta(pake2))
    await says_end(leg, "wrong_password")
    await over(leg, "wrong_password")
    return leg


async def ended_early(_one: Desk, leg: Leg, technician: str) -> Leg:
    """The broker ends the run once it has `pake2`, before a tag was shown."""
    await guess(leg, technician)
    await over(leg, "left_by_technician")
    return leg


async def garbage(_one: Desk, leg: Leg, technician: str) -> Leg:
    """Something else in the tag's place."""
    await guess(leg, technician)
    await leg.socket.send(b"\x05" + bytes(64))
    await says_end(leg, "failed")
    await over(leg, "failed")
    return leg


async def late_frames(_one: Desk, leg: Leg, technician: str) -> Leg:
    """After the miss, more of the same before the run is over: nobody is there for it."""
    console, pake2 = await guess(leg, technician)
    ta = console.ta(pake2)
    await leg.socket.send(ta)
    await says_end(leg, "wrong_password")
    for frame in (ta, b"\x02" + pake2[1:], ta):
        await leg.socket.send(frame)
    await over(leg, "wrong_password")
    return leg


async def cut_off(one: Desk, leg: Leg, technician: str) -> Leg:
    """The line is cut once the broker has `pake2`; the agent comes back with its token."""
    await guess(leg, technician)
    leg.socket.transport.abort()
    back = await one.leg()
    await back.register()
    return back


Guess = Callable[[Desk, Leg, str], Awaitable[Leg]]
QUICKLY: tuple[Guess, ...] = (to_the_end, late_frames, to_the_end, ended_early, garbage)


@dataclass
class Count:
    """What one agent process gave away: runs for each password, and the misses it showed."""

    tries: Counter[str] = field(default_factory=Counter)
    shown: tuple[Miss, ...] = ()


async def wear_out(one: Desk, ways: tuple[Guess, ...]) -> Count:
    """Guess in these ways, over and over, until the agent gives no more codes."""
    count = Count()
    leg, shown = await one.code()
    guesses = 0
    while isinstance(shown, views.Code):
        count.tries[shown.password] += 1
        leg = await ways[guesses % len(ways)](one, leg, f"Anna {guesses}")
        guesses += 1
        shown = await afterwards(one, guesses)
        count.shown = shown.misses
    assert shown == views.Trouble("trouble_exhausted", can_renew=False, misses=count.shown)
    return count


async def afterwards(one: Desk, guesses: int) -> views.Code | views.Trouble:
    """What the customer sees once so many guesses are over."""
    while True:
        shown = await one.person.sees((views.Code, views.Trouble))
        if isinstance(shown, views.Trouble) or len(shown.misses) == guesses:
            return shown


def check(one: Desk, count: Count) -> None:
    """Three for each password, ten in all, each of them shown with its name and its time."""
    assert sorted(count.tries.values()) == [1, 3, 3, 3]
    assert max(count.tries.values()) == limits.TRIES_EACH_PASSWORD
    assert count.tries.total() == limits.TRIES_EACH_AGENT
    kept = one.agent._round.session.passwords.misses
    assert [miss.technician for miss in kept] == [f"Anna {n}" for n in range(10)]
    assert {miss.organisation for miss in kept} == {ANNA[1]}
    assert [miss.at for miss in kept] == sorted({miss.at for miss in kept})
    assert count.shown == kept


async def anew(one: Desk) -> None:
    """Another agent process in the place of this one."""
    one.agent.leave()
    assert await asyncio.to_thread(one.agent.join, WAIT)
    one.call(one.address)


async def test_a_thousand_guesses_take_a_hundred_agents() -> None:
    guesses = 0
    async with desk() as one:
        for _ in range(PROCESSES):
            count = await wear_out(one, QUICKLY)
            check(one, count)
            guesses += count.tries.total()
            await anew(one)
    assert guesses == 1_000


async def test_a_cut_line_gives_no_guess_back() -> None:
    async with desk() as one:
        check(one, await wear_out(one, (cut_off, to_the_end, cut_off, cut_off)))


async def test_a_worn_out_agent_gives_no_code_whatever_the_customer_does() -> None:
    async with desk() as one:
        count = await wear_out(one, QUICKLY)
        worn = views.Trouble("trouble_exhausted", can_renew=False, misses=count.shown)
        for _ in range(3):
            one.agent.new_code()
            leg = await one.leg()
            await leg.register()
            shown = await one.person.sees((views.Code, views.Trouble))
            assert shown == worn
            await leg.gone()
            assert leg.binaries.empty()


async def test_a_fresh_code_each_time_gives_no_more_than_ten() -> None:
    """A customer who asks for another code after each guess."""
    passwords = []
    async with desk() as one:
        leg, shown = await one.code()
        while isinstance(shown, views.Code):
            passwords.append(shown.password)
            await guess(leg, f"Anna {len(passwords)}")
            one.agent.stop()
            await one.person.sees((views.Summary, views.Trouble))
            one.agent.new_code()
            leg = await one.leg()
            await leg.register()
            shown = await one.person.sees((views.Code, views.Trouble))
    assert len(passwords) == limits.TRIES_EACH_AGENT
    assert len(set(passwords)) == len(passwords)


@pytest.mark.parametrize("door", [{"quick": True, "reason": "helping"}, {"resumed": True}])
async def test_another_mode_is_no_side_door(door: dict[str, object]) -> None:
    """Where nothing was allowed there is nothing to come back to, and no quick access."""
    async with desk() as one:
        leg, code = await one.code()
        for _ in range(20):
            await join(leg, "Eve", **door)
            if "resumed" in door:
                await leg.gone()
                assert (await one.person.sees(views.Trouble)).key == "trouble_not_understood"
                break
            await says_end(leg, "declined")
            await over(leg, "declined")
        assert leg.binaries.empty(), "a handshake was begun"
        assert one.agent._round.session.passwords.current == code.password
        assert one.agent._round.session.passwords.tries_in_all == 0


def frames(mode: Mode, password: str) -> list[bytes]:
    """What an agent sends in a run in this mode, with the same dice each time."""
    outbox, dice = Outbox(lambda: None), iter(bytes([n]) * 32 for n in range(1, 9))
    link = Link(outbox, Reins(), lambda _size: next(dice))
    signer = Seeded(bytes(32))
    began = link.begin(do.Shake(mode, SESSION, BROKER, password, signer))
    offer = outbox.take()
    if not isinstance(offer, bytes):
        assert list(began) == [ev.Missed()]
        return []
    console = Console(
        Setup(mode=mode.value, session=SESSION, broker=BROKER, secret=b"", device_seed=bytes(32))
    )
    link.receive(console.pake1(offer), quiet=False)
    pake2 = outbox.take()
    assert isinstance(pake2, bytes)
    return [offer, pake2]


def test_the_password_is_in_no_other_mode() -> None:
    one, other = "22222222", "ZZZZZZZZ"
    assert frames(Mode.QUICK, one) == frames(Mode.QUICK, other) != []
    assert frames(Mode.RESUME, one) == frames(Mode.RESUME, other) == []
    assert frames(Mode.PASSWORD, one)[1] != frames(Mode.PASSWORD, other)[1]
