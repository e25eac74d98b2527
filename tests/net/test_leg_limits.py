"""Every close code of a leg, and what a hostile or clumsy one meets."""

import asyncio
import json
import os
from typing import Any

import aiohttp
import pytest

from broker.leg import Patience
from broker.rendezvous.desk import MISS_SECONDS, MISSES_EACH_MINUTE
from broker.wire.words import Close
from tests.fakes.legs import COOKIE, Broker, Leg, running
from tests.waiting import soon

SHORT = Patience(silent=0.2, linger=0.3)


async def refused(broker: Broker, path: str, headers: dict[str, str]) -> tuple[int, str]:
    upgrade = {
        "Upgrade": "websocket",
        "Connection": "Upgrade",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
    }
    async with broker.http.get(broker.url + path, headers={**upgrade, **headers}) as answer:
        return answer.status, (await answer.json())["error"]["code"]


async def test_who_may_open_a_leg() -> None:
    async with running() as broker:
        cookie = {"Cookie": f"{COOKIE}=annas-cookie"}
        foreign = {"Origin": "https://evil.example"}
        own = {"Origin": broker.url}
        for headers in (own, foreign, {"Origin": "null"}):
            assert await refused(broker, "/ws/agent", headers) == (403, "foreign_origin")
        for headers in (foreign, {"Origin": "null"}, {}, {"Origin": broker.url + "0"}):
            answer = await refused(broker, "/ws/console", {**cookie, **headers})
            assert answer == (403, "foreign_origin")
        for headers in ({}, {"Cookie": f"{COOKIE}=nobodys"}):
            assert await refused(broker, "/ws/console", {**own, **headers}) == (
                401,
                "not_signed_in",
            )
        assert (await refused(broker, "/ws/agent", {"Upgrade": "h2c"}))[0] == 400


async def test_a_silent_leg_is_closed() -> None:
    async with running(patience=SHORT) as broker:
        for leg in (await broker.open_agent(), await broker.open_console()):
            assert await leg.closes() == Close.SILENT
            assert leg.socket.close_code == 4004


GARBAGE = [
    "",
    "{",
    "[]",
    "null",
    '"hello"',
    "9" * 4000,
    "[" * 4000,
    '{"type":"hello"}',
    '{"type":"join","v":1}',
    '{"type":"nothing"}',
    '{"type":"hello","v":1,"pc":"x","resume":"","more":1}',
    '{"type":"hello","v":1,"v":1,"pc":"x","resume":""}',
    '{"type":"hello","v":true,"pc":"x","resume":""}',
    '{"type":"hello","v":1.0,"pc":"x","resume":""}',
    '{"type":"hello","v":1,"pc":"","resume":""}',
    '{"type":"hello","v":1,"pc":"\\u0007","resume":""}',
    '{"type":"end","outcome":"completed"}',
    '{"type":"state","state":"active"}',
]


@pytest.mark.parametrize("text", GARBAGE)
async def test_a_bad_first_message(text: str) -> None:
    async with running() as broker:
        for leg in (await broker.open_agent(), await broker.open_console()):
            await leg.socket.send_str(text)
            assert await leg.closes() == Close.BAD_MESSAGE


async def test_the_reason_travels_beside_the_code() -> None:
    async with running() as broker:
        leg = await broker.open_agent()
        await leg.send(b"\x01")
        message = await leg.receive()
        assert (message.data, message.extra) == (4001, "bad_message")


async def test_another_version_is_said_whatever_else_it_says() -> None:
    async with running() as broker:
        for first in ({"type": "hello", "v": 2, "new": [1]}, {"type": "hello", "v": 0}):
            agent = await broker.open_agent()
            await agent.say(**first)
            assert await agent.closes() == Close.WRONG_VERSION
        console = await broker.open_console()
        await console.say(type="join", v=3, anything={})
        assert await console.closes() == Close.WRONG_VERSION


async def test_too_big_before_and_after_the_first_message() -> None:
    async with running() as broker:
        for size in (4097, 70_000):
            for leg in (await broker.open_agent(), await broker.waiting_agent()):
                await leg.socket.send_str("x" * size)
                assert await leg.closes() == Close.TOO_BIG
        agent, console = await broker.active()
        await agent.send(bytes(65_536))
        assert len(await console.record()) == 65_536
        await agent.send(bytes(65_537))
        assert await agent.closes() == Close.TOO_BIG
        assert (await console.hears("ended"))["outcome"] == "failed"
        assert await console.closes() == Close.SESSION_ENDED


async def test_an_enormous_frame_is_refused_at_its_header() -> None:
    async with running() as broker:
        agent, console = await broker.active()
        transport = agent.socket._response.connection.transport  # type: ignore[union-attr]
        assert transport is not None
        transport.write(b"\x82\xff" + (2**62).to_bytes(8, "big") + b"mask" + bytes(200_000))
        assert await agent.closes() == Close.TOO_BIG
        assert (await console.hears("ended"))["outcome"] == "failed"


