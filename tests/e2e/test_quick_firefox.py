"""Firefox makes and keeps the key of quick access, and signs a session with it."""

import asyncio
from pathlib import Path

import pytest

from broker.wire import requests, roots
from tests.e2e.console.test_quick import BRUNO, PC, ROOT, PcKey, entry, pc, roster
from tests.fakes.console_house import SESSION, House, open_house
from tests.rab1.reference import public
from tests.stack.firefox import ENTER, Tab, firefox, installed

EXTRACTABLE = """() => new Promise((resolve) => {
  const opened = indexedDB.open("affianco");
  opened.onsuccess = () => {
    const all = opened.result.transaction("devices").objectStore("devices").getAll();
    all.onsuccess = () => resolve(String(all.result[0].privateKey.extractable));
  };
})"""


def make(tab: Tab, url: str) -> str:
    """This browser's key, kept; what the database says of it."""
    tab.go(f"{url}#browser")
    tab.wait_for("h2", "Make the key")
    tab.write("#root-code", roots.code_of(public(ROOT)))
    tab.wait_for(".words li")
    tab.press("button.main")
    tab.wait_for(".request button.main")
    tab.press(".request button.main")
    tab.wait_for(".request .saved", "Sent.")
    return str(tab.run(EXTRACTABLE))


def connect(tab: Tab, url: str) -> None:
    tab.go("about:blank")
    tab.go(f"{url}#sessions")
    tab.wait_for("button.pc strong", "CASSA-1")
    tab.press("button.pc")
    tab.write("#quick-reason", "#4711")
    tab.keys(ENTER)
    tab.wait_for(".state-text", "Active")


def enrol(house: House) -> bytes:
    """The office signs; the key that asked for it."""
    made = requests.decode(house.requests[0]["request"])
    house.roster = roster(entry(made.key), entry(public(BRUNO), "Bruno Conti"))
    house.pcs, house.key = [pc(1, "CASSA-1", SESSION)], PcKey(PC)
    return made.key


@pytest.mark.skipif(installed() is None, reason="Firefox is not installed here")
async def test_a_session_by_quick_access_in_firefox(tmp_path: Path) -> None:
    started = firefox(tmp_path / "profile")
    async with open_house() as house:
        tab = await asyncio.to_thread(started.__enter__)
        try:
            assert await asyncio.to_thread(make, tab, house.url) == "false"
            key = enrol(house)
            await asyncio.to_thread(connect, tab, house.url)
            identity = house._handshake.identity
            assert identity is not None
            assert identity.device_key == key
        finally:
            await asyncio.to_thread(started.__exit__, None, None, None)
