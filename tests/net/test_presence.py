"""Quick access in the rendezvous: which PCs are seen, and how one is enrolled."""

import pytest

from broker.parcels import Vouched, session_subject
from broker.wire import signing
from tests.fakes.legs import Broker
from tests.fakes.quick import pc_of
from tests.fakes.quick_legs import (
    KEY,
    present,
    presents,
    quick,
    withdraw,
)
from tests.fakes.sockets_only import running
from tests.waiting import soon


async def test_a_pc_that_proves_its_key_is_seen_for_eight_hours() -> None:
    async with running() as broker:
        agent, session = await present(broker)
        token = agent.heard["registered"]["token"]
        assert broker.quick.signed == [signing.present("Prova", session, token)]
        assert agent.heard["presence"]["seconds"] in (8 * 3600 - 1, 8 * 3600)
        assert broker.rendezvous.presence() == {KEY: session}
        broker.clock.ahead += 8 * 3600
        broker.rendezvous.sweep()
        assert broker.rendezvous.presence() == {KEY: session}
        broker.clock.ahead += 5
        broker.rendezvous.sweep()
        assert await agent.closes() == 4008
        assert broker.rendezvous.presence() == {}


async def test_present_again_does_not_live_longer() -> None:
    async with running() as broker:
        agent, _ = await present(broker)
        broker.clock.ahead += 3600
        told = await presents(agent)
        assert told["shown"] is True and told["seconds"] in (7 * 3600 - 1, 7 * 3600)


@pytest.mark.parametrize(("key", "signature"), [(KEY, "00" * 64), ("0c" * 32, "0c" * 64)])
async def test_a_wrong_proof_and_an_unknown_key_are_answered_alike(
    key: str, signature: str
) -> None:
    async with running() as broker:
        broker.quick.pcs[KEY] = pc_of(KEY)
        agent = await broker.waiting_agent()
        told = await presents(agent, key, signature)
        assert (told["shown"], told["seconds"]) in ((False, 899), (False, 900))
        assert broker.rendezvous.presence() == {}


async def test_the_office_withdraws_and_the_pc_is_seen_no_more() -> None:
    async with running() as broker:
        agent, _ = await present(broker)
        await withdraw(broker)
        told = await agent.hears("presence")
        assert (told["shown"], told["seconds"]) in ((False, 899), (False, 900))
        assert broker.rendezvous.presence() == {}
        assert (await presents(agent))["shown"] is False
        console = await broker.console(agent.heard["registered"]["session"])
        await console.hears("joined")


async def test_an_agent_started_anew_takes_the_place_of_the_one_before() -> None:
    async with running() as broker:
        old, _ = await present(broker)
        new, session = await present(broker)
        assert (await old.hears("presence"))["shown"] is False
        assert broker.rendezvous.presence() == {KEY: session}
        await withdraw(broker)
        assert (await new.hears("presence"))["shown"] is False


async def test_one_that_crosses_a_join_is_not_heard() -> None:
    async with running() as broker:
        broker.quick.pcs[KEY] = pc_of(KEY)
        agent, console = await broker.pair()
        await agent.say(type="present", key=KEY, signature=KEY * 2)
        await console.say(type="end", outcome="wrong_password")
        assert (await agent.hears("ended"))["again"] is True
        assert (await presents(agent))["shown"] is True


async def test_a_pc_whose_line_is_cut_is_not_seen_until_it_is_back() -> None:
    async with running() as broker:
        agent, session = await present(broker)
        token = agent.heard["registered"]["token"]
        await agent.cut()
        await soon(lambda: not broker.rendezvous.presence())
        back = await broker.agent(resume=token)
        assert (await back.hears("registered"))["seconds"] > 7 * 3600
        assert broker.rendezvous.presence() == {KEY: session}
        assert (await presents(back))["shown"] is True


async def vouch(broker: Broker, session: str, entry: int = 1) -> bool:
    answer = await broker.sockets._bus.send(session_subject(session), Vouched(entry, "ticket"))
    return answer is None


async def test_the_agent_of_a_vouched_session_gets_the_ticket_at_its_end() -> None:
    async with running() as broker:
        agent, console = await broker.active()
        session = agent.heard["registered"]["session"]
        assert not await vouch(broker, session, entry=2)
        assert await vouch(broker, session)
        await console.say(type="end", outcome="completed")
        assert (await agent.hears("ended"))["enrol"] == "ticket"
        assert (await console.hears("ended"))["enrol"] == ""


async def test_only_a_session_that_was_allowed_by_password_can_be_vouched_for() -> None:
    async with running() as broker:
        agent, _ = await broker.pair()
        assert not await vouch(broker, agent.heard["registered"]["session"])
        agent, _, session = await quick(broker)
        for state in ("asking", "active"):
            await agent.say(type="state", state=state)
            await agent.hears("state")
        assert not await vouch(broker, session, entry=2)


ENROL = {"type": "enrol", "v": 1, "ticket": "ticket", "pc": "PC", "key": KEY}


async def test_a_pc_is_enrolled_on_a_leg_of_its_own() -> None:
    async with running() as broker:
        leg = await broker.open_agent()
        await leg.say(**ENROL, signature=KEY * 2)
        assert await leg.hears("enrolled") == {"type": "enrolled"}
        assert await leg.closes() == 4000
        assert KEY in broker.quick.pcs


async def test_a_wrong_enrolment_is_no_answer_and_many_are_too_many() -> None:
    async with running() as broker:
        for _ in range(5):
            leg = await broker.open_agent()
            await leg.say(**{**ENROL, "ticket": "other"}, signature=KEY * 2)
            assert await leg.closes() == 4006
        leg = await broker.open_agent()
        await leg.say(**ENROL, signature=KEY * 2)
        assert await leg.closes() == 4007
        assert broker.quick.pcs == {}


async def test_an_enrolment_of_another_version_is_told_so() -> None:
    async with running() as broker:
        leg = await broker.open_agent()
        await leg.say(**{**ENROL, "v": 2}, signature=KEY * 2)
        assert await leg.closes() == 4003


@pytest.mark.parametrize("kind", ["enrol", "hello"])
async def test_a_first_message_does_not_come_later(kind: str) -> None:
    async with running() as broker:
        agent = await broker.waiting_agent()
        more = {"hello": {"type": "hello", "v": 1, "pc": "PC", "resume": ""}}
        await agent.say(**more.get(kind, {**ENROL, "signature": KEY * 2}))
        assert await agent.closes() == 4001


@pytest.mark.parametrize("kind", ["present", "forget"])
async def test_a_proof_is_no_first_message(kind: str) -> None:
    async with running() as broker:
        agent = await broker.open_agent()
        await agent.say(type=kind, key=KEY, signature=KEY * 2)
        assert await agent.closes() == 4001
