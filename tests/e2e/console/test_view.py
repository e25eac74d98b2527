"""How the technician wants to see: the choices in the bar, sizes of pictures and of displays."""

import pytest
from PIL import Image
from playwright.async_api import Browser, Page, expect

from agent.frames import control
from agent.frames import input as sent
from agent.frames.control import Quality
from tests.e2e.console.steps import active, desktop, pixels
from tests.fakes.console_house import House
from tests.waiting import soon

pytestmark = pytest.mark.asyncio(loop_scope="package")


async def test_how_to_see_is_chosen_in_the_bar(page: Page, house: House) -> None:
    await active(page, house)
    await page.get_by_role("button", name="Picture", exact=True).click()
    await expect(page.get_by_label("Auto")).to_be_focused()
    await page.keyboard.press("ArrowDown")
    await soon(lambda: house.views[-1].quality is Quality.SHARP)
    await page.get_by_label("Light").check()
    await page.get_by_label("Half size").check()
    await page.get_by_label("Grey-scale").press("Space")
    wanted = control.View(Quality.LIGHT, half=True, grey=True, video=True)
    await soon(lambda: house.views[-1] == wanted)
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("button", name="Picture", exact=True)).to_be_focused()
    assert house.leg is not None
    await house.leg.close(code=1011)
    views = len(house.views)
    await soon(lambda: len(house.views) == views + 1)
    assert house.views[-1] == wanted
    await expect(page.locator(".state-text")).to_have_text("Active")
    await page.get_by_role("button", name="End", exact=True).click()
    await page.get_by_role("button", name="Back to start").click()
    await active_again(page, house)
    await soon(lambda: len(house.views) == views + 2)
    assert house.views[-1] == wanted


async def active_again(page: Page, house: House) -> None:
    """Another session in the same page."""
    await page.fill("#session-id", "123 456 789")
    await page.fill("#session-password", "abcd-2345")
    await page.click(".join button.main")
    await expect(page.locator(".state-text")).to_have_text("Active")
    image = desktop()
    house.shown.clear()
    await house.screen(image)
    await soon(lambda: house.shown == [1])
    assert await pixels(page, image) == image.tobytes()


async def test_the_figures(page: Page, house: House) -> None:
    house.delay = 37
    await active(page, house)
    await expect(page.locator(".quality")).to_contain_text("37 ms")


async def half(page: Page, house: House, width: int, height: int) -> Image.Image:
    """A screen of this size in half-size pictures."""
    image = desktop(-(-width // 2), -(-height // 2))
    await house.say(control.Screen(width, height, scale=2))
    frame = await house.frame(*house.tiles(image, 64))
    await soon(lambda: frame in house.shown)
    return image


@pytest.mark.parametrize("ratio", [1.0, 1.25, 2.0])
async def test_half_size_on_any_display(browser: Browser, house: House, ratio: float) -> None:
    context = await browser.new_context(
        locale="en-GB", viewport={"width": 1400, "height": 900}, device_scale_factor=ratio
    )
    try:
        page = await context.new_page()
        await active(page, house)
        image = await half(page, house, 641, 401)
        assert await pixels(page, image) == image.tobytes()
        await page.check("input[name=view] >> nth=1", force=True)
        box = await page.locator(".surface").bounding_box()
        assert box is not None
        assert (box["width"], box["height"]) == pytest.approx((641 / ratio, 401 / ratio), abs=0.02)
        assert (box["x"] * ratio) % 1 == pytest.approx(0, abs=0.02) or ratio == 1.25
        wide = await page.locator("#screen").bounding_box()
        assert wide is not None and wide["width"] * ratio == pytest.approx(642, abs=0.05)
        assert "exact" not in (await page.locator("#screen").get_attribute("class") or "")
        x, y = box["x"] + 639.5 / ratio, box["y"] + 399.5 / ratio
        await page.mouse.click(x, y)
        await soon(lambda: any(isinstance(one, sent.Button) for one in house.inputs))
        clicked = next(one for one in house.inputs if isinstance(one, sent.Button))
        assert (clicked.x, clicked.y) == (639, 399)
        await house.screen(desktop())
        await expect(page.locator("#screen")).to_have_class("exact")
    finally:
        await context.close()


async def test_a_small_window_has_room_for_the_choices(page: Page, house: House) -> None:
    await page.set_viewport_size({"width": 380, "height": 640})
    await active(page, house)
    await page.get_by_role("button", name="Picture", exact=True).click()
    panel = await page.locator("#look-panel").bounding_box()
    assert panel is not None
    assert panel["x"] >= 0 and panel["x"] + panel["width"] <= 380
    await page.get_by_label("Grey-scale").check()
    await soon(lambda: house.views[-1].grey)
