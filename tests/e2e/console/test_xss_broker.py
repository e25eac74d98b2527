"""Hostile texts through a real broker: what it lets in stays text, the rest it refuses."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect
from websockets.exceptions import ConnectionClosed

from broker.pages import web_folder
from broker.records import Role
from tests.e2e.console.hostile import PAYLOADS, Onlooker, watched
from tests.e2e.console.test_accounts import signed_in, url
from tests.fakes.agent_leg import agent_leg
from tests.stack.house import House, Person, free_port, house

pytestmark = pytest.mark.asyncio(loop_scope="package")

ALL = (Role.TECHNICIAN, Role.BILLING, Role.ADMIN)
SHOWN = {name: PAYLOADS[name][:64] for name in ("markup", "handlers", "template", "limit")}
REFUSED = {name: text[:64] for name, text in PAYLOADS.items() if not text[:64].isprintable()}
each_shown = pytest.mark.parametrize("text", SHOWN.values(), ids=SHOWN)
each_refused = pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED)


@pytest_asyncio.fixture(loop_scope="package")
async def onlooker(browser: Browser) -> AsyncIterator[Onlooker]:
    context = await browser.new_context(locale="en-GB")
    yield await watched(context)
    await context.close()


@asynccontextmanager
async def hostile_house(folder: Path, text: str) -> AsyncIterator[tuple[House, Person]]:
    """A broker whose own names and whose people's names are the text."""
    port = free_port()
    names: dict[str, Any] = {"name": text, "organisation": text}
    address = f"http://localhost:{port}"
    async with house(folder, web_folder(), port=port, public_url=address, **names) as here:
        yield here, await here.person("anna", text, roles=ALL)


async def changed(real: House, cookie: str, method: str, path: str, body: object) -> int:
    """The status of a state change."""
    status, _, _ = await real.ask(method, path, cookie=cookie, json=body)
    return status


@each_shown
async def test_names_that_a_broker_keeps(tmp_path: Path, onlooker: Onlooker, text: str) -> None:
    async with hostile_house(tmp_path, text) as (real, anna):
        page = onlooker.page
        await signed_in(page, real, anna)
        cookie = await real.signed_in(anna)
        assert await changed(real, cookie, "POST", "/api/customers", {"name": text}) == 200
        request = {"request": text}
        assert await changed(real, cookie, "POST", "/api/device-requests", request) == 400
        await page.reload()
        await page.wait_for_selector("#session-id")
        async with agent_leg(real.url, pc=text) as agent:
            await page.fill("#session-id", agent.session)
            await page.fill("#session-password", agent.password)
            await page.select_option("#customer", label=text)
            await page.fill("#join-reason", text)
            await page.click(".join button.main")
            await expect(page.locator(".state-text")).to_contain_text("Waiting for the customer")
            joined = await agent.heard("joined")
            assert {joined[name] for name in ("technician", "organisation", "reason")} == {text}
            await agent.allow()
            await expect(page.locator(".state-text")).to_have_text("Active")
            assert await page.title() == f"{' '.join(text.split())} · Affianco"
            await page.get_by_role("button", name="End", exact=True).click()
            await page.get_by_role("button", name="Back to start").click()
        row = page.locator(".ledger tbody tr").first
        await expect(row.locator("td").nth(3)).to_have_text(text)
        for name in ("security", "accounts", "audit", "quick", "browser", "sessions"):
            await page.goto(f"{url(real)}#{name}")
            await expect(page.locator("nav a[aria-current]")).to_have_attribute("href", f"#{name}")
            await expect(page.locator(".own .who")).to_contain_text(text)
            await onlooker.nothing_ran()


@each_refused
async def test_names_that_a_broker_refuses(real_plain: House, text: str) -> None:
    anna = await real_plain.person(roles=ALL)
    cookie = await real_plain.signed_in(anna)
    assert await changed(real_plain, cookie, "POST", "/api/customers", {"name": text}) == 400
    passkey = {"label": text, "credential": {}}
    assert await changed(real_plain, cookie, "POST", "/api/passkeys", passkey) == 400
    with pytest.raises(ConnectionClosed):
        async with agent_leg(real_plain.url, pc=text):
            pass


@pytest_asyncio.fixture(loop_scope="package")
async def real_plain(tmp_path: Path) -> AsyncIterator[House]:
    async with house(tmp_path) as here:
        yield here


@each_shown
async def test_what_a_stranger_puts_into_the_audit(
    tmp_path: Path, onlooker: Onlooker, text: str
) -> None:
    """Anybody may try to sign in: under any name, with a browser that calls itself anything."""
    port = free_port()
    address = f"http://localhost:{port}"
    async with house(tmp_path, web_folder(), port=port, public_url=address) as real:
        anna = await real.person(roles=ALL)
        said = {"User-Agent": text.encode("ascii", "replace").decode("ascii")}
        wrong = {"name": text, "password": "wrong wrong wrong", "code": "000000"}
        assert (await real.ask("POST", "/api/sign-in", json=wrong, headers=said))[0] == 401
        real.clock.pass_(30)
        right = {"name": anna.name, "password": "correct horse battery", "code": real.code(anna)}
        assert (await real.ask("POST", "/api/sign-in", json=right, headers=said))[0] == 200
        page = onlooker.page
        await signed_in(page, real, anna)
        await page.get_by_role("link", name="Audit").click()
        await expect(page.get_by_role("row", name="sign-in failed")).to_have_count(1)
        assert await onlooker.shows(text)
        await page.get_by_role("link", name="Security").click()
        await expect(
            page.locator("section", has_text="Where you are").locator("time")
        ).to_have_count(4)
        assert await onlooker.shows(said["User-Agent"])
        await onlooker.nothing_ran()