@pytest.mark.parametrize(
    "frame",
    [
        b"\x83\x80mask",
        b"\xc2\x80mask",
        b"\x09\x80mask",
        b"\x80\x80mask",
        b"\x81\x82mask\xff\xff",
        b"\x89\xfe\x00\x7emask",
    ],
    ids=["opcode", "reserved bit", "cut control", "continuation", "not utf-8", "long ping"],
)
async def test_frames_that_rfc_6455_forbids(frame: bytes) -> None:
    async with running() as broker:
        agent, console = await broker.active()
        transport = agent.socket._response.connection.transport  # type: ignore[union-attr]
        assert transport is not None
        transport.write(frame)
        assert await agent.closes() == Close.BAD_MESSAGE
        assert (await console.hears("ended"))["outcome"] == "failed"


BAD_LATER: list[dict[str, Any]] = [
    {"type": "hello", "v": 1, "pc": "x", "resume": ""},
    {"type": "state", "state": "waiting"},
    {"type": "state", "state": "ended"},
    {"type": "end", "outcome": "completed"},
    {"type": "end", "outcome": "lost"},
    {"type": "ended", "outcome": "failed", "billable_ms": 0, "again": False},
]


@pytest.mark.parametrize("message", BAD_LATER)
@pytest.mark.parametrize("state", ["waiting", "joined", "active"])
async def test_a_message_that_an_agent_may_not_say(state: str, message: dict[str, Any]) -> None:
    async with running() as broker:
        console: Leg | None = None
        if state == "waiting":
            agent = await broker.waiting_agent()
        else:
            agent, console = await (broker.pair() if state == "joined" else broker.active())
        await agent.say(**message)
        assert await agent.closes() == Close.BAD_MESSAGE
        if console is not None:
            assert (await console.hears("ended"))["outcome"] == "failed"
            assert await console.closes() == Close.SESSION_ENDED
            assert broker.book.outcomes() == ["failed"]
        assert broker.rendezvous.waiting() == 0


@pytest.mark.parametrize(
    ("state", "message"),
    [
        ("waiting", {"type": "state", "state": "asking"}),
        ("waiting", {"type": "end", "outcome": "wrong_password"}),
        ("joined", {"type": "state", "state": "active"}),
        ("active", {"type": "state", "state": "asking"}),
    ],
)
async def test_a_message_that_the_state_does_not_allow(state: str, message: dict[str, Any]) -> None:
    async with running() as broker:
        if state == "waiting":
            agent = await broker.waiting_agent()
        else:
            agent, _ = await (broker.pair() if state == "joined" else broker.active())
        await agent.say(**message)
        assert await agent.closes() == Close.BAD_MESSAGE


@pytest.mark.parametrize("text", ["{", '{"type":"state","state":"active"}', '{"type":"join"}'])
async def test_a_console_that_breaks_the_rules_leaves_the_agent_well(text: str) -> None:
    async with running() as broker:
        agent, console = await broker.pair()
        await console.socket.send_str(text)
        assert await console.closes() == Close.BAD_MESSAGE
        ended = await agent.hears("ended")
        assert (ended["outcome"], ended["again"]) == ("failed", True)


async def test_records_before_there_is_a_peer() -> None:
    async with running() as broker:
        agent = await broker.waiting_agent()
        await agent.send(b"\x01")
        assert await agent.closes() == Close.BAD_MESSAGE


async def test_signed_out() -> None:
    async with running() as broker:
        console = await broker.open_console()
        join = {"type": "join", "v": 1, "session": "1" * 9, "customer": 0, "resume": ""}
        await console.say(**join, ticket="no ticket")
        assert await console.closes() == Close.SIGNED_OUT


async def test_unknown_busy_and_offline_are_one_answer_after_one_time() -> None:
    async with running() as broker:
        agent, _ = await broker.pair()
        busy = agent.heard["registered"]["session"]
        gone = await broker.waiting_agent()
        await gone.cut()
        offline = gone.heard["registered"]["session"]
        unknown = next(n for n in ("111111111", "222222222") if n not in (busy, offline))
        loop = asyncio.get_running_loop()
        for session in (unknown, busy, offline):
            before = loop.time()
            console = await broker.console(session)
            message = await console.receive()
            assert (message.data, message.extra) == (4006, "no_answer")
            assert loop.time() - before >= MISS_SECONDS


async def test_two_hundred_guesses() -> None:
    async with running(patience=Patience(linger=10.0)) as broker:
        agent = await broker.waiting_agent()
        session = agent.heard["registered"]["session"]
        broker.clock.stopped_at = broker.clock()
        guesses = [f"{n:09d}" for n in range(200) if f"{n:09d}" != session]
        consoles = [await broker.console(guess) for guess in guesses]
        codes = [await console.closes() for console in consoles]
        assert codes.count(Close.NO_ANSWER) == MISSES_EACH_MINUTE
        assert codes.count(Close.TOO_MANY_TRIES) == len(guesses) - MISSES_EACH_MINUTE
        # The address has used its misses up: not even the right ID answers, for anyone.
        console = await broker.console(session, cookie="brunos-cookie")
        assert await console.closes() == Close.TOO_MANY_TRIES
        broker.clock.ahead += 61
        console = await broker.console(session, cookie="brunos-cookie")
        await console.hears("joined")


