"""A sign-in that ends while a session runs: ended by a person it ends the session, else not."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from broker.consoles import LOOK_SECONDS, Consoles
from broker.records import Role
from broker.wire.words import Close
from tests.fakes.legs import Leg
from tests.net.test_whole_broker import agent_of
from tests.stack.house import House, Person, house
from tests.waiting import soon

NOT_SIGNED_IN = {"error": {"code": "not_signed_in"}}

Ends = Callable[[House, Person, str], Awaitable[Any]]


async def signs_out(here: House, _person: Person, cookie: str) -> None:
    assert (await here.ask("POST", "/api/sign-out", cookie=cookie))[0] == 200


async def signs_in_anew(here: House, person: Person, cookie: str) -> None:
    here.clock.pass_(30)
    proof = {"name": person.name, "password": "correct horse battery", "code": here.code(person)}
    assert (await here.ask("POST", "/api/sign-in", cookie=cookie, json=proof))[0] == 200


async def own_sign_in(here: House, cookie: str) -> str:
    _, body, _ = await here.ask("GET", "/api/sign-ins", cookie=cookie)
    (number,) = [row["id"] for row in body["sign_ins"] if row["current"]]
    return str(number)


async def ends_it_elsewhere(here: House, person: Person, cookie: str) -> None:
    number, other = await own_sign_in(here, cookie), await here.signed_in(person)
    assert (await here.ask("DELETE", f"/api/sign-ins/{number}", cookie=other))[0] == 200


async def admin(here: House) -> str:
    return await here.signed_in(await here.person("zoe", "Zoe Neri", [Role.ADMIN]))


async def revoked_by_the_admin(here: House, _person: Person, cookie: str) -> None:
    number = await own_sign_in(here, cookie)
    answer = await here.ask("DELETE", f"/api/sign-ins/{number}", cookie=await admin(here))
    assert answer[0] == 200


async def closed_by_the_admin(here: House, person: Person, _cookie: str) -> None:
    change = {"roles": ["technician"], "disabled": True}
    path = f"/api/accounts/{person.id}"
    assert (await here.ask("PATCH", path, cookie=await admin(here), json=change))[0] == 200


async def roles_changed_by_the_admin(here: House, person: Person, _cookie: str) -> None:
    change = {"roles": ["billing", "technician"], "disabled": False}
    path = f"/api/accounts/{person.id}"
    assert (await here.ask("PATCH", path, cookie=await admin(here), json=change))[0] == 200


async def password_changed(here: House, person: Person, _cookie: str) -> None:
    await here.store.set_password(person.id, "another hash")
    await here.consoles.look()


async def secret_changed(here: House, person: Person, _cookie: str) -> None:
    await here.store.set_totp(person.id, "A" * 32)
    await here.consoles.look()


async def account_closed(here: House, person: Person, _cookie: str) -> None:
    await here.store.set_disabled(person.id, True)
    await here.consoles.look()


async def ticket_of(here: House, cookie: str) -> str:
    ticket: str = (await here.ask("POST", "/api/tickets", cookie=cookie))[1]["ticket"]
    return ticket


async def open_console(
    here: House, cookie: str, ticket: str, session: str, resume: str = ""
) -> Leg:
    socket = await here.client.ws_connect(f"{here.url}/ws/console", headers=here.headers(cookie))
    console = Leg(socket)
    join = {"ticket": ticket, "session": session, "customer": 0, "resume": resume}
    await console.say(type="join", v=1, quick=False, reason="", **join)
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
    "ends",
    [
        signs_out,
        signs_in_anew,
        ends_it_elsewhere,
        revoked_by_the_admin,
        closed_by_the_admin,
        roles_changed_by_the_admin,
        password_changed,
        secret_changed,
        account_closed,
    ],
)
async def test_a_sign_in_that_somebody_ends_ends_the_session(here: House, ends: Ends) -> None:
    anna, bruno = await here.person(), await here.person("bruno", "Bruno Bianchi")
    cookie, others = await here.signed_in(anna), await here.signed_in(bruno)
    _, spared, _ = await active(here, others)
    agent, console, _ = await active(here, cookie)
    await ends(here, anna, cookie)
    assert (await agent.hears("ended"))["outcome"] == "left_by_technician"
    assert await agent.closes() == Close.SESSION_ENDED
    assert await console.closes() == Close.SIGNED_OUT
    assert await refused(here, cookie) == 401
    assert (await here.store.sessions())[0].outcome == "left_by_technician"
    await spared.send(b"\x14")
    assert (await here.store.sessions())[1].outcome is None


async def test_a_console_that_has_not_joined_yet_is_shut_too(here: House, anna: Person) -> None:
    cookie = await here.signed_in(anna)
    socket = await here.client.ws_connect(f"{here.url}/ws/console", headers=here.headers(cookie))
    await signs_out(here, anna, cookie)
    assert await Leg(socket).closes() == Close.SIGNED_OUT


async def test_a_sign_in_whose_hours_pass_ends_no_session(here: House, anna: Person) -> None:
    cookie = await here.signed_in(anna)
    agent, console, _ = await active(here, cookie)
    here.clock.pass_(here.settings.sign_in_hours * 3600 + 1)
    await here.consoles.look()
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
        await console.cut()
        await agent.hears("state")
        await signs_out(here, anna, cookie)
        token = console.heard["joined"]["token"]
        other = await open_console(here, others, await ticket_of(here, others), session, token)
        assert await other.closes() == 4006
        cookie = await here.signed_in(anna)
        back = await open_console(here, cookie, await ticket_of(here, cookie), session, token)
        assert (await back.hears("joined"))["resumed"] is True
        assert (await agent.hears("joined"))["resumed"] is True


class Ledgers:
    """Says of sign-ins whether they stand; the first look-up fails."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.ended: set[str] = set()

    async def still_valid(self, sign_in: str) -> bool:
        self.asked.append(sign_in)
        if len(self.asked) == 1:
            raise OSError("the database is away")
        return sign_in not in self.ended

    async def gone(self, session: str, leg: str, *, clean: bool) -> None:
        raise AssertionError("nothing was joined")


class Shut:
    """What of a leg is needed here."""

    def __init__(self) -> None:
        self.closes: list[Close] = []
        self.relay = self
        self.subject = "leg.x"

    def pair(self, peer: str) -> None:
        assert peer == ""

    def shut(self, close: Close) -> None:
        self.closes.append(close)


async def test_sign_ins_are_looked_up_again_and_again_while_a_console_is_open() -> None:
    slept: list[float] = []
    ledgers, leg, turn = Ledgers(), Shut(), asyncio.Event()

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        await turn.wait()
        turn.clear()

    consoles = Consoles(ledgers, ledgers, sleep)
    with consoles.resting_on("one", leg):  # type: ignore[arg-type]
        for looks in (1, 2):
            await soon(lambda: len(slept) == looks)  # noqa: B023
            turn.set()
            await soon(lambda: len(ledgers.asked) == looks)  # noqa: B023
        assert leg.closes == []
        ledgers.ended.add("one")
        await soon(lambda: len(slept) == 3)
        turn.set()
        await soon(lambda: leg.closes == [Close.SIGNED_OUT])
    assert set(slept) == {LOOK_SECONDS}
    looked = len(ledgers.asked)
    turn.set()
    await asyncio.sleep(0.01)
    assert len(ledgers.asked) == looked
