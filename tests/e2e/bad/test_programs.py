"""What programs do wrong: other versions, garbage at every state, strangers, unfit browsers."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect
from websockets.sync.server import ServerConnection, serve

from broker.wire import limits
from broker.wire.words import Close
from tests.e2e.bad.office import ADA, LANGUAGES, Office, office, says
from tests.stack.broker import running_broker
from tests.stack.clocked import late_agent
from tests.stack.console import console, join
from tests.stack.display import Display

SAY = "(text) => window.sockets.at(-1).send(text)"
SEND = "(bytes) => window.sockets.at(-1).send(new Uint8Array(bytes))"
HEAR = """(data) => window.sockets.at(-1).dispatchEvent(
  new MessageEvent("message", {data: typeof data === "string" ? data : new Uint8Array(data).buffer})
)"""
STRANGER = """(address) => new Promise((told) => {
  const socket = new WebSocket(address);
  socket.addEventListener("open", () => told("open"));
  socket.addEventListener("close", () => told("closed"));
})"""
NO_X25519 = """
for (const name of ["importKey", "generateKey", "deriveBits"]) {
  const own = crypto.subtle[name].bind(crypto.subtle);
  crypto.subtle[name] = async (...words) => {
    if (JSON.stringify(words).includes("X25519")) throw new DOMException("", "NotSupportedError");
    return own(...words);
  };
}
"""
INSECURE = "Object.defineProperty(globalThis, 'isSecureContext', { value: false });"
GARBAGE: dict[str, Callable[[Page], Any]] = {
    "malformed": lambda page: page.evaluate(SAY, '{"type":"end"}'),
    "not its own": lambda page: page.evaluate(SAY, '{"type":"state","state":"active"}'),
    "long text": lambda page: page.evaluate(SAY, " " * (limits.TEXT_MAX + 1)),
    "long record": lambda page: page.evaluate(SEND, [0x14] * (limits.RECORD_MAX + 1)),
}
CLOSES = {
    "malformed": "close.bad_message",
    "not its own": "close.bad_message",
    "long text": "close.too_big",
    "long record": "close.too_big",
}


BEFORE: dict[str, tuple[str | bytes, Close]] = {
    "no message": ("{}", Close.BAD_MESSAGE),
    "long text": (" " * (limits.TEXT_MAX + 1), Close.TOO_BIG),
    "long record": (bytes(limits.RECORD_MAX + 1), Close.TOO_BIG),
    "no handshake": (b"\x02 no message of a handshake", Close.SESSION_ENDED),
}
FRAMES = {"not sealed": [0x14, *[7] * 40], "no type": [0x99], "empty": []}
HEARD: dict[str, tuple[str | list[int], str]] = {
    "no message": ("{}", "fault.broker"),
    "no move": ('{"type":"state","state":"waiting","billable_ms":0}', "fault.broker"),
    "long text": (" " * (limits.TEXT_MAX + 1), "fault.broker"),
}
UNOPENED: dict[str, tuple[list[int], str]] = {
    "not sealed": ([0x12, *[7] * 40], "fault.tampered"),
    "no type": ([0x99, *[7] * 40], "fault.unexpected"),
    "long record": ([0x12] * (limits.RECORD_MAX + 1), "fault.malformed"),
}


def asking(one: Office, codes: tuple[str, str]) -> None:
    one.asked(*codes)


def active(one: Office, codes: tuple[str, str]) -> None:
    one.active(*codes)


def paused(one: Office, codes: tuple[str, str]) -> None:
    one.active(*codes)
    one.agent_types("pause")
    one.page.wait_for_selector(".state.paused")


Reach = Callable[[Office, tuple[str, str]], None]
REACHES = [asking, active, paused]


def spoiled(
    one: Office, reach: Reach, spoils: list[tuple[Callable[[], object], str | None]]
) -> None:
    """One session after another is spoiled in this state, then a good one runs."""
    codes = one.begin()
    for spoil, why in spoils:
        reach(one, codes)
        spoil()
        one.console_says("ended.failed", ".summary")
        if why:
            one.console_says(why, ".summary")
        one.agent_says("outcome_failed")
        one.home()
        one.agent_says("terminal_over_help")
        one.broker.later(60)  # One address is given only so many codes in a minute.
        one.agent_types("new")
        codes = one.codes()
    one.good(*codes)
    assert one.broker.outcomes() == ["failed"] * len(spoils) + ["stopped_by_customer"]


@pytest.mark.parametrize("reach", REACHES)
def test_a_console_that_says_what_it_may_not(english: Office, reach: Reach) -> None:
    page = english.page
    texts = [(partial(say, page), CLOSES[what]) for what, say in GARBAGE.items()]
    frames = [(partial(page.evaluate, SEND, frame), None) for frame in FRAMES.values()]
    spoiled(english, reach, [*texts, *frames])


@pytest.mark.parametrize("reach", REACHES)
def test_what_comes_to_the_console_is_not_right(english: Office, reach: Reach) -> None:
    page = english.page
    heard = [(partial(page.evaluate, HEAR, data), fault) for data, fault in HEARD.values()]
    spoiled(english, reach, list(heard))


def unopened(page: Page, lines: int, data: list[int]) -> None:
    """A record that does not open comes on so many lines: each but the last is cut for it."""
    for _ in range(lines - 1):
        state = page.get_attribute(".state", "class") or ""
        count = page.evaluate("window.sockets.length")
        page.evaluate(HEAR, data)
        page.wait_for_function("(count) => window.sockets.length > count", arg=count)
        page.wait_for_selector(f".{state.replace(' ', '.')}")
    page.evaluate(HEAR, data)


@pytest.mark.parametrize(("reach", "lines"), [(asking, 1), (active, 3), (paused, 3)])
def test_records_that_do_not_open_are_cuts_and_then_the_end(
    english: Office, reach: Reach, lines: int
) -> None:
    page = english.page
    heard = [(partial(unopened, page, lines, data), why) for data, why in UNOPENED.values()]
    spoiled(english, reach, list(heard))


@contextmanager
def raw_join(one: Office, session: str) -> Iterator[ClientConnection]:
    """A console's leg with this technician's sign-in, in the test's own hands."""
    house = one.broker.house
    cookie = next(c for c in one.page.context.cookies() if "affianco" in c.get("name", ""))
    carried = cookie.get("value", "")
    ticket = one.broker.do(house.ask("POST", "/api/tickets", cookie=carried))[1]["ticket"]
    join: dict[str, object] = {"ticket": ticket, "session": session.replace(" ", "")}
    join |= {"customer": 0, "resume": "", "quick": False, "reason": ""}
    with connect(
        house.url.replace("http", "ws") + "/ws/console",
        additional_headers=house.headers(carried),
        compression=None,
    ) as leg:
        leg.send(json.dumps({"type": "join", "v": 1, **join}))
        yield leg


