"""A reader that stands still: what the broker then holds, and what goes on all the same."""

import asyncio
import gc
import socket
from pathlib import Path
from typing import Any

import pytest

from broker.leg import Leg as BrokerLeg
from broker.leg import Patience
from broker.tls.buffers import bounded
from broker.tls.files import Certificate
from broker.wire import limits
from broker.wire.words import Close
from tests.fakes.legs import Broker, Leg
from tests.fakes.sockets_only import running
from tests.stack.authority import Tls, authority
from tests.waiting import soon

RECORD = b"\x12" + bytes(limits.RECORD_MAX - 1)
MANY = 12


@pytest.fixture(params=["plain", "tls"])
def tls(request: pytest.FixtureRequest, tmp_path: Path) -> Tls | None:
    """Without TLS and with TLS in this process."""
    if request.param == "plain":
        return None
    known = authority(tmp_path)
    return Tls(Certificate(*known.certificate(tmp_path)).context, known.trusting())


def rss_bytes() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096


def frame(record: bytes) -> bytes:
    """One masked binary frame; with a mask of zeros the payload stays as it is."""
    size = len(record)
    if size < 126:
        head = bytes([0x82, 0x80 | size])
    elif size < 65_536:
        head = b"\x82\xfe" + size.to_bytes(2, "big")
    else:
        head = b"\x82\xff" + size.to_bytes(8, "big")
    return head + bytes(4) + record


class Flood:
    """Writes records into an agent's connection as fast as the broker takes them."""

    def __init__(self, agent: Leg, record: bytes) -> None:
        self._agent = agent
        self._record = record
        self.frames = 0
        self.task = asyncio.create_task(self._run())

    async def _run(self) -> None:
        transport = transport_of(self._agent)
        try:
            # Under TLS the client's buffers lie between, so they are as small as the broker's.
            await (self._by_frames() if bounded(transport) else self._raw(transport))
        except ConnectionError:
            return

    async def _raw(self, transport: asyncio.WriteTransport) -> None:
        """Past the client's own buffers, which lie in this process too."""
        with socket.socket(fileno=socket.dup(transport.get_extra_info("socket").fileno())) as raw:
            raw.setblocking(False)
            while True:
                await asyncio.get_running_loop().sock_sendall(raw, frame(self._record))
                self.frames += 1

    async def _by_frames(self) -> None:
        while True:
            await self._agent.send(self._record)
            self.frames += 1

    async def stuck(self) -> None:
        """Wait until nothing more is taken."""
        before = -1
        while before != self.frames:
            before = self.frames
            await asyncio.sleep(0.3)

    async def stop(self) -> None:
        self.task.cancel()
        await asyncio.gather(self.task, return_exceptions=True)


def transport_of(leg: Leg) -> asyncio.Transport:
    """The client's connection."""
    transport = leg.socket._response.connection.transport  # type: ignore[union-attr]
    assert isinstance(transport, asyncio.Transport)
    return transport


def stand_still(leg: Leg) -> None:
    """Read nothing more, from the socket itself: TLS would read on and open nothing."""
    below(transport_of(leg)).pause_reading()


def go_on(leg: Leg) -> None:
    below(transport_of(leg)).resume_reading()


def below(transport: asyncio.Transport) -> asyncio.Transport:
    """The plain connection below TLS, or the connection itself."""
    protocol: Any = getattr(transport, "_ssl_protocol", None)
    plain = transport if protocol is None else protocol._transport
    assert isinstance(plain, asyncio.Transport)
    return plain


async def stalled(broker: Broker) -> tuple[Leg, Leg, BrokerLeg, BrokerLeg]:
    """A pair whose console reads nothing; and the broker's ends of both."""
    agent, console = await broker.active()
    stand_still(console)
    held = list(broker.rendezvous._held.values())[-1][0]
    ends = {leg.subject: leg for leg in broker.sockets.legs}
    posts = held._legs.agent, held._legs.console
    by_agent, by_console = (ends[post.leg] for post in posts if post is not None)
    return agent, console, by_agent, by_console


