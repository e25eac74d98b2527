"""A module that was changed on its way, or that nobody knows the hash of, does not run."""

import asyncio
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from broker.integrity import Hashes
from broker.pages import web_folder
from tests.stack.console import chromium
from tests.stack.firefox import firefox, installed
from tests.stack.house import house
from tests.waiting import until

LOAD = """async (file) => {
  try { await import(file); return "ran"; } catch (error) { return "refused"; }
}"""
STARTED = "() => document.querySelector('#app').childElementCount > 0"


@contextmanager
def served(folder: Path, web: Path) -> Iterator[str]:
    """The address of a broker, in a thread, that serves these files."""
    folder.mkdir()
    loop, up, over = asyncio.new_event_loop(), [], asyncio.Event()

    async def serve() -> None:
        async with house(folder, web) as here:
            up.append(here.url)
            await over.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),))
    thread.start()
    try:
        yield str(until(lambda: up[0] if up else None, why="the broker"))
    finally:
        loop.call_soon_threadsafe(over.set)
        thread.join(20)
        loop.close()


@pytest.fixture
def web(tmp_path: Path) -> Path:
    """The console's files, in a folder of their own."""
    copy = tmp_path / "web"
    shutil.copytree(web_folder(), copy)
    return copy


def freeze(monkeypatch: pytest.MonkeyPatch, web: Path) -> None:
    """From now on the page names the hashes that the files have at this moment."""
    known = Hashes(web).known()
    monkeypatch.setattr(Hashes, "known", lambda _self: known)


def tamper(web: Path) -> None:
    (web / "stranger.js").write_text("export const here = true;\n")
    clock = web / "clock.js"
    clock.write_text(clock.read_text() + "\n// changed\n")


def test_in_chromium(tmp_path: Path, web: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    freeze(monkeypatch, web)
    with served(tmp_path / "data", web) as url, chromium() as browser:
        page = browser.new_page()
        page.goto(url)
        page.wait_for_selector("#name")
        assert page.evaluate(LOAD, "./clock.js") == "ran"
        page.close()
        tamper(web)
        page = browser.new_page()
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        page.goto(url)
        assert page.evaluate(LOAD, "./bytes.js") == "ran"
        assert page.evaluate(LOAD, "./clock.js") == "refused"
        assert page.evaluate(LOAD, "./stranger.js") == "refused"
        assert page.evaluate(STARTED) is False
        assert any("clock.js" in line and "integrity" in line for line in said), said


@pytest.mark.skipif(installed() is None, reason="firefox-esr is not installed here")
def test_in_firefox(tmp_path: Path, web: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    freeze(monkeypatch, web)
    with served(tmp_path / "data", web) as url:
        with firefox(tmp_path / "before") as tab:
            tab.go(url)
            tab.wait_for("#name")
            assert tab.run(LOAD, f"{url}/clock.js") == "ran"
        tamper(web)
        with firefox(tmp_path / "after") as tab:
            tab.go(url)
            assert tab.run(LOAD, f"{url}/bytes.js") == "ran"
            assert tab.run(LOAD, f"{url}/clock.js") == "refused"
            assert tab.run(LOAD, f"{url}/stranger.js") == "refused"
            assert tab.run(STARTED) is False
            said, tab.faults = tab.faults, []
            assert any("clock.js" in line and "integrity" in line for line in said), said
            assert any("stranger.js" in line and "integrity" in line for line in said), said
