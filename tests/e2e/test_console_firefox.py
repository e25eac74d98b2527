"""The console in Firefox: a join, every pixel, mouse and keys, and the end."""

import json
from pathlib import Path

import pytest
from PIL import Image

from agent.frames import input as sent
from tests.e2e.firefox import open_firefox, program
from tests.fakes.console_house import SESSION, open_house
from tests.waiting import soon

READ = """() => { const screen = document.getElementById("screen");
  const data = screen.getContext("2d").getImageData(0, 0, screen.width, screen.height).data;
  return JSON.stringify(Array.from(data)); }"""
PLACE = """() => { const { left, top } = document.getElementById("screen").getBoundingClientRect();
  return JSON.stringify([left, top]); }"""
FOCUS = '() => document.getElementById("{}").focus()'


def picture() -> Image.Image:
    """Every channel from 0 to 255."""
    image = Image.new("RGB", (256, 64))
    image.putdata([(x, 255 - x, (x * y) % 256) for y in range(64) for x in range(256)])
    return image


async def test_a_session_in_firefox(tmp_path: Path) -> None:
    command = program()
    if command is None:
        pytest.skip("Firefox is not installed here")
    async with open_house() as house, open_firefox(command, tmp_path) as firefox:
        await firefox.go(house.url)
        await firefox.until('document.activeElement?.id === "session-id"')
        await firefox.type(SESSION)
        await firefox.run(FOCUS.format("session-password"))
        await firefox.type("abcd2345\ue007")
        await firefox.until('document.querySelector(".state-text")?.textContent === "Active"')
        image = picture()
        await house.screen(image, tile=64)
        await soon(lambda: house.shown)
        data = json.loads(await firefox.run(READ))
        assert Image.frombytes("RGBA", image.size, bytes(data)).convert("RGB").tobytes() == (
            image.tobytes()
        )
        await firefox.type("aà€\ue004")
        left, top = json.loads(await firefox.run(PLACE))
        here = {"type": "pointerMove", "x": int(left) + 20, "y": int(top) + 30}
        press = [{"type": kind, "button": 2} for kind in ("pointerDown", "pointerUp")]
        await firefox.act(type="pointer", id="mouse", actions=[here, *press])
        turn = {"type": "scroll", "x": here["x"], "y": here["y"], "deltaX": 0, "deltaY": 100}
        await firefox.act(type="wheel", id="wheel", actions=[turn])
        await soon(lambda: any(isinstance(one, sent.Wheel) for one in house.inputs))
        keys = [(one.key, one.down) for one in house.inputs if isinstance(one, sent.Key)]
        assert keys == [(key, down) for key in ("a", "à", "€", "Tab") for down in (True, False)]
        buttons = [one for one in house.inputs if isinstance(one, sent.Button)]
        assert buttons == [sent.Button(sent.Mouse.RIGHT, down, 20, 30) for down in (True, False)]
        await firefox.run('() => document.querySelector("button.end").click()')
        await firefox.until('document.querySelector(".summary h1")')
        assert house.ends == ["completed"]
