"""Quick access with a database: two wishes, each of which counts at every moment."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from broker.organisation.rosters import handed_over
from broker.problems import Refusal
from broker.records import Mode, Trace
from broker.wire import signing
from broker.wire.roster import Standing
from broker.wire.words import Problem
from tests.net.quick_office import (
    BAKERY,
    BROKER,
    KEY,
    PC,
    Office,
    office,
    private,
    public,
    roster,
)


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Office]:
    async with office(tmp_path) as built:
        yield built


async def refused(doing: object) -> tuple[Problem, str | None]:
    with pytest.raises(Refusal) as refusal:
        await doing  # type: ignore[misc]
    return refusal.value.problem, refusal.value.field


async def test_the_whole_way(here: Office) -> None:
    assert await here.quick.may_join(KEY) is None
    number = await here.enrolled()
    (pc,) = await here.quick.pcs()
    assert (pc.customer.name, pc.name, pc.key) == (BAKERY, "Cassa", KEY)
    assert pc.opted_at == here.now and pc.seen_at is None
    assert await here.quick.may_join(KEY) == pc
    assert await here.quick.standing(frozenset({KEY, "00" * 32})) == {KEY}
    await here.quick.withdraw(number, by=here.anna, address="10.0.0.9")
    assert await here.quick.pcs() == [] and await here.quick.may_join(KEY) is None
    assert here.withdrawn
    assert [kind for kind, _ in here.traces] == [
        Trace.QUICK_GRANTED,
        Trace.ROSTER_PUT,
        Trace.PC_VOUCHED,
        Trace.PC_ENROLLED,
        Trace.PC_WITHDRAWN,
    ]
    assert here.traces[-1][1] == "Panificio Rossi: Cassa"


async def test_the_customers_signature_withdrawn_and_given_again(here: Office) -> None:
    await here.enrolled()
    await here.sign(granted=False)
    assert here.withdrawn and await here.quick.pcs() == []
    assert await here.quick.standing(frozenset({KEY})) == frozenset()
    signed = (await here.quick.enrolments())[here.bakery]
    assert (signed.granted, signed.terms, signed.entered_by) == (False, "2026-1", "Anna Rossi")
    await here.sign()
    assert len(await here.quick.pcs()) == 1


async def test_nothing_is_signed_for_a_customer_who_is_not_there(here: Office) -> None:
    here.bakery = 99
    assert await refused(here.sign()) == (Problem.NOT_FOUND, None)
    assert here.traces == []


async def test_a_pc_that_was_withdrawn_stays_so(here: Office) -> None:
    number = await here.enrolled()
    await here.quick.withdraw(number, by=None, address="")
    again = here.quick.withdraw(number, by=None, address="")
    assert await refused(again) == (Problem.NOT_FOUND, None)
    assert await refused(here.quick.withdraw(99, by=None, address="")) == (Problem.NOT_FOUND, None)
    vouching = here.quick.vouch(await here.row(), **here.card())
    assert await refused(vouching) == (Problem.CONFLICT, "key")


async def test_a_ticket_counts_once_and_for_half_an_hour(here: Office) -> None:
    ticket = await here.vouched()
    assert not await here.enrol(ticket + "x")
    here.now += timedelta(minutes=30)
    assert not await here.enrol(ticket)
    here.now -= timedelta(minutes=30)
    assert not await here.enrol(ticket), "a ticket is used up by a try that comes too late"
    (row,) = await here.store.sessions()
    assert await here.quick.vouch(row.entry, **here.card())
    ticket = here.tickets[-1]
    both = await asyncio.gather(here.enrol(ticket), here.enrol(ticket))
    assert sorted(both) == [False, True]


@pytest.mark.parametrize("wrong", ["another key", "another ticket", "another kind", "another name"])
async def test_an_enrolment_needs_the_pcs_own_proof(here: Office, wrong: str) -> None:
    ticket = await here.vouched()
    if wrong == "another key":
        assert not await here.enrol(ticket, key=PC + 1)
        return
    signed = {
        "another ticket": signing.enrol(BROKER, ticket + "x", "PC-7"),
        "another kind": signing.present(BROKER, ticket, "PC-7"),
        "another name": signing.enrol(BROKER, ticket, "PC-8"),
    }[wrong]
    signature = private(PC).sign(signed).hex()
    assert not await here.quick.enrol(ticket, "PC-7", KEY, signature, "")
    assert await here.quick.pcs() == []


async def test_no_enrolment_once_the_customer_took_the_signature_back(here: Office) -> None:
    ticket = await here.vouched()
    await here.sign(granted=False)
    assert not await here.enrol(ticket)
    await here.sign()
    assert await here.quick.pcs() == []


async def test_the_database_keeps_no_ticket(here: Office, tmp_path: Path) -> None:
    ticket = await here.vouched()
    kept = everything(tmp_path)
    assert ticket.encode() not in kept and KEY.encode() in kept


def everything(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.glob("office.sqlite3*"))


async def test_a_pc_proves_that_it_is_here(here: Office) -> None:
    await here.enrolled()
    signed = signing.present(BROKER, "123456789", "token")
    right = private(PC).sign(signed).hex()
    assert not await here.quick.present(KEY, right, signed + b"x")
    assert not await here.quick.present(public(9).hex(), private(9).sign(signed).hex(), signed)
    assert (await here.quick.pcs())[0].seen_at is None
    assert await here.quick.present(KEY, right, signed)
    assert (await here.quick.pcs())[0].seen_at == here.now
    await here.sign(granted=False)
    assert not await here.quick.present(KEY, right, signed)


async def test_the_customer_forgets_for_good(here: Office) -> None:
    await here.enrolled()
    signed = signing.forget(BROKER, "123456789", "token")
    right = private(PC).sign(signed).hex()
    assert not await here.quick.forget(KEY, right, signed + b"x")
    assert len(await here.quick.pcs()) == 1
    assert await here.quick.forget(KEY, right, signed)
    assert not await here.quick.forget(KEY, right, signed)
    assert await here.quick.pcs() == []
    assert [kind for kind, _ in here.traces].count(Trace.PC_FORGOTTEN) == 1


async def test_what_a_technician_cannot_vouch_for(here: Office) -> None:
    vouch, row = here.quick.vouch, await here.row()
    assert await refused(vouch(99, **here.card())) == (Problem.NOT_FOUND, None)
    bruno = {**here.card(), "by": replace(here.anna, id=here.anna.id + 1)}
    assert await refused(vouch(row, **bruno)) == (Problem.NOT_FOUND, None)
    nobodys = await here.row(customer=False)
    assert await refused(vouch(nobodys, **here.card())) == (Problem.CONFLICT, "customer")
    assert await refused(vouch(row, **here.card())) == (Problem.CONFLICT, "customer")
    await here.sign()
    other = here.card(customer_name="Altri")
    assert await refused(vouch(row, **other)) == (Problem.BAD_REQUEST, "customer_name")
    assert await refused(vouch(row, **here.card())) == (Problem.CONFLICT, "roster")
    await here.quick.put_roster(roster(), by=None, address="")
    for field, value in (("signature", "00" * 64), ("name", "Banco")):
        wrong = {**here.card(), field: value}
        assert await refused(vouch(row, **wrong)) == (Problem.BAD_REQUEST, "signature")
    unknown = {**here.card(), "signer": public(9).hex()}
    assert await refused(vouch(row, **unknown)) == (Problem.CONFLICT, "signer")
    quick = await here.row(mode=Mode.QUICK)
    assert await refused(vouch(quick, **here.card())) == (Problem.NOT_FOUND, None)
    here.now += timedelta(days=90)
    assert await refused(vouch(row, **here.card())) == (Problem.CONFLICT, "roster")
    assert Trace.PC_VOUCHED not in [kind for kind, _ in here.traces]


@pytest.mark.parametrize("changes", [{"name": "Eva Neri"}, {"state": Standing.LEFT}])
async def test_a_browser_that_is_not_hers_vouches_for_nothing(
    here: Office, changes: dict[str, object]
) -> None:
    await here.sign()
    await here.quick.put_roster(roster(**changes), by=None, address="")  # type: ignore[arg-type]
    vouching = here.quick.vouch(await here.row(), **here.card())
    assert await refused(vouching) == (Problem.CONFLICT, "signer")


async def test_after_a_session_there_is_time_but_no_ticket(here: Office) -> None:
    await here.vouched()
    row = await here.row()
    await here.end(row)
    here.now += timedelta(minutes=10)
    other = here.quick.vouch(row, **here.card())
    assert await refused(other) == (Problem.CONFLICT, "key")
    here.now += timedelta(seconds=1)
    late = here.quick.vouch(row, **here.card())
    assert await refused(late) == (Problem.NOT_FOUND, None)


async def test_a_name_can_be_put_right_in_the_same_session(here: Office) -> None:
    await here.sign()
    await here.quick.put_roster(roster(), by=None, address="")
    row = await here.row()
    assert await here.quick.vouch(row, **here.card(name="Casa"))
    assert await here.quick.vouch(row, **here.card())
    first, second = here.tickets
    assert not await here.enrol(first)
    assert await here.enrol(second)
    assert (await here.quick.pcs())[0].name == "Cassa"
    again = here.quick.vouch(row, **here.card(name="Casa"))
    assert await refused(again) == (Problem.CONFLICT, "key")


async def test_a_roster_is_followed_by_a_newer_one_only(here: Office) -> None:
    put = here.quick.put_roster
    assert await here.quick.roster() is None
    await put(roster(3), by=here.anna, address="")
    conflict = (Problem.CONFLICT, "roster")
    for wrong in (
        roster(3),
        roster(2),
        roster(4, root=9),
        roster(4, organisation="Altri SRL"),
        roster(4, expires=here.now, made=here.now - timedelta(days=1)),
        roster(4) + "x",
        roster(4).replace("Anna", "Eva"),
    ):
        assert await refused(put(wrong, by=None, address="")) == conflict
    assert await here.quick.roster() == roster(3)
    handed = (handed_over(private(1), public(9)),)
    await put(roster(4, root=9, handovers=handed), by=None, address="")
    assert await refused(put(roster(5), by=None, address="")) == conflict
    assert [kind for kind, _ in here.traces] == [Trace.ROSTER_PUT] * 2
