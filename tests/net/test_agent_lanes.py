"""A line that takes little: what was said does not wait behind pictures, in plain and under TLS."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from ssl import PROTOCOL_TLS_SERVER, SSLContext

import pytest

from agent.client import UNSENT_BYTES
from agent.frames import control, cursor
from agent.frames.kinds import Kind
from broker.wire.limits import RECORD_MAX
from tests.fakes.agent_legs import Leg
from tests.fakes.desk import Desk, FakePictures, desk
from tests.rab1.reference import Console
from tests.stack.authority import authority
from tests.waiting import soon

PARTS = 60
PART = 40_000
RECEIVING = 16 * 1024
"""Bytes that the kernel takes for the other end before anybody reads."""

AHEAD_MOST = UNSENT_BYTES + RECORD_MAX + 4 * RECEIVING
"""On their way before a record that was said last: in both kernels, and the record that is being
written. In all `PARTS * PART` bytes wait."""


@pytest.fixture(params=["plain", "tls"])
def tls(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[SSLContext | None]:
    """None, or a certificate that the agent trusts."""
    if request.param == "plain":
        yield None
        return
    known = authority(tmp_path)
    certificate = known.certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(known.file))
    context = SSLContext(PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    yield context


@asynccontextmanager
async def slow(tls: SSLContext | None) -> AsyncIterator[tuple[Desk, Leg, Console]]:
    """A session whose other end has stopped reading."""
    async with desk(max_queue=1, ssl=tls) as one:
        if tls is not None:
            one.call(one.address.replace("ws://", "wss://"))
        leg, console = await one.active()
        stand_still(leg)
        yield one, leg, console


def stand_still(leg: Leg) -> None:
    connection = leg.socket.transport.get_extra_info("socket")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVING)
    below(leg).pause_reading()


def below(leg: Leg) -> asyncio.Transport:
    """The plain connection, below TLS where there is any."""
    protocol = getattr(leg.socket.transport, "_ssl_protocol", None)
    plain = leg.socket.transport if protocol is None else protocol._transport
    assert isinstance(plain, asyncio.Transport)
    return plain


def part(number: int) -> bytes:
    return number.to_bytes(4, "big") + bytes(PART - 4)


async def flooded(one: Desk) -> FakePictures:
    """So many parts of a picture wait that the line has long stopped taking them."""
    pictures = one.workshop.pictures[0]
    for number in range(PARTS):
        pictures.send(Kind.PICTURE, part(number))
    waiting = -1
    while waiting != one.waiting():
        waiting = one.waiting()
        await asyncio.sleep(0.1)
    assert waiting > PARTS * PART / 2
    return pictures


async def came(leg: Leg, console: Console) -> tuple[int, bytes]:
    kind, plaintext = console.a2c.open(await leg.binary())
    return kind, plaintext


async def test_what_was_said_overtakes_the_pictures_that_wait(tls: SSLContext | None) -> None:
    async with slow(tls) as (one, leg, console):
        await flooded(one)
        one.agent.pause()
        await soon(lambda: one.workshop.hands[0].released == 2)
        below(leg).resume_reading()
        parts = []
        while (record := await came(leg, console))[0] == Kind.PICTURE:
            parts.append(record[1])
        assert control.decode(record[1]) == control.Paused()
        assert sum(map(len, parts)) <= AHEAD_MOST
        assert await leg.text() == {"type": "state", "state": "paused"}
        one.agent.go_on()
        assert control.decode((await came(leg, console))[1]) == control.Resumed()
        while len(parts) < PARTS:
            parts.append((await came(leg, console))[1])
        assert parts == [part(number) for number in range(PARTS)]


async def test_nothing_more_is_sent_while_paused(tls: SSLContext | None) -> None:
    async with slow(tls) as (one, leg, console):
        await flooded(one)
        one.agent.pause()
        await soon(lambda: one.workshop.hands[0].released == 2)
        below(leg).resume_reading()
        while (await came(leg, console))[0] == Kind.PICTURE:
            pass
        await asyncio.sleep(0.2)
        assert leg.binaries.empty()
        assert one.waiting() > PARTS * PART / 2


async def test_the_pointer_overtakes_pictures_and_only_its_newest_place_comes() -> None:
    async with slow(None) as (one, leg, console):
        pictures = await flooded(one)
        for number in range(500):
            pictures.send(Kind.CURSOR, cursor.encode(cursor.Place(number, 7)))
        below(leg).resume_reading()
        records = [await came(leg, console) for _ in range(PARTS + 1)]
        kinds = [kind for kind, _ in records]
        at = kinds.index(Kind.CURSOR)
        assert at * PART <= AHEAD_MOST
        assert cursor.decode(records[at][1]) == cursor.Place(499, 7)
        assert kinds.count(Kind.PICTURE) == PARTS


async def test_stop_leaves_only_what_is_on_its_way(tls: SSLContext | None) -> None:
    async with slow(tls) as (one, leg, console):
        await flooded(one)
        await asyncio.to_thread(one.agent.stop)
        assert one.waiting() == 0
        below(leg).resume_reading()
        await leg.end_of("stopped_by_customer")
        await leg.gone()
        sent = [console.a2c.open(leg.binaries.get_nowait()) for _ in range(leg.binaries.qsize())]
        assert {kind for kind, _ in sent} <= {Kind.PICTURE}
        assert sum(len(plaintext) for _, plaintext in sent) <= AHEAD_MOST
