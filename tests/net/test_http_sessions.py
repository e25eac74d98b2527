"""The HTTP API: customers and the ledger's pages, and whose they are."""

from datetime import timedelta
from typing import Any

from broker.records import Role
from broker.wire.words import Outcome
from tests.stack.house import House, Person


def error(code: str, field: str | None = None) -> dict[str, dict[str, str]]:
    return {"error": {"code": code, **({"field": field} if field else {})}}


async def test_customers(here: House, anna: Person) -> None:
    cookie = await here.signed_in(anna)
    number = await here.store.add_customer("Panificio Rossi", here.clock.utcnow())
    answer = await here.ask("GET", "/api/customers", cookie=cookie)
    one = {"id": number, "name": "Panificio Rossi", "quick_access": None}
    assert answer[:2] == (200, {"customers": [one]})


async def test_a_session_is_told_as_the_page_says(here: House, anna: Person) -> None:
    cookie = await here.signed_in(anna)
    joined = here.clock.utcnow()
    entry = await here.ledger_row(anna)
    await here.store.close_session(
        entry,
        outcome=Outcome.COMPLETED,
        active_at=joined + timedelta(seconds=2),
        billable_ms=61_999,
        ended_at=joined + timedelta(seconds=64),
    )
    _, body, _ = await here.ask("GET", "/api/sessions", cookie=cookie)
    assert body == {
        "sessions": [
            {
                "entry": entry,
                "session": "111111111",
                "technician": "Anna Rossi",
                "organisation": "Org",
                "customer": None,
                "pc": "PC-1",
                "joined_at": "2026-01-05T09:00:33.000Z",
                "active_at": "2026-01-05T09:00:35.000Z",
                "ended_at": "2026-01-05T09:01:37.000Z",
                "billable_seconds": 61,
                "outcome": "completed",
                "mode": "password",
                "reason": "",
            }
        ],
        "more": False,
    }


async def test_a_session_billed_with_another_is_not_given_to_another_customer(
    here: House, anna: Person
) -> None:
    cookie, now = await here.signed_in(anna), here.clock.utcnow()
    rossi, bianchi = [await here.store.add_customer(name, now) for name in ("Rossi", "Bianchi")]
    entries = [await here.ledger_row(anna) for _ in range(2)]
    for entry in entries:
        assert (await assign(here, cookie, entry, rossi))[0] == 200
        ended = {"outcome": Outcome.COMPLETED, "active_at": now, "ended_at": now}
        await here.store.close_session(entry, **ended, billable_ms=1000)
    whole, part = [await here.store.item_of(entry) for entry in entries]
    assert whole is not None and part is not None
    async with here.store._writing() as connection:
        await here.store._change_item(connection, part.id, 1, merged_into=whole.id)
    status, body = await assign(here, cookie, entries[1], bianchi)
    assert (status, body["error"]["code"], body["error"]["field"]) == (409, "conflict", "customer")
    assert [why["reason"] for why in body["error"]["why"]] == ["part"]
    found = await here.store.session(entries[1])
    assert found is not None and found.customer is not None and found.customer.id == rossi


async def assign(here: House, cookie: str, entry: int, customer: int) -> tuple[int, Any]:
    """Status and JSON of giving a session to a customer."""
    path = f"/api/sessions/{entry}"
    return (await here.ask("PATCH", path, cookie=cookie, json={"customer": customer}))[:2]


async def test_sessions_are_the_technicians_own_newest_first_in_pages(
    here: House, anna: Person
) -> None:
    bruno = await here.person("bruno", "Bruno Bianchi")
    entries = [await here.ledger_row(who) for who in (anna, bruno, anna, anna)]
    own = [entries[3], entries[2], entries[0]]
    cookie = await here.signed_in(anna)

    async def page(query: str) -> tuple[list[int], bool]:
        _, body, _ = await here.ask("GET", f"/api/sessions{query}", cookie=cookie)
        return [row["entry"] for row in body["sessions"]], body["more"]

    assert await page("") == (own, False)
    assert await page("?limit=2") == (own[:2], True)
    assert await page(f"?limit=2&before={own[1]}") == (own[2:], False)


async def test_queries_out_of_bounds(here: House, anna: Person) -> None:
    cookie = await here.signed_in(anna)
    for query, field in (
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=1&limit=2", "limit"),
        ("limit=%2B1", "limit"),
        ("limit=%D9%A1", "limit"),
        ("before=-1", "before"),
        ("before=" + "9" * 30, "before"),
        ("technician=1", None),
    ):
        answer = await here.ask("GET", f"/api/sessions?{query}", cookie=cookie)
        assert answer[:2] == (400, error("bad_request", field)), query


async def test_assigning_a_session_to_a_customer(here: House, anna: Person) -> None:
    cookie = await here.signed_in(anna)
    entry = await here.ledger_row(anna)
    number = await here.store.add_customer("Scuola Verdi", here.clock.utcnow())
    path = f"/api/sessions/{entry}"
    status, body, _ = await here.ask("PATCH", path, cookie=cookie, json={"customer": number})
    assert (status, body["customer"]) == (200, {"id": number, "name": "Scuola Verdi"})
    for wrong in (number + 1, -1, True, "1", None, 1.0, 2**31):
        answer = await here.ask("PATCH", path, cookie=cookie, json={"customer": wrong})
        assert answer[:2] == (400, error("bad_request", "customer"))
    status, body, _ = await here.ask("PATCH", path, cookie=cookie, json={"customer": 0})
    assert (status, body["customer"]) == (200, None)


async def test_the_office_sees_all_sessions_and_assigns_them(here: House, anna: Person) -> None:
    bruno = await here.person("bruno", "Bruno Bianchi")
    entries = [await here.ledger_row(who) for who in (anna, bruno)]
    for name, roles in (("carla", {Role.BILLING}), ("dino", {Role.ADMIN}), ("ezio", Role)):
        cookie = await here.signed_in(await here.person(name, name, roles))
        _, body, _ = await here.ask("GET", "/api/sessions", cookie=cookie)
        assert [row["entry"] for row in body["sessions"]] == entries[::-1]
        assert [row["technician"] for row in body["sessions"]] == ["Bruno Bianchi", "Anna Rossi"]
        for entry in entries:
            path, nobody = f"/api/sessions/{entry}", {"customer": 0}
            assert (await here.ask("PATCH", path, cookie=cookie, json=nobody))[0] == 200


async def test_sessions_of_others_are_not_there(here: House, anna: Person) -> None:
    bruno = await here.person("bruno", "Bruno Bianchi")
    entry = await here.ledger_row(bruno)
    cookie = await here.signed_in(anna)
    for which in (str(entry), "0", "999", "9" * 40, "x", "%31%20"):
        answer = await here.ask(
            "PATCH", f"/api/sessions/{which}", cookie=cookie, json={"customer": 0}
        )
        assert answer[:2] == (404, error("not_found")), which
