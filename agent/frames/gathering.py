"""Parts become frames: the order of parts and streams, and the bounds of a whole frame."""

from dataclasses import dataclass
from typing import Final

from agent.frames import vp9
from agent.frames.kinds import BadFrame
from agent.frames.operations import Coded, Copied, Fill, Operation, Piece, Video
from agent.frames.picture import Part

PARTS_MAX: Final = 64
"""Most parts of one frame."""

OPERATIONS_MAX: Final = 4096
"""Most operations of one frame; the pieces of a video count each."""

AREA_FACTOR: Final = 8
"""The rectangles of one frame have at most so many times the picture's area together."""

IMAGE_FACTOR: Final = 4
"""Those of images (`webp`, `jpeg`, `video`) at most so many times: what a console must hold."""


@dataclass(frozen=True, slots=True)
class Frame:
    """All of one frame; `delay`: milliseconds as its last part told."""

    number: int
    delay: int
    operations: tuple[Operation, ...]


class Gathering:
    """Takes the parts of one line's frames, strictly in order."""

    def __init__(self) -> None:
        self._area = 0
        self._number = 0
        self._stream: tuple[int, int, int, int] | None = None
        self._begin()

    def resize(self, width: int, height: int) -> None:
        """Pictures have this size from here on; `BadFrame` in the middle of a frame."""
        if self._parts:
            raise BadFrame("a new size in the middle of a frame")
        self._area = width * height
        self._begin()
        self._stream = None

    def _begin(self) -> None:
        self._parts = 0
        self._coded = 0
        self._left = AREA_FACTOR * self._area
        self._images_left = IMAGE_FACTOR * self._area
        self._operations: list[Operation] = []
        self._pieces: list[Piece] = []

    def add(self, part: Part) -> Frame | None:
        """The frame that this part makes complete, or None; `BadFrame` where it may not come.

        The first frame may have any number: it is the first of a line.
        """
        wanted = self._number if self._parts else self._number + 1
        if self._number and part.frame != wanted:
            raise BadFrame("frame: not the next one")
        self._number = part.frame
        self._parts += 1
        self._coded += len(part.operations)
        if self._parts > PARTS_MAX or self._coded > OPERATIONS_MAX:
            raise BadFrame("a frame of too many parts or operations")
        for coded in part.operations:
            self._take(coded)
        if not part.last:
            return None
        if self._pieces:
            raise BadFrame("video: a piece is missing")
        frame = Frame(part.frame, part.delay, tuple(self._operations))
        self._begin()
        return frame

    def _take(self, coded: Coded) -> None:
        if not self._pieces:
            self._measure(coded)
            if self._left < 0 or self._images_left < 0:
                raise BadFrame("a frame of too large an area")
        if isinstance(coded, Piece):
            self._gather(coded)
        elif self._pieces:
            raise BadFrame("video: a piece is missing")
        else:
            self._operations.append(coded)

    def _measure(self, coded: Coded) -> None:
        area = coded.width * coded.height
        self._left -= area
        if not isinstance(coded, Fill | Copied):
            self._images_left -= area

    def _gather(self, piece: Piece) -> None:
        box = (piece.x, piece.y, piece.width, piece.height)
        if self._pieces:
            if piece.begins or box != self._stream:
                raise BadFrame("video: a piece of something else")
        elif piece.begins:
            self._stream = box
        elif box != self._stream:
            raise BadFrame("video: goes on where it did not begin")
        self._pieces.append(piece)
        if piece.more:
            return
        data = b"".join(one.data for one in self._pieces)
        begins = self._pieces[0].begins
        vp9.check(data, piece.width, piece.height, begins=begins)
        self._pieces = []
        self._operations.append(Video(*box, begins, data))
