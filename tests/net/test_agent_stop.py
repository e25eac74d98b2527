"""Stop cuts at once, whatever hangs."""

import asyncio
import time
from threading import Event

from agent.frames.kinds import Kind
from tests.fakes.agent_legs import WAIT
from tests.fakes.desk import Desk, desk


def cut_seconds(one: Desk) -> float:
    """How long Stop takes until nothing passes."""
    begun = time.monotonic()
    one.agent.stop()
    return time.monotonic() - begun


async def test_stop_cuts_when_the_line_thread_hangs() -> None:
    async with desk() as one:
        leg, _ = await one.active()
        go_on = Event()
        one.hang(go_on)
        try:
            taken = cut_seconds(one)
            assert taken < 0.25
            pictures = one.workshop.pictures[0]
            assert not pictures.emit()
        finally:
            go_on.set()
        await leg.end_of("stopped_by_customer")


async def test_stop_cuts_when_a_capture_or_the_display_hangs() -> None:
    async with desk() as one:
        leg, _ = await one.active()
        go_on, inside = Event(), Event()
        pictures, hands = one.workshop.pictures[0], one.workshop.hands[0]
        hands.hang = lambda: bool(go_on.wait(WAIT)) and None

        def capture() -> None:
            with pictures.gate.passage():
                inside.set()
                go_on.wait(WAIT)
                pictures.send(Kind.CURSOR, b"\x02\x00\x01\x00\x01")

        hanging = asyncio.create_task(asyncio.to_thread(capture))
        try:
            await asyncio.to_thread(inside.wait, WAIT)
            assert await asyncio.to_thread(cut_seconds, one) < 0.25
        finally:
            go_on.set()
        await hanging
        await leg.end_of("stopped_by_customer")
        await leg.gone()
        assert leg.binaries.empty()


async def test_stop_cuts_when_the_network_takes_nothing() -> None:
    async with desk(max_queue=1) as one:
        leg, _ = await one.active()
        leg.socket.transport.pause_reading()
        pictures = one.workshop.pictures[0]
        for _ in range(200):
            pictures.send(Kind.PICTURE, bytes(60_000))
            if one.waiting() > 4_000_000:
                break
        assert await asyncio.to_thread(cut_seconds, one) < 0.25
        assert one.waiting() == 0
        assert not pictures.emit()
        leg.socket.transport.resume_reading()


async def test_the_hot_key_cuts_and_is_shown() -> None:
    async with desk() as one:
        leg, _ = await one.active()
        assert one.workshop.pressed is not None
        await asyncio.to_thread(one.workshop.pressed)
        assert one.workshop.gears[0].gate.is_cut
        assert one.person.stops == 1
        await leg.end_of("stopped_by_customer")
