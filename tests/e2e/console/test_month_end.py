"""A month from the first flag to the accountant's file, in a real browser on a real broker."""

import csv
import json
from pathlib import Path

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from broker.tariff.kept import price_of
from tests.e2e.console.billing_house import console, march

ISSUER = """
name = "Assistenza Blu S.r.l."
vat_number = "01234567897"
regime = "RF01"
address = "Via Roma 1"
postcode = "40121"
town = "Bologna"
province = "BO"
"""
pytestmark = pytest.mark.asyncio(loop_scope="package")


async def opened(page: Page, when: str) -> Locator:
    """The row of a moment, opened by keyboard; all that it opens into."""
    opener = page.locator(".opener", has_text=when)
    await opener.press("Enter")
    await expect(opener).to_have_attribute("aria-expanded", "true")
    item = page.locator("tr.opened .item")
    await expect(item.locator(".price")).to_be_visible()
    return item


async def shown(page: Page, chip: str) -> None:
    """What a filter of the month shows."""
    await page.locator(".chip", has_text=chip).click()
    await expect(page.locator(f'.chip[aria-pressed="true"]:has-text("{chip}")')).to_be_visible()
    await expect(page.locator(".item-list[aria-busy]")).to_have_count(0)


async def test_from_the_first_flag_to_a_correction(browser: Browser, tmp_path: Path) -> None:
    async with march(tmp_path) as here, console(browser, here.here, here.clerk) as page:
        await expect(page.locator("h1")).to_have_text("Month end: March 2026")
        await expect(page.locator(".glance")).to_contain_text("€48.00")
        await assign(page)
        await merge(page)
        await exclude(page)
        await walk_and_approve(page)
        await close(page)
        await export(page)
        await drafts(page, tmp_path)
        await correct(page)
        store = here.here.store
        charges = await store.item_charges(here.wrong)
        assert [one.customer.name for one in charges] == ["Rossi", "Rossi", "Verdi"]
        *_, back, last = await store.item_charges(here.first)
        assert (back.period, back.cents, back.reason) == ("2026-04", -2500, "Goodwill")
        assert (last.period, last.cents, price_of(last.price).lines) == ("2026-04", 0, ())


async def assign(page: Page) -> None:
    """The session that was given to the wrong customer, and the one that is nobody's."""
    await shown(page, "all")
    item = await opened(page, "Mar 3, 2026, 10:00 AM")
    await expect(item.locator(".sentences")).to_contain_text("45 min")
    await item.get_by_label("Customer").select_option(label="Verdi")
    await item.get_by_label("Note").fill("Server")
    await item.get_by_role("button", name="Save and approve").press("Enter")
    await expect(item.get_by_role("status").first).to_have_text("Approved.")
    await item.locator("summary", has_text="Charges and reversals: 3").click()
    await expect(item.locator("tbody tr", has_text="reversal")).to_contain_text("-€22.50")
    item = await opened(page, "Mar 3, 2026, 11:00 AM")
    await expect(item).to_contain_text("Nobody said whose session it was")
    await item.get_by_label("Customer").select_option(label="Bianchi")
    await item.get_by_role("button", name="Save", exact=True).press("Enter")
    await expect(item.locator(".sum")).to_have_text("€0.001 unit from packs")


async def merge(page: Page) -> None:
    """Two sessions of one job; the nearest is offered first."""
    item = await opened(page, "Mar 2, 2026, 10:35 AM")
    await item.get_by_role("button", name="Merge into…").press("Enter")
    into = item.get_by_label("Merge into the session")
    await expect(into).to_be_focused()
    await expect(into.locator("option").first).to_contain_text("Mar 2, 2026, 10:00 AM")
    await item.get_by_role("button", name="Merge", exact=True).press("Enter")
    await expect(item.get_by_role("status").first).to_have_text("Merged.")
    whole = page.locator("tr.opens", has_text="Mar 2, 2026, 10:00 AM")
    await expect(whole).to_contain_text("€25.00")
    item = await opened(page, "Mar 2, 2026, 10:00 AM")
    await expect(item).to_contain_text("Billed as parts of this one")


async def exclude(page: Page) -> None:
    """Not without a reason."""
    item = await opened(page, "Mar 2, 2026, 4:00 PM")
    await item.get_by_role("button", name="Exclude…").press("Enter")
    await page.keyboard.press("Enter")
    await expect(item.get_by_role("alert").last).to_contain_text("Write the reason")
    await page.keyboard.type("A test of ours")
    await page.keyboard.press("Enter")
    await expect(item.locator(".price")).to_contain_text("Not billed: A test of ours")


async def walk_and_approve(page: Page) -> None:
    """What is left, one by one, by keyboard alone."""
    await shown(page, "to decide")
    await page.get_by_role("button", name="One by one").press("Enter")
    where = page.locator(".walk-bar [role=status]")
    await expect(where).to_have_text("1 of 3")
    await page.keyboard.press("j")
    await expect(where).to_have_text("2 of 3")
    await page.keyboard.press("k")
    await expect(where).to_have_text("1 of 3")
    for at in (2, 3):
        await page.keyboard.press("a")
        await expect(where).to_have_text(f"{at} of 3")
        await expect(page.locator(".walk .item h3")).to_be_focused()
    await page.keyboard.press("a")
    await expect(where).to_contain_text("There are no more")


async def close(page: Page) -> None:
    """What will be final is said before it is."""
    card = page.locator("section", has=page.locator("#close-title"))
    await expect(card).to_contain_text("Everything is decided")
    await card.get_by_role("button", name="Close March 2026…").press("Enter")
    await expect(card).to_contain_text("€47.50 without VAT, customers: 3")
    await expect(card).to_contain_text("(4) and excluded (1) no longer change")
    await card.get_by_role("button", name="Close March 2026 for good").press("Enter")
    await expect(page.locator(".glance")).to_contain_text("by Dora Neri")
    await expect(card).to_have_count(0)


