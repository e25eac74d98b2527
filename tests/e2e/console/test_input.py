"""Mouse, keys and texts of the console, in a real browser."""

import pytest
from playwright.async_api import Page, expect

from agent.frames import input as sent
from agent.frames.operations import Fill
from tests.e2e.console.steps import active, keys_of, place
from tests.fakes.console_house import House
from tests.waiting import soon

pytestmark = pytest.mark.asyncio(loop_scope="package")


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
    await soon(lambda: sum(isinstance(one, sent.Wheel) for one in house.inputs) == 2)
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
    assert wheels == [sent.Wheel(300, 70, 0, 120), sent.Wheel(300, 70, -120, 0)]
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
    await soon(lambda: keys_of(house)[-1:] == ["Enter-3"])
    assert keys_of(house) == [
        *("a+", "a-", "Shift+1", "A+", "A-", "Shift-1", "Control+1", "w+", "w-", "Control-1"),
        *("Tab+", "Tab-", "F5+", "F5-", "Enter+3", "Enter-3"),
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
    await soon(lambda: keys_of(house) == ["€+", "€-"])
    await key("rawKeyDown", "Dead", "BracketLeft")
    await tools.send(
        "Input.imeSetComposition", {"text": "´", "selectionStart": 1, "selectionEnd": 1}
    )
    await tools.send("Input.insertText", {"text": "é"})
    await soon(lambda: sent.Text("é") in house.inputs)
    await tools.send(
        "Input.imeSetComposition", {"text": "に", "selectionStart": 1, "selectionEnd": 1}
    )
    await tools.send("Input.insertText", {"text": "日本"})
    await soon(lambda: sent.Text("日本") in house.inputs)
    texts = [one for one in house.inputs if isinstance(one, sent.Text)]
    assert texts == [sent.Text("é"), sent.Text("日本")]
    assert keys_of(house) == ["€+", "€-"]


async def testkeys_of_are_let_go_when_the_focus_goes(page: Page, house: House) -> None:
    await active(page, house)
    await page.keyboard.down("Shift")
    await soon(lambda: keys_of(house) == ["Shift+1"])
    await page.evaluate("document.activeElement.blur()")
    await soon(lambda: house.inputs[-1:] == [sent.Release()])


async def test_combinations_that_the_browser_keeps(page: Page, house: House) -> None:
    await active(page, house)
    await page.get_by_role("button", name="Keys").click()
    await page.get_by_role("button", name="Ctrl+Alt+Del", exact=True).click()
    down = ["Control+1", "Alt+1", "Delete+", "Delete-", "Alt-1", "Control-1"]
    await soon(lambda: keys_of(house) == down)
    await expect(page.locator("#keyboard")).to_be_focused()
    await page.get_by_role("button", name="Keys").click()
    await page.get_by_role("button", name="Let go of all keys").click()
    await soon(lambda: house.inputs[-1:] == [sent.Release()])


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
    await expect(page.get_by_text("See only: mouse")).to_contain_text(
        "mouse and keyboard stay here"
    )
    await page.mouse.click(*await place(page, 10, 10))
    await page.mouse.wheel(0, 100)
    await page.keyboard.press("x")
    await page.keyboard.press("Control+Alt+Shift+Z")
    assert await page.get_by_role("button", name="Type text").is_disabled()
    frame = await house.frame(Fill(0, 0, 5, 5, (1, 1, 1)))
    await soon(lambda: frame in house.shown)
    assert house.inputs == []
