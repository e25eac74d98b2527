"""The pages around the sessions: who has which, how they are reached, and what they do."""

import itertools

import pytest
from playwright.async_api import Browser, Page, expect

from broker.wire.words import Close
from tests.e2e.console.steps import active
from tests.fakes.console_api import CODES, account, rows, sign_in, trace
from tests.fakes.console_house import House

pytestmark = pytest.mark.asyncio(loop_scope="package")

PAGES: dict[tuple[str, ...], list[str]] = {
    ("technician",): ["Sessions", "This browser", "Other work", "To bill", "Security"],
    ("billing",): [
        *("Sessions", "Month end", "To bill", "Simulation", "Customers", "Tariffs"),
        *("Quick access", "Security"),
    ],
    ("admin",): [
        *("Sessions", "Month end", "To bill", "Simulation", "Customers", "Tariffs"),
        *("Quick access", "Accounts", "Audit", "Security"),
    ],
}


async def open_page(page: Page, house: House, name: str, *roles: str) -> None:
    house.roles = list(roles) or house.roles
    await page.goto(f"{house.url}#{name}")
    await page.wait_for_selector("nav a[aria-current]")


@pytest.mark.parametrize("roles", PAGES, ids="-".join)
async def test_each_role_sees_its_pages_only(
    page: Page, house: House, roles: tuple[str, ...]
) -> None:
    await open_page(page, house, "audit", *roles)
    assert await page.locator("nav a").all_inner_texts() == PAGES[roles]
    begins = {"billing": "Month end", "technician": "Sessions", "admin": "Audit"}
    await expect(page.locator("nav a[aria-current=page]")).to_have_text(begins[roles[0]])
    for name in PAGES[roles]:
        await page.get_by_role("link", name=name, exact=True).click()
        await expect(page.locator("nav a[aria-current=page]")).to_have_text(name)
        await expect(page).to_have_title(f"{name} · Affianco")


async def test_the_address_keeps_the_page_and_back_leads_back(page: Page, house: House) -> None:
    await open_page(page, house, "sessions", "technician", "admin")
    await expect(page.locator("#session-id")).to_be_focused()
    await page.get_by_role("link", name="Security").click()
    await expect(page.locator("h1")).to_be_focused()
    await page.get_by_role("link", name="Audit").click()
    await expect(page.locator("h1")).to_have_text("Audit")
    await page.reload()
    await expect(page.locator("h1")).to_have_text("Audit")
    await page.go_back()
    await expect(page.locator("h1")).to_have_text("Security")
    await page.get_by_role("button", name="Italiano").click()
    await expect(page.locator("h1")).to_have_text("Sicurezza")
    await page.go_back()
    await expect(page.locator("h1")).to_have_text("Entra in una sessione")


async def test_back_does_not_end_a_session(page: Page, house: House) -> None:
    await open_page(page, house, "security")
    await page.get_by_role("link", name="Sessions").click()
    await page.fill("#session-id", "123456789")
    await page.fill("#session-password", "ABCD2345")
    await page.keyboard.press("Enter")
    await expect(page.locator(".state-text")).to_have_text("Active")
    await page.evaluate("history.back()")
    await page.wait_for_url("**/#sessions")
    await expect(page.locator(".state-text")).to_have_text("Active")
    assert house.ends == []
    await page.get_by_role("button", name="End", exact=True).click()
    await page.get_by_role("button", name="Back to start").click()
    await expect(page.locator("h1")).to_have_text("Join a session")


async def test_by_keyboard_past_the_header(page: Page, house: House) -> None:
    await open_page(page, house, "security")
    first = "document.querySelector('a[href], button, input, select').focus()"
    await page.evaluate(first)
    await expect(page.get_by_role("button", name="Skip to content")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.locator("main")).to_be_focused()
    await page.keyboard.press("Tab")
    assert await page.evaluate("document.querySelector('main').contains(document.activeElement)")


