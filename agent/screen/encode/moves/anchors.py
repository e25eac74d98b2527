"""Rare runs of pixels, found where their content says so, and the translations they vote for. Pure.

A run is `RUN` pixels of a row, or twice as many. Whether it is an anchor depends on its pixels
alone, so the same run is one wherever it stands. Of the old picture one row in `step` is read, and
bands of `step` rows of the new one: whatever the distance, each band has a row that stood on a row
that was read.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from agent.screen.encode.grid import TILE, Mask
from agent.screen.encode.moves.sample import Points
from agent.screen.encode.moves.shift import Shift
from agent.screen.source import Pixels

RUN: Final = 32
"""Pixels of a run: about four letters, so that few lines of a text have the same."""

_HALF: Final = RUN // 2

_WIDE: Final = 1024
"""Where so many columns are read, runs are twice as long: so much text says things twice."""

_DENSEST: Final = 8
"""One run in so many is an anchor, or fewer: see `_SPARSER`."""

_SPARSER: Final = 8192
"""For each so many pixels that are read one run in one more is an anchor."""

_SORTED_MAX: Final = 16384
"""Most anchors that are sorted; with more the picture is a pattern that repeats."""

_KEPT: Final = 4096
"""Most anchors of a picture: those of the greatest hashes, so that both pictures keep the same."""

_FEW: Final = 512
"""With fewer anchors that occur once, or more that do not, lines are looked at one by one."""

_BANDS: Final = 8
"""Fewest bands of rows read of the new picture."""

_BANDS_MAX: Final = 24
"""Most of them, where so many have less than `_READ` pixels."""

_READ: Final = 64 * 1024

_VOTES: Final = 2
"""Fewer votes than these are chance."""

_SHIFTS: Final = 8
"""Most translations that are proposed."""

_ODD: Final = (0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D, 0x27D4EB2F)
"""Odd multipliers; what is summed with their powers is spread over all 32 bits."""

_APART: Final = 0x9E3779B97F4A7C15

_SPAN: Final = 1 << 20
"""Greater than twice the side of any picture."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How rows are read: the same way in both pictures."""

    changed: Mask
    left: int
    """First column that is read."""
    right: int
    """The column behind the last."""
    one_in: int
    """One run in so many is an anchor."""
    run: int
    """Pixels of a run: `RUN` or twice as many."""
    apart: bool
    """A run equals only runs in the same row."""

    @classmethod
    def of(cls, changed: Mask, width: int, rows: int, *, apart: bool) -> "Reading":
        """Reads, of so many rows, the columns with changed tiles."""
        columns = np.flatnonzero(changed.any(axis=0))
        left, right = int(columns[0]) * TILE, min(int(columns[-1] + 1) * TILE, width)
        one_in = max(_DENSEST, rows * (right - left) // _SPARSER)
        run = RUN * 2 if right - left >= _WIDE else RUN
        return cls(changed, left, right, one_in, run, apart)


@dataclass(frozen=True, slots=True)
class Anchors:
    """Runs that occur once in the rows read: ascending keys, and where they begin."""

    keys: NDArray[np.uint64]
    ys: Points
    xs: Points
    repeated: int
    """Runs that were left out because they occur more than once."""


def anchors(read: Reading, pixels: Pixels, lines: Points) -> Anchors:
    """The anchors in these rows of a picture, of those that begin in changed tiles."""
    some = np.ascontiguousarray(pixels[lines, read.left : read.right])
    hashes = _hashes(some)
    at = np.flatnonzero(hashes > np.uint32(2**32 - 2**32 // read.one_in))[:_SORTED_MAX]
    line, xs = np.divmod(at, some.shape[1])
    ys = lines[line]
    good = read.changed[ys // TILE, (xs + read.left) // TILE]
    good &= xs < some.shape[1] - read.run
    at, ys, xs = at[good], ys[good], xs[good]
    rest = hashes[at + _HALF]
    for part in range(RUN, read.run, _HALF):
        rest = rest * np.uint32(_ODD[0]) + hashes[at + part]
    keys = hashes[at].astype(np.uint64) << np.uint64(32) | rest
    if read.apart:
        keys ^= ys.astype(np.uint64) * np.uint64(_APART)
    return _once(keys, ys, xs + read.left)


def votes(old: Pixels, new: Pixels, changed: Mask, ys: Points, xs: Points) -> list[Shift]:
    """Translations within the changed tiles, the likeliest first; zero is none.

    `ys` and `xs` are places where the new picture has something worth looking for.
    """
    if not ys.size:
        return []
    shifts, some = _anywhere(old, new, changed, ys)
    if shifts or some.keys.size >= max(_FEW, some.repeated):
        return shifts
    across = _along(old, new, changed, ys)
    down = [Shift(shift.dy, shift.dx) for shift in _along(old.T, new.T, changed.T, xs)]
    return across + down


def _anywhere(old: Pixels, new: Pixels, changed: Mask, ys: Points) -> tuple[list[Shift], Anchors]:
    """Translations in any direction, and the anchors of the new picture that could vote."""
    rows = np.flatnonzero(changed.any(axis=1))
    step = _step(rows.size)
    before = np.arange(0, len(new), step)
    before = before[np.isin(before // TILE, rows)]
    across = int(np.count_nonzero(changed.any(axis=0))) * TILE
    bands = min(max(_READ // (step * across), _BANDS), _BANDS_MAX)
    after = np.unique(_quantiles(ys, bands)[:, None] + np.arange(step) - step // 2)
    after = after[(after >= 0) & (after < len(new))]
    read = Reading.of(changed, new.shape[1], max(before.size, after.size), apart=False)
    some = anchors(read, new, after)
    return _likeliest(anchors(read, old, before), some), some


def _along(old: Pixels, new: Pixels, changed: Mask, ys: Points) -> list[Shift]:
    """Translations along the rows: what is the same in many rows occurs once in each."""
    rows = np.unique(_quantiles(ys, _BANDS))
    read = Reading.of(changed, new.shape[1], rows.size, apart=True)
    return _likeliest(anchors(read, old, rows), anchors(read, new, rows))


def _step(tile_rows: int) -> int:
    """The step for which both pictures need about equally many rows: the least work.

    Odd, because the lines of a text are more often an even number of rows apart.
    """
    if tile_rows <= 12:
        return 5
    return 9 if tile_rows <= 48 else 17


def _quantiles(places: Points, parts: int) -> Points:
    """The places in the middle of so many equal parts of them, however many share a place."""
    each = np.unique(places)
    return each[(2 * np.arange(parts) + 1) * each.size // (2 * parts)]


def _hashes(lines: Pixels) -> NDArray[np.uint32]:
    """For each pixel the hash of `_HALF` steps of colour from there to the right; 0: no step.

    The rows are laid end to end: what begins near the end of one is of no use.
    """
    pixels = lines.ravel()
    hashes, scaled = np.empty_like(pixels), np.empty_like(pixels)
    total = pixels.size - 1
    np.subtract(pixels[1:], pixels[:-1], out=hashes[:total])
    hashes[total:] = 0
    reach = 1
    for odd in _ODD:
        total -= reach
        np.multiply(hashes[:total], np.uint32(odd), out=scaled[:total])
        np.add(scaled[:total], hashes[reach : reach + total], out=hashes[:total])
        reach *= 2
    return hashes


def _once(keys: NDArray[np.uint64], ys: Points, xs: Points) -> Anchors:
    """Those of the anchors that occur once, and of these the ones with the greatest hashes."""
    order = np.argsort(keys)
    keys = keys[order]
    edges = np.ones(keys.size + 1, np.bool_)
    edges[1:-1] = keys[1:] != keys[:-1]
    alone = np.flatnonzero(edges[1:] & edges[:-1])
    repeated = keys.size - alone.size
    alone = alone[-_KEPT:]
    order = order[alone]
    return Anchors(keys[alone], ys[order], xs[order], repeated)


def _likeliest(before: Anchors, after: Anchors) -> list[Shift]:
    """The translations that most anchors of both pictures agree on."""
    if not before.keys.size:
        return []
    place = np.searchsorted(before.keys, after.keys)
    place[place == before.keys.size] = 0
    same = before.keys[place] == after.keys
    place = place[same]
    dys, dxs = after.ys[same] - before.ys[place], after.xs[same] - before.xs[place]
    codes, counts = np.unique((dys + _SPAN // 2) * _SPAN + dxs + _SPAN // 2, return_counts=True)
    often = counts >= _VOTES
    found = [
        (-count, abs(dy) + abs(dx), dy, dx)
        for code, count in zip(codes[often].tolist(), counts[often].tolist(), strict=True)
        for dy, dx in [(code // _SPAN - _SPAN // 2, code % _SPAN - _SPAN // 2)]
        if dy or dx
    ]
    return [Shift(dx, dy) for _, _, dy, dx in sorted(found)[:_SHIFTS]]