async def test_a_join_that_answers_is_no_miss() -> None:
    async with running() as broker:
        agent = await broker.waiting_agent()
        for _ in range(MISSES_EACH_MINUTE + 2):
            console = await broker.console(agent.heard["registered"]["session"])
            await console.hears("joined")
            await console.say(type="end", outcome="left_by_technician")
            await console.hears("ended")
            await agent.hears("joined")
            await agent.hears("ended")


async def test_registrations_of_one_address() -> None:
    async with running() as broker:
        for _ in range(5):
            await broker.waiting_agent()
        agent = await broker.agent()
        assert await agent.closes() == Close.TOO_MANY_TRIES
        broker.clock.ahead += 61
        await broker.waiting_agent()


async def test_full() -> None:
    async with running(waiting_max=2) as broker:
        first = await broker.waiting_agent()
        await broker.waiting_agent()
        assert await (await broker.agent()).closes() == Close.FULL
        await first.leave()
        await soon(lambda: broker.rendezvous.waiting() == 1)
        await broker.waiting_agent()


async def test_an_unused_id_expires() -> None:
    async with running() as broker:
        agent = await broker.waiting_agent()
        broker.clock.ahead += 900
        broker.rendezvous.sweep()
        assert broker.rendezvous.waiting() == 1
        broker.clock.ahead += 6
        broker.rendezvous.sweep()
        assert await agent.closes() == Close.EXPIRED
        assert broker.book.rows == {}


async def test_the_broker_stops() -> None:
    async with running() as broker:
        waiting = await broker.waiting_agent()
        agent, console = await broker.active()
        stopping = asyncio.create_task(broker.rendezvous.close())
        for leg in (agent, console):
            assert (await leg.hears("ended"))["outcome"] == "lost"
        for leg in (agent, console, waiting):
            assert await leg.closes() == Close.SHUTTING_DOWN
        await stopping
        assert broker.book.outcomes() == ["lost"]
        assert await (await broker.agent()).closes() == Close.SHUTTING_DOWN


async def test_pings_that_nobody_answers_are_a_cut() -> None:
    patience = Patience(ping=0.1, linger=0.2)
    async with running(patience=patience) as broker:
        agent, console = await broker.active()
        agent.socket._autoping = False
        reading = asyncio.create_task(agent.socket.receive())
        console_heard = asyncio.create_task(console.hears("state"))
        await asyncio.wait({reading})  # the ping
        assert reading.result().type is aiohttp.WSMsgType.PING
        assert (await console_heard)["state"] == "reconnecting"


async def test_a_leg_that_answers_pings_stays() -> None:
    async with running(patience=Patience(ping=0.05)) as broker:
        agent = await broker.waiting_agent()
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(agent.socket.receive(), 0.6)
        assert broker.rendezvous.waiting() == 1


async def test_a_broken_database_closes_a_join_and_nothing_else() -> None:
    async with running() as broker:
        agent = await broker.waiting_agent()
        broker.book.broken = True
        broker.rendezvous._ledger._pace = type(broker.rendezvous._ledger._pace)(
            retry_seconds=0.02, open_seconds=0.1
        )
        session = agent.heard["registered"]["session"]
        assert await (await broker.console(session)).closes() == Close.BROKER_FAULT
        broker.book.broken = False
        await (await broker.console(session)).hears("joined")
        await agent.hears("joined")


def masked(opcode: int, payload: bytes) -> bytes:
    mask = os.urandom(4)
    body = bytes(byte ^ mask[n % 4] for n, byte in enumerate(payload))
    assert len(payload) < 126
    return bytes([0x80 | opcode, 0x80 | len(payload)]) + mask + body


async def test_one_byte_at_a_time() -> None:
    async with running() as broker:
        port = int(broker.url.rpartition(":")[2])
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        request = (
            "GET /ws/agent HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
            "Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n"
        )
        hello = json.dumps({"type": "hello", "v": 1, "pc": "lento", "resume": ""}).encode()
        try:
            for byte in request.encode() + masked(1, hello):
                writer.write(bytes([byte]))
                await writer.drain()
                await asyncio.sleep(0)
            head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 5)
            assert head.startswith(b"HTTP/1.1 101")
            assert b"extensions" not in head.lower()
            first = await asyncio.wait_for(reader.readexactly(4), 5)
            length = int.from_bytes(first[2:], "big")
            registered = json.loads(await reader.readexactly(length))
            console = await broker.console(registered["session"])
            await console.hears("joined")
            for byte in masked(2, b"\x01 offer"):
                writer.write(bytes([byte]))
                await writer.drain()
            assert await console.record() == b"\x01 offer"
        finally:
            writer.close()
