"""The customer's opt-in: offered after a session, kept only once the broker has confirmed it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from agent import client, enrolment, views
from agent.frames import control
from agent.keeping.ring import SystemRing
from agent.keys import AgentKey
from agent.quick.limits import EVERY_DAY, Limits
from agent.quick.pin import Home
from broker.wire import signing
from broker.wire.words import Asks, Close
from tests.fakes import keyrings
from tests.fakes.agent_legs import ANNA, BROKER, WAIT, Leg
from tests.fakes.desk import Desk, desk
from tests.fakes.organisation import NOW
from tests.fakes.quick_desk import REASON, NoKeyring, Office, proved, quick_desk
from tests.rab1.reference import public, sign, split

LIMITS = Limits((ANNA[0],), EVERY_DAY[:5], "09:00", "18:00", 3, "2027-01-31")


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path / "affianco-agent")


async def offered(one: Desk, office: Office, *, enrol: str = "ticket") -> tuple[Leg, bytes]:
    """A session by password is over, and quick access is offered; the key that the agent showed."""
    leg, code = await one.code()
    await leg.say("roster", roster=office.org.roster())
    await leg.join()
    console = leg.console(code.password.encode(), device_seed=office.org.anna.seed)
    pake2 = await leg.answer(console.pake1(await leg.binary()))
    [key] = split(split(pake2[1:])[1])
    tb = await leg.answer(console.ta(pake2))
    await leg.socket.send(console.auth(tb, await leg.binary()))
    await one.allow(leg, console)
    one.agent.stop()
    await leg.end_of("stopped_by_customer", enrol=enrol)
    summary = await one.person.sees(views.Summary)
    while summary.offer is None and enrol:
        summary = await one.person.sees(views.Summary)
    await leg.gone()
    return leg, key


@asynccontextmanager
async def asking(office: Office) -> AsyncIterator[tuple[Desk, Leg, dict[str, Any]]]:
    """The customer has said yes, and the agent tells the broker on a leg of its own."""
    async with quick_desk(office, limits=None) as one:
        _, key = await offered(one, office)
        assert office.kept() is None and not office.folder.exists()
        one.agent.opt_in(LIMITS)
        await one.person.sees(views.Enrolling)
        leg = await one.leg()
        said = await leg.text()
        assert said["key"] == key.hex()
        yield one, leg, said


async def test_it_is_kept_once_the_broker_confirms_it(office: Office) -> None:
    async with asking(office) as (one, leg, said):
        key = AgentKey(bytes.fromhex((office.folder / "quick.key").read_text()))
        assert said == {
            "type": "enrol",
            "v": 1,
            "ticket": "ticket",
            "pc": "PC-7",
            "key": key.public.hex(),
            "signature": key.sign(signing.enrol(BROKER, "ticket", "PC-7")).hex(),
        }
        assert office.kept() is None
        await leg.say("enrolled")
        assert await one.person.sees(views.QuickDone) == views.QuickDone(True)
        await leg.gone()
    pin = office.kept()
    assert pin is not None
    assert (pin.public, pin.limits, pin.used) == (key.public, LIMITS, 0)
    assert (pin.broker, pin.organisation, pin.technician) == (one.address, ANNA[1], ANNA[0])
    assert (pin.trust.roots, pin.trust.version) == ((office.org.root,), 1)
    assert pin.opted_at == NOW and pin.key_in is Home.FILE


async def test_from_the_next_start_on_it_is_used(office: Office) -> None:
    async with asking(office) as (one, leg, said):
        await leg.say("enrolled")
        await one.person.sees(views.QuickDone)
        one.agent.new_code()
        leg = await one.leg()
        await leg.register()
        assert (await leg.text())["key"] == said["key"]
        console = await proved(leg, office)
        await leg.tell(console, control.Ask(Asks.SEE, REASON))
        assert await leg.text() == {"type": "state", "state": "asking"}
        assert (await one.person.sees(views.Arriving)).reason == REASON


@pytest.mark.parametrize("answer", ["no_answer", "cut", "other", "binary", "closed"])
async def test_else_nothing_is_kept(answer: str, office: Office) -> None:
    async with asking(office) as (one, leg, _):
        if answer == "no_answer":
            await leg.socket.close(Close.NO_ANSWER, "no_answer")
        elif answer == "cut":
            leg.socket.transport.abort()
        elif answer == "other":
            await leg.say("registered", session="123456789", broker="B", token="t", seconds=1)
        elif answer == "binary":
            await leg.socket.send(b"\x01")
        else:
            await leg.socket.close()
        assert await one.person.sees(views.QuickDone) == views.QuickDone(False)
        assert list(office.folder.iterdir()) == []
        assert one._legs.empty()


async def test_a_broker_that_says_nothing_is_not_waited_for(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(enrolment, "ENROL_SECONDS", 0.1)
    async with asking(office) as (one, leg, _):
        assert await one.person.sees(views.QuickDone) == views.QuickDone(False)
        await leg.gone()
        assert office.kept() is None


async def test_without_a_network_nothing_is_kept(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with quick_desk(office, limits=None) as one:
        await offered(one, office)

        async def no_network(*_: object, **__: object) -> None:
            raise OSError("network is unreachable")

        monkeypatch.setattr(client, "connect", no_network)
        one.agent.opt_in(LIMITS)
        assert await one.person.sees(views.QuickDone) == views.QuickDone(False)
        assert list(office.folder.iterdir()) == []


@pytest.mark.parametrize("how", ["stop", "leave", "no_opt_in"])
async def test_the_customer_can_still_say_no(how: str, office: Office) -> None:
    async with asking(office) as (one, leg, _):
        getattr(one.agent, how)()
        await leg.gone()
        if how == "leave":
            assert await asyncio.to_thread(one.agent.join, 5.0)
        else:
            assert await one.person.sees(views.QuickDone) == views.QuickDone(False)
        assert office.kept() is None


async def test_a_ticket_is_taken_once(office: Office) -> None:
    async with asking(office) as (one, leg, _):
        await leg.socket.close(Close.NO_ANSWER, "no_answer")
        await one.person.sees(views.QuickDone)
        one.agent.opt_in(LIMITS)
        assert await one.person.sees(views.QuickDone) == views.QuickDone(False)
        assert one._legs.empty()


async def test_without_a_ticket_or_a_root_nothing_is_offered(office: Office) -> None:
    async with quick_desk(office, limits=None) as one:
        _, key = await offered(one, office, enrol="")
        assert len(key) == 32
        one.agent.opt_in(LIMITS)
        assert await one.person.sees(views.QuickDone) == views.QuickDone(False)
        assert one._legs.empty() and office.kept() is None
    async with desk() as one:
        leg, code = await one.code()
        await leg.join()
        console = leg.console(code.password.encode())
        pake2 = await leg.answer(console.pake1(await leg.binary()))
        assert split(split(pake2[1:])[1]) == [b""]
        one.agent.opt_in(LIMITS)
        one.agent.forget()
        one.agent.change_limits(LIMITS)


async def test_limits_of_no_sense_are_not_taken(office: Office) -> None:
    async with quick_desk(office, limits=None) as one:
        await offered(one, office)
        one.agent.opt_in(Limits(None, (), None, None, None, None))
        assert await one.person.sees(views.QuickDone) == views.QuickDone(False)
        assert one._legs.empty() and office.kept() is None


async def test_the_key_of_each_run_is_another(office: Office) -> None:
    async with quick_desk(office, limits=None) as one:
        _, first = await offered(one, office, enrol="")
        one.agent.new_code()
        leg = await one.leg()
        await leg.register(token="t2")
        await one.person.sees(views.Code)
        await leg.join()
        await leg.binary()
        assert one.agent._round is not None
        second = one.agent._round.session.knowing.key
        assert second is not None and second.public != first


async def test_with_a_keyring_the_key_is_in_no_file(office: Office) -> None:
    with keyrings.keyring_is(memory := keyrings.Memory()):
        office.ring = SystemRing()
        async with asking(office) as (one, leg, said):
            await leg.say("enrolled")
            assert (await one.person.sees(views.QuickDone)).kept
            assert [path.name for path in office.folder.iterdir()] == ["quick.json"]
            [secret] = memory.kept.values()
            assert public(bytes.fromhex(secret)).hex() == said["key"]
            message = signing.enrol(BROKER, "ticket", "PC-7")
            assert sign(bytes.fromhex(secret), message).hex() == said["signature"]
            one.agent.forget()
            assert memory.kept == {} and list(office.folder.iterdir()) == []


async def test_stop_while_the_keyring_is_unlocked_is_heard(office: Office) -> None:
    asked, unlocked = Event(), Event()

    class Slow(NoKeyring):
        def get(self) -> str | None:
            asked.set()
            unlocked.wait(WAIT)
            return bytes(range(32)).hex()

        def put(self, secret: str) -> None: ...

    office.ring = Slow()
    unlocked.set()
    async with quick_desk(office) as one:
        office.keeping.change(office.key.public, lambda kept: replace(kept, key_in=Home.KEYRING))
        unlocked.clear()
        asked.clear()
        one.agent.begin()
        assert await asyncio.to_thread(asked.wait, WAIT)
        one.agent.stop()
        unlocked.set()
        assert (await one.person.sees(views.Trouble)).key == "trouble_stopped"
        assert one._legs.empty()
