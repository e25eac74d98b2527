"""The HTTP API: details of customers, tariffs and contracts."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.net.agreements_desk import PHONE, Desk, clerks_desk, refused
from tests.unit.test_customer_details import RIGHT

HOURLY = """
name = "Ore"
version = 1
valid_from = 2026-01-01
hourly_cents = 3000
[hours]
mon-fri = ["09:00-12:00", "15:00-18:00"]
"""


def contract(*rules: dict[str, Any], first: str = "2026-01-01", **more: str) -> dict[str, str]:
    return {"document": json.dumps({"valid_from": first, **more, "rules": list(rules)})}


BY_TARIFF = {"kind": "tariff", "tariff": "Ore"}


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with clerks_desk(tmp_path) as opened:
        yield opened


async def test_details_are_kept_and_read(desk: Desk) -> None:
    status, empty = await desk.own("GET", "details")
    assert (status, empty["version"], empty["details"]["country"]) == (200, 0, "IT")
    assert "vat_number" in empty["lacking"]
    status, kept = await desk.own("PUT", "details", {"version": 0, **RIGHT})
    assert (status, kept["version"], kept["details"], kept["lacking"]) == (200, 1, RIGHT, [])
    assert (await desk.own("GET", "details"))[1] == kept
    assert (await desk.here.store.details_of(desk.customer)).patron == "MI"


async def test_every_wrong_detail_is_named_with_its_reason(desk: Desk) -> None:
    said = {"version": 0, **RIGHT, "vat_number": "12345678904", "postcode": "2012"}
    answer = await desk.own("PUT", "details", said)
    assert refused(answer) == (400, "bad_request", "vat_number")
    assert answer[1]["error"]["why"] == [
        {"field": "vat_number", "reason": "vat_check", "values": {"value": "12345678904"}},
        {"field": "postcode", "reason": "cap_form", "values": {"value": "2012"}},
    ]
    assert (await desk.own("GET", "details"))[1]["version"] == 0
    assert refused(await desk.own("PUT", "details", {"version": 0}))[2] == "invoice_name"


async def test_two_edits_at_once_meet(desk: Desk) -> None:
    await desk.own("PUT", "details", {"version": 0, **RIGHT})
    again = await desk.own("PUT", "details", {"version": 0, **RIGHT, "town": "Roma"})
    assert refused(again) == (409, "conflict", "version")
    assert (await desk.own("GET", "details"))[1]["details"]["town"] == "Milano"


async def test_the_log_names_who_changed_which_fields_and_no_personal_data(desk: Desk) -> None:
    await desk.own("PUT", "details", {"version": 0, **RIGHT})
    entered, changed = await desk.bodies("customer_entered")
    assert (entered["name"], entered["by"]) == ("Panificio Rossi", "")
    assert (changed["by"], changed["patron"], changed["language"]) == ("Carla Conti", "MI", "it")
    assert "tax_code" in changed["fields"] and "country" not in changed["fields"]
    assert RIGHT["tax_code"] not in json.dumps(changed)


async def test_a_customer_that_there_is_not(desk: Desk) -> None:
    desk.customer = 99
    pack = {"units": 50, "languages": "it", "signed_on": "2026-01-05"}
    for method, path, body in (
        ("GET", "details", None),
        ("PUT", "details", {"version": 0, **RIGHT}),
        ("GET", "contracts", None),
        ("POST", "contracts", contract(BY_TARIFF)),
        ("GET", "packs", None),
        ("POST", "packs", pack),
        ("GET", "work", None),
        ("POST", "work", PHONE),
    ):
        assert refused(await desk.own(method, path, body)) == (404, "not_found", None), path


async def test_a_tariff_is_kept_as_json_in_versions(desk: Desk) -> None:
    status, one = await desk.ask("POST", "tariffs", {"document": HOURLY})
    assert (status, one["name"], one["version"], one["by"]) == (200, "Ore", 1, "Carla Conti")
    assert json.loads(one["document"])["hourly_cents"] == 3000
    later = HOURLY.replace("version = 1", "version = 2").replace("2026-01-01", "2026-07-01")
    _, two = await desk.ask("POST", "tariffs", {"document": later})
    _, listed = await desk.ask("GET", "tariffs")
    assert [(row["id"], row["version"]) for row in listed["tariffs"]] == [
        (two["id"], 2),
        (one["id"], 1),
    ]
    assert (await desk.ask("GET", f"tariffs/{one['id']}"))[1] == one
    assert refused(await desk.ask("GET", "tariffs/99")) == (404, "not_found", None)
    assert [body["version"] for body in await desk.bodies("tariff_entered")] == [1, 2]


async def test_a_version_is_entered_once(desk: Desk) -> None:
    await desk.ask("POST", "tariffs", {"document": HOURLY})
    again = await desk.ask("POST", "tariffs", {"document": HOURLY})
    assert refused(again) == (409, "conflict", "document")
    why = again[1]["error"]["why"]
    assert [(one["field"], one["reason"]) for one in why] == [("version", "version_there")]
    assert len((await desk.ask("GET", "tariffs"))[1]["tariffs"]) == 1


@pytest.mark.parametrize(
    ("before", "after", "field", "reason"),
    [
        ("hourly_cents = 3000", "hourly_cents = -1", "hourly_cents", "document_not_whole"),
        ("hourly_cents = 3000", "", "hourly_cents", "document_missing"),
        ('name = "Ore"', 'name = "Ore', "", "document_not_toml"),
    ],
)
async def test_a_tariff_that_cannot_be_says_where_and_why(
    desk: Desk, before: str, after: str, field: str, reason: str
) -> None:
    answer = await desk.ask("POST", "tariffs", {"document": HOURLY.replace(before, after)})
    assert refused(answer) == (400, "bad_request", "document")
    (why,) = answer[1]["error"]["why"]
    assert (why["field"], why["reason"]) == (field, reason)
    assert all(isinstance(value, str) for value in why["values"].values())


async def test_the_contract_entered_last_is_in_force(desk: Desk) -> None:
    await desk.ask("POST", "tariffs", {"document": HOURLY})
    status, one = await desk.own("POST", "contracts", contract(BY_TARIFF))
    assert (status, one["today"]) == (200, "2026-01-05")
    assert one["in_force"] == one["contracts"][0]["id"]
    pack = {"kind": "pack", "beyond": "flag"}
    _, two = await desk.own(
        "POST", "contracts", contract(pack, valid_until="2026-12-31", first="2026-01-05")
    )
    assert [row["valid_until"] for row in two["contracts"]] == ["2026-12-31", None]
    assert two["in_force"] == two["contracts"][0]["id"]
    _, three = await desk.own("POST", "contracts", contract(BY_TARIFF, first="2026-02-01"))
    assert three["in_force"] == two["in_force"]
    assert (await desk.own("GET", "contracts"))[1] == three
    assert len(await desk.bodies("contract_entered")) == 3


async def test_a_contract_names_tariffs_that_hold_from_its_first_day(desk: Desk) -> None:
    unknown = await desk.own("POST", "contracts", contract(BY_TARIFF))
    assert refused(unknown) == (400, "bad_request", "document")
    (why,) = unknown[1]["error"]["why"]
    assert (why["field"], why["reason"]) == ("rules[1].tariff", "tariff_unknown")
    await desk.ask("POST", "tariffs", {"document": HOURLY})
    early = await desk.own("POST", "contracts", contract(BY_TARIFF, first="2025-12-31"))
    (why,) = early[1]["error"]["why"]
    assert why["reason"] == "tariff_later"
    assert why["values"] == {"value": "Ore", "first": "2026-01-01", "from": "2025-12-31"}
    bad = await desk.own("POST", "contracts", contract({"kind": "free"}))
    assert bad[1]["error"]["why"][0]["field"] == "rules[1].kind"
    assert (await desk.own("GET", "contracts"))[1]["contracts"] == []
