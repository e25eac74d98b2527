"""A technician at the console in Firefox as it is installed, driven by WebDriver BiDi.

Source: W3C WebDriver BiDi; key values by W3C WebDriver, "Keyboard actions".
"""

import base64
import io
import itertools
import json
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from PIL import Image
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from tests.stack.display import Display, end_process
from tests.waiting import until

NAMES = ("firefox", "firefox-esr")
ENTER, TAB, SHIFT, CONTROL, ALT = "\ue007", "\ue004", "\ue008", "\ue009", "\ue00a"
PREFERENCES = {
    "app.normandy.enabled": False,
    "app.update.disabledForTesting": True,
    "browser.aboutwelcome.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.homepage_override.mstone": "ignore",
    "browser.topsites.contile.enabled": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "datareporting.policy.dataSubmissionPolicyBypassNotification": True,
    "extensions.systemAddon.update.enabled": False,
    "intl.accept_languages": "en-GB, en",
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "remote.prefs.recommended": False,
    "services.settings.server": "data:,#remote-settings-dummy/v1",
    "signon.rememberSignons": False,
    "termsofuse.bypassNotification": True,
    "toolkit.telemetry.server": "",
}
"""Keeps it from asking people or the net by itself; no page works otherwise than at home.

What Firefox recommends for automation is left out: with it, input methods and dead keys are off.
"""

_TYPES = {str: "string", bool: "boolean", int: "number", float: "number"}


