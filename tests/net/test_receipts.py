"""The bill on the wire: told before, agreed on while it runs, signed at the end."""

from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from broker.receipt.checking import is_right
from broker.wire.receipts import decode, signed
from broker.wire.words import Close
from tests.fakes.legs import Broker, Leg
from tests.fakes.receipts import COST, TICKET
from tests.fakes.sockets_only import running
from tests.waiting import soon

AGENT = Ed25519PrivateKey.from_private_bytes(b"\x01" * 32)
CONSOLE = Ed25519PrivateKey.from_private_bytes(b"\x02" * 32)
OTHER = Ed25519PrivateKey.from_private_bytes(b"\x03" * 32)


def key_of(private: Ed25519PrivateKey) -> str:
    return private.public_key().public_bytes_raw().hex()


async def agrees(leg: Leg, tally: dict[str, Any], private: Ed25519PrivateKey) -> None:
    signature = private.sign(signed(tally["text"])).hex()
    await leg.say(type="agreed", number=tally["number"], key=key_of(private), signature=signature)


async def tally(broker: Broker, *legs: Leg, ahead: float = 60.0) -> dict[str, Any]:
    """A minute later: what each of the legs is told."""
    broker.clock.ahead += ahead
    broker.rendezvous.sweep()
    told = [await leg.hears("tally") for leg in legs]
    assert all(one == told[0] for one in told)
    return told[0]


async def kept(broker: Broker, count: int) -> None:
    await soon(lambda: len(broker.receipts.agreements) == count)


async def test_both_are_told_the_cost_right_before_they_join() -> None:
    async with running() as broker:
        agent = await broker.waiting_agent()
        console = await broker.console(agent.heard["registered"]["session"])
        for leg in (console, agent):
            cost = await leg.hears("cost")
            assert (cost["kind"], cost["cents"], cost["left"]) == ("hourly", COST.cents, 0)
            await leg.hears("joined")


async def test_both_sign_each_minute_and_the_last_one_is_kept() -> None:
    async with running() as broker:
        agent, console = await broker.active()
        first = await tally(broker, agent, console, ahead=0)
        assert (first["number"], decode(first["text"]).seconds) == (1, 0)
        for number in (2, 3):
            told = await tally(broker, agent, console)
            assert told["number"] == number and is_right(
                told["key"], told["signature"], told["text"]
            )
            await agrees(agent, told, AGENT)
            await agrees(console, told, CONSOLE)
            await kept(broker, number - 1)
        last = broker.receipts.agreements[-1]
        assert decode(last.text).seconds in (120, 121, 122)
        assert (last.agent_key, last.console_key) == (key_of(AGENT), key_of(CONSOLE))
        named = decode((await tally(broker, agent, console))["text"])
        assert (named.agent_key, named.console_key) == (key_of(AGENT), key_of(CONSOLE))


async def test_one_that_does_not_agree_keeps_nothing_and_ends_nothing() -> None:
    async with running() as broker:
        agent, console = await broker.active()
        told = await tally(broker, agent, console)
        await agrees(agent, told, AGENT)
        told = await tally(broker, agent, console)
        await agrees(console, told, CONSOLE)
        await tally(broker, agent, console)
        assert broker.receipts.agreements == []
        await console.say(type="end", outcome="completed")
        assert (await agent.hears("ended"))["outcome"] == "completed"


@pytest.mark.parametrize("wrong", ["signature", "number", "other text", "other key"])
async def test_a_signature_that_is_not_right_counts_for_nothing(wrong: str) -> None:
    async with running() as broker:
        agent, console = await broker.active()
        told = await tally(broker, agent, console)
        if wrong == "other key":
            await agrees(agent, told, AGENT)
            told = await tally(broker, agent, console)
        await agrees(console, told, CONSOLE)
        private = OTHER if wrong == "other key" else AGENT
        text = told["text"].replace("Anna", "Ada") if wrong == "other text" else told["text"]
        signature = private.sign(signed(text)).hex()
        await agent.say(
            type="agreed",
            number=told["number"] + (7 if wrong == "number" else 0),
            key=key_of(private),
            signature="00" * 64 if wrong == "signature" else signature,
        )
        told = await tally(broker, agent, console)
        assert broker.receipts.agreements == []
        await agrees(agent, told, AGENT)
        await agrees(console, told, CONSOLE)
        await kept(broker, 1)


async def test_an_older_agreement_does_not_take_the_place_of_a_newer_one() -> None:
    async with running() as broker:
        agent, console = await broker.active()
        old = await tally(broker, agent, console)
        new = await tally(broker, agent, console)
        for told in (new, old):
            await agrees(agent, told, AGENT)
            await agrees(console, told, CONSOLE)
        await tally(broker, agent, console)
        assert [one.text for one in broker.receipts.agreements] == [new["text"]]


async def test_only_the_last_eight_may_still_be_agreed_on() -> None:
    async with running() as broker:
        agent, console = await broker.active()
        told = [await tally(broker, agent, console) for _ in range(9)]
        for one in (told[0], told[1]):
            await agrees(agent, one, AGENT)
            await agrees(console, one, CONSOLE)
        await kept(broker, 1)
        assert broker.receipts.agreements[0].text == told[1]["text"]


async def test_a_change_is_told_and_a_pause_is_not_counted() -> None:
    async with running() as broker:
        agent, console = await broker.active()
        await tally(broker, agent, console, ahead=0)
        broker.clock.ahead += 30
        await agent.say(type="state", state="paused")
        for leg in (agent, console):
            await leg.hears("state")
        paused = decode((await tally(broker, agent, console, ahead=5))["text"])
        assert paused.seconds in (30, 31)
        broker.clock.ahead += 600
        broker.rendezvous.sweep()
        await agent.say(type="state", state="active")
        for leg in (agent, console):
            while (await leg.hears("state"))["state"] != "active":
                pass
        again = decode((await tally(broker, agent, console, ahead=0))["text"])
        assert again.seconds == paused.seconds


