"""A whole session in Firefox: real broker, real agent, a real program on the customer's screen."""

import base64
import math
import socket
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.stack.agent import TerminalAgent, terminal_agent
from tests.stack.broker import RunningBroker, Technician, running_broker
from tests.stack.display import Display, virtual_screen
from tests.stack.firefox import CONTROL, ENTER, SHIFT, TAB, Tab, firefox, installed
from tests.stack.house import own_address
from tests.stack.program import PICTURE, known_picture, running_program
from tests.waiting import until

pytestmark = pytest.mark.skipif(installed() is None, reason="firefox-esr is not installed here")

UNICODE = "Perché no? 日本語 👩‍👩‍👧 €\nÀ capo, \ttab"
READ = """(x, y, side) => new Uint8Array(document.querySelector("#screen").getContext("2d")
  .getImageData(x, y, side, side).data.buffer).toBase64()"""
KEPT_BY_FIREFOX = (
    *("slash", "apostrophe", "Alt_L", "F10", "F7", "F3", "F5", "F6", "F11", "F12", "ctrl+s"),
    *("ctrl+u", "ctrl+g", "ctrl+r", "ctrl+plus", "ctrl+minus", "ctrl+shift+i", "ctrl+l", "ctrl+j"),
    "alt+Left",
)
"""What means something to Firefox, and to the known program no more than the two characters."""
WIDTH, HEIGHT = 1280, 800
"""The customer's screen."""


@dataclass
class Known:
    """The known program on the customer's screen; its picture begins at x and y."""

    kept: Path
    x: int
    y: int

    @property
    def text(self) -> str:
        return self.kept.read_text(encoding="utf-8")

    @property
    def clicks(self) -> list[tuple[int, int, int]]:
        """Button and place on the screen of each click so far."""
        path = self.kept.with_suffix(".clicks")
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        return [(int(b), int(x), int(y)) for b, x, y in (line.split() for line in lines)]

    @property
    def buttons(self) -> list[int]:
        """The button of each click so far; 4 and 5 are the wheel's."""
        return [button for button, _, _ in self.clicks]

    def holds(self, text: str) -> None:
        with suppress(AssertionError):
            until(lambda: self.text == text)
        assert self.text == text


@dataclass
class Session:
    """A session under way."""

    broker: RunningBroker
    technician: Technician
    agent: TerminalAgent
    known: Known
    tab: Tab


@contextmanager
def session(folder: Path, technicians: Display | None = None) -> Iterator[Session]:
    """Signs in, joins and is allowed; without a display Firefox is headless."""
    with ExitStack() as stack:
        broker = stack.enter_context(running_broker(folder / "broker"))
        customers = stack.enter_context(virtual_screen(f"{WIDTH}x{HEIGHT}"))
        kept = folder / "typed"
        known = Known(kept, *stack.enter_context(running_program(customers, kept)))
        agent = stack.enter_context(terminal_agent(broker.url, customers.name))
        tab = stack.enter_context(firefox(folder / "profile", technicians))
        technician = broker.technician()
        tab.go(broker.url)
        if technicians is None:
            tab.size(1100, 760)
        else:
            # A new window keeps the keyboard for its address until somebody clicks on the page.
            technicians.hands("mousemove", "20", "880", "click", "1")
            until(lambda: tab.run("() => document.hasFocus()"), why="the page has the keyboard")
        sign_in(tab, technician)
        agent.wait_for("Type yes or no")
        agent.answer("yes")
        join(tab, agent.wait_for("ID:"), agent.wait_for("Password:"))
        told = agent.wait_for("Type yes to allow")
        assert technician.full_name in " ".join(agent.said) + told
        agent.answer("yes")
        tab.wait_for(".state.active")
        until(lambda: shown(tab, known) == picture(), why="the known picture is on the canvas")
        yield Session(broker, technician, agent, known, tab)


