"""The grid of tiles that the encoder thinks in. Pure."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

TILE: Final = 32
"""Side of a tile in pixels; the grid begins at the upper left corner, edge tiles are cut."""

Mask = NDArray[np.bool_]
"""One truth for each tile, shape (rows, columns)."""


def grid(height: int, width: int) -> tuple[int, int]:
    """Rows and columns of the tiles that cover so many pixels."""
    return -(-height // TILE), -(-width // TILE)