@pytest.mark.parametrize("locale", ["it-IT", "en-GB"])
async def test_every_page_fits_a_narrow_window(browser: Browser, house: House, locale: str) -> None:
    house.roles = ["admin", "billing", "technician"]
    house.rows, house.accounts = rows(3), [account(2, "bruno", "technician")]
    house.sign_ins = [sign_in("ada", current=True), sign_in("bruno", method="recovery")]
    house.traces = [trace(1, "sign_in_failed", "x" * 64, "y" * 64)]
    context = await browser.new_context(locale=locale, viewport={"width": 400, "height": 800})
    page = await context.new_page()
    await page.goto(house.url)
    for link in await page.locator("nav a").all():
        await link.click()
        await page.wait_for_load_state("networkidle")
        size = await page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        assert size == [400, 400], await page.title()
    await context.close()


async def test_the_office_sees_the_sessions_of_all(page: Page, house: House) -> None:
    house.rows = rows(2)
    house.rows[0].update(technician="Bruno Verdi", mode="quick", reason="stampante ferma")
    await open_page(page, house, "sessions", "billing")
    await expect(page.locator("h1")).to_have_text("Everybody's sessions")
    await expect(page.locator("tbody tr").first).to_contain_text("Bruno Verdi")
    await expect(page.locator("tbody tr").first).to_contain_text("quick access: stampante ferma")
    assert await page.locator("#session-id").count() == 0


async def test_recovery_codes_are_shown_once(page: Page, house: House) -> None:
    await open_page(page, house, "security")
    section = page.locator("section", has=page.locator("#recovery-title"))
    await expect(section).to_contain_text("You have no recovery codes")
    await page.fill("#recovery-code", "123 456")
    await page.keyboard.press("Enter")
    await expect(section.locator("ol.codes li")).to_have_text(CODES)
    await expect(section).to_contain_text(f"Codes not used yet: {len(CODES)}")
    assert '{"code": "123456"}' in house.bodies
    async with page.expect_download() as coming:
        await section.get_by_role("button", name="Save as text").click()
    text = (await (await coming.value).path()).read_text(encoding="utf-8")
    assert [line for line in text.splitlines() if line in CODES] == CODES
    await page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await section.get_by_role("button", name="Copy").click()
    await expect(section).to_contain_text("Copied")
    assert CODES[0] in await page.evaluate("navigator.clipboard.readText()")
    await page.emulate_media(media="print")
    assert await section.locator("ol.codes").is_visible()
    assert not await page.locator("header.top").is_visible()
    assert not await section.locator("form").is_visible()
    await page.emulate_media(media="screen")
    await page.get_by_role("link", name="Sessions").click()
    await expect(section).to_have_count(0)
    await page.go_back()
    await expect(section).to_contain_text("Codes not used yet")
    assert await section.locator("ol.codes").count() == 0


async def test_a_wrong_code_says_so(page: Page, house: House) -> None:
    house.refuses["POST recovery-codes"] = (401, "sign_in_failed")
    await open_page(page, house, "security")
    await page.fill("#recovery-code", "111111")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("alert")).to_contain_text("not right, or was used before")
    await expect(page.locator("#recovery-code")).to_have_value("")
    house.refuses["POST recovery-codes"] = (429, "too_many_tries")
    await page.fill("#recovery-code", "111111")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("alert")).to_contain_text("Wait a minute")


async def test_a_passkey_belongs_to_a_name_not_to_an_address(page: Page, house: House) -> None:
    await open_page(page, house, "security")
    await expect(page.locator("main")).to_contain_text("a passkey belongs to a name")
    assert await page.locator("#passkey-label").count() == 0
    house.signed_in = False
    await page.reload()
    await expect(page.locator("h1")).to_have_text("Sign in")
    assert await page.get_by_role("button", name="Sign in with a passkey").count() == 0
    await page.goto(house.url.replace("127.0.0.1", "localhost"))
    await expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_visible()


async def test_sign_ins_are_ended_one_by_one_or_all(page: Page, house: House) -> None:
    house.sign_ins = [sign_in("ada", current=True), *(sign_in(f"s{n}") for n in range(3))]
    await open_page(page, house, "security")
    section = page.locator("section", has=page.locator("#signins-title"))
    await expect(section.locator("tbody tr")).to_have_count(4)
    await expect(section.locator("tbody tr").first).to_contain_text("this one")
    await section.get_by_role("button", name="End the sign-in from Firefox 140").first.click()
    await expect(section.locator("tbody tr")).to_have_count(3)
    await expect(section.locator("h2")).to_be_focused()
    house.refuses["DELETE sign-ins/s1"] = (404, "not_found")
    await section.get_by_role("button", name="End all others").click()
    await expect(section).to_contain_text("The other sign-ins are ended")
    assert house.changes == [f"DELETE sign-ins/s{n}" for n in range(3)]


