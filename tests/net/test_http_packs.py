"""The HTTP API: prepaid packs, and work entered by hand."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from broker.records import Role
from tests.net.agreements_desk import PHONE, Desk, clerks_desk, refused


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with clerks_desk(tmp_path) as opened:
        yield opened


async def test_a_pack_is_half_for_tickets_and_lasts_a_year(desk: Desk) -> None:
    pack = {"units": 100, "languages": "it+en", "signed_on": "2026-01-05"}
    status, body = await desk.own("POST", "packs", pack)
    (one,) = body["packs"]
    assert (status, one["left"], one["tickets_left"]) == (200, 50, 50)
    assert (one["expires_on"], one["state"], one["warnings"]) == ("2027-01-04", "valid", [])
    assert len(one["months"]) == 13
    for field, value in (
        ("units", 51),
        ("units", 0),
        ("units", 10_001),
        ("languages", "en"),
        ("signed_on", "1999-12-31"),
        ("signed_on", "2028-01-01"),
        ("signed_on", "yesterday"),
    ):
        answer = await desk.own("POST", "packs", {**pack, field: value})
        assert refused(answer) == (400, "bad_request", field), value


async def test_tickets_are_taken_and_given_back_never_below_nothing(desk: Desk) -> None:
    pack = {"units": 50, "languages": "it", "signed_on": "2026-01-05"}
    number = (await desk.own("POST", "packs", pack))[1]["packs"][0]["id"]

    async def take(tickets: int) -> tuple[int, Any]:
        said = {"tickets": tickets, "note": "Ticket 1234"}
        return await desk.ask("POST", f"packs/{number}/tickets", said)

    _, body = await take(20)
    (one,) = body["packs"]
    assert (one["tickets_left"], one["warnings"]) == (5, ["few_tickets"])
    assert one["months"][0] == {"month": "2026-01", "units": 0, "tickets": 20}
    assert refused(await take(6)) == (409, "conflict", "tickets")
    assert refused(await take(-21)) == (409, "conflict", "tickets")
    assert refused(await take(0)) == (400, "bad_request", "tickets")
    assert (await take(-20))[1]["packs"][0]["tickets_left"] == 25
    assert (
        refused(await desk.ask("POST", "packs/99/tickets", {"tickets": 1, "note": "x"}))[0] == 404
    )
    assert [body["tickets"] for body in await desk.bodies("tickets_taken")] == [20, -20]
    desk.here.clock.pass_(366 * 86400.0)
    clerk = await desk.here.person("dora", "Dora", [Role.BILLING])
    desk.cookie = await desk.here.signed_in(clerk)
    assert refused(await take(1)) == (409, "conflict", "expires_on")


async def test_work_is_entered_with_its_item(desk: Desk) -> None:
    status, one = await desk.own("POST", "work", PHONE)
    assert (status, one["minutes"], one["technician"]) == (200, 7, "Carla Conti")
    email = {**PHONE, "kind": "email", "minutes": 0, "messages": 4, "urgent": True}
    _, two = await desk.own("POST", "work", email)
    assert (await desk.own("GET", "work"))[1] == {"work": [two, one], "more": False}
    assert (await desk.own("GET", "work?limit=1"))[1] == {"work": [two], "more": True}
    assert (await desk.own("GET", f"work?before={two['id']}"))[1]["work"] == [one]
    async with desk.here.store._reading() as connection:
        rows = await connection.execute(text("SELECT work_id, period, urgent FROM items"))
        assert [tuple(row) for row in rows] == [
            (one["id"], "2026-01", 0),
            (two["id"], "2026-01", 1),
        ]
    assert [body["kind"] for body in await desk.bodies("work_entered")] == ["phone", "email"]


async def test_work_of_a_closed_month_lies_in_the_first_open_one(desk: Desk) -> None:
    async with desk.here.store._writing() as connection:
        for period in ("2025-12", "2026-01"):
            await connection.execute(
                text("INSERT INTO periods VALUES (:period, '{}', '', '2026-01-05 09:00:00')"),
                {"period": period},
            )
    await desk.own("POST", "work", {**PHONE, "began_at": "2025-12-30T08:00:00Z"})
    async with desk.here.store._reading() as connection:
        rows = await connection.execute(text("SELECT period FROM items"))
        assert rows.scalars().all() == ["2026-02"]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"kind": "session"}, "kind"),
        ({"minutes": 0}, "minutes"),
        ({"minutes": 1441}, "minutes"),
        ({"messages": 1}, "messages"),
        ({"kind": "email"}, "minutes"),
        ({"kind": "email", "minutes": 0}, "messages"),
        ({"kind": "wrong_channel"}, "minutes"),
        ({"began_at": "2026-01-05T10:00:00Z"}, "began_at"),
        ({"began_at": "2023-01-05T10:00:00Z"}, "began_at"),
        ({"began_at": "2026-01-05T08:10:00"}, "began_at"),
        ({"began_at": "2026-02-30T08:10:00Z"}, "began_at"),
        ({"note": "x" * 2001}, "note"),
        ({"session": 77}, "session"),
    ],
)
async def test_work_that_cannot_be(desk: Desk, changed: dict[str, Any], field: str) -> None:
    answer = await desk.own("POST", "work", {**PHONE, **changed})
    assert refused(answer) == (400, "bad_request", field)
    assert (await desk.own("GET", "work"))[1]["work"] == []


async def test_a_call_becomes_a_session_of_the_same_customer_and_ones_own(desk: Desk) -> None:
    here = desk.here
    anna, bruno = await here.person(), await here.person("bruno", "Bruno Bianchi")
    entry = await here.ledger_row(anna)
    for person, status in ((bruno, 400), (anna, 200)):
        desk.cookie = await here.signed_in(person)
        answer = await desk.own("POST", "work", {**PHONE, "session": entry})
        assert answer[0] == status
        assert refused(await desk.own("GET", "details")) == (403, "not_allowed", None)
    other = await here.store.add_customer("Altri", here.clock.utcnow())
    clerk = await here.person("dora", "Dora", [Role.BILLING])
    desk.cookie = await here.signed_in(clerk)
    said = {"customer": desk.customer}
    assert (await desk.ask("PATCH", f"sessions/{entry}", said))[0] == 200
    desk.customer = other
    answer = await desk.own("POST", "work", {**PHONE, "session": entry})
    assert refused(answer) == (400, "bad_request", "session")
