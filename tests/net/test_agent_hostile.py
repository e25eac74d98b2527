"""The agent against a broker or console that does not do what the protocol says."""

import asyncio
import json
import socket
from collections.abc import Awaitable, Callable

import pytest

from agent import views
from agent.consent import Answer
from agent.frames import control
from agent.frames.kinds import Kind
from broker.wire import limits
from broker.wire.words import Asks, Outcome
from tests.fakes.agent_legs import WAIT, Leg
from tests.fakes.desk import Desk, desk

TEXTS = [
    "",
    "[]",
    "not json",
    '{"type":"registered"}',
    '{"type":"nothing"}',
    '{"type":"joined","technician":"A","organisation":"B","resumed":1,"quick":false,"reason":""}',
    '{"type":"joined","technician":"A\\nB","organisation":"B","resumed":false,"quick":false,"reason":""}',
    '{"type":"joined","technician":"A","technician":"B","organisation":"B","resumed":false,"quick":false,"reason":""}',
    '{"type":"ended","outcome":"allowed","billable_ms":0,"again":false,"enrol":""}',
    '{"type":"state","state":"active","billable_ms":-1}',
    '{"type":"registered","session":"１２３４５６７８９","broker":"B","token":"t","seconds":1}',
    json.dumps({"type": "state", "state": "active", "billable_ms": 0, "x": "y" * limits.TEXT_MAX}),
    "[" * 4000,
    '{"type":"roster","roster":5}',
    json.dumps({"type": "roster", "roster": "x" * (limits.ROSTER_MAX + 1)}),
    '{"type":"presence","shown":1,"seconds":5}',
    '{"type":"enrolled"}',
]
BINARIES = [b"", b"\x00", b"\x02", b"\x02\xff\xff\xff", b"\x11" + bytes(40), bytes(65536)]
FRAMES: list[str | bytes] = [*TEXTS, *BINARIES]


async def waiting(one: Desk) -> Leg:
    return (await one.code())[0]


async def proving(one: Desk) -> Leg:
    leg, _ = await one.code()
    await leg.join()
    await leg.binary()
    return leg


async def guessed(one: Desk) -> Leg:
    leg, code = await one.code()
    await leg.join()
    console = leg.console(code.password.encode())
    await leg.answer(console.pake1(await leg.binary()))
    return leg


async def proved(one: Desk) -> Leg:
    leg, code = await one.code()
    await leg.join()
    await leg.prove(code.password.encode())
    return leg


async def asking(one: Desk) -> Leg:
    leg, _ = await one.asked()
    await one.person.sees(views.Consent)
    return leg


async def active(one: Desk) -> Leg:
    return (await one.active())[0]


STAGES = [waiting, proving, guessed, proved, asking, active]


def hears_of_it(leg: Leg) -> asyncio.Task[object]:
    """The agent says that it failed, or closes."""

    async def ends() -> None:
        while True:
            said = await leg.text()
            if said["type"] == "end":
                assert said["outcome"] == "failed"
                await leg.say("ended", outcome="failed", billable_ms=0, again=False, enrol="")
                return

    async def either() -> None:
        ended, gone = asyncio.create_task(ends()), asyncio.create_task(leg.gone())
        done, others = await asyncio.wait(
            {ended, gone}, return_when=asyncio.FIRST_COMPLETED, timeout=WAIT
        )
        for task in others:
            task.cancel()
        assert done, "the agent went on"

    return asyncio.create_task(either())


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.__name__)
async def test_a_frame_that_is_not_allowed_ends_it(stage: Callable[[Desk], Awaitable[Leg]]) -> None:
    for frame in FRAMES:
        async with desk() as one:
            leg = await stage(one)
            await leg.socket.send(frame)
            await hears_of_it(leg)
            assert all(gear.gate.is_cut for gear in one.workshop.gears)
            assert one.workshop.gears == [] or stage is active
            await leg.socket.close()


