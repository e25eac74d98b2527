"""Closing a month, and what is left of it: corrections, files, drafts of invoices, simulations."""

import csv
import io
import json
import zipfile
from datetime import timedelta
from typing import Any

import openpyxl
import pytest

from broker.records import Role
from broker.records.agreements import Details
from tests.net.month_house import MARCH, MonthHouse, month_house, why
from tests.net.settling_office import BY_TARIFF, MONDAY, TARIFF
from tests.stack.house import House
from tests.unit.test_invoices import ISSUER

DEAR = TARIFF.replace("30_00", "90_00").replace("version = 1", "version = 9")


@pytest.fixture
async def month(here: House) -> MonthHouse:
    return await month_house(here)


async def closed(month: MonthHouse, *minutes: int) -> list[int]:
    """March, closed, with sessions of Rossi of so many minutes; their items."""
    items = [await month.session(minutes=length) for length in minutes]
    for item in items:
        assert (await month.act(item, "approve"))[0] == 200
    assert (await month.close())[0] == 200
    return items


async def test_a_month_is_closed_with_its_sums(month: MonthHouse) -> None:
    await month.session(0)
    first, second = await month.session(minutes=60), await month.session(minutes=30)
    status, field, reasons = why(await month.close())
    assert (status, field, set(reasons)) == (409, "month", {"undecided"})
    named = [one["values"].get("item") for one in (await month.close())[1]["error"]["why"]]
    assert named[1:] == ["1", str(first), str(second)]
    await month.act(1, "exclude", reason="Cliente sconosciuto")
    await month.act(first, "approve")
    await month.act(second, "approve")
    status, done = await month.close()
    assert (status, done["total"]["cents"], done["total"]["vat_cents"]) == (200, 4500, 990)
    assert [(one["customer"]["name"], one["items"]) for one in done["totals"]] == [("Rossi", 2)]
    _, seen = await month.ask("GET", MARCH)
    assert seen["closed"]["by"] == "Carla Verdi"
    assert (seen["counts"]["closed"], seen["counts"]["excluded"]) == (2, 1)
    last = await month.here.store.last_checkpoint()
    assert last is not None
    assert last.size == await month.here.store.log_size()


@pytest.mark.parametrize("running", ["2026-04", "2026-05"])
async def test_what_is_not_over_is_not_closed(month: MonthHouse, running: str) -> None:
    assert why(await month.close(running)) == (409, "month", ["not_over"])


async def test_closing_twice_and_in_the_wrong_order(month: MonthHouse) -> None:
    item = await month.session()
    month.here.clock.pass_(31 * 86_400)
    cookie = await month.here.signed_in(await month.here.person("ezio", "Ezio", [Role.BILLING]))
    month.clerk = cookie
    answer = await month.close("2026-04")
    assert why(answer) == (409, "month", ["older_open"])
    assert answer[1]["error"]["why"][0]["values"]["month"] == "2026-03"
    await month.act(item, "approve")
    assert (await month.close())[0] == 200
    assert why(await month.close()) == (409, "month", ["closed"])
    assert (await month.close("2026-04"))[0] == 200


async def test_a_closed_month_refuses_everything(month: MonthHouse) -> None:
    one, two = await closed(month, 60, 30)
    before = await month.item(one)
    answers = [
        await month.edit(one, note="Altro"),
        await month.act(one, "exclude", reason="Prova"),
        await month.act(one, "include"),
        await month.act(one, "approve"),
        await month.act(one, "reopen"),
        await month.act(one, "merge", into=two, into_version=1),
        await month.act(one, "split"),
    ]
    assert [why(answer) for answer in answers] == [(409, "item", ["closed"])] * len(answers)
    assert await month.item(one) == before


async def test_a_late_session_goes_to_the_next_month(month: MonthHouse) -> None:
    await closed(month, 60)
    late = await month.session(began=MONDAY + timedelta(days=2))
    assert (await month.item(late))["month"] == "2026-04"


