"""The screen of an X11 display, by xcffib: XDamage, MIT-SHM, XFixes and XInput 2.

Each extension may be missing (an X server on another machine, or an old one): without damage the
screen is compared at intervals, without shared memory pixels come over the connection, without
XFixes there is no cursor.
"""

import os
import select
import threading
import time
from contextlib import suppress
from typing import Any, Final

import xcffib
import xcffib.damage
import xcffib.shm
import xcffib.xfixes
import xcffib.xinput
import xcffib.xproto

from agent.screen.capture.x11_grab import (
    PIXEL,
    Grabber,
    PlainGrabber,
    SharedGrabber,
    boxes_of,
    raw_reply,
)
from agent.screen.source import (
    Box,
    CursorChange,
    CursorImage,
    NoScreen,
    Pixels,
    ScreenChanged,
    ScreenSource,
    ScreenUnavailable,
)
from agent.x11 import connect, has_extension

POLL_SECONDS: Final = 1 / 10
"""How often the whole screen is compared where the server does not tell what changed."""

LOOK_SECONDS: Final = 0.1
"""How often at most the server is asked for the pointer's place without word that it moved."""

_RAW_MOTION: Final = 1 << 17
_ALL_MASTERS: Final = 1
_BITS: Final = 32
_DEPTH: Final = 24


