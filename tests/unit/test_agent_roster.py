"""Whom the agent believes: rosters, roots and those they vouch for."""

from dataclasses import replace
from datetime import timedelta

import pytest

from agent.identity import Identity
from agent.quick.roster import NotAccepted, Trust, verify, vouched
from broker.wire.roster import Fault, Standing
from tests.every import every
from tests.fakes.agent_legs import ANNA
from tests.fakes.organisation import NOW, Device, Organisation
from tests.rab1.reference import public


def refused(text: str, trust: Trust, later: timedelta = timedelta()) -> Fault:
    with pytest.raises(NotAccepted) as error:
        verify(text, trust, NOW + later)
    return error.value.fault


def test_a_right_roster_is_believed_and_its_version_remembered() -> None:
    org = Organisation()
    roster, trust = verify(org.roster(version=7), Trust((org.root,), 3), NOW)
    assert roster.organisation == org.name
    assert trust == Trust((org.root,), 7)
    assert verify(org.roster(version=7), trust, NOW)[1] == trust


def test_an_older_one_is_not() -> None:
    org = Organisation()
    assert refused(org.roster(version=6), Trust((org.root,), 7)) is Fault.ROLLED_BACK


def test_it_expires_to_the_second() -> None:
    org = Organisation()
    text, trust = org.roster(made=NOW, days=1), Trust((org.root,))
    verify(text, trust, NOW + timedelta(days=1, seconds=-1))
    assert refused(text, trust, timedelta(days=1)) is Fault.EXPIRED


def test_another_root_is_not_believed() -> None:
    org = Organisation()
    assert refused(Organisation().roster(), Trust((org.root,))) is Fault.WRONG_ROOT


def test_a_signature_of_nobody_is_not_believed() -> None:
    org = Organisation()
    assert refused(org.roster(wrong=True), Trust((org.root,))) is Fault.BAD_SIGNATURE


def test_a_changed_line_is_not_believed() -> None:
    org = Organisation()
    text = org.roster().replace(org.name, "Aiuto SPA")
    assert refused(text, Trust((org.root,))) is Fault.BAD_SIGNATURE


@every(["", "{}", "{}\n{}\n", "not json\nat all\n", "x" * 60_000, "\ud800\n\n"])
def test_what_is_no_roster(text: str) -> None:
    assert refused(text, Trust((public(bytes(32)),))) is Fault.MALFORMED


def test_a_root_that_was_handed_over_counts_no_more() -> None:
    org = Organisation()
    before = org.roster(version=5)
    org.hand_over()
    org.hand_over()
    _, trust = verify(org.roster(version=2), Trust((org.root,)), NOW)
    assert trust.roots == tuple(public(seed) for seed in org.seeds)
    assert refused(before, trust) is Fault.WRONG_ROOT
    assert verify(org.roster(version=3), trust, NOW)[1].version == 3


def test_a_root_that_nobody_handed_over_to_is_not_believed() -> None:
    org, thief = Organisation(), Organisation()
    org.hand_over()
    [handover] = org.handovers()
    org.seeds[0] = thief.seeds[0]
    forged = org.roster().replace(org.handovers()[0].old.hex(), handover.old.hex())
    assert refused(forged, Trust((handover.old,))) is Fault.BAD_SIGNATURE


def test_who_is_vouched_for() -> None:
    org = Organisation()
    gone = Device(bytes([9]) * 32, state=Standing.LEFT)
    roster, _ = verify(org.roster(org.anna, gone), Trust((org.root,)), NOW)
    anna = Identity(*ANNA, org.anna.entry.key)
    assert vouched(roster, anna) == org.anna.entry
    for other in (
        replace(anna, device_key=b""),
        replace(anna, device_key=public(bytes(32))),
        replace(anna, device_key=gone.entry.key),
        replace(anna, technician="Anna rossi"),
        replace(anna, organisation="Aiuto SPA"),
    ):
        assert vouched(roster, other) is None