async def test_roles_are_changed_at_once_but_not_ones_own_admin(page: Page, house: House) -> None:
    house.accounts = [account(1, "ada", "admin", "technician"), account(2, "bruno", "technician")]
    await open_page(page, house, "accounts", "admin")
    list_ = page.locator("tbody").first.locator("tr")
    ada, bruno = list_.nth(0), list_.nth(1)
    await expect(ada.get_by_label("administrator")).to_be_disabled()
    await expect(ada.get_by_label("may sign in")).to_be_disabled()
    await expect(ada.get_by_label("billing")).to_be_enabled()
    await bruno.get_by_label("billing").check()
    await expect(bruno).to_contain_text("Saved")
    assert '{"roles": ["technician", "billing"], "disabled": false}' in house.bodies
    await bruno.get_by_label("may sign in").uncheck()
    await expect(bruno.get_by_label("may sign in")).not_to_be_checked()
    assert '{"roles": ["technician", "billing"], "disabled": true}' in house.bodies
    house.refuses["PATCH accounts/2"] = (400, "bad_request")
    await bruno.get_by_label("technician").uncheck()
    await expect(bruno).to_contain_text("did not understand")
    await expect(bruno.get_by_label("technician")).to_be_checked()


async def test_the_audit_is_read_on_and_filtered(page: Page, house: House) -> None:
    kinds = itertools.cycle(["sign_in", "sign_out"])
    house.traces = [trace(n, next(kinds), f"name{n % 3}") for n in range(120, 0, -1)]
    house.traces[119]["kind"] = "pc_forgotten"
    await open_page(page, house, "audit", "admin")
    rows_shown = page.locator("tbody tr")
    await expect(rows_shown).to_have_count(50)
    await expect(rows_shown.first).to_contain_text("sign-in")
    await page.select_option("#audit-kind", "pc_forgotten")
    await expect(rows_shown).to_have_count(0)
    await page.get_by_role("button", name="Show earlier ones").click()
    await expect(rows_shown).to_have_count(1)
    await expect(rows_shown).to_contain_text("PC forgotten by the customer")
    await expect(page.get_by_role("button", name="Show earlier ones")).to_be_hidden()
    await page.select_option("#audit-kind", "")
    await page.fill("#audit-name", "NAME1")
    await expect(rows_shown).to_have_count(40)


async def test_a_role_that_is_gone_is_told(page: Page, house: House) -> None:
    house.refuses["GET audit"] = (403, "not_allowed")
    await open_page(page, house, "audit", "admin")
    await expect(page.locator("main")).to_contain_text("does not have the role")


async def test_a_leg_that_is_signed_out_leads_to_the_sign_in_page(page: Page, house: House) -> None:
    await active(page, house)
    assert house.leg is not None
    house.signed_in = False
    await house.leg.close(code=Close.SIGNED_OUT, message=b"signed_out")
    await expect(page.locator("h1")).to_have_text("Sign in")
    await expect(page.get_by_role("alert")).to_contain_text("You are signed out")


async def test_any_page_leads_to_the_sign_in_page_and_back(page: Page, house: House) -> None:
    await open_page(page, house, "security", "admin")
    house.signed_in = False
    await page.get_by_role("link", name="Audit").click()
    await expect(page.locator("h1")).to_have_text("Sign in")
    await expect(page.get_by_role("alert")).to_contain_text("You are signed out")
    await page.fill("#name", "ada")
    await page.fill("#password", "secret")
    await page.fill("#code", "123456")
    await page.keyboard.press("Enter")
    await expect(page.locator("h1")).to_have_text("Audit")


async def test_too_many_tries_says_what_to_do(page: Page, house: House) -> None:
    house.signed_in = False
    house.refuses["POST sign-in"] = (429, "too_many_tries")
    await page.goto(house.url)
    await page.fill("#name", "ada")
    await page.fill("#password", "secret")
    await page.fill("#code", "k7wd-3mzp-aaaa-bbbb")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("alert")).to_contain_text("Wait a minute, then try once")
    assert '"code": "k7wd-3mzp-aaaa-bbbb"' in house.bodies[-1]