async def test_a_correction_stands_in_the_open_month(month: MonthHouse) -> None:
    verdi = await month.office.customer(BY_TARIFF, "Verdi")
    item, _ = await closed(month, 60, 30)
    before = (await month.ask("GET", MARCH))[1]["totals"]
    body = {"reason": "Era di Verdi", "customer": verdi, "billed": True}
    status, found = await month.act(item, "correct", **body)
    assert status == 200
    rows = [(one["month"], one["customer"]["name"], one["cents"]) for one in found["charges"]]
    assert rows == [
        ("2026-03", "Rossi", 3000),
        ("2026-04", "Rossi", -3000),
        ("2026-04", "Verdi", 3000),
    ]
    assert (await month.ask("GET", MARCH))[1]["totals"] == before
    assert found["charge"]["cents"] == 3000 and found["customer"]["name"] == "Rossi"
    _, april = await month.ask("GET", "/api/billing/months/2026-04")
    told = [
        (one["item"], one["charge"]["cents"], one["charge"]["reason"])
        for one in april["corrections"]
    ]
    assert told == [(item, -3000, "Era di Verdi"), (item, 3000, "Era di Verdi")]
    assert [(one["customer"]["name"], one["cents"]) for one in april["totals"]] == [
        ("Rossi", -3000),
        ("Verdi", 3000),
    ]


async def test_a_correction_to_nothing_is_not_priced_again(month: MonthHouse) -> None:
    item, _ = await closed(month, 60, 30)
    body = {"reason": "Errore nostro", "customer": month.rossi, "billed": False}
    _, found = await month.act(item, "correct", **body)
    assert [one["cents"] for one in found["charges"]] == [3000, -3000, 0]
    assert await month.office.settling.settle_left() == 0


async def test_only_closed_months_are_corrected(month: MonthHouse) -> None:
    item = await month.session()
    body = {"reason": "Prova", "customer": month.rossi, "billed": True}
    assert why(await month.act(item, "correct", **body)) == (409, "item", ["not_closed"])


async def test_all_that_has_no_flag_is_approved_at_once(month: MonthHouse) -> None:
    plain, flagged = await month.session(), await month.session(minutes=300, began=MONDAY)
    later = await month.session(began=MONDAY + timedelta(days=3))
    for item in (plain, later):
        await month.edit(item, note="Stampante")
    status, done = await month.ask("POST", f"{MARCH}/approve", json={})
    assert (status, done) == (200, {"approved": 1, "left": 2})
    states = [(await month.item(item))["state"] for item in (plain, flagged, later)]
    assert states == ["open", "open", "approved"]


async def test_items_are_found_in_pages_by_what_they_are(month: MonthHouse) -> None:
    verdi = await month.office.customer(BY_TARIFF, "Verdi")
    items = [
        await month.session(whose, began=MONDAY + timedelta(days=day))
        for day, whose in enumerate((month.rossi, verdi, 0, month.rossi))
    ]
    await month.edit(items[0], note="Stampante")
    await month.act(items[3], "exclude", reason="Prova")

    async def found(query: str) -> tuple[list[int], bool]:
        status, page = await month.ask("GET", f"{MARCH}/items?{query}")
        assert status == 200, page
        return [items.index(one["item"]) for one in page["items"]], page["more"]

    assert await found("") == ([3, 2, 1, 0], False)
    assert await found("limit=2") == ([3, 2], True)
    assert await found(f"limit=2&before={items[2]}") == ([1, 0], False)
    assert await found(f"customer={verdi}") == ([1], False)
    assert await found("nobody=1") == ([2], False)
    assert await found("excluded=1") == ([3], False)
    assert await found("open=1") == ([2, 1, 0], False)
    assert await found("flagged=1") == ([2, 1], False)
    assert await found("customer_unknown=1") == ([2], False)
    assert await found("no_note=1&limit=1") == ([2], True)
    assert await found("disputed=1") == ([], False)
    assert await found(f"technician={month.anna.id + 99}") == ([], False)
    for path in ("2026-13", "2026-3", "x", "2026-03-01"):
        assert (await month.ask("GET", f"/api/billing/months/{path}/items"))[0] == 404


async def test_the_last_twelve_months(month: MonthHouse) -> None:
    await closed(month, 60)
    _, found = await month.ask("GET", "/api/billing/months")
    assert [one["month"] for one in found["months"]][-2:] == ["2026-03", "2026-04"]
    march = found["months"][-2]
    assert (march["closed"], march["cents"], march["ms"]) == (True, 3000, 3_600_000)
    assert march["customers"][0]["customer"]["name"] == "Rossi"


async def download(month: MonthHouse, path: str) -> tuple[Any, bytes]:
    headers = month.here.headers(month.clerk)
    async with month.here.client.get(month.here.url + path, headers=headers) as answer:
        assert answer.status == 200, await answer.text()
        return answer.headers, await answer.read()


