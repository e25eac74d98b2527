"""What moved from where to where: scrolled text, dragged windows, panned pictures. Pure.

A few hundred changed pixels propose (`sample`), the last shifts (`course`) and rare runs
(`anchors`) are tried on them, and the translation that fits most of them gets the rectangle in
which it repairs most (`extent`), guessed from the last moves or else searched for; then the next,
until what is left is not worth a search.
"""

from collections.abc import Sequence
from functools import partial
from typing import Final

import numpy as np
from numpy.typing import NDArray

from agent.frames.operations import Move
from agent.screen.encode.grid import TILE, Mask
from agent.screen.encode.moves import anchors, extent, sample, standing
from agent.screen.encode.moves.course import Course
from agent.screen.encode.moves.extent import Extent
from agent.screen.encode.moves.sample import Sample
from agent.screen.encode.moves.shift import Shift as Shift
from agent.screen.encode.moves.standing import Standing
from agent.screen.source import Pixels

MOVES_MAX: Final = 16
"""Most moves of a frame."""

AREA_MAX: Final = 2
"""Most pixels of all moves of a frame, in pictures."""

TILES_MIN: Final = 6
"""Fewer changed tiles are sent sooner than searched."""

_POINTS_MIN: Final = 12
"""A translation that fits fewer points of the sample is chance, or not worth a move."""

_POINTS_SHARE: Final = 0.02
"""And at least this share of the sample."""

_SURE: Final = 0.75
"""Hints that fit this share of the sample are not worth doubting."""

_SIDE_MIN: Final = 4
"""Shortest side of a move, pixels."""

_GAIN_MIN: Final = 0.3
"""Share of a rectangle's wrong pixels by which a move must lessen them."""

_GAIN_LEAST: Final = 0.1
"""The same where very much is repaired: a window that scrolls around a film."""

_POINTS_GAIN: Final = 0.15
"""Share of a rectangle's points that must be repaired: not only what is flat anyway."""

_MUCH: Final = 4096
"""So many pixels that differ from their neighbours are very much: kilobytes."""

_MARGIN: Final = 2
"""Tiles around the points of a shift in which its rectangle is looked for."""

_REACH: Final = 24
"""Pixels by which an edge of a guessed rectangle may be off: a line of text, or three letters."""

_REACH_SURE: Final = 8
"""The same where no point of the shift is outside."""

_NEARLY: Final = 0.9
"""A guessed rectangle must hold this share of the points of its shift."""

_AGAIN: Final = 0.95
"""The last moves are made once more, without any search, where they repair this share."""

_FAILURES_MAX: Final = 2
"""After so many translations without a rectangle the search ends."""

_Truths = NDArray[np.bool_]


def apply(pixels: Pixels, move: Move) -> None:
    """Moves a rectangle within a picture, as memmove does where they overlap."""
    source = pixels[move.from_y : move.from_y + move.height, move.from_x : move.from_x + move.width]
    pixels[move.y : move.y + move.height, move.x : move.x + move.width] = source


def find(
    old: Pixels, new: Pixels, changed: Mask, hints: Sequence[Shift], course: Course | None = None
) -> list[Move]:
    """Moves that, applied to `old` in turn, leave far fewer pixels that differ from `new`.

    Both have the same shape and rows without a gap (else it is slow), and the same X byte
    everywhere; `changed` are the tiles that differ.
    `hints` are tried first: the shifts of the last moves; `course`: these moves themselves. At most
    `MOVES_MAX` moves of at most `AREA_MAX` pictures altogether; none where nothing moved, or where
    it is too little to matter.
    """
    if np.count_nonzero(changed) < TILES_MIN or min(new.shape) < TILE:
        return []
    course = course or Course()
    if again := _again(old, new, changed, course):
        return again
    points = sample.take(old, new, changed)
    if points.size < _POINTS_MIN:
        return []
    shifts = _candidates(old, new, changed, points, hints, course)
    return _search(old, new, points, shifts, course) if shifts else []


def _again(old: Pixels, new: Pixels, changed: Mask, course: Course) -> list[Move]:
    """The last moves, where a page scrolls on as it did and hardly anything else changed."""
    pages = course.pages
    rest = changed.copy()
    for page in pages:
        rest[
            page.top // TILE : -(-page.bottom // TILE), page.left // TILE : -(-page.right // TILE)
        ] = False
    if not pages or np.count_nonzero(rest) >= TILES_MIN:
        return []
    plan = Standing(old, new, AREA_MAX * new.size)
    same = all(plan.share(move) >= _AGAIN and plan.add(move) for move in course.moves)
    return plan.moves if same else []


