"""A real browser with the console's own modules, under the console's own policies."""

import base64
import hashlib
import json
import mimetypes
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Page

from agent.frames.kinds import Kind
from broker.integrity import INTEGRITY_POLICY, Hashes, content_policy, with_hashes
from tests.stack import firefox
from tests.stack.agent_process import ROOT
from tests.stack.console import chromium
from tests.stack.firefox import Tab
from tests.waiting import until

Browser = Page | Tab
SCRIPT = "tests/web/picture_page.js"
HTML = f"""<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,">
<title>picture</title>
<script type="module" src="{SCRIPT}"></script><body></body>"""


class _Files(BaseHTTPRequestHandler):
    """The page, web/ and the test's own script, as the broker would give them."""

    def do_GET(self) -> None:
        own = ROOT / SCRIPT
        known = {f"web/{name}": it for name, it in Hashes(ROOT / "web").known().items()}
        digest = hashlib.sha384(own.read_bytes()).digest()
        known[SCRIPT] = f"sha384-{base64.b64encode(digest).decode()}"
        if self.path == "/":
            filled = with_hashes(HTML, known)
            self._answer(filled.page.encode(), "text/html", content_policy(filled.import_map))
        elif self.path[1:] in known:
            path = ROOT / self.path[1:]
            kind = mimetypes.guess_type(path.name)[0] or ""
            self._answer(path.read_bytes(), kind, content_policy())
        else:
            self.send_error(404)

    def _answer(self, body: bytes, kind: str, policy: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", policy)
        self.send_header("Integrity-Policy", INTEGRITY_POLICY)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing."""


@contextmanager
def _served() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Files) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()


@contextmanager
def sight_page() -> Iterator[Page]:
    """The page, ready; script errors and messages of a policy that was broken fail the test."""
    with _served() as address, chromium() as browser:
        page = browser.new_page()
        faults: list[str] = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
        page.goto(address)
        page.wait_for_function("globalThis.picturePage !== undefined")
        yield page
        assert not faults, faults


@contextmanager
def firefox_page(profile: Path) -> Iterator[Tab]:
    """The same page in Firefox; skips where that is not installed."""
    if firefox.installed() is None:
        pytest.skip("Firefox is not installed here")
    with _served() as address, firefox.firefox(profile) as tab:
        tab.go(address)
        until(lambda: tab.run("() => globalThis.picturePage !== undefined"), why="the page")
        yield tab


def wired(records: Sequence[tuple[Kind, bytes]]) -> list[list[Any]]:
    """Records as the page takes them."""
    return [[int(kind), base64.b64encode(data).decode()] for kind, data in records]


def call(page: Browser, what: str, said: Any) -> Any:
    """One of the page's functions."""
    if isinstance(page, Tab):
        function = f"(text) => globalThis.picturePage.{what}(JSON.parse(text))"
        return page.run(function, json.dumps(said))
    return page.evaluate(f"(said) => globalThis.picturePage.{what}(said)", said)


def rgba(rgb: NDArray[np.uint32]) -> bytes:
    """A picture of 0x00RRGGBB as a canvas gives its pixels."""
    channels = [rgb >> 16 & 255, rgb >> 8 & 255, rgb & 255, np.full_like(rgb, 255)]
    return np.stack(channels, axis=2).astype(np.uint8).tobytes()


def from_rgba(text: str, size: Sequence[int]) -> NDArray[np.int16]:
    """Red, green and blue of a canvas's pixels, (height, width, 3)."""
    data = np.frombuffer(base64.b64decode(text), np.uint8)
    return data.reshape(size[1], size[0], 4)[..., :3].astype(np.int16)