def installed() -> str | None:
    """Where Firefox is, if it is."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def arguments(profile: Path, display: Display | None = None) -> list[str]:
    """Its words for a profile of its own, and for no window unless there is a display."""
    return [*([] if display else ["--headless"]), "--no-remote", "--profile", str(profile)]


class Refused(Exception):
    """Firefox could not do a command."""


class Tab:
    """One tab; `faults` are the script errors of every page in it."""

    def __init__(self, line: ClientConnection) -> None:
        self._line = line
        self._numbers = itertools.count(1)
        self.faults: list[str] = []
        self.command("session.new", capabilities={})
        self.command("session.subscribe", events=["log.entryAdded"])
        tree = self.command("browsingContext.getTree", maxDepth=0)
        self._context = tree["contexts"][0]["context"]

    def command(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Sends a command and waits for its answer."""
        number = next(self._numbers)
        self._line.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while True:
            message = json.loads(self._line.recv(60))
            if message.get("id") == number:
                break
            self._note(message)
        if message["type"] == "error":
            raise Refused(f"{method}: {message['error']}: {message['message']}")
        result: dict[str, Any] = message["result"]
        return result

    def _note(self, message: dict[str, Any]) -> None:
        entry = message.get("params", {})
        if message.get("method") != "log.entryAdded" or entry["level"] != "error":
            return
        if entry["type"] == "javascript":
            self.faults.append(entry["text"])

    def _in_tab(self, method: str, **parameters: Any) -> dict[str, Any]:
        return self.command(method, context=self._context, **parameters)

    def go(self, url: str) -> None:
        """Opens a page."""
        self._in_tab("browsingContext.navigate", url=url, wait="complete")

    def open(self) -> str:
        """Another tab comes to the front; its name."""
        name: str = self.command("browsingContext.create", type="tab")["context"]
        return name

    def shut(self, name: str) -> None:
        """Closes another tab, and this one comes back to the front."""
        self.command("browsingContext.close", context=name)
        self._in_tab("browsingContext.activate")

    def size(self, width: int, height: int, ratio: float = 1.0) -> None:
        """Sets the page's size in CSS pixels, and how many of the display's are in one."""
        viewport = {"width": width, "height": height}
        self._in_tab("browsingContext.setViewport", viewport=viewport, devicePixelRatio=ratio)

    def run(self, function: str, *words: str | float | bool) -> Any:
        """What a JavaScript function gives in the page for these words, by way of JSON."""
        done = self.command(
            "script.callFunction",
            functionDeclaration=f"async (...words) => JSON.stringify(await ({function})(...words))",
            arguments=[{"type": _TYPES[type(word)], "value": word} for word in words],
            target={"context": self._context},
            awaitPromise=True,
        )
        assert done["type"] == "success", done["exceptionDetails"]["text"]
        return json.loads(done["result"].get("value", "null"))

    def wait_for(self, selector: str, text: str = "", seconds: float = 20) -> None:
        """Waits until an element is to be seen, with this in its text."""
        look = """(selector, text) => [...document.querySelectorAll(selector)].some(
          (one) => one.checkVisibility() && one.textContent.includes(text))"""
        until(lambda: self.run(look, selector, text), seconds, f"{selector} {text!r} is shown")

    def text(self, selector: str) -> str:
        """What an element says."""
        found: str = self.run("(selector) => document.querySelector(selector).innerText", selector)
        return found

    def box(self, selector: str) -> tuple[float, float, float, float]:
        """Left, top, width and height of an element in CSS pixels, once the page is laid out."""
        look = """async (selector) => {
          for (let n = 0; n < 2; n += 1) await new Promise(requestAnimationFrame);
          const box = document.querySelector(selector).getBoundingClientRect();
          return [box.left, box.top, box.width, box.height];
        }"""
        left, top, width, height = self.run(look, selector)
        return left, top, width, height

    def keys(self, *keys: str | Sequence[str]) -> None:
        """Strikes keys one after the other; a sequence is held down together."""
        steps: list[dict[str, str]] = []
        for chord in keys:
            steps += [{"type": "keyDown", "value": key} for key in chord]
            steps += [{"type": "keyUp", "value": key} for key in reversed(chord)]
        self._act({"type": "key", "id": "keyboard", "actions": steps})

    def click(self, x: float, y: float, button: int = 0) -> None:
        """Clicks at a place of the page, in CSS pixels."""
        steps = [
            {"type": "pointerMove", "x": x, "y": y},
            {"type": "pointerDown", "button": button},
            {"type": "pointerUp", "button": button},
        ]
        self._act({"type": "pointer", "id": "mouse", "actions": steps})

    def wheel(self, x: int, y: int, down: int) -> None:
        """Turns the wheel over a place of the page, in CSS pixels."""
        step = {"type": "scroll", "x": x, "y": y, "deltaX": 0, "deltaY": down}
        self._act({"type": "wheel", "id": "wheel", "actions": [step]})

    def press(self, selector: str, text: str = "") -> None:
        """Clicks in the middle of the element with this in its text, once it stays where it is."""
        look = """async (selector, text) => {
          const place = () => [...document.querySelectorAll(selector)].find(
            (one) => one.checkVisibility() && one.textContent.includes(text));
          const drawn = () => new Promise((done) => requestAnimationFrame(() => done()));
          let found = place(), before = null;
          for (let still = 0; still < 3; ) {
            found.scrollIntoView({ block: "nearest" });
            await drawn();
            found = place();
            const now = JSON.stringify(found.getBoundingClientRect());
            still = now === before ? still + 1 : 0;
            before = now;
          }
          const { left, top, width, height } = found.getBoundingClientRect();
          return [Math.floor(left + width / 2), Math.floor(top + height / 2)];
        }"""
        self.wait_for(selector, text)
        self.click(*self.run(look, selector, text))

    def write(self, selector: str, text: str) -> None:
        """Clicks a field and types into it."""
        self.press(selector)
        self.keys(*text)

    def _act(self, source: dict[str, Any]) -> None:
        self._in_tab("input.performActions", actions=[source])

    def picture(self) -> Image.Image:
        """The page as it is painted."""
        data = self._in_tab("browsingContext.captureScreenshot")["data"]
        return Image.open(io.BytesIO(base64.b64decode(data))).convert("RGB")


@contextmanager
def firefox(profile: Path, display: Display | None = None) -> Iterator[Tab]:
    """Firefox with a fresh profile, headless or in a window on a virtual screen.

    The test fails on any script error in a page.
    """
    path = installed()
    assert path, "firefox-esr is missing: .ci/packages test installs it"
    profile.mkdir(parents=True)
    lines = (f"user_pref({json.dumps(k)}, {json.dumps(v)});\n" for k, v in PREFERENCES.items())
    (profile / "user.js").write_text("".join(lines), encoding="utf-8")
    process = subprocess.Popen(
        [path, *arguments(profile, display), "--remote-debugging-port", "0"],
        env=display.environment if display else None,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        with _line(profile) as line:
            tab = Tab(line)
            yield tab
            tab.run("() => null")
            assert not tab.faults, tab.faults
            with suppress(ConnectionClosed):
                tab.command("browser.close")
        process.wait(15)
    finally:
        end_process(process, 15)


def _line(profile: Path) -> ClientConnection:
    told = profile / "WebDriverBiDiServer.json"

    def address() -> str | None:
        with suppress(OSError, ValueError):
            place = json.loads(told.read_text(encoding="utf-8"))
            return f"ws://{place['ws_host']}:{place['ws_port']}/session"
        return None

    return connect(until(address, 60, "Firefox listens"), max_size=None, compression=None)
