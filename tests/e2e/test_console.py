"""The console in a real browser, against a broker and an agent that do as the test says."""

import asyncio
import base64
import socket
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from PIL import Image, ImageDraw
from playwright.async_api import Browser, Page, async_playwright, expect

from agent.frames import control, picture
from agent.frames import input as sent
from broker.wire.words import Asks, Close
from tests.e2e.console_house import PASSWORD, House, open_house, rows, until, webp

pytestmark = pytest.mark.asyncio(loop_scope="module")

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
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
READ = """([x, y, width, height]) => {
  const context = document.getElementById("screen").getContext("2d");
  const { data } = context.getImageData(x, y, width, height);
  let text = "";
  for (let at = 0; at < data.length; at += 32768)
    text += String.fromCharCode(...data.subarray(at, at + 32768));
  return btoa(text);
}"""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as player:
        browser = await player.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="module")
async def house() -> AsyncIterator[House]:
    async with open_house() as house:
        yield house


@pytest_asyncio.fixture(loop_scope="module")
async def page(browser: Browser, house: House) -> AsyncIterator[Page]:
    context = await browser.new_context(locale="en-GB", viewport={"width": 1280, "height": 800})
    page = await context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    yield page
    await context.close()
    assert faults == []


async def join(page: Page, house: House, *, asks: str = "control") -> None:
    """Joins from the home page."""
    await page.goto(house.url)
    await page.fill("#session-id", "123 456 789")
    await page.fill("#session-password", "abcd-2345")
    await page.check(f"input[value={asks}]", force=True)
    await page.click(".join button.main")


async def active(page: Page, house: House, **wishes: Any) -> Image.Image:
    """A session under way, with a picture that has every kind of pixel."""
    await join(page, house, **wishes)
    await page.wait_for_selector(".session")
    await expect(page.locator(".state-text")).to_have_text("Active")
    image = desktop()
    await house.screen(image, tile=64)
    await until(lambda: house.shown)
    return image


