"""VNC servers behind websockify, seen in noVNC as it comes."""

import functools
import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

from bench.screen.browser import PAGE_SECONDS, Eyes, new_page
from bench.screen.cpu import Tree
from bench.screen.net import HERE, Site, listening
from bench.screen.plan import Size
from bench.screen.processes import running
from bench.screen.view import View
from bench.screen.wire import served
from bench.screen.xserver import Stage
from tests.stack.house import free_port
from tests.waiting import until

_PAGES: Final = Path(__file__).parent
NOVNC: Final = _PAGES / "node_modules" / "@novnc" / "novnc" / "package.json"


def scraping(stage: Stage, port: int) -> list[str]:
    """TigerVNC's server of an existing screen. Debian's x0tigervncserver is a wrapper around it
    that goes into the background and hides what it costs."""
    words = ["X0tigervnc", "-display", stage.display, "-rfbport", str(port)]
    return [*words, "-SecurityTypes", "None", "-localhost", "-AlwaysShared"]


def x11vnc(stage: Stage, port: int, *options: str) -> list[str]:
    """x11vnc as it comes, with such options."""
    words = ["x11vnc", "-display", stage.display, "-rfbport", str(port), "-localhost", "-nopw"]
    return [*words, "-forever", "-shared", "-noipv6", *options]


def own_screen(size: Size, port: int) -> list[str]:
    """TigerVNC's server with an X server of its own."""
    words = ["Xtigervnc", "-geometry", f"{size.width}x{size.height}", "-depth", "24"]
    words += ["-rfbport", str(port), "-SecurityTypes", "None", "-localhost", "-AlwaysShared"]
    return [*words, "-dpi", "96", "-nolisten", "tcp"]


@contextmanager
def seen(stage: Stage, port: int, command: list[str], site: Site = HERE) -> Iterator[View]:
    """The screen in noVNC. `command`: of the server on `port`, or nothing where it is `stage`."""
    with _server(command, stage, site) as server, _websockify(port, site) as (gate, proxy):
        until(lambda: listening(port, site), PAGE_SECONDS, "the VNC server")
        with _pages() as pages, new_page(stage.size.width, stage.size.height) as page:
            address = urlencode({"to": f"ws://{site.address}:{proxy}"})
            page.goto(f"{pages}/novnc.html?{address}")
            page.wait_for_function("document.title === 'ready'")
            eyes = Eyes(page, "#screen canvas")
            eyes.open()
            trees = {"server": Tree((server,)), "proxy": Tree((gate.pid,))}

            def begin() -> None:
                page.evaluate("connect()")

            yield View(eyes, begin, {"browser": served(proxy, site).sent}, trees)


@contextmanager
def _server(command: list[str], stage: Stage, site: Site) -> Iterator[int]:
    if not command:
        yield stage.server
        return
    with running([*site.inside, *command], env=stage.environment) as process:
        yield process.pid


@contextmanager
def _websockify(port: int, site: Site) -> Iterator[tuple[Any, int]]:
    proxy = free_port()
    command = ["websockify", f"{site.address}:{proxy}", f"127.0.0.1:{port}"]
    with running([*site.inside, *command]) as process:
        until(lambda: listening(proxy, site), PAGE_SECONDS, "websockify")
        yield process, proxy


@contextmanager
def _pages() -> Iterator[str]:
    """noVNC's files on a port of its own; gives the address."""
    handler = functools.partial(_Quiet, directory=str(_PAGES))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *_: Any) -> None:
        """Says nothing."""
