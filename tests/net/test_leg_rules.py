"""What a leg may say and when, and what one that says something else meets."""

import asyncio
import json
import os
from typing import Any

import pytest

from broker.wire.words import Close
from tests.fakes.legs import Leg
from tests.fakes.sockets_only import running

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
