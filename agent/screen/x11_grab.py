"""Reads pixels of the X11 root window: through shared memory, or over the connection without it."""

from typing import Any, Final, Protocol

import xcffib
import xcffib.shm
import xcffib.xproto

from agent.screen.source import ScreenChanged
from agent.screen.tiles import PIXEL
from agent.screen.x11_shm import Segment

_EVERY_PLANE: Final = 0xFFFFFFFF
_PIXMAP: Final = xcffib.xproto.ImageFormat.ZPixmap


class Grabber(Protocol):
    """Reads whole rows of a window."""

    def rows(self, width: int, top: int, bottom: int) -> bytes:
        """4 bytes a pixel; `ScreenChanged` where these rows are not inside the window."""

    def close(self) -> None:
        """Lets go of everything."""


class PlainGrabber:
    """Over the connection: slower, but it works with an X server on another machine."""

    def __init__(self, connection: Any, root: int) -> None:
        self._connection = connection
        self._root = root

    def rows(self, width: int, top: int, bottom: int) -> bytes:
        """4 bytes a pixel; `ScreenChanged` where these rows are not inside the window."""
        asked = self._connection.core.GetImage(
            _PIXMAP, self._root, 0, top, width, bottom - top, _EVERY_PLANE
        )
        try:
            return bytes(asked.reply().data.buf())
        except xcffib.xproto.MatchError as error:
            raise ScreenChanged from error

    def close(self) -> None:
        """Has nothing of its own."""


class SharedGrabber:
    """Through shared memory; `xcffib` errors or OSError where server and agent share none."""

    def __init__(self, connection: Any, root: int, size: int) -> None:
        self._connection = connection
        self._root = root
        self._shm = connection(xcffib.shm.key)
        self._shm.QueryVersion().reply()
        self._segment, self._seg = self._attach(size)

    def rows(self, width: int, top: int, bottom: int) -> bytes:
        """4 bytes a pixel; `ScreenChanged` where these rows are not inside the window."""
        count = width * (bottom - top) * PIXEL
        if count > self._segment.size:
            self._replace(count)
        asked = self._shm.GetImage(
            self._root, 0, top, width, bottom - top, _EVERY_PLANE, _PIXMAP, self._seg, 0
        )
        try:
            asked.reply()
        except xcffib.xproto.MatchError as error:
            raise ScreenChanged from error
        return self._segment.read(count)

    def close(self) -> None:
        """Detaches; the server detaches when the connection ends."""
        self._segment.close()

    def _attach(self, size: int) -> tuple[Segment, int]:
        segment = Segment(size)
        try:
            seg = self._connection.generate_id()
            self._shm.Attach(seg, segment.id, False, is_checked=True).check()
        except BaseException:
            segment.close()
            raise
        finally:
            segment.remove()
        return segment, seg

    def _replace(self, size: int) -> None:
        self._shm.Detach(self._seg)
        self._segment.close()
        self._segment, self._seg = self._attach(size)
