"""The console's canvas as a test sees it: the reference decoder of a stream's records.

It draws with Pillow, and decodes video with FFmpeg through PyAV where a stream has some.
"""

import io
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from agent.frames import control, cursor, picture, webp
from agent.frames.gathering import Gathering
from agent.frames.kinds import BadFrame, Kind
from agent.frames.operations import Fill, Jpeg, Move, Operation, Restore, Stow, Video, Webp


class Canvas:
    """Takes records in order; `BadFrame` where the protocol does not allow one.

    `image` is the picture with every whole frame in it, `operations` those of each of them.
    """

    def __init__(self) -> None:
        self.image = Image.new("RGB", (1, 1))
        self.frame = 0
        self.delay = 0
        self.sizes: list[tuple[int, int]] = []
        self.scale = 1
        self.operations: list[list[Operation]] = []
        self.place: tuple[int, int] | None = None
        self.shape: Image.Image | None = None
        self.hot: tuple[int, int] | None = None
        self._gathering = Gathering()
        self._pen = Pen()

    @property
    def pixels(self) -> NDArray[np.uint32]:
        """The picture, 0x00RRGGBB."""
        rgb = np.asarray(self.image, dtype=np.uint32)
        return rgb[..., 0] << 16 | rgb[..., 1] << 8 | rgb[..., 2]

    def anew(self) -> None:
        """Another line: its first frame has any number, what is drawn stays."""
        self._gathering, self._pen = Gathering(), Pen()
        if self.sizes:
            self._gathering.resize(*self.image.size)

    def take(self, kind: Kind, data: bytes) -> None:
        """One record's plaintext."""
        if kind == Kind.CONTROL:
            message = control.decode(data)
            assert isinstance(message, control.Screen)
            self._resize(message)
        elif kind == Kind.PICTURE:
            self._picture(picture.decode(data, *self._size()))
        elif kind == Kind.CURSOR:
            self._cursor(cursor.decode(data))
        else:
            raise AssertionError(f"not a record of a stream: {kind}")

    def _size(self) -> tuple[int, int]:
        return self.image.size if self.sizes else (0, 0)

    def _resize(self, screen: control.Screen) -> None:
        self.sizes.append((screen.width, screen.height))
        self.scale = screen.scale
        size = (-(-screen.width // screen.scale), -(-screen.height // screen.scale))
        self._gathering.resize(*size)
        self._pen = Pen()
        if size != self.image.size:
            self.image = Image.new("RGB", size)

    def _picture(self, part: picture.Part) -> None:
        frame = self._gathering.add(part)
        if frame is None:
            return
        drawn = self.image.copy()
        for operation in frame.operations:
            self._pen.draw(drawn, operation)
        self.image = drawn
        self.operations.append(list(frame.operations))
        self.frame, self.delay = frame.number, frame.delay

    def _cursor(self, change: cursor.Cursor) -> None:
        if isinstance(change, cursor.Place):
            self.place = (change.x, change.y)
            return
        self.hot = (change.hot_x, change.hot_y)
        self.shape = _decoded(webp.whole(change.data), "RGBA") if change.data else None


class Pen:
    """Draws operations one after another; keeps the shelf, and the video that goes on."""

    def __init__(self) -> None:
        self._decoder: Any = None
        self._shelf: Image.Image | None = None

    def draw(self, image: Image.Image, operation: Operation) -> None:
        """Draws one; `BadFrame` where it does not decode to its size."""
        x, y = operation.x, operation.y
        size = (operation.width, operation.height)
        match operation:
            case Fill(rgb=rgb):
                image.paste(rgb, (x, y, x + size[0], y + size[1]))
                return
            case Webp(data=data):
                drawn = _decoded(webp.whole(data))
            case Move(from_x=left, from_y=top):
                drawn = image.crop((left, top, left + size[0], top + size[1]))
            case Jpeg(data=data):
                drawn = _decoded(data)
            case Video():
                drawn = self._video(operation)
            case Stow():
                box = (x, y, x + size[0], y + size[1])
                self._shelf_of(image).paste(image.crop(box), (x, y))
                return
            case Restore():
                drawn = self._shelf_of(image).crop((x, y, x + size[0], y + size[1]))
        if drawn.size != size:
            raise BadFrame("an image of another size than its rectangle")
        image.paste(drawn, (x, y))

    def _shelf_of(self, image: Image.Image) -> Image.Image:
        self._shelf = self._shelf or Image.new("RGB", image.size)
        return self._shelf

    def _video(self, operation: Video) -> Image.Image:
        import av

        if operation.begins:
            self._decoder = av.CodecContext.create("vp9", "r")
            self._decoder.thread_count = 1
        try:
            (frame,) = self._decoder.decode(av.Packet(operation.data))
        except (av.FFmpegError, ValueError) as error:
            raise BadFrame("a video that does not decode") from error
        return frame.to_image(src_colorspace=frame.colorspace)


def draw(image: Image.Image, operation: Operation) -> None:
    """Draws one operation that needs none before it."""
    Pen().draw(image, operation)


def _decoded(file: bytes, mode: str = "RGB") -> Image.Image:
    try:
        return Image.open(io.BytesIO(file)).convert(mode)
    except (OSError, SyntaxError) as error:
        raise BadFrame("an image that does not decode") from error
