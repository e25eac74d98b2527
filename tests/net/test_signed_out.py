"""A sign-in that ends while a session runs: the session goes on, but its leg does not come back."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.fakes.legs import Leg
from tests.net.test_whole_broker import agent_of
from tests.stack.house import House, Person, house

NOT_SIGNED_IN = {"error": {"code": "not_signed_in"}}

Ends = Callable[[House, Person, str], Awaitable[Any]]


async def signs_out(here: House, _person: Person, cookie: str) -> None:
    assert (await here.ask("POST", "/api/sign-out", cookie=cookie))[0] == 200


async def password_changed(here: House, person: Person, _cookie: str) -> None:
    await here.store.set_password(person.id, "another hash")


async def secret_changed(here: House, person: Person, _cookie: str) -> None:
    await here.store.set_totp(person.id, "A" * 32)


async def account_closed(here: House, person: Person, _cookie: str) -> None:
    await here.store.set_disabled(person.id, True)


async def hours_pass(here: House, _person: Person, _cookie: str) -> None:
    here.clock.pass_(here.settings.sign_in_hours * 3600 + 1)


async def ticket_of(here: House, cookie: str) -> str:
    ticket: str = (await here.ask("POST", "/api/tickets", cookie=cookie))[1]["ticket"]
    return ticket


async def open_console(
    here: House, cookie: str, ticket: str, session: str, resume: str = ""
) -> Leg:
    socket = await here.client.ws_connect(f"{here.url}/ws/console", headers=here.headers(cookie))
    console = Leg(socket)
    join = {"ticket": ticket, "session": session, "customer": 0, "resume": resume}
    await console.say(type="join", v=1, **join)
    return console


async def active(here: House, cookie: str) -> tuple[Leg, Leg, str]:
    agent, session = await agent_of(here)
    console = await open_console(here, cookie, await ticket_of(here, cookie), session)
    await console.hears("joined")
    await agent.hears("joined")
    await console.send(b"\x10")
    await agent.record()
    for state in ("asking", "active"):
        await agent.say(type="state", state=state)
        await console.hears("state")
        await agent.hears("state")
    return agent, console, session


async def refused(here: House, cookie: str) -> int:
    try:
        await here.client.ws_connect(f"{here.url}/ws/console", headers=here.headers(cookie))
    except aiohttp.WSServerHandshakeError as error:
        return error.status
    raise AssertionError("let in")


@pytest.mark.parametrize(
    "ends", [signs_out, password_changed, secret_changed, account_closed, hours_pass]
)
async def test_the_session_goes_on_and_its_leg_does_not_come_back(
    tmp_path: Path, ends: Ends
) -> None:
    async with house(tmp_path) as here:
        anna = await here.person()
        cookie = await here.signed_in(anna)
        agent, console, _session = await active(here, cookie)
        await ends(here, anna, cookie)
        await console.send(b"\x14 input")
        assert await agent.record() == b"\x14 input"
        await agent.send(b"\x12 picture")
        assert await console.record() == b"\x12 picture"
        await console.cut()
        assert (await agent.hears("state"))["state"] == "reconnecting"
        status, body, _ = await here.ask("POST", "/api/tickets", cookie=cookie)
        assert (status, body) == (401, NOT_SIGNED_IN)
        assert await refused(here, cookie) == 401
        await agent.say(type="end", outcome="stopped_by_customer")
        assert (await agent.hears("ended"))["outcome"] == "stopped_by_customer"
        (row,) = await here.store.sessions()
        assert row.outcome == "stopped_by_customer"


async def test_a_new_sign_in_of_the_same_technician_brings_it_back(tmp_path: Path) -> None:
    async with house(tmp_path) as here:
        anna, bruno = await here.person(), await here.person("bruno", "Bruno Bianchi")
        others, cookie = await here.signed_in(bruno), await here.signed_in(anna)
        agent, console, session = await active(here, cookie)
        await signs_out(here, anna, cookie)
        await console.cut()
        await agent.hears("state")
        token = console.heard["joined"]["token"]
        other = await open_console(here, others, await ticket_of(here, others), session, token)
        assert await other.closes() == 4006
        cookie = await here.signed_in(anna)
        back = await open_console(here, cookie, await ticket_of(here, cookie), session, token)
        assert (await back.hears("joined"))["resumed"] is True
        assert (await agent.hears("joined"))["resumed"] is True
