"""The console in Firefox: a join, every pixel, mouse and keys, and the end."""

import asyncio
import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from PIL import Image

from agent.frames import input as sent
from agent.frames.operations import Fill, Jpeg, Move, Operation, Video
from tests.e2e.console.test_pictures import jpeg, moved, photo, psnr
from tests.fakes import vp9
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


@asynccontextmanager
async def session(profile: Path, image: Image.Image) -> AsyncIterator[tuple[House, Tab]]:
    """A session under way, with this on the screen."""
    started = firefox(profile)
    async with open_house() as house:
        tab = await asyncio.to_thread(started.__enter__)
        try:
            await asyncio.to_thread(join, tab, house.url)
            await house.screen(image, tile=64)
            await soon(lambda: house.shown)
            yield house, tab
        finally:
            await asyncio.to_thread(started.__exit__, None, None, None)


FIREFOX = pytest.mark.skipif(installed() is None, reason="Firefox is not installed here")


@FIREFOX
async def test_a_session_in_firefox(tmp_path: Path) -> None:
    image = picture()
    async with session(tmp_path / "profile", image) as (house, tab):
        assert await asyncio.to_thread(shown, tab, image.size) == image.tobytes()
        await asyncio.to_thread(work, tab)
        await soon(lambda: any(isinstance(one, sent.Wheel) for one in house.inputs))
        did(house)
        await asyncio.to_thread(end, tab)
        assert house.ends == ["completed"]


async def drawn(house: House, tab: Tab, size: tuple[int, int], *operations: Operation) -> bytes:
    """What the canvas holds when these operations are on it."""
    frame = await house.frame(*operations)
    await soon(lambda: frame in house.shown)
    return await asyncio.to_thread(shown, tab, size)


@FIREFOX
async def test_every_kind_of_picture_in_firefox(tmp_path: Path) -> None:
    image = picture()
    async with session(tmp_path / "profile", image) as (house, tab):
        assert house.views[0].video is True
        for right, down in ((0, 5), (0, -5), (7, 0), (-7, 0), (3, -4)):
            move = Move(20 + right, 10 + down, 150, 40, 20, 10)
            moved(image, move)
            assert await drawn(house, tab, image.size, move) == image.tobytes()
        steps = [photo(61, 43, 5 * n) for n in range(4)]
        for number, (step, data) in enumerate(zip(steps, vp9.frames(steps), strict=True)):
            video = Video(100, 11, 61, 43, begins=number == 0, data=data)
            still = Jpeg(200, 0, 40, 30, jpeg(photo(40, 30)))
            seen = Image.frombytes(
                "RGB", image.size, await drawn(house, tab, image.size, video, still)
            )
            assert psnr(seen.crop((100, 11, 161, 54)), step) > 35
            assert psnr(seen.crop((200, 0, 240, 30)), photo(40, 30)) > 35


@FIREFOX
async def test_a_tab_that_is_not_seen_shows_and_tells_nothing(tmp_path: Path) -> None:
    image = picture()
    async with session(tmp_path / "profile", image) as (house, tab):
        other = await asyncio.to_thread(tab.open)
        assert await asyncio.to_thread(tab.run, "() => document.visibilityState") == "hidden"
        before = list(house.shown)
        frames = [await house.frame(Fill(n, 0, 1, 1, (255, 0, n))) for n in range(3)]
        await asyncio.sleep(1)
        assert house.shown == before
        await asyncio.to_thread(tab.shut, other)
        await soon(lambda: house.shown == [*before, frames[-1]])
        for n in range(3):
            image.putpixel((n, 0), (255, 0, n))
        assert await asyncio.to_thread(shown, tab, image.size) == image.tobytes()