def sign_in(tab: Tab, technician: Technician) -> None:
    tab.wait_for("#name")
    tab.write("#name", technician.name)
    tab.keys(TAB, *technician.password, TAB, *technician.code(), ENTER)


def join(tab: Tab, number: str, password: str) -> None:
    tab.wait_for("#session-id")
    tab.write("#session-id", number)
    tab.keys(TAB, *password, ENTER)


def picture() -> bytes:
    """The known picture as RGB."""
    return b"".join(bytes(pixel) for row in known_picture() for pixel in row)


def shown(tab: Tab, known: Known) -> bytes:
    """What the canvas holds in its place, as RGB."""
    data = base64.b64decode(tab.run(READ, known.x, known.y, PICTURE))
    return b"".join(data[at : at + 3] for at in range(0, len(data), 4))


def painted(tab: Tab, known: Known, ratio: float) -> bytes:
    """What the technician sees in its place at 1:1, as RGB, the pointer being elsewhere."""
    left, top, _, _ = tab.box("#screen")
    x, y = round(left * ratio) + known.x, round(top * ratio) + known.y
    return tab.picture().crop((x, y, x + PICTURE, y + PICTURE)).tobytes()


def clicked(session: Session, x: int, y: int, button: int = 0) -> tuple[int, int, int]:
    """Clicks over a remote pixel; gives what must arrive: the pixel under that place."""
    left, top, width, height = session.tab.box("#screen")
    at = (math.ceil(left + x * width / WIDTH), math.ceil(top + y * height / HEIGHT))
    before = len(session.known.clicks)
    session.tab.click(*at, button=button)
    until(lambda: len(session.known.clicks) > before, why="the click arrives")
    place = ((at[0] - left) / width * WIDTH, (at[1] - top) / height * HEIGHT)
    return ({0: 1, 1: 2, 2: 3}[button], math.floor(place[0]), math.floor(place[1]))


def test_a_whole_session(tmp_path: Path) -> None:
    with session(tmp_path) as now:
        keys_arrive(now)
        a_text_arrives(now)
        for ratio in (1.0, 1.25, 2.0):
            now.tab.size(1100, 760, ratio)
            clicks_arrive_where_they_are(now, "Fit", None)
            clicks_arrive_where_they_are(now, "1:1", ratio)
        assert shown(now.tab, now.known) == picture()
        it_ends(now)


def keys_arrive(now: Session) -> None:
    tab, known = now.tab, now.known
    tab.keys("a", "Z", "è", (SHIFT, "M"), "€", "@", ENTER, "ñ", "1")
    known.holds("aZèM€@\nñ1")
    # To Tk on X11, Control and A is the beginning of the line, and Control and / is all.
    tab.keys((CONTROL, "a"), "x")
    known.holds("aZèM€@\nxñ1")
    tab.keys((CONTROL, "/"), "y")
    known.holds("y")


def a_text_arrives(now: Session) -> None:
    tab = now.tab
    tab.press(".actions button", "Type text")
    tab.wait_for("#type-text")
    tab.run("(text) => { document.querySelector('#type-text').value = text; }", UNICODE)
    tab.press("dialog button.main")
    now.known.holds("y" + UNICODE)
    tab.wait_for("dialog", "Typed.")
    tab.press("dialog button.quiet")


def clicks_arrive_where_they_are(now: Session, view: str, ratio: float | None) -> None:
    """In this view; with a ratio it is 1:1, and every pixel must be painted as it is."""
    tab, known = now.tab, now.known
    look(tab, view, ratio and WIDTH / ratio)
    if ratio is not None:
        assert painted(tab, known, ratio) == picture()
    for x, y, button in ((5, 7, 0), (255, 130, 2), (130, 300, 1)):
        wanted = clicked(now, known.x + x, known.y + y, button)
        assert known.clicks[-1] == wanted


