"""Quick access of a whole agent against a broker that does as the test says."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from agent import views
from agent.consent import Answer
from agent.frames import control
from agent.frames.control import Why
from agent.quick.roster import Trust
from broker.wire.roster import Standing
from broker.wire.words import Asks, Outcome
from tests.fakes.agent_legs import ANNA
from tests.fakes.authenticator import Authenticator
from tests.fakes.organisation import NOW, Organisation
from tests.fakes.quick_desk import (
    ANY,
    REASON,
    Office,
    arriving,
    present,
    proved,
    quick_desk,
    refused,
)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path / "affianco-agent")


async def test_who_is_not_stopped_comes_in(office: Office) -> None:
    async with quick_desk(office) as one:
        leg, console = await arriving(one, office)
        found = office.kept()
        assert found is not None and found.used == 1
        assert one.workshop.gears == []
        office.clock.ahead += 10.0
        assert await leg.told(console) == control.Allowed(Asks.CONTROL)
        assert await leg.text() == {"type": "state", "state": "active"}
        active = await one.person.sees(views.Active)
        assert active.verified and active.technician == ANNA[0]
        one.agent.stop()
        await leg.end_of("stopped_by_customer", enrol="ticket")
        summary = await one.person.sees(views.Summary)
        assert summary.offer is None


async def test_see_only(office: Office) -> None:
    async with quick_desk(office) as one:
        leg, console = await arriving(one, office)
        one.agent.answer(Answer.ALLOW_SEE)
        assert await leg.told(console) == control.Allowed(Asks.SEE)
        assert one.workshop.hands == []


@pytest.mark.parametrize("how", ["stop", "answer"])
async def test_stop_in_the_countdown_is_the_end(how: str, office: Office) -> None:
    async with quick_desk(office) as one:
        leg, console = await arriving(one, office)
        if how == "stop":
            one.agent.stop()
        else:
            one.agent.answer(Answer.REFUSE)
            assert await leg.told(console) == control.Refused(Why.CUSTOMER)
        await leg.end_of("stopped_by_customer")
        office.clock.ahead += 10.0
        assert (await one.person.sees(views.Summary)).outcome is Outcome.STOPPED_BY_CUSTOMER
        await leg.gone()
        assert one.workshop.gears == []


async def test_a_line_that_is_cut_in_the_countdown_lets_nobody_in(office: Office) -> None:
    async with quick_desk(office) as one:
        leg, _ = await arriving(one, office)
        leg.socket.transport.abort()
        assert (await one.person.sees(views.Summary)).outcome is Outcome.LOST
        office.clock.ahead += 10.0
        assert one.workshop.gears == [] and one._legs.empty()


def rosters(org: Organisation) -> dict[str, tuple[str, Why]]:
    """What no roster may be, and what the console then hears; version 5 was seen before."""
    left = replace(org.anna, state=Standing.LEFT)
    other = replace(org.anna, seed=bytes(32))
    expired = org.roster(version=5, days=1, made=NOW.replace(day=1))
    return {
        "revoked": (org.roster(left, version=5), Why.TECHNICIAN),
        "another device": (org.roster(other, version=5), Why.TECHNICIAN),
        "expired": (expired, Why.ROSTER),
        "rolled back": (org.roster(version=4), Why.ROSTER),
        "wrong root": (Organisation().roster(version=5), Why.ROSTER),
        "nobody's signature": (org.roster(version=5, wrong=True), Why.ROSTER),
        "not a roster": ("x", Why.ROSTER),
    }


async def test_a_roster_that_does_not_vouch_lets_nobody_in(office: Office) -> None:
    async with quick_desk(office, trust=Trust((office.org.root,), 5)) as one:
        leg = await present(one, office)
        for name, (roster, why) in rosters(office.org).items():
            console = await proved(leg, office, roster=roster)
            assert await leg.told(console) == control.Refused(why), name
            await leg.end_of("declined", again=True)
            assert (await leg.text())["type"] == "present"
        assert one.workshop.gears == []
        console = await proved(leg, office, roster=office.org.roster(version=5))
        await leg.tell(console, control.Ask(Asks.SEE, REASON))
        assert await leg.text() == {"type": "state", "state": "asking"}


LIMITS: list[tuple[dict[str, Any], dict[str, Any], Why]] = [
    ({"start": "11:00", "end": "12:00"}, {}, Why.HOURS),
    ({"weekdays": (5, 6)}, {}, Why.HOURS),
    ({"until": "2026-11-24"}, {}, Why.LAPSED),
    ({"uses": 2}, {"used": 2}, Why.USES),
    ({"technicians": ("Bruno Verdi",)}, {}, Why.TECHNICIAN),
]


@pytest.mark.parametrize(("limits", "changed", "why"), LIMITS)
async def test_outside_the_limits_nobody_comes_in(
    limits: dict[str, Any], changed: dict[str, Any], why: Why, office: Office
) -> None:
    async with quick_desk(office, limits=replace(ANY, **limits), **changed) as one:
        leg = await present(one, office)
        console = await proved(leg, office)
        await refused(one, leg, console, why)
        assert (await leg.text())["type"] == "present"


async def test_the_last_use_is_the_last(office: Office) -> None:
    async with quick_desk(office, limits=replace(ANY, uses=1)) as one:
        leg, _ = await arriving(one, office)
        leg.socket.transport.abort()
        await one.person.sees(views.Summary)
        one.agent.new_code()
        leg = await one.leg()
        await leg.register()
        assert (await leg.text())["type"] == "present"
        await refused(one, leg, await proved(leg, office), Why.USES)


async def test_a_passkey_is_good_once(office: Office) -> None:
    mine = Authenticator()
    roster = office.org.roster(office.org.with_passkey(mine.passkey))
    async with quick_desk(office) as one:
        leg = await present(one, office)
        console = await proved(leg, office, roster=roster)
        given = mine.answer(console.passkey_challenge)
        await leg.tell(console, given)
        await leg.tell(console, control.Ask(Asks.SEE, "Altro"))
        await refused(one, leg, console, Why.REASON)
        assert (await leg.text())["type"] == "present"
        console = await proved(leg, office, roster=roster)
        await leg.tell(console, given)
        assert await leg.told(console) == control.Refused(Why.PASSKEY)
        await leg.end_of("declined", again=True)
        assert (await leg.text())["type"] == "present"
        console = await proved(leg, office, roster=roster)
        await leg.tell(console, mine.answer(console.passkey_challenge))
        await leg.tell(console, control.Ask(Asks.SEE, REASON))
        assert await leg.text() == {"type": "state", "state": "asking"}


async def test_a_device_key_that_is_only_claimed_opens_nothing(office: Office) -> None:
    async with quick_desk(office) as one:
        leg = await present(one, office)
        await leg.say("roster", roster=office.org.roster())
        await leg.join(quick=True, reason=REASON)
        claimed = {"device_seed": bytes(32), "device_key": office.org.anna.entry.key}
        await leg.prove(b"", mode="quick", **claimed)
        await leg.end_of("failed", again=True)
        assert one.workshop.gears == []
