"""What changed tiles look like: one colour, text, or a picture that JPEG packs far better. Pure.

Three figures tell text and pictures apart, taken from a sample of a tile: the share of pixels that
equal their left or upper neighbour (`same`, of 256 pixels), the share that are far brighter or
darker than their upper neighbour (`edges`), and how many colours 64 pixels have. Measured on
generated content, 2nd to 98th percentile of the tiles, beside the size of lossless WebP over that
of JPEG of quality 80:

                                          same       edges      colours   size
    text 8 to 28 px: dark, coloured, LCD  0.55-0.96  0.00-0.42  4-29      0.3-1.2
    text on gradients                     0.54-0.93  0.09-0.29  9-33      0.9-1.5
    text on a very steep gradient         0.19-0.30  0.05-0.27  37-52     1.6
    gradients                             0.37-1.00  0          8-41      0.1-4
    icons, charts                         0.50-1.00  0.00-0.21  1-30      1.7-2.3
    icons with shades                     0.33-0.57  0.00-0.15  36-56     3.6
    photos, textures, skies               0.00-0.28  0.00-0.08  50-64     6-30
    photos that were JPEG, or are scaled  0.05-1.00  0.00-0.05  1-64      4-8
    text on a photo, noise                0.00-0.04  0.00-0.78  60-64     4-6
    smooth skies, dark slopes, no grain   0.40-0.95  0.00       5-50      8-25

So a tile is a picture if next to nothing repeats and it is of many colours, or if it is soft (no
edges that JPEG would blur) and of some colours. A smooth sky looks like a gradient by these, but
its brightness goes up and down in tiny steps without order: by how many pixels it turns within a
few columns, while next to none steps further. Of the sampled pixels it turns at 0.05 to 0.45 in
skies and slopes, at none in gradients (straight, athwart, round, mirrored) and soft shadows. Text
turns as often (0 to 0.2), but steps further in 3 to 40 %, even if it is just 12 levels darker than
its paper.

What is less clear follows its neighbours: a photo's rim as lossless tiles would cost more than the
photo. A lonely picture tile amid text would blur text to save little, as a JPEG has some 300 bytes
of tables: it is text. Where the figures fail (smooth places of a compressed photo, very steep
gradients), either way costs about as much.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from agent.screen.encode.grid import TILE, Mask, grid
from agent.screen.source import Pixels

_STEP: Final = 4
"""Every so many rows, and columns, are sampled."""

_SAMPLED: Final = TILE // _STEP * TILE
_SAME: Final = _SAMPLED * 30 // 100
_SAME_SOFT: Final = _SAMPLED * 75 // 100
_SAME_MILD: Final = _SAMPLED * 65 // 100
_SAME_MILD_SOFT: Final = _SAMPLED * 90 // 100
_COLOURS: Final = 54
_COLOURS_SOFT: Final = 32
_COLOURS_MILD: Final = 24
_COLOURS_MILD_SOFT: Final = 16

_EDGE: Final = 40
"""Levels of green that make an edge."""

_EDGES_SOFT: Final = _SAMPLED * 5 // 100

_TURN_COLUMNS: Final = 4
_TURNS: Final = _SAMPLED * 10 // 100
_TURNS_MILD: Final = _SAMPLED * 5 // 100
_STEP_TINY: Final = 24
"""Levels of the three colours together that text steps by, and a smooth sky does not."""

_STEPS: Final = 2 * _SAMPLED // 100
"""Most further steps, as in the rim of a cloud."""

_COMPANY: Final = 2
"""A picture tile with fewer such neighbours (of 8) is text."""

_COMPANY_MILD: Final = 3
"""A less clear tile with so many neighbours that are pictures is one too: a straight edge."""

_SPARSE: Final = TILE * TILE // 4
"""So few pixels that change in a picture tile are sent alone, exactly: a clock on a wallpaper."""

_SPARSE_TILES: Final = 32
"""Where more picture tiles change than these, nobody looks for it."""

_CHUNK: Final = 128
"""Tiles looked at together: half a megabyte, which stays in the cache."""


@dataclass(frozen=True, slots=True)
class Kinds:
    """The changed tiles, each in one of three masks, and the colours of the flat ones.

    `colours` is 0x00RRGGBB where `flat` is set, else 0; shape (rows, columns).
    """

    flat: Mask
    text: Mask
    picture: Mask
    colours: NDArray[np.uint32]


def sort(new: Pixels, changed: Mask) -> Kinds:
    """Sorts the changed tiles of a whole picture; looks at no other tile.

    4 ms for all of 1920 × 1080, 0.04 ms for one tile.
    """
    rows, columns = np.nonzero(changed)
    flat, clear, mild = (np.zeros(changed.shape, np.bool_) for _ in range(3))
    colours = np.zeros(changed.shape, np.uint32)
    if not rows.size:
        return Kinds(flat, clear, mild, colours)
    for start in range(0, rows.size, _CHUNK):
        place = rows[start : start + _CHUNK], columns[start : start + _CHUNK]
        tiles = _gather(new, *place)
        flat[place], colours[place] = _flat(tiles)
        if not flat[place].all():
            clear[place], mild[place] = _busy(tiles)
    picture = _cleaned(clear, mild)
    return Kinds(flat, changed & ~flat & ~picture, picture, colours)


def sparse(kinds: Kinds, shown: Pixels, wanted: Pixels, inexact: Mask) -> Kinds:
    """The same, but an exact picture tile of which few pixels change counts as text.

    A JPEG of all of it costs more bytes than those pixels, and has to be made exact afterwards.
    """
    rows, columns = np.nonzero(kinds.picture & ~inexact)
    if not 0 < rows.size <= _SPARSE_TILES:
        return kinds
    differs = _gather(shown, rows, columns) != _gather(wanted, rows, columns)
    few = np.count_nonzero(differs, axis=(1, 2)) <= _SPARSE
    text, picture = kinds.text.copy(), kinds.picture.copy()
    text[rows[few], columns[few]] = True
    picture[rows[few], columns[few]] = False
    return Kinds(kinds.flat, text, picture, kinds.colours)


def _gather(pixels: Pixels, rows: NDArray[np.intp], columns: NDArray[np.intp]) -> Pixels:
    """Tiles, shape (count, 32, 32); those at the edge go on with the pixel at the edge."""
    height, width = pixels.shape
    whole_rows, whole_columns = height // TILE, width // TILE
    if (whole_rows, whole_columns) == grid(height, width) or (
        rows.max() < whole_rows and columns.max() < whole_columns
    ):
        whole = pixels[: whole_rows * TILE, : whole_columns * TILE]
        cut = whole.reshape(whole_rows, TILE, whole_columns, TILE).transpose(0, 2, 1, 3)
        tiles: Pixels = cut[rows, columns]
        return tiles
    within = np.arange(TILE)
    y = np.minimum(rows[:, None] * TILE + within, height - 1)
    x = np.minimum(columns[:, None] * TILE + within, width - 1)
    cut_off: Pixels = pixels[y[:, :, None], x[:, None, :]]
    return cut_off


def _flat(tiles: Pixels) -> tuple[NDArray[np.bool_], NDArray[np.uint32]]:
    """Which tiles have one colour, and which."""
    every = tiles.reshape(-1, TILE * TILE)
    least = every.min(axis=1)
    flat = least == every.max(axis=1)
    return flat, np.where(flat, least & 0xFFFFFF, 0)


def _busy(tiles: Pixels) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which tiles are clearly pictures, and which may be, those among them."""
    sampled, above = (
        np.ascontiguousarray(tiles[:, first::_STEP]).reshape(-1, _SAMPLED)
        for first in (_STEP - 1, _STEP - 2)
    )
    same = sampled == above
    same[:, 1:] |= sampled[:, 1:] == sampled[:, :-1]
    alike = same.sum(axis=1, dtype=np.uint16)
    edges = (_apart(_green(sampled), _green(above)) >= _EDGE).sum(axis=1, dtype=np.uint16)
    points = np.sort(sampled[:, _STEP - 1 :: _STEP], axis=1)
    colours = (points[:, 1:] != points[:, :-1]).sum(axis=1, dtype=np.uint16) + 1
    soft = edges < _EDGES_SOFT
    clear = (alike < _SAME) & (colours >= _COLOURS)
    clear |= soft & (alike < _SAME_SOFT) & (colours >= _COLOURS_SOFT)
    mild = (alike < _SAME_MILD) & (colours >= _COLOURS_MILD)
    mild |= soft & (alike < _SAME_MILD_SOFT) & (colours >= _COLOURS_MILD_SOFT)
    unsure = np.flatnonzero(soft & ~clear)
    turns = _turns(sampled[unsure], above[unsure])
    clear[unsure] = turns >= _TURNS
    mild[unsure] |= turns >= _TURNS_MILD
    return clear, mild


