"""Who may open a leg, how often, how long and how many, by close codes."""

import asyncio

import aiohttp
import pytest

from broker.leg import Patience
from broker.rendezvous.desk import MISS_SECONDS, MISSES_EACH_MINUTE
from broker.wire.words import Close
from tests.fakes.legs import COOKIE, Broker
from tests.fakes.sockets_only import running
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


async def test_signed_out() -> None:
    async with running() as broker:
        console = await broker.open_console()
        join = {"type": "join", "v": 1, "session": "1" * 9, "customer": 0, "resume": ""}
        await console.say(**join, quick=False, reason="", ticket="no ticket")
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