def closed(leg: ClientConnection) -> int:
    """The code with which the broker closes a leg."""
    with pytest.raises(ConnectionClosed) as over:
        while True:
            leg.recv(30)
    assert over.value.rcvd is not None
    return int(over.value.rcvd.code)


def test_garbage_before_the_password_leaves_the_code_good(english: Office) -> None:
    one = english
    session, password = one.begin()
    for sent, code in BEFORE.values():
        with raw_join(one, session) as leg:
            leg.recv(10)
            leg.send(sent)
            assert closed(leg) == code
    one.agent_says("miss_failed", **ADA)
    one.good(session, password)
    assert one.broker.outcomes() == ["failed"] * len(BEFORE) + ["stopped_by_customer"]


def test_strangers_and_silent_clients_while_a_session_runs(one: Office) -> None:
    session, password = one.begin()
    address = one.broker.url.replace("http", "ws")
    with (
        connect(f"{address}/ws/agent", compression=None) as silent,
        raw_join(one, "000000001") as unknown,
    ):
        one.active(session, password)
        other = one.page.context.new_page()
        for path in ("/ws/agent", "/ws/console"):
            assert other.evaluate(STRANGER, address + path) == "closed"
        assert closed(unknown) == Close.NO_ANSWER
        assert closed(silent) == Close.SILENT
    expect(one.page.locator(".state.active")).to_be_visible()
    one.agent_types("stop")
    one.console_says("ended.stopped_by_customer", ".summary")
    assert one.broker.outcomes() == ["stopped_by_customer"]


@contextmanager
def other_version() -> Iterator[str]:
    """A broker that speaks another version, to an agent; gives its address."""

    def leg(socket: ServerConnection) -> None:
        socket.recv(10)
        socket.close(Close.WRONG_VERSION, Close.WRONG_VERSION.reason)

    with serve(leg, "127.0.0.1", 0, compression=None) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.socket.getsockname()[1]}"
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_broker_of_another_version_to_an_agent(
    display: Display, tmp_path: Path, language: str
) -> None:
    texts = says("agent", language)
    with (
        other_version() as url,
        late_agent(url, tmp_path, display.name, language[:2]) as agent,
    ):
        agent.answer(texts("terminal_words_yes").split()[0])
        agent.wait_for(texts("close_wrong_version"))
        agent.wait_for(texts("terminal_over_help"))


def test_a_broker_of_another_version_to_a_console(one: Office) -> None:
    session, password = one.begin()
    other = Close.WRONG_VERSION
    one.page.route_web_socket(
        "**/ws/console", lambda leg: leg.close(code=int(other), reason=other.reason)
    )
    one.page.reload()
    one.page.wait_for_selector("#session-id")
    join(one.page, session, password)
    one.console_says("close.wrong_version")
    assert one.broker.outcomes() == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("script", "what"), [(NO_X25519, "old_browser"), (INSECURE, "insecure")])
def test_a_browser_that_cannot(
    browser: Browser, tmp_path: Path, language: str, script: str, what: str
) -> None:
    texts = says("web", language)
    with running_broker(tmp_path) as broker, console(browser, broker.url, language) as page:
        page.add_init_script(script)
        page.reload()
        expect(page.locator("h1")).to_have_text(texts(f"notice.{what}.title"))
        said = page.locator("main")
        expect(said).to_contain_text(texts(f"notice.{what}.what"))
        address = broker.url.removeprefix("http://")
        expect(said).to_contain_text(texts(f"notice.{what}.do", address=address))


def test_a_broker_that_is_stopped_in_a_session(one: Office) -> None:
    one.active(*one.begin())
    one.broker.stop()
    one.console_says("ended.lost", ".summary")
    one.console_says("close.shutting_down", ".summary")
    one.agent_says("terminal_over_help")


@pytest.fixture
def english(browser: Browser, display: Display, tmp_path: Path) -> Iterator[Office]:
    with office(browser, display, tmp_path, "en-GB") as it:
        yield it
