"""What the relay lets through and how long it takes: python -m bench.relay

Three ways for the same aiohttp client to get the same records, each with its server in a process of
its own, one after the other and again: `direct` (a bare aiohttp server that answers by itself),
`forward` (one that passes records from one WebSocket to another and knows nothing else), `broker`
(the real one, two legs of a session). Medians of all runs, and ratios to `direct`.
"""

import asyncio
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any, Final

import aiohttp
from aiohttp import web

from tests.stack.broker import RunningBroker, running_broker
from tests.stack.display import end_process
from tests.stack.house import free_port
from tests.waiting import until

Socket = aiohttp.ClientWebSocketResponse
Server = web.WebSocketResponse
RUNS: Final = 3
SECONDS: Final = 1.0
TRIPS: Final = 1500
SIZES: Final = (1024, 16 * 1024, 64 * 1024)
SMALL: Final = 64
LAST: Final = b"\x00"
SOON: Final = aiohttp.ClientWSTimeout(ws_close=0.1)
OPTIONS: Final[dict[str, Any]] = {"max_msg_size": 0, "compress": 0}


class Bare:
    """A bare aiohttp server: it sends, it answers, and it forwards between two."""

    def __init__(self) -> None:
        self._waiting: tuple[Server, asyncio.Future[Server]] | None = None

    def app(self) -> web.Application:
        app = web.Application()
        app.add_routes([web.get("/echo", self.echo), web.get("/pair", self.pair)])
        app.add_routes([web.get("/source/{size}", self.source)])
        return app

    async def _open(self, request: web.Request) -> Server:
        here = Server(compress=False, max_msg_size=0)
        await here.prepare(request)
        return here

    async def echo(self, request: web.Request) -> Server:
        """Sends back what comes."""
        here = await self._open(request)
        async for message in here:
            await here.send_bytes(message.data)
        return here

    async def source(self, request: web.Request) -> Server:
        """Sends records of one size until the other end is gone."""
        here, record = await self._open(request), os.urandom(int(request.match_info["size"]))
        over = asyncio.create_task(here.receive())
        while not over.done():
            await here.send_bytes(record)
            await asyncio.sleep(0)
        return here

    async def pair(self, request: web.Request) -> Server:
        """Two in a row become a pair: what one says the other hears."""
        here = await self._open(request)
        if self._waiting is None:
            second: asyncio.Future[Server] = asyncio.get_running_loop().create_future()
            self._waiting = (here, second)
            peer = await second
        else:
            peer, first = self._waiting
            self._waiting = None
            first.set_result(here)
        async for message in here:
            await peer.send_bytes(message.data)
        return here


@contextmanager
def bare() -> Iterator[str]:
    """The bare server as a process; gives its address."""
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", "bench.relay", str(port)])
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        end_process(process)


class Ways:
    """The three ways, each as two ends that hear each other."""

    def __init__(self, http: aiohttp.ClientSession, plain: str, broker: RunningBroker) -> None:
        self._http = http
        self._plain = plain
        self._broker = broker
        self._cookie = ""
        self._pairs: dict[str, tuple[Socket, Socket]] = {}

    async def open(self, stack: AsyncExitStack) -> None:
        """Opens both pairs, once: an address is given only so many IDs in a minute."""
        await self._sign_in()
        self._pairs["forward"] = await stack.enter_async_context(self._forward())
        self._pairs["broker"] = await stack.enter_async_context(self._broker_pair())

    async def _sign_in(self) -> None:
        one = self._broker.technician()
        proof = {"name": one.name, "password": one.password, "code": one.code()}
        origin = {"Origin": self._broker.url}
        url = f"{self._broker.url}/api/sign-in"
        async with self._http.post(url, json=proof, headers=origin) as answer:
            self._cookie = answer.headers["Set-Cookie"].partition(";")[0]

    @asynccontextmanager
    async def _forward(self) -> AsyncIterator[tuple[Socket, Socket]]:
        """The bare forwarder."""
        async with (
            self._http.ws_connect(f"{self._plain}/pair", **OPTIONS) as one,
            self._http.ws_connect(f"{self._plain}/pair", **OPTIONS) as other,
        ):
            yield one, other

    @asynccontextmanager
    async def _broker_pair(self) -> AsyncIterator[tuple[Socket, Socket]]:
        """The agent's and the console's leg of a session."""
        url, headers = self._broker.url, {"Origin": self._broker.url, "Cookie": self._cookie}
        async with self._http.post(f"{url}/api/tickets", headers=headers, json={}) as answer:
            ticket = (await answer.json())["ticket"]
        async with (
            self._http.ws_connect(f"{url}/ws/agent", **OPTIONS) as agent,
            self._http.ws_connect(f"{url}/ws/console", headers=headers, **OPTIONS) as console,
        ):
            await agent.send_json({"type": "hello", "v": 1, "pc": "bench", "resume": ""})
            session = json.loads((await agent.receive()).data)["session"]
            join = {"ticket": ticket, "session": session, "customer": 0, "resume": ""}
            await console.send_json({"type": "join", "v": 1, "quick": False, "reason": "", **join})
            for leg in (console, agent):
                await _hears(leg, "joined")
            yield agent, console

    async def throughput(self, way: str, size: int) -> float:
        """Megabytes a second from one end to the other."""
        if way == "direct":
            url = f"{self._plain}/source/{size}"
            async with self._http.ws_connect(url, timeout=SOON, **OPTIONS) as sink:
                return await _received(sink, size)
        source, sink = self._pairs[way]
        flood = asyncio.create_task(_flood(source, os.urandom(size)))
        try:
            return await _received(sink, size)
        finally:
            flood.cancel()
            await source.send_bytes(LAST)
            while (await sink.receive()).data != LAST:
                pass

    async def delay(self, way: str) -> float:
        """Microseconds there and back of a small record, the median of many."""
        if way == "direct":
            async with self._http.ws_connect(f"{self._plain}/echo", **OPTIONS) as one:
                return await _trips(one, None)
        return await _trips(*self._pairs[way])


