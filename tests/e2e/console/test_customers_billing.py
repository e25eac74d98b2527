"""Customers, contracts, packs and tariffs in a real browser, on a real broker."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from broker.records import Role
from tests.stack.house import PASSWORD, START, House, Person
from tests.stack.house import house as real_house

pytestmark = pytest.mark.asyncio(loop_scope="package")

WEB = Path(__file__).parents[3] / "web"
TARIFF = """
name = "Steps"
version = 1
valid_from = 2026-01-01
hourly_cents = 5000
[hours]
mon-fri = ["09:00-13:00", "14:30-19:00"]
[outside]
percent = 50
[session]
steps = [{ up_to = 15, percent = 50 }, { up_to = 60, percent = 100 }]
"""


@asynccontextmanager
async def console(
    browser: Browser, here: House, person: Person, locale: str = "en-GB", width: int = 1024
) -> AsyncIterator[Page]:
    """The page of somebody signed in, at the broker's time, in Rome."""
    size = {"width": width, "height": 800}
    context = await browser.new_context(locale=locale, timezone_id="Europe/Rome", viewport=size)
    page = await context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    await page.clock.set_fixed_time(START)
    here.clock.pass_(31)
    await page.goto(here.url.replace("127.0.0.1", "localhost"))
    await page.fill("#name", person.name)
    await page.fill("#password", PASSWORD)
    await page.fill("#code", here.code(person))
    await page.keyboard.press("Enter")
    await page.wait_for_selector("nav a[aria-current]")
    yield page
    await context.close()
    assert faults == []


async def card(page: Page, title: str) -> None:
    """The card under a title is there."""
    await expect(page.locator(f"#{title}")).to_be_visible()


async def test_from_a_tariff_to_a_customer_with_contract_and_pack(
    browser: Browser, tmp_path: Path
) -> None:
    async with real_house(tmp_path, WEB) as here:
        clerk = await here.person("carla", "Carla Conti", [Role.BILLING])
        async with console(browser, here, clerk) as page:
            await enter_tariff(page)
            await find_customer(page)
            await enter_details(page)
            await enter_contract(page)
            await enter_pack(page)
            await enter_work(page)
        details = await here.store.details_of(1)
        assert (details.vat_number, details.town, details.patron) == ("12345678903", "Roma", "RM")
        (contract,) = await here.store.contracts_of(1)
        assert contract.by == "Carla Conti"
        (pack,) = await here.store.packs_of(1)
        assert (pack.session_units, pack.tickets_left) == (50, 47)
        (work,) = await here.store.work_of(1, None, 9)
        assert (work.work.kind, work.work.ms, work.work.note) == ("phone", 7 * 60_000, "Printer")


async def enter_tariff(page: Page) -> None:
    """A wrong document says where; the right one is shown in words."""
    await page.get_by_role("link", name="Tariffs", exact=True).click()
    text = page.locator("#tariff-text")
    await text.fill(TARIFF.replace("percent = 100", "percent = 40"))
    await page.get_by_role("button", name="Enter the version").click()
    await expect(page.get_by_role("alert")).to_contain_text("session.steps[2].percent: 40%")
    await expect(text).to_be_focused()
    assert "percent" in await page.evaluate("getSelection().toString()")
    file = {"name": "steps.toml", "mimeType": "text/plain", "buffer": TARIFF.encode()}
    await page.set_input_files("#tariff-file", files=[file])  # type: ignore[list-item]
    await expect(text).to_have_value(TARIFF)
    await page.get_by_role("button", name="Enter the version").click()
    await expect(page.locator("h1")).to_have_text("Steps, version 1")
    await expect(page.locator("main")).to_contain_text("€50.00 an hour")
    await expect(page.locator("main")).to_contain_text("outside hours +50%")
    await page.go_back()
    await expect(page.locator("tbody tr")).to_have_count(1)


async def find_customer(page: Page) -> None:
    """A new customer has a page of its own, and is found by name."""
    await page.get_by_role("link", name="Customers", exact=True).click()
    await expect(page.locator("main")).to_contain_text("There is no customer yet")
    await page.get_by_label("New customer").fill("Città del Gusto")
    await page.keyboard.press("Enter")
    await expect(page.locator("h1")).to_have_text("Città del Gusto")
    await page.get_by_role("link", name="All customers").click()
    await page.get_by_label("Find a customer").fill("zzz")
    await expect(page.locator("main")).to_contain_text("No customer has this name")
    await page.get_by_label("Find a customer").fill("gusto citta")
    await page.get_by_role("link", name="Città del Gusto").click()
    await card(page, "record-title")


