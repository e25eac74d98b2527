"""Ways to sign in, and what ends a sign-in: a real Chromium at a real broker."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, expect

from broker.pages import web_folder
from broker.proofs import totp
from broker.records import Role
from tests.fakes.agent_leg import agent_leg
from tests.stack.house import PASSWORD, House, Person, free_port, house

pytestmark = pytest.mark.asyncio(loop_scope="package")

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest_asyncio.fixture(loop_scope="package")
async def real(tmp_path: Path) -> AsyncIterator[House]:
    port = free_port()
    address = f"http://localhost:{port}"
    async with house(tmp_path, web_folder(), port=port, public_url=address) as here:
        yield here


@pytest_asyncio.fixture(loop_scope="package")
async def context(browser: Browser) -> AsyncIterator[BrowserContext]:
    context = await browser.new_context(locale="en-GB")
    yield context
    await context.close()


def url(real: House) -> str:
    return f"http://localhost:{real.settings.port}/"


async def signed_in(page: Page, real: House, person: Person, code: str = "") -> None:
    """Signs in with a code of its own."""
    real.clock.pass_(totp.STEP_SECONDS)
    await page.goto(url(real))
    await page.fill("#name", person.name)
    await page.fill("#password", PASSWORD)
    await page.fill("#code", code or real.code(person))
    await page.keyboard.press("Enter")
    await expect(page.locator("nav a[aria-current]")).to_have_count(1)


async def sign_out(page: Page) -> None:
    await page.get_by_role("button", name="Sign out").click()
    await expect(page.locator("h1")).to_have_text("Sign in")


async def traces(real: House) -> list[str]:
    return [str(one.kind) for one in await real.store.audit_page(None, 50)]


async def test_a_passkey_is_made_and_opens_the_account(
    real: House, context: BrowserContext
) -> None:
    anna = await real.person()
    page = await context.new_page()
    devtools = await context.new_cdp_session(page)
    await devtools.send("WebAuthn.enable")
    added = await devtools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    await signed_in(page, real, anna)
    await page.get_by_role("link", name="Security").click()
    real.clock.pass_(totp.STEP_SECONDS)
    await page.fill("#passkey-label", "Blue key")
    await page.fill("#passkey-code", real.code(anna))
    await page.get_by_role("button", name="Add a passkey").click()
    await expect(page.locator("main")).to_contain_text("The passkey is ready")
    await expect(page.get_by_role("row", name="Blue key")).to_contain_text("never")
    await sign_out(page)
    await page.get_by_role("button", name="Sign in with a passkey").click()
    await expect(page.locator("h1")).to_have_text("Security")
    await expect(page.get_by_role("row", name="this one")).to_contain_text("with a passkey")
    await expect(page.get_by_role("row", name="Blue key")).not_to_contain_text("never")
    await page.get_by_role("button", name="Remove the passkey Blue key").click()
    await expect(page.locator("main")).to_contain_text("You have no passkey yet")
    await sign_out(page)
    await page.get_by_role("button", name="Sign in with a passkey").click()
    await expect(page.get_by_role("alert")).to_contain_text("opens no account here")
    authenticator = {"authenticatorId": added["authenticatorId"]}
    await devtools.send("WebAuthn.clearCredentials", authenticator)
    await devtools.send("WebAuthn.setUserVerified", {**authenticator, "isUserVerified": False})
    kinds = await traces(real)
    assert {"passkey_added", "passkey_removed", "sign_in", "sign_in_failed"} <= set(kinds)


async def test_a_code_used_before_adds_no_passkey(real: House, context: BrowserContext) -> None:
    anna = await real.person()
    page = await context.new_page()
    await signed_in(page, real, anna)
    await page.get_by_role("link", name="Security").click()
    await page.fill("#passkey-label", "Blue key")
    await page.fill("#passkey-code", real.code(anna))
    await page.get_by_role("button", name="Add a passkey").click()
    await expect(page.get_by_role("alert")).to_contain_text("not right, or was used before")


async def test_a_recovery_code_signs_in_once(real: House, context: BrowserContext) -> None:
    anna = await real.person()
    page = await context.new_page()
    await signed_in(page, real, anna)
    await page.get_by_role("link", name="Security").click()
    real.clock.pass_(totp.STEP_SECONDS)
    await page.fill("#recovery-code", real.code(anna))
    await page.get_by_role("button", name="Make new codes").click()
    await expect(page.locator("ol.codes li")).to_have_count(10)
    codes = await page.locator("ol.codes li").all_inner_texts()
    await sign_out(page)
    await signed_in(page, real, anna, codes[3].upper())
    await page.get_by_role("link", name="Security").click()
    await expect(page.get_by_role("row", name="this one")).to_contain_text("with a recovery code")
    await expect(page.locator("main")).to_contain_text("Codes not used yet: 9.")
    await sign_out(page)
    await page.fill("#name", anna.name)
    await page.fill("#password", PASSWORD)
    await page.fill("#code", codes[3])
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("alert")).to_contain_text("Name, password or code is not right")


async def test_ending_a_sign_in_elsewhere_ends_the_session_under_it(
    real: House, browser: Browser, context: BrowserContext
) -> None:
    anna = await real.person()
    carla = await real.person("carla", "Carla Neri", roles=(Role.ADMIN,))
    page = await context.new_page()
    await signed_in(page, real, anna)
    async with agent_leg(real.url, pc="CASSA-1") as agent:
        await page.fill("#session-id", agent.session)
        await page.fill("#session-password", agent.password)
        await page.keyboard.press("Enter")
        await expect(page.locator(".state-text")).to_contain_text("Waiting for the customer")
        await agent.allow()
        await expect(page.locator(".state-text")).to_have_text("Active")
        other = await browser.new_context(locale="en-GB")
        office = await other.new_page()
        await signed_in(office, real, carla)
        await office.get_by_role("link", name="Accounts").click()
        theirs = office.get_by_role("row", name="Anna Rossi").filter(has=office.locator("time"))
        await theirs.get_by_role("button").click()
        await expect(office.locator("main")).to_contain_text("The sign-in is ended")
        await expect(page.locator("h1")).to_have_text("Sign in")
        await expect(page.get_by_role("alert")).to_contain_text("You are signed out")
        ended = await agent.heard("ended")
        assert ended["outcome"] == "left_by_technician"
        await other.close()
    assert "sign_in_revoked" in await traces(real)


async def test_roles_reach_the_pages_at_the_next_sign_in(
    real: House, browser: Browser, context: BrowserContext
) -> None:
    anna = await real.person()
    carla = await real.person("carla", "Carla Neri", roles=(Role.ADMIN,))
    page = await context.new_page()
    await signed_in(page, real, anna)
    own = ["Sessions", "This browser", "Other work", "To bill", "Security"]
    assert await page.locator("nav a").all_inner_texts() == own
    other = await browser.new_context(locale="en-GB")
    office = await other.new_page()
    await signed_in(office, real, carla)
    await office.get_by_role("link", name="Accounts").click()
    row = office.get_by_role("row", name="may sign in").filter(has_text="anna")
    await row.get_by_label("billing").check()
    await expect(row).to_contain_text("Saved")
    await page.get_by_role("link", name="Security").click()
    await expect(page.get_by_role("alert")).to_contain_text("You are signed out")
    await signed_in(page, real, anna)
    await expect(page.get_by_role("link", name="Quick access")).to_be_visible()
    await office.get_by_role("link", name="Audit").click()
    await expect(office.get_by_role("row", name="account changed")).to_contain_text("anna")
    await other.close()
