"""The pictures of docs/billing.md: a March to be billed, in Italian."""

import asyncio
import tempfile
from pathlib import Path

from playwright.async_api import async_playwright

from tests.e2e.console.billing_house import console, march
from tests.stack.console import FLAGS, chromium_path

SETTLE_MS = 500


def billing_pictures(folder: Path) -> None:
    """The month at a glance, and the explanation of a price."""
    asyncio.run(_pictures(folder))


async def _pictures(folder: Path) -> None:
    with tempfile.TemporaryDirectory() as kept:
        async with async_playwright() as player:
            browser = await player.chromium.launch(executable_path=chromium_path(), args=FLAGS)
            async with (
                march(Path(kept)) as here,
                console(browser, here.here, here.clerk, "it-IT", 1280) as page,
            ):
                await page.wait_for_timeout(SETTLE_MS)
                await page.screenshot(path=folder / "month.png")
                await page.locator(".opener", has_text="10:00").first.press("Enter")
                await page.locator("tr.opened .price").wait_for()
                await page.wait_for_timeout(SETTLE_MS)
                await page.locator("tr.opened").screenshot(path=folder / "price.png")
            await browser.close()
