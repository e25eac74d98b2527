"""decode(encode(frames)) on the canvas of real browsers, pixel by pixel."""

from collections.abc import Iterator
from concurrent.futures import Executor

import pytest
from playwright.sync_api import Page

from agent.frames.control import Quality
from agent.frames.operations import Jpeg, Video
from tests.e2e.picture.looking import hash_of, is_close, is_exact, wish
from tests.e2e.picture.sights import Browser, call, firefox_page, wired
from tests.fakes.canvas import Canvas
from tests.picture.encoded import steps
from tests.picture.sequences import ALL

SHELF = [name for name in ALL if name.startswith("shelf")]


@pytest.mark.parametrize("name", ALL)
def test_sharp_is_exact_at_every_frame(name: str, page: Page, pool: Executor) -> None:
    is_exact(page, name, pool, wish(Quality.SHARP))


@pytest.mark.parametrize(("half", "grey"), [(True, False), (False, True), (True, True)])
@pytest.mark.parametrize("name", ["text", "scroll", "slides", "33x17", "1x1"])
def test_half_and_grey(name: str, half: bool, grey: bool, page: Page, pool: Executor) -> None:
    is_exact(page, name, pool, wish(Quality.SHARP, grey), half)


@pytest.mark.parametrize("name", ["text", "scroll", "drag", "windows", "pixels"])
def test_text_in_auto_is_exact_at_every_frame(name: str, page: Page, pool: Executor) -> None:
    is_exact(page, name, pool, wish(Quality.AUTO))


def lossy_in(page: Browser, name: str, pool: Executor) -> set[type]:
    """The lossy operations that this sequence was brought over with."""
    video = call(page, "video", "")
    frames = (
        one.operations[-1] for one in is_close(page, name, pool, wish(Quality.AUTO, video=video))
    )
    return {type(one) for frame in frames for one in frame} & {Jpeg, Video}


LOSSY = pytest.mark.parametrize(
    ("name", "kinds"), [("video", {Jpeg, Video}), ("slides", {Jpeg}), ("noise", {Jpeg})]
)


@LOSSY
def test_lossy_is_close_and_exact_in_the_end(
    name: str, kinds: set[type], page: Page, pool: Executor
) -> None:
    """Close to the reference decoder, whose distance from the source tests/picture states."""
    assert lossy_in(page, name, pool) == kinds


def test_frames_that_come_together(page: Page, pool: Executor) -> None:
    """Three are drawn in order, at once or not, and the newest is told."""
    canvas, waiting, count = Canvas(), [], 0
    for step in steps(ALL["scroll"], pool, wish(Quality.AUTO)):
        for kind, data in step.records:
            canvas.take(kind, data)
        waiting += step.records
        count += bool(step.records)
        if count == 3 or (step.is_rest and waiting):
            said = {"name": "together:worker", "records": wired(waiting), "raw": False}
            seen = call(page, "show", {**said, "frame": canvas.frame})
            assert (seen["faults"], seen["broken"], seen["shown"]) == ([], [], canvas.frame)
            assert seen["hash"] == hash_of(canvas.pixels)
            waiting, count = [], 0
    call(page, "close", "together:worker")


@pytest.fixture(scope="module")
def fox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with firefox_page(tmp_path_factory.mktemp("firefox") / "profile") as one:
        yield one


@pytest.mark.parametrize(
    "name", ["text", "scroll", "drag", "pixels", "resize", "33x17", "1x1", *SHELF]
)
def test_firefox_is_exact(name: str, fox: Browser, pool: Executor) -> None:
    is_exact(fox, name, pool, wish(Quality.SHARP))


@LOSSY
def test_firefox_is_close_and_exact_in_the_end(
    name: str, kinds: set[type], fox: Browser, pool: Executor
) -> None:
    """With video where it can show it, else with JPEG."""
    assert lossy_in(fox, name, pool) - {Video} == kinds - {Video}