def _candidates(
    old: Pixels,
    new: Pixels,
    changed: Mask,
    points: Sample,
    hints: Sequence[Shift],
    course: Course,
) -> list[Shift]:
    likely = [shift for shift in dict.fromkeys(hints) if shift.dx or shift.dy]
    fits = points.fits(old, likely).any(axis=0)
    if np.count_nonzero(fits) >= points.size * _SURE:
        return likely
    if followed := course.followed(old, points):
        return followed
    found = anchors.votes(old, new, changed, points.ys, points.xs)
    return list(dict.fromkeys([*likely, *found]))


def _search(
    old: Pixels, new: Pixels, points: Sample, shifts: list[Shift], course: Course
) -> list[Move]:
    """Moves by these shifts: those that fit most points first."""
    enough = max(_POINTS_MIN, points.size * _POINTS_SHARE)
    plan = Standing(old, new, AREA_MAX * new.size)
    fits = points.fits(old, shifts)
    failures = 0
    while len(plan.moves) < MOVES_MAX and failures < _FAILURES_MAX:
        counts = fits.sum(axis=1)
        likeliest = int(counts.argmax())
        if counts[likeliest] < enough:
            break
        shift, fitting = shifts[likeliest], fits[likeliest]
        found = _guessed(plan, new, points, fitting, shift, course)
        found = found or _rectangle(plan, new, points, fitting, shift)
        move = found and _move(found, shift)
        if move and _worth(plan, move, points, fitting) and plan.add(move):
            fits[:, fitting & _within(standing.target(move), points)] = False
        else:
            fits[likeliest] = False
            failures += 1
    return plan.moves


def _guessed(
    plan: Standing, new: Pixels, points: Sample, fitting: _Truths, shift: Shift, course: Course
) -> Extent | None:
    """The rectangle, where it stands where the last moves let expect it."""
    total = int(np.count_nonzero(fitting))
    whole = standing.reach(new, shift)
    for place in course.places(shift):
        inside, about = (
            np.count_nonzero(fitting & _within(each, points))
            for each in (place, place.grown(_REACH))
        )
        if about < max(_POINTS_MIN, _NEARLY * total):
            continue
        for reach in (_REACH_SURE, _REACH) if inside == total else (_REACH,):
            found = extent.confirmed(place, whole, reach, partial(plan.gains, shift))
            if found:
                return found
    return None


def _rectangle(
    plan: Standing, new: Pixels, points: Sample, fitting: _Truths, shift: Shift
) -> Extent | None:
    window = _window(points, fitting, new.shape)
    found = extent.rough(*plan.rough(window, shift))
    if found is None:
        return None
    cells, cell = found
    top, left = window.top, window.left
    near = Extent(cells.top + top, cells.bottom + top, cells.left + left, cells.right + left)
    if np.count_nonzero(fitting & _within(near, points)) < _POINTS_MIN:
        return None
    within = window.common(standing.reach(new, shift))
    return extent.trimmed(near, within, cell, partial(plan.gains, shift))


def _window(points: Sample, fitting: _Truths, shape: tuple[int, ...]) -> Extent:
    """Whole tiles around these points, and some more."""
    ys, xs = points.ys[fitting] // TILE, points.xs[fitting] // TILE
    rows, columns = -(-shape[0] // TILE), -(-shape[1] // TILE)
    return Extent(
        max(int(ys.min()) - _MARGIN, 0) * TILE,
        min(int(ys.max()) + 1 + _MARGIN, rows) * TILE,
        max(int(xs.min()) - _MARGIN, 0) * TILE,
        min(int(xs.max()) + 1 + _MARGIN, columns) * TILE,
    )


def _move(found: Extent, shift: Shift) -> Move:
    x, y = found.left, found.top
    return Move(x, y, found.right - x, found.bottom - y, x - shift.dx, y - shift.dy)


def _worth(plan: Standing, move: Move, points: Sample, fitting: _Truths) -> bool:
    """Whether so much is repaired, and of that enough which does not equal its neighbours."""
    if min(move.width, move.height) < _SIDE_MIN:
        return False
    within = _within(standing.target(move), points)
    repaired = int(np.count_nonzero(fitting & within))
    if repaired < _POINTS_MIN:
        return False
    share = plan.share(move)
    if repaired * points.weight >= _MUCH:
        return share >= _GAIN_LEAST
    return share >= _GAIN_MIN and repaired >= int(np.count_nonzero(within)) * _POINTS_GAIN


def _within(place: Extent, points: Sample) -> _Truths:
    return place.holds(points.ys, points.xs)
