"""Every kind of picture in a real browser: what is on the canvas, and how it is shown."""

import asyncio
import io
import math

import pytest
from PIL import Image, ImageChops, ImageStat
from playwright.async_api import Page, expect

from agent.frames import control
from agent.frames.control import Quality
from agent.frames.operations import Fill, Jpeg, Move, Video
from tests.e2e.console.steps import active, desktop, pixels
from tests.fakes import vp9
from tests.fakes.console_house import House
from tests.waiting import soon

pytestmark = pytest.mark.asyncio(loop_scope="package")

NO_WORKER = "Object.defineProperty(globalThis, 'Worker', { value: undefined });"
NO_VIDEO = "Object.defineProperty(globalThis, 'VideoDecoder', { value: undefined });"
WORKER_FAILS = """const Own = globalThis.Worker;
globalThis.Worker = class extends Own {
  constructor(...words) { super(...words); queueMicrotask(() => this.onerror(new Event("error"))); }
};"""
NO_FRAMES = """() => {
  window.held = [];
  window.ownFrame = window.requestAnimationFrame;
  window.requestAnimationFrame = (call) => window.held.push(call);
}"""
FRAMES_AGAIN = """() => {
  window.requestAnimationFrame = window.ownFrame;
  window.held.forEach((call) => window.requestAnimationFrame(call));
}"""
LISTENS = """window.broadcast = 0;
const Own = globalThis.BroadcastChannel;
globalThis.BroadcastChannel = class extends Own {
  constructor(name) { super(name); this.addEventListener("message", () => { broadcast += 1; }); }
};"""
MOVES = {
    "down": (0, 7),
    "up": (0, -7),
    "right": (9, 0),
    "left": (-9, 0),
    "slantwise": (5, -3),
    "far": (300, 150),
    "nowhere": (0, 0),
}


def jpeg(image: Image.Image) -> bytes:
    data = io.BytesIO()
    image.save(data, "JPEG", quality=90)
    return data.getvalue()


