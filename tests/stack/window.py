"""Hands and eyes on the windows of one virtual screen."""

import subprocess
import sys
import time

import xcffib
import xcffib.xproto

from tests.stack.display import Display
from tests.waiting import until

BUTTON_HEIGHTS = range(28, 81)
BUTTON_WIDTHS = range(1, 400)
"""What is of another size, such as a label over the whole row, is no button."""

Place = tuple[int, int, int, int]


def click(display: Display, title: str, place: int) -> None:
    """Clicks a button of the lowest row that has any, counted from the left."""
    until(lambda: click_once(display, title, place), why=f"a button in {title!r}")


def click_once(display: Display, title: str, place: int, row: int = 0) -> bool:
    """The same, where the window is there and stands still; whether it was clicked.

    `row`: counted from the lowest.
    """
    rows = button_rows(display, title)
    if len(rows) <= row:
        return False
    x, y, width, height = rows[row][place]
    display.hands("mousemove", str(x + width // 2), str(y + height // 2), "click", "1")
    return True


def button_rows(display: Display, title: str) -> list[list[Place]]:
    """The rows of buttons in a window, the lowest first, once all stand still; else none."""
    window = display.window(title)
    return _settled(display, int(window)) if window else []


def _settled(display: Display, window: int) -> list[list[Place]]:
    """The rows of buttons, the lowest first, once all stand still; else none."""
    connection = xcffib.connect(display=display.name)
    try:
        before = _rows(connection, window)
        time.sleep(0.05)
        rows = before if before == _rows(connection, window) else []
    except xcffib.Error:
        return []
    finally:
        connection.disconnect()
    found = [sorted(row) for row in rows if row]
    return sorted(found, key=lambda row: row[0][1], reverse=True)


def _rows(connection: xcffib.Connection, window: int) -> list[list[Place]]:
    """Places of the buttons, those inside one window together."""
    own, deeper = [], []
    for child in connection.core.QueryTree(window).reply().children:
        if len(connection.core.QueryTree(child).reply().children):
            deeper += _rows(connection, child)
        elif (place := _place(connection, child)) is not None and _is_button(place):
            own.append(place)
    return [own, *deeper] if own else deeper


def _is_button(place: Place) -> bool:
    return place[2] in BUTTON_WIDTHS and place[3] in BUTTON_HEIGHTS


def _place(connection: xcffib.Connection, window: int) -> Place | None:
    """Where a window is on the screen, if it is shown."""
    core = connection.core
    if core.GetWindowAttributes(window).reply().map_state != xcffib.xproto.MapState.Viewable:
        return None
    size = core.GetGeometry(window).reply()
    root = connection.get_setup().roots[0].root
    place = core.TranslateCoordinates(window, root, 0, 0).reply()
    return (place.dst_x, place.dst_y, size.width, size.height)


def close(display: Display, title: str) -> None:
    """Asks the window manager to close a window, as its own button does."""
    window = int(until(lambda: display.window(title), why=title))
    connection = xcffib.connect(display=display.name)
    try:
        name = b"_NET_CLOSE_WINDOW"
        atom = connection.core.InternAtom(False, len(name), name).reply().atom
        data = xcffib.xproto.ClientMessageData.synthetic([0, 2, 0, 0, 0], "IIIII")
        event = xcffib.xproto.ClientMessageEvent.synthetic(32, window, atom, data)
        root = connection.get_setup().roots[0].root
        mask = xcffib.xproto.EventMask.SubstructureNotify
        mask |= xcffib.xproto.EventMask.SubstructureRedirect
        connection.core.SendEvent(False, root, mask, event.pack(), is_checked=True).check()
    finally:
        connection.disconnect()


def close_and_time(display: Display, title: str, most: float) -> float:
    """Closes a window as `close` does; the seconds until it is shown no more, at least `most`
    where that takes longer."""
    window = int(until(lambda: display.window(title), why=title))
    connection = xcffib.connect(display=display.name)
    try:
        close(display, title)
        asked = time.monotonic()
        while time.monotonic() - asked < most and _is_shown(connection, window):
            time.sleep(0.005)
        return time.monotonic() - asked
    finally:
        connection.disconnect()


def _is_shown(connection: xcffib.Connection, window: int) -> bool:
    try:
        return _place(connection, window) is not None
    except xcffib.Error:
        return False


def tk(display: Display, words: str) -> str:
    """What another Tk program on this screen answers; empty where Tk refuses."""
    program = f"import tkinter; print(tkinter.Tk().tk.eval({words!r}))"
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=display.environment,
        capture_output=True,
        text=True,
        timeout=20,
    )
    return done.stdout.strip()


def copied_codes(display: Display, title: str) -> tuple[str, str]:
    """ID and password, by the button of the window with the codes and the clipboard."""
    click(display, title, 0)
    lines = until(lambda: tk(display, "clipboard get"), why="the codes in the clipboard")
    session, password = (line.partition(": ")[2] for line in lines.splitlines())
    return session, password