@pytest.mark.parametrize("size", [limits.RECORD_MAX, 1, 0, 40_000])
async def test_what_waits_is_bounded(size: int, tls: Tls | None) -> None:
    async with running(tls=tls) as broker:
        agent, _console, one, other = await stalled(broker)
        most = 0

        def measure() -> None:
            nonlocal most
            for source, sink in ((one, other), (other, one)):
                most = max(most, source.waiting_in() + sink.waiting_out())

        for leg in (one, other):
            write = leg._socket.send_frame

            async def measured(*args: object, write: object = write) -> None:
                measure()
                await write(*args)  # type: ignore[operator]
                measure()

            leg._socket.send_frame = measured  # type: ignore[method-assign,assignment]
        flood = Flood(agent, RECORD[:size])
        for _ in range(40):
            measure()
            await asyncio.sleep(0.02)
        if size > 1000:
            await flood.stuck()
            assert most > limits.RECORD_MAX, "nothing ever waited: the test shows nothing"
        measure()
        assert most <= limits.RELAY_WAITING_MAX
        await flood.stop()


async def test_memory_of_stalled_sessions(tls: Tls | None) -> None:
    """The whole process: a dozen floods against consoles that read nothing."""
    async with running(tls=tls) as broker:
        pairs = []
        for _ in range(MANY):
            broker.clock.ahead += 61
            pairs.append(await stalled(broker))
        gc.collect()
        before = rss_bytes()
        floods = [Flood(agent, RECORD) for agent, _, _, _ in pairs]
        await asyncio.gather(*(flood.stuck() for flood in floods))
        grown = rss_bytes() - before
        for flood in floods:
            await flood.stop()
        assert min(flood.frames for flood in floods) >= 3
        # Three times the bound: the allocator keeps what passed through.
        assert grown < MANY * 3 * limits.RELAY_WAITING_MAX, grown / MANY


async def test_the_other_direction_goes_on(tls: Tls | None) -> None:
    async with running(tls=tls) as broker:
        agent, console, _, _ = await stalled(broker)
        flood = Flood(agent, RECORD)
        await flood.stuck()
        for number in range(200):
            await console.send(b"\x14" + number.to_bytes(2, "big"))
            await console.socket.ping()
            assert await agent.record() == b"\x14" + number.to_bytes(2, "big")
        await console.say(type="end", outcome="completed")
        assert (await agent.hears("ended"))["outcome"] == "completed"
        await flood.stop()


async def test_a_leg_that_takes_nothing_is_closed_as_stalled(tls: Tls | None) -> None:
    async with running(tls=tls, patience=Patience(stall=0.4, linger=5)) as broker:
        agent, console, _, _ = await stalled(broker)
        flood = Flood(agent, RECORD)
        assert (await agent.hears("state"))["state"] == "reconnecting"
        await flood.stop()
        go_on(console)
        while (message := await console.receive()).type.name == "BINARY":
            assert message.data == RECORD
        assert (message.data, message.extra) == (Close.STALLED, "stalled")


async def test_a_slow_reader_is_not_stalled(tls: Tls | None) -> None:
    async with running(tls=tls, patience=Patience(stall=1.0, linger=0.3)) as broker:
        agent, console, one, _ = await stalled(broker)
        flood = Flood(agent, RECORD)
        await asyncio.sleep(0.3)
        go_on(console)
        for _ in range(15):
            for _ in range(8):
                assert await console.record() == RECORD
            await asyncio.sleep(0.1)
        assert one in broker.sockets.legs
        await flood.stop()


async def test_a_flood_of_states_while_the_console_stands_still() -> None:
    """Words of the broker's own do not pile up either: only the last state is kept."""
    async with running() as broker:
        agent, console, _, by_console = await stalled(broker)
        flood = Flood(agent, RECORD)
        await flood.stuck()
        await flood.stop()
        held = next(iter(broker.rendezvous._held.values()))[0]
        for _ in range(1000):
            for state in ("paused", "active"):
                held._said(held._legs.agent.leg, _state(state))  # type: ignore[union-attr]
        assert len(held._legs.console._letters) <= 2  # type: ignore[union-attr]
        assert by_console.waiting_out() < limits.RELAY_WAITING_MAX
        assert not console.socket.closed


def _state(name: str) -> object:
    from broker.wire.messages import AgentState
    from broker.wire.words import State

    return AgentState(State(name))


async def test_a_blocked_writer_that_vanishes_lets_go(tls: Tls | None) -> None:
    async with running(tls=tls, patience=Patience(stall=0.5, linger=0.2)) as broker:
        agent, console, _, _ = await stalled(broker)
        flood = Flood(agent, RECORD)
        await flood.stuck()
        await flood.stop()
        await agent.cut()
        await console.cut()
        await soon(lambda: not broker.sockets.legs)