def _turns(pixels: Pixels, above: Pixels) -> NDArray[np.int_]:
    """At how many pixels of each tile brightness turns without order; 0 where it steps far."""
    level = _brightness(pixels).reshape(-1, TILE // _STEP, TILE)
    down = level - _brightness(above).reshape(level.shape)
    turns = down[:, :, :-_TURN_COLUMNS] * down[:, :, _TURN_COLUMNS:] < 0
    steps = sum(
        np.count_nonzero(np.abs(step) > _STEP_TINY, axis=(1, 2))
        for step in (down, np.diff(level, axis=2))
    )
    return np.where(steps <= _STEPS, np.count_nonzero(turns, axis=(1, 2)), 0)


def _brightness(pixels: Pixels) -> NDArray[np.int32]:
    """Of three colours together, 0 to 765."""
    parts = pixels.view(np.uint8).reshape(*pixels.shape, 4)
    return parts[..., 0].astype(np.int32) + parts[..., 1] + parts[..., 2]


def _green(pixels: Pixels) -> NDArray[np.uint8]:
    return np.ascontiguousarray(pixels.view(np.uint8)[:, 1::4])


def _apart(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return np.maximum(one, other) - np.minimum(one, other)


def _cleaned(clear: Mask, mild: Mask) -> Mask:
    """The picture tiles, each of them in company."""
    if not clear.any():
        return clear
    kept = clear & (_neighbours(clear) >= _COMPANY)
    return kept | (mild & (_neighbours(kept) >= _COMPANY_MILD)) if kept.any() else kept


def _neighbours(mask: Mask) -> NDArray[np.int8]:
    """How many of the 8 tiles around each are set."""
    rows, columns = mask.shape
    # `np.pad` takes longer than all the rest.
    padded = np.zeros((rows + 2, columns + 2), np.int8)
    padded[1:-1, 1:-1] = mask
    across = padded[:, :-2] + padded[:, 1:-1] + padded[:, 2:]
    around: NDArray[np.int8] = across[:-2] + across[1:-1] + across[2:] - mask
    return around.reshape(rows, columns)
