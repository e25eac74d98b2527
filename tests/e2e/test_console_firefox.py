"""The console in Firefox: a join, every pixel, mouse and keys, and the end."""

import asyncio
import base64
from pathlib import Path

import pytest
from PIL import Image

from agent.frames import input as sent
from tests.fakes.console_house import SESSION, House, open_house
from tests.stack.firefox import ENTER, TAB, Tab, firefox, installed
from tests.waiting import soon

READ = """() => { const screen = document.getElementById("screen");
  const { data } = screen.getContext("2d").getImageData(0, 0, screen.width, screen.height);
  return new Uint8Array(data.buffer).toBase64(); }"""


def picture() -> Image.Image:
    """Every channel from 0 to 255."""
    image = Image.new("RGB", (256, 64))
    image.putdata([(x, 255 - x, (x * y) % 256) for y in range(64) for x in range(256)])
    return image


def join(tab: Tab, url: str) -> None:
    tab.go(url)
    tab.write("#session-id", SESSION)
    tab.keys(TAB, *"abcd2345", ENTER)
    tab.wait_for(".state-text", "Active")


def shown(tab: Tab, size: tuple[int, int]) -> bytes:
    """What the canvas holds, as RGB."""
    data = base64.b64decode(tab.run(READ))
    return Image.frombytes("RGBA", size, data).convert("RGB").tobytes()


def work(tab: Tab) -> None:
    """Keys, the right button 20 and 30 pixels inside the screen, and the wheel there."""
    tab.keys("a", "à", "€", TAB)
    left, top, _, _ = tab.box("#screen")
    tab.click(int(left) + 20, int(top) + 30, button=2)
    tab.wheel(int(left) + 20, int(top) + 30, 100)


def did(house: House) -> None:
    """What `work` must have been for the agent."""
    keys = [(one.key, one.down) for one in house.inputs if isinstance(one, sent.Key)]
    assert keys == [(key, down) for key in ("a", "à", "€", "Tab") for down in (True, False)]
    buttons = [one for one in house.inputs if isinstance(one, sent.Button)]
    assert buttons == [sent.Button(sent.Mouse.RIGHT, down, 20, 30) for down in (True, False)]


def end(tab: Tab) -> None:
    tab.press("button.end")
    tab.wait_for(".summary h1")


@pytest.mark.skipif(installed() is None, reason="Firefox is not installed here")
async def test_a_session_in_firefox(tmp_path: Path) -> None:
    started = firefox(tmp_path / "profile")
    async with open_house() as house:
        tab = await asyncio.to_thread(started.__enter__)
        try:
            await asyncio.to_thread(join, tab, house.url)
            image = picture()
            await house.screen(image, tile=64)
            await soon(lambda: house.shown)
            assert await asyncio.to_thread(shown, tab, image.size) == image.tobytes()
            await asyncio.to_thread(work, tab)
            await soon(lambda: any(isinstance(one, sent.Wheel) for one in house.inputs))
            did(house)
            await asyncio.to_thread(end, tab)
            assert house.ends == ["completed"]
        finally:
            await asyncio.to_thread(started.__exit__, None, None, None)