def it_ends(now: Session) -> None:
    tab = now.tab
    tab.press("button.end")
    tab.wait_for("#summary-title")
    said = tab.text(".summary")
    assert "You ended the session." in said
    assert socket.gethostname() in said
    row = now.broker.sessions()[0]
    assert (row["outcome"], row["technician"]) == ("completed", now.technician.full_name)
    hours, minutes, seconds = (int(part) for part in tab.text(".summary .time").split(":"))
    assert 3600 * hours + 60 * minutes + seconds == row["billable_seconds"]
    tab.press(".summary button", "Back to start")
    tab.wait_for(".ledger td", "completed")


def test_a_hand_on_a_real_keyboard_and_mouse(tmp_path: Path) -> None:
    with virtual_screen("1280x900") as screen, session(tmp_path, screen) as now:
        layout = ["setxkbmap", "-layout", "de", "-option", ""]
        subprocess.run(layout, env=screen.environment, check=True, timeout=20)
        a_german_keyboard(screen, now)
        x, y = over(now.tab, now.known.x + 20, now.known.y + 20)
        screen.hands("mousemove", str(x), str(y))
        for button in (1, 2, 3):
            screen.hands("click", str(button))
        # What Firefox would scroll for a notch is more than one of 100 pixels: ten would be eleven.
        screen.hands("click", "--repeat", "10", "5", "click", "4", "click", "1")
        until(lambda: now.known.buttons[1:] and now.known.buttons[-1] == 1, why="the last click")
        assert now.known.buttons == [1, 2, 3, *[5] * 10, 4, 1]
        now.tab.press("button.end")
        now.tab.wait_for("#summary-title")


def a_german_keyboard(screen: Display, now: Session) -> None:
    """Capitals, AltGr, dead keys, Caps Lock, and what Firefox itself would act upon."""
    screen.hands("key", "q", "shift+q", "udiaeresis", "shift+udiaeresis", "Return")
    screen.hands("keydown", "ISO_Level3_Shift", "key", "q", "key", "e")
    screen.hands("keyup", "ISO_Level3_Shift")
    screen.hands("key", "dead_circumflex", "key", "a", "key", "dead_acute", "key", "e")
    screen.hands("key", "dead_circumflex", "key", "space", "key", "Caps_Lock", "key", "a")
    screen.hands("key", "Caps_Lock", "key", "a")
    now.known.holds("qQüÜ\n@€âé^Aa")
    screen.hands("key", *KEPT_BY_FIREFOX, "End", "z")
    now.known.holds("qQüÜ\n@€âé^Aa/'z")
    assert now.tab.run("() => document.activeElement.id") == "keyboard"


def test_an_address_that_is_not_protected(tmp_path: Path) -> None:
    address = own_address()
    if address is None:
        pytest.skip("this machine has no address but loopback")
    settings = {
        "AFFIANCO_HOST": "0.0.0.0",
        "AFFIANCO_PUBLIC_URL": "https://assistenza.example",
    }
    with (
        running_broker(tmp_path / "broker", settings) as broker,
        firefox(tmp_path / "profile") as tab,
    ):
        tab.go(f"http://{address}:{broker.port}/")
        tab.wait_for("h1", "This page is not protected")
        assert f"https://{address}" in tab.text("main")
        assert tab.run("() => document.querySelectorAll('input').length") == 0


def over(tab: Tab, x: int, y: int) -> tuple[int, int]:
    """The place on the technician's screen that shows a remote pixel."""
    left, top, width, height = tab.box("#screen")
    page_x, page_y = tab.run("() => [mozInnerScreenX, mozInnerScreenY]")
    return round(page_x + left + x * width / WIDTH), round(page_y + top + y * height / HEIGHT)


def look(tab: Tab, view: str, width: float | None) -> None:
    """Chooses a view and waits until the screen has this width in CSS pixels, or fits."""
    tab.press(".segments label", view)

    def laid() -> bool:
        now, room = tab.box("#screen"), tab.box(".room")
        if width is not None:
            return abs(now[2] - width) < 0.01
        return now[2] <= room[2] and now[3] <= room[3] + 1

    until(laid, why=f"the view {view}")
