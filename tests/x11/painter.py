"""Draws on an X display over a connection of its own, and grabs it independently."""

from typing import Any, Final

import xcffib.xproto
import xcffib.xtest
from PIL import Image

from agent.x11 import connect

_MOTION: Final = 6
"""MotionNotify, as XTEST calls a mouse that moved."""


class Painter:
    """Looks at the display, and has, if wanted, a window over the whole screen to draw on."""

    def __init__(self, display: str, window: bool = True) -> None:
        self._connection: Any = connect(display)
        screen = self._connection.get_setup().roots[0]
        self._root = screen.root
        if window:
            self._open(screen)
        self.sync()

    def _open(self, screen: Any) -> None:
        self._window = self._connection.generate_id()
        self._context = self._connection.generate_id()
        core = self._connection.core
        core.CreateWindow(
            screen.root_depth,
            self._window,
            self._root,
            0,
            0,
            4000,
            4000,
            0,
            xcffib.xproto.WindowClass.InputOutput,
            screen.root_visual,
            xcffib.xproto.CW.BackPixel | xcffib.xproto.CW.OverrideRedirect,
            [0x808080, 1],
        )
        core.CreateGC(self._context, self._window, 0, [])
        core.MapWindow(self._window)
        self._depth = screen.root_depth

    def put(self, x: int, y: int, picture: Image.Image) -> None:
        """Draws a picture at a place."""
        self._connection.core.PutImage(
            xcffib.xproto.ImageFormat.ZPixmap,
            self._window,
            self._context,
            picture.width,
            picture.height,
            x,
            y,
            0,
            self._depth,
            len(raw := picture.tobytes("raw", "BGRX")),
            raw,
        )
        self.sync()

    def point(self, x: int, y: int) -> None:
        """Moves the pointer."""
        self._connection.core.WarpPointer(0, self._root, 0, 0, 0, 0, x, y)
        self.sync()

    def drive(self, x: int, y: int) -> None:
        """Moves the pointer as a mouse does."""
        xtest = self._connection(xcffib.xtest.key)
        xtest.FakeInput(_MOTION, 0, 0, self._root, x, y, 0)
        self.sync()

    def grab(self) -> Image.Image:
        """The whole screen, over the connection."""
        core = self._connection.core
        found = core.GetGeometry(self._root).reply()
        pixels = core.GetImage(
            xcffib.xproto.ImageFormat.ZPixmap,
            self._root,
            0,
            0,
            found.width,
            found.height,
            0xFFFFFFFF,
        ).reply()
        size = (found.width, found.height)
        return Image.frombytes("RGB", size, bytes(pixels.data.buf()), "raw", "BGRX")

    def keys_down(self) -> list[int]:
        """The keycodes that are down."""
        bits = bytes(self._connection.core.QueryKeymap().reply().keys)
        return [code for code in range(256) if bits[code // 8] >> code % 8 & 1]

    def buttons_down(self) -> int:
        """The buttons that are down, as bits from bit 8."""
        return int(self._connection.core.QueryPointer(self._root).reply().mask) & 0x1F00

    def pointer(self) -> tuple[int, int]:
        """Where the pointer is."""
        found = self._connection.core.QueryPointer(self._root).reply()
        return found.root_x, found.root_y

    def keyboard(self) -> list[int]:
        """The whole keyboard map."""
        setup = self._connection.get_setup()
        count = setup.max_keycode - setup.min_keycode + 1
        return list(
            self._connection.core.GetKeyboardMapping(setup.min_keycode, count).reply().keysyms
        )

    def repeating(self) -> bytes:
        """Which keys repeat while they are held."""
        return bytes(self._connection.core.GetKeyboardControl().reply().auto_repeats)

    def sync(self) -> None:
        """Waits until the server has done everything."""
        self._connection.core.GetInputFocus().reply()

    def close(self) -> None:
        """Takes the window away."""
        self._connection.disconnect()
