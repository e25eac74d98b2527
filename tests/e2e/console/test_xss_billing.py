"""Hostile names, notes and reasons on the billing pages, through a real broker."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from tests.e2e.console.billing_house import march, signed_in
from tests.e2e.console.hostile import PAYLOADS, watched
from tests.e2e.console.test_month_end import opened, shown

pytestmark = pytest.mark.asyncio(loop_scope="package")

SHOWN = {name: PAYLOADS[name][:64] for name in ("markup", "handlers", "template", "limit")}


@pytest.mark.parametrize("text", SHOWN.values(), ids=SHOWN)
async def test_what_people_write_stays_text(browser: Browser, tmp_path: Path, text: str) -> None:
    async with march(tmp_path, (text, text[::-1])) as here:
        context = await browser.new_context(locale="en-GB", timezone_id="Europe/Rome")
        onlooker = await watched(context)
        page = onlooker.page
        assert (await here.month.edit(here.wrong, customer=here.verdi, note=text))[0] == 200
        assert (await here.month.act(here.short, "exclude", reason=text))[0] == 200
        await signed_in(page, here.here, here.clerk)
        await shown(page, "all")
        item = await opened(page, "Mar 3, 2026, 10:00 AM")
        await expect(item.get_by_label("Note")).to_have_value(text)
        await item.locator("summary", has_text="Charges and reversals").click()
        assert await onlooker.shows(text)
        item = await opened(page, "Mar 2, 2026, 4:00 PM")
        await expect(item.locator(".price")).to_contain_text(f"Not billed: {text.strip()}")
        await expect(page.locator(".listing.sums").first).to_contain_text(text.strip())
        await page.get_by_text("The same numbers as a table").click()
        await onlooker.nothing_ran()
        for name in ("items", f"items/{here.wrong}", "simulation"):
            await page.evaluate(f"location.hash = '#{name}'")
            await expect(page.locator("main")).to_contain_text(text.strip())
        await page.get_by_role("button", name="Work it out").click()
        await expect(page.locator(".difference").first).to_be_visible()
        await expect(page.locator(".listing.sums")).to_contain_text(text.strip())
        await onlooker.nothing_ran()
        await context.close()
