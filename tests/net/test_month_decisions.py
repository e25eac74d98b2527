"""Decisions about items: what each does, and when it is refused."""

from datetime import timedelta

import pytest

from broker.records.happenings import Happening
from tests.net.month_house import MonthHouse, month_house, why
from tests.net.settling_office import BY_PACK, BY_TARIFF, MONDAY
from tests.stack.house import House


@pytest.fixture
async def month(here: House) -> MonthHouse:
    return await month_house(here)


async def kinds(month: MonthHouse, item: int) -> list[str]:
    return [one["kind"] for one in (await month.item(item))["events"]]


async def test_an_item_tells_why_it_costs_what_it_costs(month: MonthHouse) -> None:
    item = await month.session(minutes=90)
    found = await month.item(item)
    assert found["charge"]["cents"] == 4500
    assert found["intervals"] == [{"began_at": "2026-03-02T09:00:00.000Z", "ms": 5_400_000}]
    explanation = found["charges"][0]["explanation"]
    assert "45,00" in " ".join(explanation["it"]) and "45.00" in " ".join(explanation["en"])
    assert found["flags"] == ["no_note"]
    assert [one["kind"] for one in found["events"]] == [
        "session_joined",
        "session_ended",
        "charged",
    ]


async def test_another_customer_pays_and_nothing_is_edited(month: MonthHouse) -> None:
    verdi = await month.office.customer(BY_TARIFF, "Verdi")
    item = await month.session(minutes=60)
    status, found = await month.edit(item, customer=verdi, note="Stampante")
    assert (status, found["customer"]["name"], found["note"]) == (200, "Verdi", "Stampante")
    rows = [(one["customer"]["name"], one["cents"], one["reverses"]) for one in found["charges"]]
    first = found["charges"][0]["id"]
    assert rows == [("Rossi", 3000, None), ("Rossi", -3000, first), ("Verdi", 3000, None)]
    assert found["flags"] == []


async def test_units_of_a_pack_come_back(month: MonthHouse) -> None:
    verdi = await month.office.customer(BY_PACK, "Verdi")
    await month.office.pack(verdi, 50)
    item = await month.session(verdi, minutes=30)
    assert await month.office.used(verdi) == [2]
    await month.act(item, "exclude", reason="Errore nostro")
    assert await month.office.used(verdi) == [0]
    await month.act(item, "include")
    assert await month.office.used(verdi) == [2]


async def test_nobody_and_an_unknown_customer(month: MonthHouse) -> None:
    item = await month.session()
    assert why(await month.edit(item, customer=999)) == (409, "item", ["no_customer"])
    status, found = await month.edit(item, customer=0)
    assert (status, found["customer"], found["charge"]) == (200, None, None)
    assert "customer_unknown" in found["flags"]


async def test_without_a_contract_it_is_said_so(month: MonthHouse) -> None:
    verdi = await month.office.customer("", "Verdi")
    item = await month.session(verdi)
    assert "no_contract" in (await month.item(item))["flags"]


async def test_two_edits_at_once_lose_nothing(month: MonthHouse) -> None:
    item = await month.session()
    seen = (await month.item(item))["version"]
    assert (await month.edit(item, note="Uno", version=seen))[0] == 200
    assert why(await month.edit(item, note="Due", version=seen)) == (409, "version", ["stale"])
    assert (await month.item(item))["note"] == "Uno"


async def test_approved_and_opened_again(month: MonthHouse) -> None:
    item = await month.session()
    status, found = await month.act(item, "approve")
    assert (status, found["state"]) == (200, "approved")
    assert why(await month.act(item, "approve")) == (409, "item", ["approved"])
    status, found = await month.act(item, "reopen")
    assert (status, found["state"]) == (200, "open")
    assert why(await month.act(item, "reopen")) == (409, "item", ["not_approved"])
    assert (await kinds(month, item))[-2:] == [Happening.APPROVED, Happening.REOPENED]


async def test_what_has_no_price_is_not_approved(month: MonthHouse) -> None:
    item = await month.session(0)
    assert why(await month.act(item, "approve")) == (409, "item", ["not_priced"])


async def test_a_change_of_price_opens_what_was_approved(month: MonthHouse) -> None:
    item = await month.session()
    await month.act(item, "approve")
    _, found = await month.edit(item, note="Solo una nota")
    assert found["state"] == "approved"
    _, found = await month.edit(item, urgent=True)
    assert (found["state"], found["urgent"], len(found["charges"])) == ("open", True, 3)


async def test_excluded_and_included(month: MonthHouse) -> None:
    item = await month.session(minutes=60)
    status, found = await month.act(item, "exclude", reason="Prova")
    assert (status, found["excluded"], found["charge"], found["flags"]) == (200, "Prova", None, [])
    assert why(await month.act(item, "exclude", reason="Prova")) == (409, "item", ["excluded"])
    assert why(await month.act(item, "approve")) == (409, "item", ["excluded"])
    assert await month.office.settling.settle_left() == 0
    status, found = await month.act(item, "include")
    assert (status, found["excluded"], found["charge"]["cents"]) == (200, "", 3000)
    assert why(await month.act(item, "include")) == (409, "item", ["not_excluded"])


