"""Frames as no client would send them, byte for byte (RFC 6455), at both addresses."""

import asyncio
import json
from dataclasses import dataclass

import pytest

from broker.leg import Patience
from broker.wire import limits
from broker.wire.words import Close
from tests.fakes.legs import COOKIE, Broker
from tests.fakes.sockets_only import running
from tests.net.raw_cases import (
    CLOSE,
    CONTINUATION,
    GOOD,
    HELLO,
    PING,
    PONG,
    TEXT,
    cases,
    close,
    frame,
)

WAIT = 10


@dataclass
class Line:
    """A connection after its upgrade."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def frame(self) -> tuple[int, bytes]:
        """The broker's next frame, which is whole, not masked, and in the shortest form."""
        first, second = await asyncio.wait_for(self.reader.readexactly(2), WAIT)
        assert first & 0xF0 == 0x80 and second < 127
        length = second
        if second == 126:
            length = int.from_bytes(await self.reader.readexactly(2), "big")
            assert length > 125
        return first & 15, await asyncio.wait_for(self.reader.readexactly(length), WAIT)

    async def closed(self) -> int:
        """The code of the broker's close frame; 0 where it says something else, pongs apart."""
        while True:
            opcode, payload = await self.frame()
            if opcode not in (PING, PONG):
                return int.from_bytes(payload[:2], "big") if opcode == CLOSE else 0

    async def gone(self) -> bool:
        """Whether the connection ends."""
        while await asyncio.wait_for(self.reader.read(4096), WAIT):
            pass
        return True


async def opened(broker: Broker, path: str) -> Line:
    port = int(broker.url.rpartition(":")[2])
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    own = [f"Origin: {broker.url}", f"Cookie: {COOKIE}=annas-cookie"]
    head = [
        f"GET {path} HTTP/1.1",
        "Host: x",
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
        *(own if path == "/ws/console" else []),
    ]
    writer.write("\r\n".join([*head, "", ""]).encode())
    answer = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), WAIT)
    assert answer.startswith(b"HTTP/1.1 101 "), answer
    return Line(reader, writer)


@pytest.mark.parametrize("path", GOOD)
async def test_said_rightly_the_first_messages_are_taken(path: str) -> None:
    """Else the cases would show nothing."""
    async with running() as broker:
        line = await opened(broker, path)
        line.writer.write(frame(TEXT, GOOD[path]))
        assert await line.closed() == (0 if path == "/ws/agent" else Close.SIGNED_OUT)
        line.writer.close()


def test_there_are_enough() -> None:
    for good in GOOD.values():
        assert len(cases(good)) >= 60


@pytest.mark.parametrize("path", ["/ws/agent", "/ws/console"])
async def test_frames(path: str) -> None:
    wrong = {}
    async with running(patience=Patience(linger=0.05)) as broker:
        for name, (data, expected) in cases(GOOD[path]).items():
            broker.clock.ahead += 61
            line = await opened(broker, path)
            line.writer.write(data)
            try:
                got: object = await line.closed()
                line.writer.write(close(1000))
                assert await line.gone()
            except (TimeoutError, asyncio.IncompleteReadError, ConnectionError) as error:
                got = repr(error)
            line.writer.close()
            if got != expected:
                wrong[name] = (got, expected)
    assert wrong == {}


async def registered(line: Line) -> bool:
    while True:
        opcode, payload = await line.frame()
        if opcode == TEXT:
            return bool(json.loads(payload)["type"] == "registered")
        assert opcode in (PING, PONG)


VALID: dict[str, list[bytes]] = {
    "in one": [frame(TEXT, HELLO)],
    "in three parts": [
        frame(TEXT, HELLO[:5], fin=False),
        frame(CONTINUATION, HELLO[5:9], fin=False),
        frame(CONTINUATION, HELLO[9:]),
    ],
    "with empty parts": [
        frame(TEXT, b"", fin=False),
        frame(CONTINUATION, HELLO, fin=False),
        frame(CONTINUATION, b""),
    ],
    "with pings and pongs between the parts": [
        frame(TEXT, HELLO[:7], fin=False),
        frame(PING, b"one"),
        frame(PONG, b"unasked"),
        frame(CONTINUATION, HELLO[7:]),
    ],
    "after a ping of 125 bytes": [frame(PING, bytes(125)), frame(TEXT, HELLO)],
    "in every byte a part": [
        frame(TEXT, HELLO[:1], fin=False),
        *(frame(CONTINUATION, HELLO[n : n + 1], fin=False) for n in range(1, len(HELLO))),
        frame(CONTINUATION, b""),
    ],
}


async def test_frames_that_are_right() -> None:
    async with running() as broker:
        for name, parts in VALID.items():
            broker.clock.ahead += 61
            line = await opened(broker, "/ws/agent")
            line.writer.write(b"".join(parts))
            assert await registered(line), name
            line.writer.close()


async def test_a_ping_is_answered_with_what_it_said() -> None:
    async with running() as broker:
        for path in ("/ws/agent", "/ws/console"):
            line = await opened(broker, path)
            for said in (b"", b"x", bytes(125)):
                line.writer.write(frame(PING, said))
                assert await line.frame() == (PONG, said)
            line.writer.close()


async def test_a_flood_of_pings_that_nobody_reads_the_answers_of() -> None:
    """The broker keeps no more answers than a few KiB, and others are served meanwhile."""
    async with running() as broker:
        line = await opened(broker, "/ws/agent")
        line.writer.transport.pause_reading()
        (leg,) = broker.sockets.legs
        most = 0
        for _ in range(400):
            line.writer.write(frame(PING, bytes(125)) * 100)
            await asyncio.wait_for(line.writer.drain(), WAIT)
            most = max(most, leg.waiting_out())
            await asyncio.sleep(0)
        assert most < limits.RELAY_WAITING_MAX
        await broker.waiting_agent()
        line.writer.transport.abort()
