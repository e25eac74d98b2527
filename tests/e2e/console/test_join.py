"""Signing in and joining, in a real browser."""

import pytest
from playwright.async_api import Browser, Page, expect

from agent.frames import control
from broker.wire.words import Asks, Close
from tests.e2e.console.steps import active, join
from tests.fakes.console_api import rows
from tests.fakes.console_house import PASSWORD, House, open_house
from tests.stack.house import own_address

pytestmark = pytest.mark.asyncio(loop_scope="package")
NO_X25519 = """
const before = crypto.subtle.importKey.bind(crypto.subtle);
for (const name of ["importKey", "generateKey", "deriveBits"]) {
  const own = crypto.subtle[name].bind(crypto.subtle);
  crypto.subtle[name] = async (...words) => {
    if (JSON.stringify(words).includes("X25519")) throw new DOMException("", "NotSupportedError");
    return own(...words);
  };
}
"""


async def test_sign_in_tells_one_error_and_then_lets_in(page: Page, house: House) -> None:
    house.signed_in = False
    await page.goto(house.url)
    await page.fill("#name", "ada")
    await page.fill("#password", "secret")
    await page.fill("#code", "000000")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("alert")).to_contain_text("Name, password or code is not right")
    assert await page.locator("#code").get_attribute("autocomplete") == "one-time-code"
    assert await page.locator("#password").get_attribute("autocomplete") == "current-password"
    await page.fill("#code", "123 456")
    await page.keyboard.press("Enter")
    await expect(page.locator("h1")).to_have_text("Join a session")


async def test_the_language_is_the_browsers_and_can_be_changed(
    browser: Browser, house: House
) -> None:
    for locale, title, other, changed in (
        ("it-IT", "Entra in una sessione", "English", "Join a session"),
        ("fr-FR", "Join a session", "Italiano", "Entra in una sessione"),
    ):
        context = await browser.new_context(locale=locale)
        page = await context.new_page()
        await page.goto(house.url)
        await expect(page.locator("h1")).to_have_text(title)
        await page.get_by_role("button", name=other).click()
        await expect(page.locator("h1")).to_have_text(changed)
        await page.reload()
        await expect(page.locator("h1")).to_have_text(changed)
        await context.close()


@pytest.mark.parametrize(
    ("code", "says"),
    [
        (Close.NO_ANSWER, "Nobody waits under this ID"),
        (Close.TOO_MANY_TRIES, "Too many wrong IDs"),
        (Close.WRONG_VERSION, "another version"),
        (Close.SHUTTING_DOWN, "being stopped"),
    ],
)
async def test_a_join_that_the_broker_refuses(
    page: Page, house: House, code: Close, says: str
) -> None:
    house.close_join = code
    await join(page, house)
    await expect(page.locator(".join .error")).to_contain_text(says)
    await expect(page.locator("#session-password")).to_have_value("")


async def test_the_form_says_what_an_id_and_a_password_look_like(page: Page, house: House) -> None:
    await page.goto(house.url)
    await page.fill("#session-id", "12345678")
    await page.keyboard.press("Enter")
    await expect(page.locator(".join .error")).to_contain_text("nine digits")
    await page.fill("#session-id", "123456789")
    await page.fill("#session-password", "ABC")
    await page.keyboard.press("Enter")
    await expect(page.locator(".join .error")).to_contain_text("eight symbols")
    assert house.joins == []


async def test_both_pasted_at_once(page: Page, house: House) -> None:
    await page.goto(house.url)
    await page.locator("#session-id").evaluate(
        """(field) => {
          const clipboardData = new DataTransfer();
          clipboardData.setData("text", "ID: 123 456 789\\nPassword: abcd 2345");
          field.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true }));
        }"""
    )
    await expect(page.locator("#session-id")).to_have_value("123 456 789")
    await expect(page.locator("#session-password")).to_have_value("ABCD2345")


async def test_three_wrong_passwords_and_the_console_waits_for_a_new_one(
    page: Page, house: House
) -> None:
    house.password = "WXYZ6789"
    await join(page, house)
    for n in range(1, 4):
        await expect(page.locator(".join .error")).to_contain_text("not the customer's password")
        assert len(house.joins) == n
        await page.fill("#session-password", PASSWORD)
        await page.keyboard.press("Enter")
    await expect(page.locator(".join .error")).to_contain_text("Three wrong passwords")
    assert len(house.joins) == 3
    await page.get_by_role("button", name="I have the new password").click()
    await page.keyboard.type("wxyz6789")
    await page.keyboard.press("Enter")
    await expect(page.locator(".state-text")).to_have_text("Active")


async def test_the_password_is_sent_nowhere(page: Page, house: House) -> None:
    await active(page, house)
    assert PASSWORD not in page.url
    assert not any(PASSWORD.lower() in body.lower() for body in house.bodies)
    assert not any(PASSWORD in str(one) for one in house.joins)


async def test_waiting_for_the_customer_and_what_was_asked(page: Page, house: House) -> None:
    house.allows = None
    await join(page, house, asks="see")
    await expect(page.locator(".state-text")).to_have_text("Waiting for the customer to answer")
    await expect(page.locator(".bar .left")).to_contain_text("s")
    assert house.asked == [control.Ask(Asks("see"))]
    await house.say(control.Refused(control.Why("silence")))
    await house.ended("declined", 0)
    await expect(page.locator(".summary")).to_contain_text("did not allow")
    await expect(page.locator(".summary")).to_contain_text("no answer within 60 seconds")


async def test_sessions_of_late_and_their_customer(page: Page, house: House) -> None:
    house.rows = rows(23)
    await page.goto(house.url)
    await expect(page.locator("tbody tr")).to_have_count(20)
    await page.get_by_role("button", name="Show earlier ones").click()
    await expect(page.locator("tbody tr")).to_have_count(23)
    await expect(page.get_by_role("button", name="Show earlier ones")).to_be_hidden()
    first = page.locator("tbody tr").first
    await expect(first.locator("td >> nth=3")).to_have_text("0:14:11")
    await first.locator("select").select_option("0")
    await expect(first.locator(".saved")).to_have_text("Saved")
    assert '{"customer": 0}' in house.bodies


async def test_a_sign_in_that_has_ended_leads_to_the_sign_in_page(page: Page, house: House) -> None:
    await page.goto(house.url)
    await expect(page.locator(".note")).to_have_text("No session yet.")
    house.signed_in = False
    await page.fill("#session-id", "123456789")
    await page.fill("#session-password", PASSWORD)
    await page.keyboard.press("Enter")
    await expect(page.locator("h1")).to_have_text("Sign in")
    await expect(page.get_by_role("alert")).to_contain_text("You are signed out")


async def test_a_browser_without_x25519(page: Page, house: House) -> None:
    await page.add_init_script(NO_X25519)
    await page.goto(house.url)
    await expect(page.locator("h1")).to_have_text("This browser is too old")
    await expect(page.locator("main")).to_contain_text("Firefox 130")


async def test_an_address_that_is_not_protected(browser: Browser) -> None:
    address = own_address()
    if address is None:
        pytest.skip("this machine has no address but loopback")
    async with open_house(address) as house:
        page = await browser.new_page(locale="it-IT")
        await page.goto(house.url)
        await expect(page.locator("h1")).to_have_text("Questa pagina non è protetta")
        await expect(page.locator("main")).to_contain_text("https://" + address)
