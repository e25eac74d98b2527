"""Reads pixels of the X11 root window: through shared memory, or over the connection without it."""

from typing import Any, Final, Protocol

import numpy as np
import xcffib
import xcffib.shm
import xcffib.xproto

from agent.screen.capture.x11_shm import Segment
from agent.screen.source import Box, Pixels, ScreenChanged

PIXEL: Final = 4
"""Bytes of a pixel; the server was asked whether it agrees (`X11Screen`)."""

BOXES_MAX: Final = 256
"""Most boxes of a region; with more of them the one around all is given."""

_HEAD: Final = 32
"""Bytes of a reply before its list."""

_EXTENTS: Final = 8
"""Where a region's reply has the box around all."""

_BOX: Final = np.dtype([("x", "<i2"), ("y", "<i2"), ("width", "<u2"), ("height", "<u2")])
_EVERY_PLANE: Final = 0xFFFFFFFF
_PIXMAP: Final = xcffib.xproto.ImageFormat.ZPixmap


class Grabber(Protocol):
    """Reads boxes of a window."""

    def grab(self, box: Box) -> Pixels:
        """The pixels of a box; `ScreenChanged` where it is not inside the window."""

    def close(self) -> None:
        """Lets go of everything."""


class PlainGrabber:
    """Over the connection: slower, but it works with an X server on another machine."""

    def __init__(self, connection: Any, root: int) -> None:
        self._connection = connection
        self._root = root

    def grab(self, box: Box) -> Pixels:
        """The pixels of a box; `ScreenChanged` where it is not inside the window."""
        asked = self._connection.core.GetImage(
            _PIXMAP, self._root, box.x, box.y, box.width, box.height, _EVERY_PLANE
        )
        try:
            data = raw_reply(self._connection, asked)
        except xcffib.xproto.MatchError as error:
            raise ScreenChanged from error
        pixels = np.frombuffer(data, np.uint32, box.width * box.height, _HEAD)
        return pixels.reshape(box.height, box.width)

    def close(self) -> None:
        """Has nothing of its own."""


class SharedGrabber:
    """Through shared memory; `xcffib` errors or OSError where server and agent share none.

    `size` is the memory to begin with, in bytes; a larger box gets more.
    """

    def __init__(self, connection: Any, root: int, size: int) -> None:
        self._connection = connection
        self._root = root
        self._shm = connection(xcffib.shm.key)
        self._shm.QueryVersion().reply()
        self._segment, self._seg = self._attach(size)

    def grab(self, box: Box) -> Pixels:
        """The pixels of a box; `ScreenChanged` where it is not inside the window."""
        size = box.width * box.height * PIXEL
        if size > self._segment.size:
            self._replace(size)
        asked = self._shm.GetImage(
            self._root,
            *(box.x, box.y, box.width, box.height),
            *(_EVERY_PLANE, _PIXMAP, self._seg, 0),
        )
        try:
            asked.reply()
        except xcffib.xproto.MatchError as error:
            raise ScreenChanged from error
        return self._segment.pixels(box.width, box.height)

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


def raw_reply(connection: Any, asked: Any) -> Any:
    """The bytes of a request's reply: xcffib would make an object of each byte or rectangle."""
    return connection.wait_for_reply(asked.sequence).buf


def boxes_of(reply: Any) -> list[Box]:
    """The boxes of a region (the reply to FetchRegion)."""
    found = np.frombuffer(reply, _BOX, offset=_HEAD)
    if len(found) > BOXES_MAX:
        found = np.frombuffer(reply, _BOX, 1, _EXTENTS)
    return [Box(*each) for each in found.tolist()]
