"""What tests of the console do again and again."""

import base64
from typing import Any

from PIL import Image, ImageDraw
from playwright.async_api import Page, expect

from agent.frames import input as sent
from tests.fakes.console_house import House
from tests.waiting import soon

READ = """([x, y, width, height]) => {
  const context = document.getElementById("screen").getContext("2d");
  const { data } = context.getImageData(x, y, width, height);
  let text = "";
  for (let at = 0; at < data.length; at += 32768)
    text += String.fromCharCode(...data.subarray(at, at + 32768));
  return btoa(text);
}"""


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
    await soon(lambda: house.shown)
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


async def place(page: Page, x: int, y: int) -> tuple[float, float]:
    """Where a remote pixel is on the page, its middle."""
    box = await page.locator("#screen").bounding_box()
    assert box is not None
    return box["x"] + (x + 0.5) * box["width"] / 640, box["y"] + (y + 0.5) * box["height"] / 400


def keys_of(house: House) -> list[str]:
    return [
        f"{one.key}{'+' if one.down else '-'}{one.location.value or ''}"
        for one in house.inputs
        if isinstance(one, sent.Key)
    ]
