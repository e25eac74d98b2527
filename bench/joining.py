"""How long a technician waits to join, and how long Stop takes: python -m bench.joining

Through the real broker as a process of its own, by sockets on loopback. `join`: from the console's
`join` until both ends have heard `joined`, without the handshake that follows. `stop`: from the
agent's `end` until the console has heard `ended`, when the row is closed, the price is known and
the receipt is signed. Both with a customer who has a contract (a price list, a pack) and without,
in turn. The agent cuts the session itself before it says `end`; nothing here delays that.
"""

import asyncio
import json
import statistics
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

import aiohttp

from tests.stack.broker import RunningBroker, Technician, running_broker

Socket = aiohttp.ClientWebSocketResponse
SESSIONS: Final = 40
"""Of each sort."""
FOR_EACH_ADDRESS: Final = 5
"""An address is given so many IDs in a minute."""
TARIFFS: Final = Path(__file__).parents[1] / "docs" / "tariffs"
PACK: Final = {"units": 5000, "languages": "it", "signed_on": "2026-01-05"}


class House:
    """The broker as those see it who are signed in."""

    def __init__(self, http: aiohttp.ClientSession, url: str) -> None:
        self.http = http
        self.url = url
        self.headers = {"Origin": url}

    async def ask(self, path: str, body: object) -> Any:
        """The answer to a POST."""
        url = f"{self.url}/api/{path}"
        async with self.http.post(url, json=body, headers=self.headers) as answer:
            if answer.status not in (200, 201):
                raise SystemExit(f"{path}: {answer.status} {await answer.text()}")
            cookie = answer.headers.get("Set-Cookie", "").partition(";")[0]
            if cookie:
                self.headers["Cookie"] = cookie
            return await answer.json()

    async def sign_in(self, one: Technician) -> None:
        """As this person from here on."""
        self.headers.pop("Cookie", None)
        proof = {"name": one.name, "password": one.password, "code": one.code()}
        await self.ask("sign-in", proof)


async def agreed(house: House) -> int:
    """Enters a customer with a contract; the customer's number."""
    customer = (await house.ask("customers", {"name": "Panificio Rossi"}))["id"]
    await house.ask("tariffs", {"document": text("steps")})
    await house.ask(f"customers/{customer}/contracts", {"document": text("contract-packs")})
    await house.ask(f"customers/{customer}/packs", PACK)
    return int(customer)


def text(name: str) -> str:
    """A document of docs/tariffs."""
    return (TARIFFS / f"{name}.toml").read_text(encoding="utf-8")


@asynccontextmanager
async def legs(house: House, number: int) -> AsyncIterator[tuple[Socket, Socket]]:
    """The agent's leg, from an address of its own, and the console's."""
    address = (f"127.0.1.{1 + number // FOR_EACH_ADDRESS}", 0)
    own = aiohttp.TCPConnector(local_addr=address)
    async with (
        aiohttp.ClientSession(connector=own) as elsewhere,
        elsewhere.ws_connect(f"{house.url}/ws/agent") as agent,
        house.http.ws_connect(f"{house.url}/ws/console", headers=house.headers) as console,
    ):
        yield agent, console


async def hears(leg: Socket, kind: str) -> dict[str, Any]:
    """The next message of this type, whatever comes before."""
    while (message := json.loads((await leg.receive()).data))["type"] != kind:
        pass
    return dict(message)


async def session(house: House, number: int, customer: int) -> tuple[float, float]:
    """Milliseconds of one session's join, and of its stop."""
    ticket = (await house.ask("tickets", {}))["ticket"]
    async with legs(house, number) as (agent, console):
        await agent.send_json({"type": "hello", "v": 1, "pc": "bench", "resume": ""})
        join = {"ticket": ticket, "customer": customer, "resume": "", "quick": False, "reason": ""}
        join["session"] = (await hears(agent, "registered"))["session"]
        start = time.perf_counter()
        await console.send_json({"type": "join", "v": 1, **join})
        for leg in (console, agent):
            await hears(leg, "joined")
        joined = time.perf_counter() - start
        for state in ("asking", "active"):
            await agent.send_json({"type": "state", "state": state})
        for leg in (console, agent):
            await hears(leg, "tally")
        start = time.perf_counter()
        await agent.send_json({"type": "end", "outcome": "stopped_by_customer"})
        await hears(console, "ended")
        return joined * 1000, (time.perf_counter() - start) * 1000


async def measure(broker: RunningBroker) -> None:
    """Measures all and prints a table."""
    clerk = broker.technician("carla", "Carla Conti", "billing", "technician")
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as http:
        house = House(http, broker.url)
        await house.sign_in(clerk)
        sorts = {"with a contract": await agreed(house), "without a customer": 0}
        times: dict[str, list[tuple[float, float]]] = {sort: [] for sort in sorts}
        for number in range(SESSIONS * len(sorts)):
            sort = list(sorts)[number % len(sorts)]
            times[sort].append(await session(house, number, sorts[sort]))
    print("| | join, ms: median, worst | stop, ms: median, worst |\n|---|---|---|")
    for sort, found in times.items():
        both = (_shown(column) for column in zip(*found, strict=True))
        print(f"| {sort} | {' | '.join(both)} |")


def _shown(times: tuple[float, ...]) -> str:
    return f"{statistics.median(times):.1f}, {max(times):.1f}"


def main() -> None:
    """Starts a broker on fresh data."""
    with tempfile.TemporaryDirectory() as folder, running_broker(Path(folder)) as broker:
        asyncio.run(measure(broker))


if __name__ == "__main__":
    main()