def photo(width: int, height: int, shift: int = 0) -> Image.Image:
    """What loses little by lossy encoding: soft in every channel."""
    image = Image.new("RGB", (width, height))
    image.putdata(
        [
            (abs(x + shift - 128), abs(2 * y + shift - 128) % 256, (x + y) // 2)
            for y in range(height)
            for x in range(width)
        ]
    )
    return image


def moved(image: Image.Image, move: Move) -> None:
    """What a move does, as memmove would."""
    box = (move.from_x, move.from_y, move.from_x + move.width, move.from_y + move.height)
    image.paste(image.crop(box), (move.x, move.y))


def psnr(one: Image.Image, other: Image.Image) -> float:
    """Decibels."""
    channels = ImageStat.Stat(ImageChops.difference(one, other)).sum2
    mean = sum(channels) / (3 * one.width * one.height)
    return 99.0 if mean == 0 else 10 * math.log10(255**2 / mean)


async def canvas(page: Page, image: Image.Image) -> Image.Image:
    return Image.frombytes("RGB", image.size, await pixels(page, image))


@pytest.mark.parametrize("way", MOVES)
async def test_a_move_takes_every_pixel_along(page: Page, house: House, way: str) -> None:
    image = await active(page, house)
    right, down = MOVES[way]
    moves = [
        Move(60 + right, 40 + down, 200, 120, 60, 40),
        Move(61 + right, 41 + down, 199, 119, 60 + right, 40 + down),
    ]
    frame = await house.frame(*moves, Fill(0, 0, 3, 3, (9, 9, 9)))
    await soon(lambda: frame in house.shown)
    for move in moves:
        moved(image, move)
    image.paste((9, 9, 9), (0, 0, 3, 3))
    assert await pixels(page, image) == image.tobytes()


async def test_operations_are_drawn_in_their_order(page: Page, house: House) -> None:
    image = await active(page, house)
    operations = [
        Fill(10, 10, 30, 30, (255, 0, 0)),
        Move(40, 10, 30, 30, 10, 10),
        Fill(10, 10, 30, 30, (0, 255, 0)),
        Move(50, 20, 30, 30, 25, 5),
    ]
    frame = await house.frame(*operations)
    await soon(lambda: frame in house.shown)
    for operation in operations:
        if isinstance(operation, Move):
            moved(image, operation)
        elif isinstance(operation, Fill):
            image.paste(operation.rgb, (10, 10, 40, 40))
    assert await pixels(page, image) == image.tobytes()


async def test_a_worker_decodes_and_no_policy_objects(page: Page, house: House) -> None:
    await page.add_init_script(
        """window.seen = [];
        addEventListener("securitypolicyviolation", (event) => seen.push(event.violatedDirective));
        """
    )
    image = await active(page, house)
    assert await pixels(page, image) == image.tobytes()
    assert [one.url[:5] for one in page.workers] == ["blob:", "blob:"]
    assert await page.evaluate("window.seen") == []
    stranger = """() => {
      const url = URL.createObjectURL(new Blob(["1"], { type: "text/javascript" }));
      try { new Worker(url); return "ran"; } catch (error) { return error.name; }
    }"""
    assert await page.evaluate(stranger) == "TypeError"
    again = "() => { try { trustedTypes.createPolicy('affianco-worker', {}); return 'made'; } "
    assert await page.evaluate(again + "catch (error) { return error.name; } }") == "TypeError"


async def test_only_what_comes_after_a_key_is_broadcast(page: Page, house: House) -> None:
    await page.add_init_script(LISTENS)
    image = await active(page, house)
    still = photo(50, 40)
    image.paste(Image.open(io.BytesIO(jpeg(still))), (400, 10))
    frame = await house.frame(Jpeg(400, 10, 50, 40, jpeg(still)))
    await soon(lambda: frame in house.shown)
    assert await page.evaluate("broadcast") == 0
    pressed: list[int] = []

    async def echo() -> None:
        await soon(lambda: house.inputs)
        pressed.append(await house.frame(Jpeg(200, 90, 50, 40, jpeg(still))))

    answer = asyncio.create_task(echo())
    await page.keyboard.press("k")
    await answer
    await soon(lambda: pressed[0] in house.shown)
    assert await page.evaluate("broadcast") >= 2
    image.paste(image.crop((400, 10, 450, 50)), (200, 90))
    assert psnr(await canvas(page, image), image) > 38


async def shows_video(page: Page, house: House) -> None:
    """A whole stream in an odd box, a JPEG beside it, and nothing outside of them."""
    image = await active(page, house)
    await soon(lambda: house.views)
    assert house.views[0] == control.View(Quality.AUTO, half=False, grey=False, video=True)
    box = (101, 51, 101 + 213, 51 + 117)
    still = photo(50, 40)
    steps = [photo(213, 117, 5 * n) for n in range(8)]
    for number, (step, data) in enumerate(zip(steps, vp9.frames(steps), strict=True)):
        video = Video(101, 51, 213, 117, begins=number == 0, data=data)
        frame = await house.frame(video, Jpeg(400, 10, 50, 40, jpeg(still)))
        await soon(lambda frame=frame: frame in house.shown)
        seen = await canvas(page, image)
        assert psnr(seen.crop(box), step) > 38
        assert psnr(seen.crop((400, 10, 450, 50)), still) > 38
    for shown in (image, seen):
        shown.paste((0, 0, 0), box)
        shown.paste((0, 0, 0), (400, 10, 450, 50))
    assert seen.tobytes() == image.tobytes()


async def test_video_in_its_box(page: Page, house: House) -> None:
    await shows_video(page, house)


@pytest.mark.parametrize("without", [NO_WORKER, WORKER_FAILS], ids=["none", "it fails"])
async def test_where_no_worker_starts_the_page_decodes(
    page: Page, house: House, without: str
) -> None:
    await page.add_init_script(without)
    await shows_video(page, house)


async def test_a_browser_without_video_says_so(page: Page, house: House) -> None:
    await page.add_init_script(NO_VIDEO + NO_WORKER)
    image = await active(page, house)
    await soon(lambda: house.views)
    assert house.views[0].video is False
    assert await pixels(page, image) == image.tobytes()


async def test_video_that_cannot_be_decoded_is_not_wanted_any_more(
    page: Page, house: House
) -> None:
    image = await active(page, house)
    data = next(vp9.frames([desktop(64, 64)]))
    frame = await house.frame(Video(0, 0, 64, 64, begins=True, data=data[:30]))
    await soon(lambda: len(house.joins) == 2)
    await expect(page.locator(".state-text")).to_have_text("Active")
    await soon(lambda: len(house.views) == 2)
    assert [view.video for view in house.views] == [True, False]
    assert frame not in house.shown[1:]
    assert await pixels(page, image) == image.tobytes()


async def test_a_page_without_animation_frames_shows_and_tells_nothing(
    page: Page, house: House
) -> None:
    image = await active(page, house)
    await page.evaluate(NO_FRAMES)
    before = list(house.shown)
    frames = [await house.frame(Fill(n, 0, 1, 1, (255, 0, n))) for n in range(3)]
    await page.wait_for_function("() => window.held.length > 0", polling=20)
    await page.wait_for_timeout(300)
    assert house.shown == before
    assert await pixels(page, image) == image.tobytes()
    await page.evaluate(FRAMES_AGAIN)
    await soon(lambda: house.shown == [*before, frames[-1]])
    for n in range(3):
        image.putpixel((n, 0), (255, 0, n))
    assert await pixels(page, image) == image.tobytes()
