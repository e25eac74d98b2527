"""A session at the console in a real browser; broker and agent do as the test says."""

import asyncio

import pytest
from PIL import Image
from playwright.async_api import Page, expect

from agent.frames import control
from agent.frames import input as sent
from agent.frames.kinds import Kind
from agent.frames.operations import Fill, Move, Webp
from tests.e2e.console.steps import active, desktop, keys_of, pixels
from tests.fakes.console_house import PASSWORD, House, webp
from tests.waiting import soon

pytestmark = pytest.mark.asyncio(loop_scope="package")


async def test_every_pixel_is_exact(page: Page, house: House) -> None:
    image = await active(page, house)
    assert await pixels(page, image) == image.tobytes()
    patch = Image.new("RGB", (50, 30), (12, 200, 99))
    image.paste(patch, (300, 200))
    frame = await house.frame(Fill(300, 200, 50, 30, (12, 200, 99)))
    await soon(lambda: frame in house.shown)
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
    await soon(lambda: frame in house.shown)
    box = await page.locator("#screen").bounding_box()
    assert box is not None and (box["width"], box["height"]) == (1600, 1000)
    await page.check("input[name=view] >> nth=0", force=True)
    box = await page.locator("#screen").bounding_box()
    assert box is not None and box["width"] <= 1280


BAD = Webp(0, 0, 64, 64, webp(desktop(64, 64))[:40])


async def test_a_broken_picture_is_a_cut_and_the_third_in_a_minute_the_end(
    page: Page, house: House
) -> None:
    image = await active(page, house)
    before = await pixels(page, image)
    for lines in (2, 3):
        house.shown.clear()
        await house.frame(Fill(0, 0, 9, 9, (1, 2, 3)), BAD)
        await soon(lambda lines=lines: len(house.joins) == lines)
        await expect(page.locator(".state-text")).to_have_text("Active")
        assert (await pixels(page, image), house.shown) == (before, [])
        await house.screen(image)
        await soon(lambda: house.shown == [1])
    await house.frame(Fill(0, 0, 9, 9, (1, 2, 3)), BAD)
    await expect(page.locator(".summary")).to_contain_text("does not allow")
    assert house.ends == ["failed"]
    assert await pixels(page, image) == before


async def test_a_record_that_does_not_open_is_a_cut(page: Page, house: House) -> None:
    image = await active(page, house)
    assert house.leg is not None
    await house.leg.send_bytes(bytes((Kind.PICTURE, *range(40))))
    await soon(lambda: len(house.joins) == 2)
    await expect(page.locator(".state-text")).to_have_text("Active")
    house.shown.clear()
    await house.screen(image)
    await soon(lambda: house.shown == [1])
    assert (await pixels(page, image), house.ends) == (image.tobytes(), [])


async def test_what_is_not_allowed_ends_the_session_at_once(page: Page, house: House) -> None:
    image = await active(page, house)
    await house.frame(Fill(0, 0, 9, 9, (1, 2, 3)), Move(0, 0, 9, 9, 640, 0))
    await expect(page.locator(".summary")).to_contain_text("does not allow")
    assert house.ends == ["failed"]
    assert await pixels(page, image) == image.tobytes()


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
    await soon(lambda: keys_of(house) == ["y+", "y-"])


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
    await soon(lambda: house.ends == ["left_by_technician"])


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
    await soon(lambda: house.shown == [1])
    assert await pixels(page, image) == image.tobytes()
    await page.keyboard.press("k")
    await soon(lambda: keys_of(house) == ["k+", "k-"])


async def test_the_agents_line_is_cut_and_comes_back(page: Page, house: House) -> None:
    await active(page, house)
    await house.state("reconnecting", 1000)
    await expect(page.locator(".veil")).to_contain_text("coming back by itself")
    await house.offer()
    await expect(page.locator(".state-text")).to_have_text("Active")
    await page.keyboard.press("k")
    await soon(lambda: keys_of(house) == ["k+", "k-"])
    assert len(house.joins) == 1


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
    for _ in range(6):
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
