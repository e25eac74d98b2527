"""Firefox by WebDriver BiDi, which it speaks itself: https://w3c.github.io/webdriver-bidi/."""

import asyncio
import contextlib
import os
import re
import shutil
import signal
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

START_SECONDS = 60.0
LISTENING = re.compile(r"WebDriver BiDi listening on (ws://\S+)")


def program() -> str | None:
    """Firefox's command, where it is installed."""
    return shutil.which("firefox") or shutil.which("firefox-esr")


@dataclass
class Firefox:
    """One tab."""

    line: aiohttp.ClientWebSocketResponse
    tab: str = ""
    _count: int = 0
    log: list[str] = field(default_factory=list)

    async def ask(self, method: str, **parameters: Any) -> Any:
        """One command, and its result; AssertionError where Firefox refuses it."""
        self._count += 1
        await self.line.send_json({"id": self._count, "method": method, "params": parameters})
        while True:
            answer = await self.line.receive_json()
            if answer.get("id") == self._count:
                assert answer["type"] == "success", answer
                return answer["result"]
            self.log.append(str(answer))

    async def go(self, url: str) -> None:
        """Loads a page."""
        await self.ask("browsingContext.navigate", context=self.tab, url=url, wait="complete")

    async def run(self, function: str) -> Any:
        """What a function of the page returns: a string, a number or a flag."""
        result = await self.ask(
            "script.callFunction",
            functionDeclaration=function,
            target={"context": self.tab},
            awaitPromise=True,
        )
        assert result["type"] == "success", result
        return result["result"].get("value")

    async def until(self, expression: str, seconds: float = 20.0) -> None:
        """Waits for an expression of the page to be true."""
        end = asyncio.get_running_loop().time() + seconds
        while not await self.run(f"() => Boolean({expression})"):
            assert asyncio.get_running_loop().time() < end, (
                f"not within {seconds:g} s: {expression}"
            )
            await asyncio.sleep(0.05)

    async def type(self, text: str) -> None:
        """Presses and lets go the key of each character, in turn."""
        actions = [{"type": kind, "value": one} for one in text for kind in ("keyDown", "keyUp")]
        await self.act(type="key", id="keys", actions=actions)

    async def act(self, **source: Any) -> None:
        """Actions of one input source."""
        await self.ask("input.performActions", context=self.tab, actions=[source])


@contextlib.asynccontextmanager
async def open_firefox(command: str, profile: Path) -> AsyncIterator[Firefox]:
    """Starts Firefox without a window and with a profile of its own; ends it with its children."""
    (profile / "user.js").write_text('user_pref("intl.accept_languages", "en");\n')
    words = ("--headless", "--no-remote", "--remote-debugging-port", "0", "--profile", str(profile))
    process = await asyncio.create_subprocess_exec(
        command,
        *words,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
        start_new_session=True,
    )
    try:
        address = await asyncio.wait_for(_address(process), START_SECONDS)
        async with (
            aiohttp.ClientSession() as client,
            client.ws_connect(f"{address}/session", max_msg_size=0) as line,
        ):
            firefox = Firefox(line)
            await firefox.ask("session.new", capabilities={})
            tree = await firefox.ask("browsingContext.getTree")
            firefox.tab = tree["contexts"][0]["context"]
            yield firefox
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        await process.wait()


async def _address(process: asyncio.subprocess.Process) -> str:
    assert process.stderr is not None
    async for line in process.stderr:
        if found := LISTENING.search(line.decode(errors="replace")):
            return found[1]
    raise AssertionError("Firefox ended before it listened")