class X11Screen(ScreenSource):
    """The root window of one X11 screen, all monitors together."""

    def __init__(self, display: str | None = None) -> None:
        try:
            self._connection = connect(display)
        except OSError as error:
            raise ScreenUnavailable(NoScreen.NO_DISPLAY, str(error)) from error
        self._awake, self._waker = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        self._sources = (self._connection.get_file_descriptor(), self._awake)
        self._ends = threading.Lock()
        self._closed = False
        self._grabber: Grabber | None = None
        try:
            self._open()
        except BaseException:
            self.close()
            raise

    def _open(self) -> None:
        setup = self._connection.get_setup()
        screen = setup.roots[self._connection.pref_screen]
        self._root = screen.root
        _check_pixels(setup, screen)
        self._connection.core.ChangeWindowAttributesChecked(
            self._root,
            xcffib.xproto.CW.EventMask,
            [xcffib.xproto.EventMask.StructureNotify],
        ).check()
        self._size = self._geometry()
        self._damaged = True
        self._next_look = 0.0
        self._region: int | None = None
        self._damage: int | None = None
        self._cursor_changed = False
        self._moved = True
        self._tells_motion = False
        self._asked = 0.0
        self._place: tuple[int, int] | None = None
        self._grabber = self._choose_grabber()
        if self._has("XFIXES"):
            self._open_xfixes()
        if self._region is not None and self._has("DAMAGE"):
            self._open_damage()
        if self._has("XInputExtension"):
            self._open_motion()

    def _has(self, extension: str) -> bool:
        return has_extension(self._connection, extension)

    def _choose_grabber(self) -> Grabber:
        if self._has("MIT-SHM"):
            width, height = self._size
            try:
                return SharedGrabber(self._connection, self._root, width * height * PIXEL)
            except (OSError, xcffib.ProtocolException):
                return PlainGrabber(self._connection, self._root)
        return PlainGrabber(self._connection, self._root)

    def _open_xfixes(self) -> None:
        self._xfixes = self._connection(xcffib.xfixes.key)
        self._xfixes.QueryVersion(5, 0).reply()
        self._region = self._connection.generate_id()
        self._xfixes.CreateRegion(self._region, 0, [])
        self._xfixes.SelectCursorInput(self._root, xcffib.xfixes.CursorNotifyMask.DisplayCursor)
        self._cursor_changed = True

    def _open_damage(self) -> None:
        self._damages = self._connection(xcffib.damage.key)
        self._damages.QueryVersion(1, 1).reply()
        self._damage = self._connection.generate_id()
        self._damages.Create(self._damage, self._root, xcffib.damage.ReportLevel.NonEmpty)

    def _open_motion(self) -> None:
        xinput = self._connection(xcffib.xinput.key)
        if xinput.XIQueryVersion(2, 2).reply().major_version < 2:
            return
        events: Any = xcffib.xinput.EventMask
        mask = events.synthetic(_ALL_MASTERS, 1, [_RAW_MOTION])
        xinput.XISelectEvents(self._root, 1, [mask])
        self._tells_motion = True

    @property
    def shares_memory(self) -> bool:
        """Whether pixels come through shared memory."""
        return isinstance(self._grabber, SharedGrabber)

    @property
    def tells_damage(self) -> bool:
        """Whether the server says what changed."""
        return self._damage is not None

    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return self._size

    def wait(self, seconds: float) -> None:
        """Returns on an event, after `wake`, or after so long."""
        patience = seconds if self.tells_damage else min(seconds, POLL_SECONDS)
        deadline = time.monotonic() + patience
        self._connection.flush()
        while not self._drain():
            left = deadline - time.monotonic()
            if left <= 0:
                return
            # Not `poll`, which knows only whole milliseconds.
            ready, _, _ = select.select(self._sources, [], [], left)
            if self._awake in ready:
                os.read(self._awake, 4096)
                self._drain()
                return

    def wake(self) -> None:
        """Ends the `wait` under way, or the next one."""
        with self._ends:
            if not self._closed:
                # A pipe that is full wakes as well.
                with suppress(BlockingIOError):
                    os.write(self._waker, b"\0")

    def _drain(self) -> bool:
        """Takes every event in, those that the library has queued as well."""
        some = False
        while (event := self._connection.poll_for_event()) is not None:
            some = True
            if isinstance(event, xcffib.damage.NotifyEvent):
                self._damaged = True
            elif isinstance(event, xcffib.xfixes.CursorNotifyEvent):
                self._cursor_changed = True
            elif isinstance(event, xcffib.xinput.RawMotionEvent):
                self._moved = True
            elif isinstance(event, xcffib.xproto.ConfigureNotifyEvent):
                self._size = (event.width, event.height)
        return some

    def pending(self) -> bool:
        """Whether something changed, or may have where the server does not tell."""
        if self._damage is None:
            return time.monotonic() >= self._next_look
        return self._damaged

    def damage(self) -> list[Box]:
        """Where pixels may have changed since the last call."""
        if self._damage is None:
            self._next_look = time.monotonic() + POLL_SECONDS
            return [Box(0, 0, *self._size)]
        if not self._damaged:
            return []
        self._damaged = False
        # The server tells of the next change once, however many follow, until this is asked again.
        self._damages.Subtract(self._damage, 0, self._region)
        asked = self._xfixes.FetchRegion(self._region)
        return boxes_of(raw_reply(self._connection, asked))

    def grab(self, box: Box) -> Pixels:
        """The pixels of a box as they are now; `ScreenChanged` where it is not inside."""
        if self._grabber is None:
            raise ScreenChanged
        try:
            return self._grabber.grab(box)
        except ScreenChanged:
            self._size = self._geometry()
            raise

    def cursor(self) -> CursorChange:
        """The cursor's picture where it changed, and its place where it moved.

        A program may move the pointer without word of it, so it is asked for now and then, too.
        """
        if self._region is None:
            return CursorChange(None, None)
        image = None
        if self._cursor_changed:
            self._cursor_changed = False
            image = self._cursor_image()
        return CursorChange(image, self._new_place() if self._may_have_moved() else None)

    def _may_have_moved(self) -> bool:
        now = time.monotonic()
        if self._tells_motion and not self._moved and now - self._asked < LOOK_SECONDS:
            return False
        self._moved, self._asked = False, now
        return True

    def _new_place(self) -> tuple[int, int] | None:
        at = self._connection.core.QueryPointer(self._root).reply()
        place = (max(at.root_x, 0), max(at.root_y, 0))
        if place == self._place:
            return None
        self._place = place
        return place

    def _cursor_image(self) -> CursorImage:
        found = self._xfixes.GetCursorImage().reply()
        pixels = bytes(found.cursor_image.buf())
        return CursorImage(found.width, found.height, found.xhot, found.yhot, pixels)

    def _geometry(self) -> tuple[int, int]:
        found = self._connection.core.GetGeometry(self._root).reply()
        return found.width, found.height

    def close(self) -> None:
        """Ends the connection; more than one call is harmless."""
        with self._ends:
            if self._closed:
                return
            self._closed = True
            os.close(self._waker)
            os.close(self._awake)
        if self._grabber is not None:
            self._grabber.close()
        self._connection.disconnect()


def _check_pixels(setup: xcffib.xproto.Setup, screen: xcffib.xproto.SCREEN) -> None:
    little_endian = setup.image_byte_order == xcffib.xproto.ImageOrder.LSBFirst
    bits = {form.depth: form.bits_per_pixel for form in setup.pixmap_formats}
    if screen.root_depth != _DEPTH or bits.get(_DEPTH) != _BITS or not little_endian:
        raise ScreenUnavailable(NoScreen.UNSUPPORTED, f"a screen of depth {screen.root_depth}")