@pytest.mark.parametrize("frame", FRAMES, ids=range(len(FRAMES)))
async def test_the_first_answer_must_be_an_id(frame: str | bytes) -> None:
    async with desk() as one:
        one.agent.begin()
        leg = await one.leg()
        await leg.socket.send(frame)
        assert (await one.person.sees(views.Trouble)).key == "trouble_not_understood"


async def test_too_big_a_frame_ends_it() -> None:
    async with desk() as one:
        leg, _ = await one.active()
        await leg.socket.send(bytes(limits.RECORD_MAX + 1))
        await one.person.sees(views.Reconnecting)
        assert one.workshop.gears[0].gate.is_cut


async def test_a_second_technician_is_not_taken() -> None:
    async with desk() as one:
        leg, _ = await one.active()
        await leg.join(name=("Bruno Bianchi", "Aiuto SRL"))
        await leg.end_of("failed")


async def test_a_broker_cannot_resume_what_was_never_allowed() -> None:
    async with desk() as one:
        leg, _ = await one.code()
        await leg.join(resumed=True)
        await leg.gone()
        assert one.workshop.gears == []


async def test_asking_twice_does_not_raise_what_was_allowed() -> None:
    async with desk() as one:
        leg, console = await one.asked(Asks.SEE)
        await one.person.sees(views.Consent)
        await leg.tell(console, control.Ask(Asks.CONTROL))
        await leg.end_of("failed")
        one.agent.answer(Answer.ALLOW)
        assert (await one.person.sees(views.Summary)).outcome is Outcome.FAILED
        assert one.workshop.gears == []


async def test_a_record_played_twice_ends_it() -> None:
    async with desk() as one:
        leg, console = await one.active()
        record = console.c2a.seal(Kind.CONTROL, control.encode(control.Refresh()))
        await leg.socket.send(record)
        await leg.socket.send(record)
        await leg.end_of("failed")


async def test_one_byte_at_a_time_is_as_good() -> None:
    """The network may cut the stream of bytes anywhere."""
    async with desk() as one:

        async def slowly(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            broker_in, broker_out = await asyncio.open_connection("127.0.0.1", port)

            async def each(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
                while byte := await source.read(1):
                    sink.write(byte)
                    await sink.drain()
                sink.close()

            await asyncio.gather(each(reader, broker_out), each(broker_in, writer))

        port = int(one.address.rsplit(":", 1)[1].split("/")[0])
        server = await asyncio.start_server(slowly, "127.0.0.1", 0)
        crumbs = server.sockets[0].getsockname()[1]
        async with server:
            one.call(f"ws://127.0.0.1:{crumbs}/ws/agent")
            leg, _ = await one.active()
            one.agent.stop()
            await leg.end_of("stopped_by_customer")
            await leg.gone()


async def test_nobody_at_the_address() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    async with desk() as one:
        one.call(f"ws://127.0.0.1:{port}/ws/agent")
        one.agent.begin()
        assert (await one.person.sees(views.Trouble)).key == "trouble_unreachable"


async def test_something_else_at_the_address() -> None:
    async def other(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readline()
        writer.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
        writer.close()

    server = await asyncio.start_server(other, "127.0.0.1", 0)
    async with server, desk() as one:
        one.call(f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}/ws/agent")
        one.agent.begin()
        assert (await one.person.sees(views.Trouble)).key == "trouble_not_a_broker"


async def test_a_name_that_is_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    async with desk() as one:
        one.call("ws://nowhere.invalid/ws/agent")
        one.agent.begin()
        assert (await one.person.sees(views.Trouble)).key == "trouble_no_such_name"


async def test_a_fault_of_the_agents_own_is_a_sentence() -> None:
    async with desk() as one:
        leg, _ = await one.asked()

        def broken(*_: object) -> None:
            raise RuntimeError("a mistake")

        one.workshop.equip = broken  # type: ignore[method-assign, assignment]
        one.agent.answer(Answer.ALLOW)
        assert (await one.person.sees(views.Trouble)).key == "trouble_own_fault"
        await leg.gone()
