"""Both legs against the broker as it is put together: accounts, tickets, store and sessions."""

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

import aiohttp

from broker.wire.words import Close
from tests.fakes.legs import Leg
from tests.stack.house import House, house


async def agent_of(here: House) -> tuple[Leg, str]:
    agent = Leg(await here.client.ws_connect(f"{here.url}/ws/agent"))
    await agent.say(type="hello", v=1, pc="PC-CASSA", resume="")
    return agent, (await agent.hears("registered"))["session"]


async def console_of(here: House, cookie: str, session: str, ticket: str | None = None) -> Leg:
    if ticket is None:
        ticket = (await here.ask("POST", "/api/tickets", cookie=cookie))[1]["ticket"]
    console = Leg(
        await here.client.ws_connect(f"{here.url}/ws/console", headers=here.headers(cookie))
    )
    join: dict[str, Any] = {"ticket": ticket, "session": session, "customer": 0, "resume": ""}
    await console.say(type="join", v=1, quick=False, reason="", **join)
    return console


async def hears_out(leg: Leg) -> tuple[str, int]:
    return (await leg.hears("ended"))["outcome"], await leg.closes()


async def test_a_session_from_sign_in_to_the_ledger(tmp_path: Path) -> None:
    async with house(tmp_path) as here:
        cookie = await here.signed_in(await here.person())
        agent, session = await agent_of(here)
        console = await console_of(here, cookie, session)
        joined = await console.hears("joined")
        await agent.hears("joined")
        for state in ("asking", "active"):
            await agent.say(type="state", state=state)
            await console.hears("state")
            await agent.hears("state")
        here.clock.pass_(61.25)
        await agent.say(type="end", outcome="stopped_by_customer")
        for leg in (agent, console):
            assert (await leg.hears("ended"))["billable_ms"] == 61_250
            assert await leg.closes() == Close.SESSION_ENDED
        _, body, _ = await here.ask("GET", "/api/sessions", cookie=cookie)
        (row,) = body["sessions"]
        assert row["entry"] == joined["entry"]
        assert (row["outcome"], row["billable_seconds"]) == ("stopped_by_customer", 61)
        assert (row["technician"], row["pc"]) == ("Anna Rossi", "PC-CASSA")


async def test_a_ticket_opens_one_leg(tmp_path: Path) -> None:
    async with house(tmp_path) as here:
        cookie = await here.signed_in(await here.person())
        agent, session = await agent_of(here)
        ticket = (await here.ask("POST", "/api/tickets", cookie=cookie))[1]["ticket"]
        await (await console_of(here, cookie, session, ticket)).hears("joined")
        again = await console_of(here, cookie, session, ticket)
        assert await again.closes() == Close.SIGNED_OUT
        assert not agent.socket.closed


async def test_stopping_the_broker_closes_legs_and_rows(tmp_path: Path) -> None:
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as client:
        async with house(tmp_path) as built:
            here = replace(built, client=client)
            cookie = await here.signed_in(await here.person())
            agent, session = await agent_of(here)
            unspoken = Leg(await client.ws_connect(f"{here.url}/ws/agent"))
            console = await console_of(here, cookie, session)
            await console.hears("joined")
            await agent.hears("joined")
            reading = [asyncio.create_task(hears_out(leg)) for leg in (agent, console)]
            closing = asyncio.create_task(unspoken.closes())
        for told in reading:
            assert await told == ("lost", Close.SHUTTING_DOWN)
        assert await closing == Close.SHUTTING_DOWN
    async with house(tmp_path) as again:
        (row,) = await again.store.sessions()
        assert (row.outcome, row.billable_ms) == ("lost", 0)
