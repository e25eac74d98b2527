"""The console's canvas as a test sees it: draws the records of a stream with Pillow."""

import io

from PIL import Image

from agent.frames import control, cursor, picture
from agent.frames.kinds import Kind


class Canvas:
    """Takes records in order; raises where the protocol does not allow one."""

    def __init__(self) -> None:
        self.image = Image.new("RGB", (1, 1))
        self.frame = 0
        self.sizes: list[tuple[int, int]] = []
        self.operations: list[list[picture.Operation]] = []
        self.place: tuple[int, int] | None = None
        self.shape: Image.Image | None = None
        self.hot: tuple[int, int] | None = None
        self._waiting: list[picture.Operation] = []

    def take(self, kind: Kind, data: bytes) -> None:
        """One record's plaintext."""
        if kind == Kind.CONTROL:
            message = control.decode(data)
            assert isinstance(message, control.Screen)
            self.sizes.append((message.width, message.height))
            self.image = Image.new("RGB", self.sizes[-1])
        elif kind == Kind.PICTURE:
            self._picture(picture.decode(data, *self.image.size))
        elif kind == Kind.CURSOR:
            self._cursor(cursor.decode(data))
        else:
            raise AssertionError(f"not a record of a stream: {kind}")

    def _picture(self, part: picture.Part) -> None:
        assert part.frame == self.frame + 1
        self._waiting += part.operations
        if part.last:
            for operation in self._waiting:
                draw(self.image, operation)
            self.operations.append(self._waiting)
            self._waiting = []
            self.frame = part.frame

    def _cursor(self, change: cursor.Cursor) -> None:
        if isinstance(change, cursor.Place):
            self.place = (change.x, change.y)
            return
        self.hot = (change.hot_x, change.hot_y)
        self.shape = Image.open(io.BytesIO(change.data)).convert("RGBA") if change.data else None


def draw(image: Image.Image, operation: picture.Operation) -> None:
    """Draws one operation."""
    box = (
        operation.x,
        operation.y,
        operation.x + operation.width,
        operation.y + operation.height,
    )
    if isinstance(operation, picture.Fill):
        image.paste(operation.rgb, box)
    else:
        image.paste(Image.open(io.BytesIO(operation.data)).convert("RGB"), box)
