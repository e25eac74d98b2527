"""The pointer's shape as it travels. Pure."""

import io

from PIL import Image

from agent.frames import cursor, webp
from agent.screen.source import CursorImage


def cursor_shape(image: CursorImage) -> cursor.Shape:
    """A cursor as it travels: at most `cursor.SIDE_MAX` pixels a side and one record long."""
    if not image.width or not image.height:
        return cursor.HIDDEN
    size = (image.width, image.height)
    picture = Image.frombytes("RGBa", size, image.pixels, "raw", "BGRa").convert("RGBA")
    if max(size) > cursor.SIDE_MAX:
        picture.thumbnail((cursor.SIDE_MAX, cursor.SIDE_MAX))
    data = _bare(picture)
    while len(data) > cursor.WEBP_MAX:
        picture = picture.resize((max(1, picture.width // 2), max(1, picture.height // 2)))
        data = _bare(picture)
    hot_x = min(max(image.hot_x, 0), image.width - 1) * picture.width // image.width
    hot_y = min(max(image.hot_y, 0), image.height - 1) * picture.height // image.height
    return cursor.Shape(hot_x, hot_y, picture.width, picture.height, data)


def _bare(picture: Image.Image) -> bytes:
    target = io.BytesIO()
    picture.save(target, "WEBP", lossless=True, method=4, quality=50)
    return webp.bare(target.getvalue())
