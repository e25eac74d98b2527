"""Who may what: every row of the route table with every combination of roles, and with none.

The expectations stand here once more, apart from the program: a row that is new, or that is for
others than before, fails until somebody has said here whom it is for.
"""

import itertools
import re
from collections.abc import AsyncIterator
from unittest.mock import Mock

import pytest

from broker.app import FILES, routes
from broker.records import Role
from broker.routing import Kind, Route
from tests.stack.house import House, house

ALL = "abt"
"""One letter a role: admin, billing, technician."""
ANYONE = "anyone"
WHO = {
    "GET /healthz": ANYONE,
    "GET /api/about": ANYONE,
    "GET /api/openapi.json": ANYONE,
    "POST /api/sign-in": ANYONE,
    "POST /api/sign-in/passkey/begin": ANYONE,
    "POST /api/sign-in/passkey": ANYONE,
    "POST /api/sign-out": ALL,
    "GET /api/me": ALL,
    "GET /api/sign-ins": ALL,
    "DELETE /api/sign-ins/{id}": ALL,
    "GET /api/passkeys": ALL,
    "POST /api/passkeys/begin": ALL,
    "POST /api/passkeys": ALL,
    "DELETE /api/passkeys/{id}": ALL,
    "GET /api/recovery-codes": ALL,
    "POST /api/recovery-codes": ALL,
    "GET /api/accounts": "a",
    "PATCH /api/accounts/{id}": "a",
    "GET /api/audit": "a",
    "GET /api/device-requests": "a",
    "DELETE /api/device-requests/{id}": "a",
    "PUT /api/roster": "a",
    "GET /api/customers": ALL,
    "POST /api/customers": "ab",
    "PUT /api/customers/{id}/quick-access": "ab",
    "DELETE /api/pcs/{id}": "ab",
    "GET /api/customers/{id}/details": "ab",
    "PUT /api/customers/{id}/details": "ab",
    "GET /api/tariffs": "ab",
    "GET /api/tariffs/{id}": "ab",
    "POST /api/tariffs": "ab",
    "GET /api/customers/{id}/contracts": "ab",
    "POST /api/customers/{id}/contracts": "ab",
    "GET /api/customers/{id}/packs": "ab",
    "POST /api/customers/{id}/packs": "ab",
    "POST /api/packs/{id}/tickets": "ab",
    "GET /api/customers/{id}/work": "ab",
    "POST /api/customers/{id}/work": ALL,
    "GET /api/billing/technicians": "ab",
    "GET /api/billing/items": ALL,
    "GET /api/billing/items/{item}": ALL,
    "PATCH /api/billing/items/{item}": ALL,
    "POST /api/billing/items/{item}/exclude": "ab",
    "POST /api/billing/items/{item}/include": "ab",
    "POST /api/billing/items/{item}/approve": "ab",
    "POST /api/billing/items/{item}/reopen": "ab",
    "POST /api/billing/items/{item}/merge": "ab",
    "POST /api/billing/items/{item}/split": "ab",
    "POST /api/billing/items/{item}/correct": "ab",
    "GET /api/billing/months": "ab",
    "GET /api/billing/months/{month}": "ab",
    "GET /api/billing/months/{month}/items": ALL,
    "POST /api/billing/months/{month}/approve": "ab",
    "POST /api/billing/months/{month}/close": "ab",
    "POST /api/billing/months/{month}/simulate": "ab",
    "GET /api/billing/months/{month}/export.csv": "ab",
    "GET /api/billing/months/{month}/export.xlsx": "ab",
    "GET /api/billing/months/{month}/export.json": "ab",
    "GET /api/billing/months/{month}/fatturapa": "ab",
    "GET /api/billing/months/{month}/fatturapa.zip": "ab",
    "POST /api/tickets": "t",
    "GET /api/sessions": ALL,
    "PATCH /api/sessions/{entry}": ALL,
    "GET /api/pcs": ALL,
    "POST /api/sessions/{entry}/pc": "t",
    "GET /api/sessions/{entry}/receipt": ALL,
    "POST /api/sessions/{entry}/receipt": "t",
    "GET /api/roster": ALL,
    "POST /api/device-requests": ALL,
    "GET /ws/agent": ANYONE,
    "GET /ws/console": "t",
    f"GET {FILES}": ANYONE,
}
LETTERS = {"a": Role.ADMIN, "b": Role.BILLING, "t": Role.TECHNICIAN}
COMBINATIONS = ["".join(some) for n in (1, 2, 3) for some in itertools.combinations(ALL, n)]


def rows() -> dict[str, Route]:
    return {f"{row.method} {row.path}": row for row in routes(Mock(), Mock(), Mock())}


def test_every_row_has_an_expectation_and_no_other() -> None:
    assert set(rows()) == set(WHO)
    assert len(COMBINATIONS) == 7


@pytest.fixture
async def office(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    async with house(tmp_path_factory.mktemp("office")) as here:
        yield here


async def answer(here: House, name: str, cookie: str | None) -> tuple[int, str]:
    """The status and, of a refusal, its code, to a request that is right but for its body."""
    method, _, path = name.partition(" ")
    where = "/none.js" if path == FILES else re.sub(r"\{\w+\}", "987654321", path)
    status, body, _ = await here.ask(method, where, cookie=cookie)
    return status, body.get("error", {}).get("code", "")


async def test_every_row_with_every_combination_of_roles(office: House) -> None:
    wrong = []
    for roles in COMBINATIONS:
        person = await office.person(roles, roles, [LETTERS[letter] for letter in roles])
        cookie = await office.signed_in(person)
        for name, who in WHO.items():
            if name == "POST /api/sign-out":
                continue
            got = await answer(office, name, cookie)
            may = who == ANYONE or bool(set(roles) & set(who))
            if (got == (403, "not_allowed")) is may or got[1] == "not_signed_in" or got[0] >= 500:
                wrong.append((roles, name, got))
        assert await answer(office, "POST /api/sign-out", cookie) == (200, "")
        assert await answer(office, "GET /api/me", cookie) == (401, "not_signed_in")
    assert wrong == []


async def test_every_row_without_a_sign_in(office: House) -> None:
    refused = (401, "not_signed_in")
    for name, who in WHO.items():
        for cookie in (None, "x", "y" * 43, "z" * 4000):
            got = await answer(office, name, cookie)
            assert (got == refused) is (who != ANYONE), (name, got)


async def test_a_role_taken_away_ends_what_it_allowed(office: House) -> None:
    person = await office.person("mara", "Mara", [Role.TECHNICIAN])
    admin = await office.signed_in(await office.person("zoe", "Zoe", [Role.ADMIN]))
    cookie = await office.signed_in(person)
    path, change = f"/api/accounts/{person.id}", {"roles": ["billing"], "disabled": False}
    assert (await office.ask("PATCH", path, cookie=admin, json=change))[0] == 200
    assert await answer(office, "POST /api/tickets", cookie) == (401, "not_signed_in")
    cookie = await office.signed_in(person)
    assert await answer(office, "POST /api/tickets", cookie) == (403, "not_allowed")


async def test_every_change_is_refused_to_another_page(office: House) -> None:
    person = await office.person("mara", "Mara", Role)
    cookie = await office.signed_in(person)
    for name, row in rows().items():
        if row.changes or row.kind is Kind.BROWSER_SOCKET:
            method, _, path = name.partition(" ")
            where = re.sub(r"\{\w+\}", "987654321", path)
            evil = {"Origin": "https://evil.example"}
            status, body, _ = await office.ask(method, where, cookie=cookie, headers=evil)
            assert (status, body["error"]["code"]) == (403, "foreign_origin"), name