async def export(page: Page) -> None:
    """A table for spreadsheets, and one for programs."""
    async with page.expect_download() as coming:
        await page.get_by_role("button", name="Download CSV").click()
    path = await (await coming.value).path()
    table = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines(), delimiter=";"))
    assert len(table) == 7
    assert sum("Verdi" in row for row in table) == 1
    await page.locator("#files-customer").select_option(label="Verdi")
    async with page.expect_download() as coming:
        await page.get_by_role("button", name="Download JSON").click()
    name = (await coming.value).suggested_filename
    assert name == "affianco-2026-03.json"
    found = json.loads((await (await coming.value).path()).read_text(encoding="utf-8"))
    assert (found["month"], len(found["lines"])) == ("2026-03", 1)


async def drafts(page: Page, folder: Path) -> None:
    """Who lacks what for an invoice, with a link to the customer."""
    card = page.locator("section", has=page.locator("#files-title"))
    look = card.get_by_role("button", name="Check the drafts")
    await look.click()
    await expect(card.get_by_role("alert")).to_contain_text("There is no file issuer.toml")
    (folder / "issuer.toml").write_text(ISSUER, encoding="utf-8")
    await look.click()
    await expect(card).to_contain_text("Drafts: 0. Customers without a draft: 3.")
    row = card.get_by_role("row", name="Verdi")
    await expect(row).to_contain_text("Missing in the customer's details: VAT number")
    await expect(row.get_by_role("link")).to_have_attribute("href", "#customers/2")


async def correct(page: Page) -> None:
    """After the close, what was wrong is put right in the next month."""
    await shown(page, "all")
    item = await opened(page, "Mar 2, 2026, 10:00 AM")
    await expect(item.get_by_label("Note")).to_have_count(0)
    await item.get_by_role("button", name="Correct…").press("Enter")
    await item.get_by_label("Reason").fill("Goodwill")
    await item.get_by_label("to be billed").uncheck()
    await item.get_by_role("button", name="Correct", exact=True).press("Enter")
    await expect(item.locator(".price")).to_contain_text("this price counts in April 2026")
    await page.locator("#month-choice").select_option(label="April 2026 (running)")
    await expect(page.locator("h1")).to_have_text("Month end: April 2026")
    corrections = page.locator("section", has=page.locator("#corrections-title"))
    await expect(corrections.locator("tbody tr").first).to_contain_text("-€25.00Goodwill · Dora")
    await expect(page.locator("section", has=page.locator("#close-title"))).to_contain_text(
        "April 2026 is not over yet."
    )


async def test_two_edits_at_once_lose_nothing(browser: Browser, tmp_path: Path) -> None:
    async with march(tmp_path) as here, console(browser, here.here, here.clerk) as page:
        await page.evaluate(f"location.hash = '#items/{here.wrong}'")
        item = page.locator(".item")
        note = item.get_by_label("Note")
        await note.fill("Mine")
        changed = await here.month.edit(here.wrong, customer=here.verdi, note="Other")
        assert changed[0] == 200
        await item.get_by_role("button", name="Save", exact=True).click()
        alert = item.get_by_role("alert").first
        await expect(alert).to_contain_text("Somebody else changed this item meanwhile")
        await expect(alert).to_contain_text("Last changed by Carla Verdi")
        await expect(note).to_have_value("Mine")
        await expect(item).to_contain_text("Now there: Other")
        await expect(item.get_by_label("Customer").locator("option:checked")).to_have_text("Verdi")
        await item.get_by_role("button", name="Save", exact=True).click()
        await expect(item.get_by_role("status").first).to_have_text("Saved.")
        found = await here.month.item(here.wrong)
        assert (found["note"], found["customer"]["name"]) == ("Mine", "Verdi")
        await item.get_by_role("button", name="Exclude…").click()
        await item.get_by_label("Reason").fill("Ours")
        assert (await here.month.edit(here.wrong, note="Third"))[0] == 200
        await page.keyboard.press("Enter")
        await expect(alert).to_contain_text("Somebody else changed this item meanwhile")
        await expect(note).to_have_value("Third")
        await expect(item.get_by_label("Reason")).to_have_value("Ours")
        await item.get_by_role("button", name="Exclude", exact=True).click()
        await expect(item.locator(".price")).to_contain_text("Not billed: Ours")


async def test_technicians_describe_their_own_work_only(browser: Browser, tmp_path: Path) -> None:
    async with march(tmp_path) as here, console(browser, here.here, here.technician) as page:
        here.month.office.technician = here.clerk.id
        others = await here.month.session(minutes=5)
        await page.evaluate("location.hash = '#items'")
        await expect(page.locator("h1")).to_have_text("Your work to bill")
        await expect(page.locator("tr.opens")).to_have_count(6)
        item = await opened(page, "Mar 3, 2026, 11:00 AM")
        await expect(item.locator(".acts")).to_have_count(0)
        await item.get_by_label("Note").fill("Printer")
        await item.get_by_label("Urgent").check()
        await item.get_by_role("button", name="Save", exact=True).press("Enter")
        await expect(item.get_by_role("status").first).to_have_text("Saved.")
        await expect(page.locator("tr.opens").first).to_contain_text("Printer")
        await page.evaluate(f"location.hash = '#items/{others}'")
        await expect(page.get_by_role("alert").last).to_contain_text("it is not yours")