async def test_a_cut_leaves_what_was_agreed_last() -> None:
    async with running() as broker:
        agent, console = await broker.active()
        told = await tally(broker, agent, console)
        await agrees(agent, told, AGENT)
        await agrees(console, told, CONSOLE)
        await kept(broker, 1)
        await agent.cut()
        assert (await console.hears("state"))["state"] == "reconnecting"
        cut = await tally(broker, console, ahead=1)
        assert decode(cut["text"]).seconds >= 60
        broker.clock.ahead += 61
        broker.rendezvous.sweep()
        receipt = await console.hears("receipt")
        final = decode(receipt["text"])
        assert (final.outcome, final.final, receipt["ticket"]) == ("lost", True, "")
        assert (final.agent_key, final.console_key) == (key_of(AGENT), key_of(CONSOLE))
        assert (await console.hears("ended"))["outcome"] == "lost"
        assert broker.receipts.agreements[0].text == told["text"]


async def test_a_receipt_is_made_though_nobody_is_there_to_hear_of_it() -> None:
    async with running() as broker:
        agent, console = await broker.active()
        broker.clock.ahead += 5
        await agent.cut()
        await console.cut()
        await soon(lambda: not broker.sockets.legs)
        broker.clock.ahead += 61
        broker.rendezvous.sweep()
        await soon(lambda: len(broker.receipts.finals) == 1)


async def test_the_receipt_comes_right_before_the_end_and_only_agents_get_a_ticket() -> None:
    async with running() as broker:
        agent, console = await broker.active()
        broker.clock.ahead += 90
        await console.say(type="end", outcome="completed")
        for leg, ticket in ((agent, TICKET), (console, "")):
            receipt = await leg.hears("receipt")
            assert receipt["ticket"] == ticket
            assert is_right(receipt["key"], receipt["signature"], receipt["text"])
            found = decode(receipt["text"])
            assert (found.outcome, found.cents) == ("completed", 1500)
            ended = await leg.hears("ended")
            assert found.seconds == ended["billable_ms"] // 1000
            assert await leg.closes() == 4000


async def test_a_session_that_was_never_allowed_has_no_receipt() -> None:
    async with running() as broker:
        agent, console = await broker.pair()
        await agent.say(type="end", outcome="stopped_by_customer")
        for leg in (agent, console):
            await leg.hears("ended")
            assert "receipt" not in leg.heard and "tally" not in leg.heard
        assert broker.receipts.finals == []


async def test_a_bill_that_cannot_be_made_keeps_nobody_from_being_helped() -> None:
    async with running() as broker:
        broker.receipts.broken = True
        agent, console = await broker.active()
        broker.clock.ahead += 61
        broker.rendezvous.sweep()
        await console.say(type="end", outcome="completed")
        for leg in (agent, console):
            assert (await leg.hears("ended"))["outcome"] == "completed"
            assert not {"cost", "tally", "receipt"} & set(leg.heard)


async def test_what_is_agreed_is_not_kept_where_the_database_is_away() -> None:
    async with running() as broker:
        agent, console = await broker.active()
        told = await tally(broker, agent, console)
        broker.receipts.broken = True
        await agrees(agent, told, AGENT)
        await agrees(console, told, CONSOLE)
        await tally(broker, agent, console)
        assert broker.receipts.agreements == []


async def test_agreeing_when_there_is_nothing_to_agree_on_counts_for_nothing() -> None:
    async with running() as broker:
        agent = await broker.waiting_agent()
        await agrees(agent, {"number": 1, "text": ""}, AGENT)
        console = await broker.console(agent.heard["registered"]["session"])
        await console.hears("joined")


COUNTERSIGN = {
    **{"type": "countersign", "v": 1, "ticket": TICKET, "key": "0a" * 32},
    **{"signature": "0b" * 64, "verdict": "", "note": ""},
}


async def test_countersigning_on_a_leg_of_its_own() -> None:
    async with running() as broker:
        leg = await broker.open_agent()
        await leg.say(**COUNTERSIGN)
        assert await leg.hears("countersigned") == {
            **{"type": "countersigned", "console_key": "", "console_signature": ""}
        }
        assert await leg.closes() == Close.SESSION_ENDED
        assert broker.receipts.countersigned[0].ticket == TICKET


@pytest.mark.parametrize(
    ("changed", "close"),
    [
        ({"ticket": "other"}, Close.NO_ANSWER),
        ({"v": 2}, Close.WRONG_VERSION),
        ({"verdict": "maybe"}, Close.BAD_MESSAGE),
        ({"note": "x" * 501}, Close.BAD_MESSAGE),
    ],
)
async def test_countersigning_that_is_not_kept(changed: dict[str, Any], close: Close) -> None:
    async with running() as broker:
        leg = await broker.open_agent()
        await leg.say(**{**COUNTERSIGN, **changed})
        assert await leg.closes() == close
        assert broker.receipts.countersigned == []


async def test_many_countersigns_from_one_address_are_too_many() -> None:
    async with running() as broker:
        for _ in range(20):
            leg = await broker.open_agent()
            await leg.say(**COUNTERSIGN)
            await leg.hears("countersigned")
        leg = await broker.open_agent()
        await leg.say(**COUNTERSIGN)
        assert await leg.closes() == Close.TOO_MANY_TRIES


async def test_it_is_a_first_message_only() -> None:
    async with running() as broker:
        agent = await broker.waiting_agent()
        await agent.say(**COUNTERSIGN)
        assert await agent.closes() == Close.BAD_MESSAGE