def desktop(width: int = 640, height: int = 400) -> Image.Image:
    """Gradients of every channel and hard edges."""
    image = Image.new("RGB", (width, height))
    image.putdata(
        [
            (x * 255 // width, y * 255 // height, x * y % 256)
            for y in range(height)
            for x in range(width)
        ]
    )
    ImageDraw.Draw(image).text((40, 40), "Affianco 0123456789", fill="white")
    return image


async def pixels(page: Page, image: Image.Image) -> bytes:
    """What the canvas holds, as RGB."""
    data = await page.evaluate(READ, [0, 0, image.width, image.height])
    return Image.frombytes("RGBA", image.size, base64.b64decode(data)).convert("RGB").tobytes()


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


async def test_every_pixel_is_exact(page: Page, house: House) -> None:
    image = await active(page, house)
    assert await pixels(page, image) == image.tobytes()
    patch = Image.new("RGB", (50, 30), (12, 200, 99))
    image.paste(patch, (300, 200))
    frame = await house.frame(picture.Fill(300, 200, 50, 30, (12, 200, 99)))
    await until(lambda: frame in house.shown)
    arrow = Image.new("RGBA", (16, 16), (255, 0, 0, 128))
    await house.pointer(arrow, 310, 210)
    await expect(page.locator("#pointer")).to_be_visible()
    assert await pixels(page, image) == image.tobytes()
    assert house.shown == sorted(house.shown)


async def test_one_to_one_and_a_new_size(page: Page, house: House) -> None:
    await active(page, house)
    await page.check("input[name=view] >> nth=1", force=True)
    box = await page.locator("#screen").bounding_box()
    assert box is not None and (box["width"], box["height"]) == (640, 400)
    large = desktop(1600, 1000)
    frame = await house.screen(large)
    await until(lambda: frame in house.shown)
    box = await page.locator("#screen").bounding_box()
    assert box is not None and (box["width"], box["height"]) == (1600, 1000)
    await page.check("input[name=view] >> nth=0", force=True)
    box = await page.locator("#screen").bounding_box()
    assert box is not None and box["width"] <= 1280


async def test_a_broken_picture_ends_the_session_as_failed(page: Page, house: House) -> None:
    image = await active(page, house)
    good = picture.Webp(0, 0, 64, 64, webp(desktop(64, 64)))
    data = bytearray(good.data)
    data[40:60] = bytes(20)
    bad = picture.Webp(0, 0, 64, 64, bytes(data))
    before = await pixels(page, image)
    await house.frame(picture.Fill(0, 0, 9, 9, (1, 2, 3)), bad)
    await expect(page.locator(".summary")).to_contain_text("does not allow")
    assert house.ends == ["failed"]
    assert await pixels(page, image) == before


async def place(page: Page, x: int, y: int) -> tuple[float, float]:
    """Where a remote pixel is on the page, its middle."""
    box = await page.locator("#screen").bounding_box()
    assert box is not None
    return box["x"] + (x + 0.5) * box["width"] / 640, box["y"] + (y + 0.5) * box["height"] / 400


async def test_the_mouse(page: Page, house: House) -> None:
    await active(page, house)
    await page.mouse.move(*await place(page, 100, 50))
    await page.mouse.down()
    await page.mouse.move(*await place(page, 200, 60), steps=5)
    await page.mouse.up()
    await page.mouse.click(*await place(page, 300, 70), button="right")
    await page.mouse.click(*await place(page, 300, 70), button="middle")
    await page.mouse.wheel(0, 200)
    await page.mouse.wheel(-100, 0)
    await until(lambda: sum(isinstance(one, sent.Wheel) for one in house.inputs) == 2)
    buttons = [one for one in house.inputs if isinstance(one, sent.Button)]
    assert buttons == [
        sent.Button(sent.Mouse.LEFT, True, 100, 50),
        sent.Button(sent.Mouse.LEFT, False, 200, 60),
        sent.Button(sent.Mouse.RIGHT, True, 300, 70),
        sent.Button(sent.Mouse.RIGHT, False, 300, 70),
        sent.Button(sent.Mouse.MIDDLE, True, 300, 70),
        sent.Button(sent.Mouse.MIDDLE, False, 300, 70),
    ]
    wheels = [one for one in house.inputs if isinstance(one, sent.Wheel)]
    assert wheels == [sent.Wheel(300, 70, 0, 240), sent.Wheel(300, 70, -120, 0)]
    dragged = house.inputs[house.inputs.index(buttons[0]) : house.inputs.index(buttons[1])]
    assert any(isinstance(one, sent.Move) for one in dragged)


async def test_the_keyboard(page: Page, house: House) -> None:
    await active(page, house)
    await expect(page.locator("#keyboard")).to_be_focused()
    await page.keyboard.press("a")
    await page.keyboard.press("Shift+A")
    await page.keyboard.press("Control+w")
    await page.keyboard.press("Tab")
    await page.keyboard.press("F5")
    await page.keyboard.press("NumpadEnter")
    await until(lambda: _keys(house)[-1:] == ["Enter-3"])
    assert _keys(house) == [
        *("a+", "a-", "Shift+1", "A+", "A-", "Shift-1", "Control+1", "w+", "w-", "Control-1"),
        *("Tab+", "Tab-", "F5+", "F5-", "Enter+3", "Enter-3"),
    ]


def _keys(house: House) -> list[str]:
    return [
        f"{one.key}{'+' if one.down else '-'}{one.location.value or ''}"
        for one in house.inputs
        if isinstance(one, sent.Key)
    ]


async def test_altgr_and_composed_characters(page: Page, house: House) -> None:
    await active(page, house)
    tools = await page.context.new_cdp_session(page)

    async def key(kind: str, name: str, code: str, location: int = 0, modifiers: int = 0) -> None:
        await tools.send(
            "Input.dispatchKeyEvent",
            {
                "type": kind,
                "key": name,
                "code": code,
                "location": location,
                "modifiers": modifiers,
            },
        )

    await key("rawKeyDown", "Control", "ControlLeft", 1, 2)
    await key("rawKeyDown", "AltGraph", "AltRight", 2)
    await key("rawKeyDown", "€", "KeyE")
    await key("keyUp", "€", "KeyE")
    await key("keyUp", "Control", "ControlLeft", 1)
    await key("keyUp", "AltGraph", "AltRight", 2)
    await until(lambda: _keys(house) == ["€+", "€-"])
    await key("rawKeyDown", "Dead", "BracketLeft")
    await tools.send(
        "Input.imeSetComposition", {"text": "´", "selectionStart": 1, "selectionEnd": 1}
    )
    await tools.send("Input.insertText", {"text": "é"})
    await until(lambda: sent.Text("é") in house.inputs)
    await tools.send(
        "Input.imeSetComposition", {"text": "に", "selectionStart": 1, "selectionEnd": 1}
    )
    await tools.send("Input.insertText", {"text": "日本"})
    await until(lambda: sent.Text("日本") in house.inputs)
    texts = [one for one in house.inputs if isinstance(one, sent.Text)]
    assert texts == [sent.Text("é"), sent.Text("日本")]
    assert _keys(house) == ["€+", "€-"]


async def test_keys_are_let_go_when_the_focus_goes(page: Page, house: House) -> None:
    await active(page, house)
    await page.keyboard.down("Shift")
    await until(lambda: _keys(house) == ["Shift+1"])
    await page.evaluate("document.activeElement.blur()")
    await until(lambda: house.inputs[-1:] == [sent.Release()])


async def test_combinations_that_the_browser_keeps(page: Page, house: House) -> None:
    await active(page, house)
    await page.get_by_role("button", name="Keys").click()
    await page.get_by_role("button", name="Ctrl+Alt+Del", exact=True).click()
    down = ["Control+1", "Alt+1", "Delete+", "Delete-", "Alt-1", "Control-1"]
    await until(lambda: _keys(house) == down)
    await expect(page.locator("#keyboard")).to_be_focused()
    await page.get_by_role("button", name="Keys").click()
    await page.get_by_role("button", name="Let go of all keys").click()
    await until(lambda: house.inputs[-1:] == [sent.Release()])


async def test_type_this_text(page: Page, house: House) -> None:
    text = "Perché no? 日本語 👩‍👩‍👧 €\n" * 40
    await active(page, house)
    await page.get_by_role("button", name="Type text").click()
    await page.locator("#type-text").fill(text)
    await page.get_by_role("button", name="Type", exact=True).click()
    await expect(page.locator("dialog")).to_contain_text("Typed.", timeout=15000)
    typed = [one.text for one in house.inputs if isinstance(one, sent.Text)]
    assert "".join(typed) == text
    assert len(typed) > 1
    await expect(page.locator("#type-text")).to_have_value("")
    await page.keyboard.press("Escape")
    await expect(page.locator("dialog")).to_be_hidden()


async def test_see_only_sends_nothing_and_says_so(page: Page, house: House) -> None:
    house.allows = "see"
    await active(page, house)
    await expect(page.locator(".badge")).to_contain_text("mouse and keyboard stay here")
    await page.mouse.click(*await place(page, 10, 10))
    await page.mouse.wheel(0, 100)
    await page.keyboard.press("x")
    await page.keyboard.press("Control+Alt+Shift+Z")
    assert await page.get_by_role("button", name="Type text").is_disabled()
    frame = await house.frame(picture.Fill(0, 0, 5, 5, (1, 1, 1)))
    await until(lambda: frame in house.shown)
    assert house.inputs == []


async def test_paused_says_so_and_sends_nothing(page: Page, house: House) -> None:
    await active(page, house)
    await house.say(control.Paused())
    await house.state("paused", 4321)
    await expect(page.locator(".veil")).to_contain_text("The customer has paused")
    await page.keyboard.press("x")
    await house.say(control.Resumed())
    await house.state("active", 4321)
    await expect(page.locator(".veil")).to_be_hidden()
    await page.keyboard.press("y")
    await until(lambda: _keys(house) == ["y+", "y-"])


async def test_end_and_the_customer_chosen_afterwards(page: Page, house: House) -> None:
    await active(page, house)
    house.billable_ms = 3_725_999
    await page.get_by_role("button", name="End", exact=True).click()
    await expect(page.locator(".summary")).to_contain_text("You ended the session.")
    await expect(page.locator(".summary")).to_contain_text("1:02:05")
    assert house.ends == ["completed"]
    await page.select_option("#session-customer", "2")
    await expect(page.locator(".summary .saved")).to_have_text("Saved")
    assert '{"customer": 2}' in house.bodies
    await page.get_by_role("button", name="Back to start").click()
    await expect(page.locator("h1")).to_have_text("Join a session")


async def test_leaving_the_page_tells_the_broker(page: Page, house: House) -> None:
    await active(page, house)
    page.on("dialog", lambda dialog: asyncio.ensure_future(dialog.accept()))
    await page.goto("about:blank")
    await until(lambda: house.ends == ["left_by_technician"])


async def test_the_line_is_cut_and_comes_back(page: Page, house: House) -> None:
    await active(page, house)
    assert house.leg is not None
    await house.leg.close(code=1011)
    await expect(page.locator(".state-text")).to_have_text("Reconnecting")
    await expect(page.locator(".state-text")).to_have_text("Active")
    assert [one["resume"] != "" for one in house.joins] == [False, True]
    image = desktop(640, 400).transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    house.shown.clear()
    await house.screen(image)
    await until(lambda: house.shown == [1])
    assert await pixels(page, image) == image.tobytes()
    await page.keyboard.press("k")
    await until(lambda: _keys(house) == ["k+", "k-"])


async def test_the_agents_line_is_cut_and_comes_back(page: Page, house: House) -> None:
    await active(page, house)
    await house.state("reconnecting", 1000)
    await expect(page.locator(".veil")).to_contain_text("coming back by itself")
    await house.offer()
    await expect(page.locator(".state-text")).to_have_text("Active")
    await page.keyboard.press("k")
    await until(lambda: _keys(house) == ["k+", "k-"])
    assert len(house.joins) == 1


async def test_sessions_of_late_and_their_customer(page: Page, house: House) -> None:
    house.rows = rows(23)
    await page.goto(house.url)
    await expect(page.locator("tbody tr")).to_have_count(20)
    await page.get_by_role("button", name="Show earlier ones").click()
    await expect(page.locator("tbody tr")).to_have_count(23)
    await expect(page.get_by_role("button", name="Show earlier ones")).to_be_hidden()
    first = page.locator("tbody tr").first
    await expect(first.locator("td.length")).to_have_text("0:14:11")
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


async def test_by_keyboard_alone(page: Page, house: House) -> None:
    await page.goto(house.url)
    await expect(page.locator("#session-id")).to_be_focused()
    await page.keyboard.type("123456789")
    await page.keyboard.press("Tab")
    await page.keyboard.type(PASSWORD)
    await page.keyboard.press("Enter")
    await expect(page.locator("#keyboard")).to_be_focused()
    await expect(page.locator(".state-text")).to_have_text("Active")
    for key in ("Control", "Alt", "Shift"):
        await page.keyboard.down(key)
    for key in ("Shift", "Alt", "Control"):
        await page.keyboard.up(key)
    await expect(page.locator("input[name=view]:checked")).to_be_focused()
    for _ in range(4):
        await page.keyboard.press("Tab")
    await expect(page.locator("button.end")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("button", name="Back to start")).to_be_focused()
    assert house.inputs[-1] == sent.Release()
    await page.keyboard.press("Enter")
    await expect(page.locator("h1")).to_have_text("Join a session")


async def test_every_control_has_a_name(page: Page, house: House) -> None:
    await active(page, house)
    await page.get_by_role("button", name="Keys").click()
    nameless = await page.evaluate(
        """() => [...document.querySelectorAll("button, input, select, textarea")]
          .filter((one) => !one.labels?.length && !one.ariaLabel && !one.textContent.trim())
          .map((one) => one.outerHTML)"""
    )
    assert nameless == []


async def test_a_browser_without_x25519(page: Page, house: House) -> None:
    await page.add_init_script(NO_X25519)
    await page.goto(house.url)
    await expect(page.locator("h1")).to_have_text("This browser is too old")
    await expect(page.locator("main")).to_contain_text("Firefox 130")


async def test_an_address_that_is_not_protected(browser: Browser) -> None:
    address = _own_address()
    if address is None:
        pytest.skip("this machine has no address but loopback")
    async with open_house(address) as house:
        page = await browser.new_page(locale="it-IT")
        await page.goto(house.url)
        await expect(page.locator("h1")).to_have_text("Questa pagina non è protetta")
        await expect(page.locator("main")).to_contain_text("https://" + address)


def _own_address() -> str | None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return None
        address = str(probe.getsockname()[0])
    return None if address.startswith("127.") else address
