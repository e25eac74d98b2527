"""What the agent keeps of quick access, as its broker and its customer see it."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from agent import views
from agent.frames import control
from agent.frames.control import Why
from agent.quick.roster import Trust
from broker.wire import signing
from broker.wire.words import Asks
from tests.fakes.agent_legs import ANNA, BROKER, SESSION
from tests.fakes.desk import desk
from tests.fakes.organisation import Organisation
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
from tests.rab1.reference import public


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path / "affianco-agent")


async def test_forgetting_works_at_once_and_is_told(office: Office) -> None:
    async with quick_desk(office) as one:
        leg = await present(one, office)
        one.agent.forget()
        assert list(office.folder.iterdir()) == []
        said = await leg.text()
        signature = office.key.sign(signing.forget(BROKER, SESSION, "t1")).hex()
        assert said == {
            "type": "forget",
            "key": office.key.public.hex(),
            "signature": signature,
        }
        await leg.say("presence", shown=False, seconds=900)
        code = await one.person.sees(views.Code)
        assert (code.quick, code.note) == (None, "quick_forgotten")
        await leg.join(quick=True, reason=REASON)
        await leg.end_of("declined", again=True)
        assert leg.binaries.empty()


async def test_forgetting_before_anything_is_called_needs_no_network(office: Office) -> None:
    async with quick_desk(office) as one:
        advice = await one.person.sees(views.Advice)
        assert advice.quick is not None and advice.quick.organisation == ANNA[1]
        one.agent.forget()
        assert list(office.folder.iterdir()) == []
        assert await one.person.sees(views.Advice) == views.Advice(note="quick_forgotten")
        assert one._legs.empty()
        _, code = await one.code()
        assert code.quick is None


async def test_other_limits_are_kept_and_hold_at_once(office: Office) -> None:
    async with quick_desk(office) as one:
        leg = await present(one, office)
        one.agent.change_limits(replace(ANY, weekdays=(5, 6)))
        code = await one.person.sees(views.Code)
        assert code.note == "quick_limits_kept"
        found = office.kept()
        assert found is not None and found.limits.weekdays == (5, 6)
        await refused(one, leg, await proved(leg, office), Why.HOURS)


@pytest.mark.parametrize(
    ("spoil", "note"),
    [
        (lambda file: file.write_text("{}"), "quick_fault_broken"),
        (lambda file: file.chmod(0o644), "quick_fault_too_open"),
        (lambda file: file.with_name("quick.key").unlink(), "quick_fault_key_lost"),
        (
            lambda file: file.with_name("quick.key").write_text(bytes(32).hex()),
            "quick_fault_key_lost",
        ),
        (
            lambda file: file.write_text(file.read_text().replace("127.0.0.1", "127.0.0.2")),
            "quick_fault_other_broker",
        ),
    ],
)
async def test_what_is_not_as_it_was_kept_is_said_and_never_used(
    spoil: Any, note: str, office: Office
) -> None:
    def setting(port: int) -> dict[str, Any]:
        office.opt_in(f"ws://127.0.0.1:{port}/ws/agent")
        spoil(office.folder / "quick.json")
        return office.setting()

    async with desk(setting) as one:
        leg, code = await one.code()
        assert (code.quick, code.note) == (None, note)
        await leg.join(quick=True, reason=REASON)
        await leg.end_of("declined", again=True)
        assert leg.texts.empty()


async def test_the_opt_in_of_another_organisation_is_not_used(office: Office) -> None:
    def setting(port: int) -> dict[str, Any]:
        office.opt_in(f"ws://127.0.0.1:{port}/ws/agent")
        return {**office.setting(), "root": Organisation().root}

    async with desk(setting) as one:
        assert (await one.person.sees(views.Advice)).note == "quick_fault_other_root"
        leg, code = await one.code()
        assert (code.quick, code.note) == (None, "quick_fault_other_root")
        assert leg.texts.empty()


async def test_after_a_handover_the_pin_holds_under_both_roots(office: Office) -> None:
    org = office.org
    org.hand_over()
    async with quick_desk(office) as one:
        leg, _ = await arriving(one, office)
        one.agent.stop()
        await leg.end_of("stopped_by_customer")
    found = office.kept()
    assert found is not None
    assert found.trust == Trust(tuple(public(seed) for seed in org.seeds), 1)


async def test_forgotten_by_another_process_it_is_over_here_too(office: Office) -> None:
    async with quick_desk(office) as one:
        leg = await present(one, office)
        office.keeping.forget()
        console = await proved(leg, office)
        await leg.tell(console, control.Ask(Asks.SEE, REASON))
        await refused(one, leg, console, Why.USES)
        assert list(office.folder.iterdir()) == []


async def test_a_present_agent_waits_on_with_a_new_password(office: Office) -> None:
    async with quick_desk(office) as one:
        leg, first = await one.code()
        assert (await leg.text())["type"] == "present"
        await leg.say("presence", shown=True, seconds=28_800)
        await one.person.sees(views.Code)
        office.clock.ahead += 901.0
        renewed = await one.person.sees(views.Code)
        assert renewed.password != first.password
        await leg.join()
        await leg.prove(renewed.password.encode())
        assert leg.texts.empty()


async def test_what_the_office_withdrew_is_said_and_expires_as_ever(office: Office) -> None:
    async with quick_desk(office) as one:
        leg, _ = await one.code()
        assert (await leg.text())["type"] == "present"
        await leg.say("presence", shown=False, seconds=900)
        code = await one.person.sees(views.Code)
        assert code.quick is not None and code.quick.shown is False
        office.clock.ahead += 901.0
        assert await leg.text() == {"type": "end", "outcome": "expired"}
        assert (await one.person.sees(views.Trouble)).key == "close_expired"
