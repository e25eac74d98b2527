"""Pixels as Pillow takes them. Pure."""

import numpy as np
from PIL import Image

from agent.screen.source import Box, Pixels


def image_of(pixels: Pixels, box: Box) -> Image.Image:
    """The pixels of a box of a picture, in red, green and blue; copied once or twice."""
    part = pixels[box.y : box.y + box.height, box.x : box.x + box.width]
    size = (box.width, box.height)
    return Image.frombuffer("RGB", size, np.ascontiguousarray(part), "raw", "BGRX", 0, 1)