async def test_merged_sessions_are_priced_as_one(month: MonthHouse) -> None:
    first = await month.session(minutes=30)
    second = await month.session(minutes=30, began=MONDAY + timedelta(minutes=20))
    assert "overlapping" in (await month.item(first))["flags"]
    into = (await month.item(first))["version"]
    status, part = await month.act(second, "merge", into=first, into_version=into)
    assert (status, part["merged_into"], part["charge"]) == (200, first, None)
    whole = await month.item(first)
    assert (whole["charge"]["cents"], whole["parts"]) == (2500, [second])
    assert "overlapping" not in whole["flags"]
    assert await month.office.settling.settle_left() == 0
    status, part = await month.act(second, "split")
    assert (status, part["merged_into"], part["charge"]["cents"]) == (200, None, 1500)
    assert (await month.item(first))["charge"]["cents"] == 1500


async def test_what_is_merged_stays_together(month: MonthHouse) -> None:
    verdi = await month.office.customer(BY_TARIFF, "Verdi")
    first, second, other = await month.session(), await month.session(), await month.session(verdi)
    versions = {one: (await month.item(one))["version"] for one in (first, second, other)}

    async def merge(one: int, into: int, version: int | None = None) -> tuple[int, str, list[str]]:
        seen = (await month.item(into))["version"] if version is None else version
        return why(await month.act(one, "merge", into=into, into_version=seen))

    assert await merge(first, first) == (409, "item", ["itself"])
    assert await merge(first, other) == (409, "item", ["other_customer"])
    assert await merge(first, second, versions[second] + 1) == (409, "version", ["stale"])
    body = {"into": first, "into_version": versions[first]}
    assert (await month.act(second, "merge", **body))[0] == 200
    third = await month.session()
    assert await merge(third, second) == (409, "item", ["part"])
    assert await merge(first, third) == (409, "item", ["has_parts"])
    assert why(await month.edit(first, customer=verdi)) == (409, "item", ["has_parts"])
    assert why(await month.edit(second, customer=verdi)) == (409, "item", ["part"])
    assert why(await month.act(second, "approve")) == (409, "item", ["part"])
    assert why(await month.act(first, "split")) == (409, "item", ["not_part"])


async def test_work_by_hand_stays_with_its_customer(month: MonthHouse) -> None:
    verdi = await month.office.customer(BY_TARIFF, "Verdi")
    await month.office.call(month.rossi, 10)
    _, found = await month.ask("GET", "/api/billing/items")
    item = found["items"][0]
    assert (item["kind"], item["entry"], item["note"]) == ("phone", None, "Chiamata")
    assert why(await month.edit(item["item"], customer=verdi)) == (409, "item", ["hand_work"])
    session = await month.session()
    into = {"into": session, "into_version": (await month.item(session))["version"]}
    assert why(await month.act(item["item"], "merge", **into)) == (409, "item", ["not_session"])


async def test_technicians_describe_their_own_and_decide_nothing(month: MonthHouse) -> None:
    item = await month.session()
    status, found = await month.edit(item, month.technician, note="Stampante")
    assert (status, found["note"]) == (200, "Stampante")
    other = await month.here.person("dino", "Dino Neri")
    cookie = await month.here.signed_in(other)
    assert (await month.edit(item, cookie, note="Altro"))[0] == 404
    assert (await month.ask("GET", f"/api/billing/items/{item}", cookie))[0] == 404
    assert (await month.ask("GET", "/api/billing/items", cookie))[1]["items"] == []
    _, own = await month.ask("GET", "/api/billing/items", month.technician)
    assert [one["item"] for one in own["items"]] == [item]
    path = f"/api/billing/items/{item}/approve"
    assert (await month.ask("POST", path, month.technician, json={"version": 2}))[0] == 403


async def test_what_the_office_approved_no_technician_changes(month: MonthHouse) -> None:
    item = await month.session()
    entry = (await month.item(item))["entry"]
    await month.act(item, "approve")
    assert why(await month.edit(item, month.technician, note="Altro")) == (
        409,
        "item",
        ["approved"],
    )
    answer = await month.ask(
        "PATCH", f"/api/sessions/{entry}", month.technician, json={"customer": 0}
    )
    assert why(answer) == (409, "customer", ["approved"])
    found = await month.item(item)
    assert (found["state"], found["note"]) == ("approved", "")
    assert (await month.edit(item, month.clerk, note="Dal fornitore"))[0] == 200


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"version": 0}, "version"),
        ({"customer": -1}, "customer"),
        ({"note": "x" * 2001}, "note"),
        ({"urgent": 1}, "urgent"),
    ],
)
async def test_bodies_out_of_bounds(
    month: MonthHouse, changed: dict[str, object], field: str
) -> None:
    item = await month.session()
    assert why(await month.edit(item, **changed)) == (400, field, [])


async def test_items_that_there_are_not(month: MonthHouse) -> None:
    for method, path in (("GET", ""), ("POST", "/approve")):
        body = {"json": {"version": 1}} if method == "POST" else {}
        for number in ("999", "0", "x", "-1"):
            found = await month.ask(method, f"/api/billing/items/{number}{path}", **body)
            assert found[0] == 404