async def _flood(source: Socket, record: bytes) -> None:
    while True:
        await source.send_bytes(record)
        await asyncio.sleep(0)


async def _received(sink: Socket, size: int) -> float:
    count, start = 0, time.perf_counter()
    while (passed := time.perf_counter() - start) < SECONDS:
        count += (await sink.receive()).type is aiohttp.WSMsgType.BINARY
    return count * size / passed / 1e6


async def _hears(leg: Socket, kind: str) -> None:
    """Waits for a message of the broker; what it says before is left out."""
    while json.loads((await leg.receive()).data)["type"] != kind:
        pass


async def _record(leg: Socket) -> bytes:
    """The next record; what the broker says of the session in between is left out."""
    while (message := await leg.receive()).type is not aiohttp.WSMsgType.BINARY:
        pass
    data: bytes = message.data
    return data


async def _trips(one: Socket, other: Socket | None) -> float:
    record, times = bytes(SMALL), []
    for _ in range(TRIPS):
        start = time.perf_counter()
        await one.send_bytes(record)
        if other is not None:
            await other.send_bytes(await _record(other))
        await _record(one)
        times.append(time.perf_counter() - start)
    return statistics.median(times) * 1e6


async def measure(plain: str, broker: RunningBroker) -> None:
    """Measures all and prints two tables."""
    async with AsyncExitStack() as stack:
        jar = aiohttp.DummyCookieJar()
        http = await stack.enter_async_context(aiohttp.ClientSession(cookie_jar=jar))
        ways = Ways(http, plain, broker)
        await ways.open(stack)
        print("| records | direct, MB/s | forward | broker | broker / forward |")
        print("|---|---|---|---|---|")
        for size in SIZES:
            speeds: dict[str, list[float]] = {"direct": [], "forward": [], "broker": []}
            for way in list(speeds) * RUNS:
                speeds[way].append(await ways.throughput(way, size))
            a, b, c = (statistics.median(found) for found in speeds.values())
            print(f"| {size // 1024} KiB | {a:.0f} | {b:.0f} | {c:.0f} | {c / b:.2f} |")
        trips: dict[str, list[float]] = {"direct": [], "forward": [], "broker": []}
        for way in list(trips) * RUNS:
            trips[way].append(await ways.delay(way))
        a, b, c = (statistics.median(found) for found in trips.values())
        print("\n| there and back, 64 bytes | direct, µs | forward | broker |\n|---|---|---|---|")
        print(f"| median | {a:.0f} | {b:.0f} | {c:.0f} |")


def main(words: list[str]) -> None:
    """With a port: the bare server on it."""
    if words:
        web.run_app(Bare().app(), host="127.0.0.1", port=int(words[0]), print=None)
        return
    with (
        tempfile.TemporaryDirectory() as folder,
        bare() as plain,
        running_broker(Path(folder)) as broker,
    ):
        until(lambda: _answers(plain), why="the bare server")
        asyncio.run(measure(plain, broker))


def _answers(plain: str) -> bool:
    port = int(plain.rpartition(":")[2])
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


if __name__ == "__main__":
    main(sys.argv[1:])