async def enter_details(page: Page) -> None:
    """What is wrong is said next to each field, and the first is gone to."""
    await expect(page.locator("main")).to_contain_text("Still missing for the electronic invoice")
    number = page.get_by_label("VAT number")
    await number.fill("12345678904")
    await page.get_by_label("Postcode").fill("0018")
    await page.get_by_role("button", name="Save the details").click()
    await expect(number).to_be_focused()
    await expect(page.locator("#detail-vat-number-wrong")).to_contain_text("check digit")
    await expect(page.locator("#detail-postcode-wrong")).to_contain_text("5 digits")
    await number.fill("IT 12345678903")
    await page.get_by_label("SDI code").fill("m5uxcr1")
    await page.get_by_label("Street and number").fill("Via Appia 1")
    await page.get_by_label("Postcode").fill("00184")
    await page.get_by_label("Town").fill("Roma")
    await page.get_by_label("Province").select_option("RM")
    await page.get_by_label("Patron saint's day").select_option("RM")
    await page.keyboard.press("Tab")
    await page.get_by_role("button", name="Save the details").click()
    await expect(page.locator("form.details")).to_contain_text("Saved")
    await expect(number).not_to_have_attribute("aria-invalid", "true")
    await expect(page.locator("main")).not_to_contain_text("Still missing")


async def enter_contract(page: Page) -> None:
    """Rules in their order, by keyboard, then told in words."""
    await page.get_by_role("button", name="New contract").press("Enter")
    await expect(page.locator("#contract-from")).to_be_focused()
    await page.locator("#contract-from").fill("2025-12-31")
    await page.get_by_role("button", name="+ Prepaid packs").press("Enter")
    await page.get_by_role("button", name="Move up").last.press("Enter")
    await page.get_by_role("button", name="Enter the contract").press("Enter")
    alert = page.locator("section", has=page.locator("#contract-title")).get_by_role("alert")
    await expect(alert).to_contain_text("only holds from 2026-01-01")
    await page.locator("#contract-from").fill("2026-01-01")
    await page.get_by_role("button", name="Enter the contract").press("Enter")
    await expect(page.locator("#contract-title")).to_be_focused()
    rules = page.locator(".contract .rules li")
    await expect(rules).to_have_count(2)
    await expect(rules.first).to_contain_text("From the prepaid packs")
    await expect(rules.last).to_contain_text("By the tariff “Steps”")


async def enter_pack(page: Page) -> None:
    """A pack, and tickets taken from it: never more than there are."""
    await page.get_by_role("button", name="New pack").press("Enter")
    await page.locator("#pack-size").select_option("100")
    await page.locator("#pack-signed").fill("2026-01-05")
    await page.get_by_role("button", name="Enter the pack").press("Enter")
    pack = page.locator("li.pack")
    await expect(pack).to_contain_text("Jan 5, 2026 to Jan 4, 2027")
    await expect(pack).to_contain_text("50 of 50")
    await pack.get_by_role("button", name="Take tickets from the pack").press("Enter")
    await page.get_by_label("How many tickets").fill("3")
    await page.get_by_label("What for").fill("Request 1234")
    await pack.get_by_role("button", name="Take", exact=True).press("Enter")
    await expect(pack).to_contain_text("47 of 50")


async def enter_work(page: Page) -> None:
    """Work by hand: what does not fit its kind is said, the rest is listed."""
    work = page.locator("section", has=page.locator("#work-title"))
    await work.get_by_label("Note").fill("Printer")
    await work.get_by_role("button", name="Enter").click()
    await expect(page.locator("#work-minutes-wrong")).to_contain_text("from 1 to 1440")
    await work.get_by_label("Minutes").fill("7")
    await work.get_by_role("button", name="Enter").click()
    await expect(work.locator("tbody tr")).to_have_count(1)
    await expect(work.locator("tbody tr")).to_contain_text("7 minutes")


async def test_a_technician_enters_work_and_sees_no_agreements(
    browser: Browser, tmp_path: Path
) -> None:
    async with real_house(tmp_path, WEB) as here:
        anna = await here.person()
        await here.store.add_customer("Panificio Rossi", here.clock.utcnow())
        async with console(browser, here, anna, "it-IT", 1440) as page:
            await page.evaluate("location.hash = '#customers/1'")
            await expect(page.locator("h1")).to_have_text("Entra in una sessione")
            await page.get_by_role("link", name="Altri lavori").click()
            await page.get_by_role("button", name="Inserisci").click()
            await expect(page.locator("main")).to_contain_text("Scegli prima il cliente")
            await page.locator("#work-customer").select_option(label="Panificio Rossi")
            await page.locator("#work-kind").select_option("email")
            await page.get_by_label("Messaggi").fill("4")
            await page.get_by_role("button", name="Inserisci").click()
            await expect(page.locator("main")).to_contain_text("Inserito")
        (work,) = await here.store.work_of(1, None, 9)
        assert (work.work.technician, work.work.count) == ("Anna Rossi", 4)