async def test_a_month_as_files(month: MonthHouse) -> None:
    verdi = await month.office.customer(BY_TARIFF, "Verdi")
    await month.session(minutes=60)
    await month.session(verdi, minutes=30)
    headers, content = await download(month, f"{MARCH}/export.csv")
    assert headers["Content-Disposition"] == 'attachment; filename="affianco-2026-03.csv"'
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert [(row[2], row[7]) for row in rows[1:]] == [("Rossi", "30,00"), ("Verdi", "15,00")]
    assert "30,00" in rows[1][11]
    _, content = await download(month, f"{MARCH}/export.xlsx?language=en&customer={verdi}")
    assert openpyxl.load_workbook(io.BytesIO(content))["Lines"].max_row == 2
    _, content = await download(month, f"{MARCH}/export.json")
    found = json.loads(content)
    assert (len(found["lines"]), found["closed"], len(found["totals"])) == (2, False, 2)


@pytest.mark.parametrize(
    "query", ["language=de", "customer=x", "customer=0", "a=1", "language=it&language=en"]
)
async def test_a_file_is_asked_for_wrongly(month: MonthHouse, query: str) -> None:
    assert (await month.ask("GET", f"{MARCH}/export.csv?{query}"))[0] == 400


async def test_what_is_charged_and_taken_back_in_one_month_is_no_line(month: MonthHouse) -> None:
    item = await month.session(minutes=60)
    await month.edit(item, urgent=True)
    _, content = await download(month, f"{MARCH}/export.json")
    assert len(json.loads(content)["lines"]) == 1


async def test_drafts_of_invoices(month: MonthHouse) -> None:
    path = f"{MARCH}/fatturapa"
    assert why(await month.ask("GET", path)) == (409, "issuer", ["issuer_none"])
    file = month.here.settings.data_dir / "issuer.toml"
    file.write_text("name = 1", encoding="utf-8")
    assert why(await month.ask("GET", path)) == (409, "issuer", ["issuer_wrong"])
    file.write_text(ISSUER, encoding="utf-8")
    assert why(await month.ask("GET", path)) == (409, "month", ["month_open"])
    verdi = await month.office.customer(BY_TARIFF, "Verdi")
    details = Details(
        vat_number="12345678903",
        sdi_code="ABC1234",
        address="Via Verdi 2",
        postcode="40100",
        town="Bologna",
        province="BO",
    )
    await month.here.store.set_details(verdi, details, version=0, by="Carla", now=MONDAY)
    item = await month.session(verdi, minutes=60)
    await month.act(item, "approve")
    await closed(month, 30)
    _, found = await month.ask("GET", path)
    assert [one["customer"]["name"] for one in found["drafts"]] == ["Verdi"]
    lacking = found["without"][0]
    assert (lacking["customer"]["name"], lacking["why"]) == ("Rossi", "lacking")
    assert "address" in lacking["fields"]
    headers, content = await download(month, f"{path}.zip?first=17")
    assert headers["Content-Disposition"] == 'attachment; filename="fatturapa-2026-03.zip"'
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        text = packed.read(found["drafts"][0]["file"]).decode()
    assert "<Numero>17</Numero>" in text and "<PrezzoTotale>30.00</PrezzoTotale>" in text


async def test_another_tariff_is_tried_and_nothing_is_written(month: MonthHouse) -> None:
    await closed(month, 60, 30)
    size = await month.here.store.log_size()
    before = await month.ask("GET", MARCH)
    body = {"tariff": DEAR, "customer": 0}
    status, found = await month.ask("POST", f"{MARCH}/simulate", json=body)
    assert (status, found["tariff_version"]) == (200, 9)
    sides = [(one["before"]["cents"], one["after"]["cents"]) for one in found["items"]]
    assert sides == [(3000, 9000), (1500, 4500)]
    total = found["totals"][0]
    assert (total["cents_before"], total["cents_after"]) == (4500, 13500)
    assert await month.here.store.log_size() == size
    assert await month.ask("GET", MARCH) == before


async def test_a_tariff_that_is_none_is_refused_with_its_place(month: MonthHouse) -> None:
    body = {"tariff": DEAR.replace("90_00", "-1"), "customer": 0}
    status, found = await month.ask("POST", f"{MARCH}/simulate", json=body)
    assert (status, found["error"]["field"]) == (400, "tariff")
    assert found["error"]["why"][0]["field"] == "hourly_cents"
