"""Several monitors as one picture, each at its place on the desktop. Pure."""

from collections.abc import Sequence

import numpy as np

from agent.screen.capture.polled import Seen
from agent.screen.source import Box, Pixels


class Mosaic:
    """The rectangle around all monitors; black where none is.

    `monitors`: their places in pixels of the desktop, whose origin may be anywhere.
    """

    def __init__(self, monitors: Sequence[Box]) -> None:
        left = min(each.x for each in monitors)
        top = min(each.y for each in monitors)
        self.origin = (left, top)
        """The place on the desktop of the picture's first pixel."""
        self.monitors = list(monitors)
        self._places = [Box(m.x - left, m.y - top, m.width, m.height) for m in monitors]
        width = max(each.x + each.width for each in self._places)
        height = max(each.y + each.height for each in self._places)
        self._pixels: Pixels = np.zeros((height, width), np.uint32)

    def put(self, pictures: Sequence[Pixels | None]) -> Seen:
        """Takes in what is new of each monitor; a picture of another size than it is left out."""
        boxes = []
        for place, new in zip(self._places, pictures, strict=True):
            if new is None or new.shape != (place.height, place.width):
                continue
            boxes.append(place)
            if new.shape == self._pixels.shape:
                # The only monitor there is: its own memory will do.
                self._pixels = new
            else:
                rows = slice(place.y, place.y + place.height)
                self._pixels[rows, place.x : place.x + place.width] = new
        return Seen(self._pixels, boxes)
