"""The billable time of work laid end to end, and cut by a calendar."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple

from broker.calendar_ import Calendar, DayKind, is_doubled
from broker.tariff.work import Span

MINUTE_MS: Final = 60_000
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MS: Final = timedelta(milliseconds=1)


class Piece(NamedTuple):
    """Billable time without a break."""

    at: int
    """How many billable milliseconds of the work lie before it."""
    start: int
    """Milliseconds since 1970, UTC."""
    ms: int

    @property
    def end(self) -> int:
        """The first instant after it."""
        return self.start + self.ms


class Sorted(NamedTuple):
    """A piece that lies on one sort of time."""

    piece: Piece
    inside: bool
    """Inside the opening hours."""
    kind: DayKind


def instant(moment: datetime) -> int:
    """An aware moment in whole milliseconds since 1970, UTC."""
    return (moment - _EPOCH) // _MS


def laid(spans: Iterable[Span]) -> tuple[Piece, ...]:
    """Spans end to end."""
    found = []
    at = 0
    for span in spans:
        if span.ms > 0:
            found.append(Piece(at, instant(span.start), span.ms))
            at += span.ms
    return tuple(found)


def total(pieces: Iterable[Piece]) -> int:
    """The time of pieces in milliseconds."""
    return sum(piece.ms for piece in pieces)


def parted(pieces: Iterable[Piece], ms: int) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """The first `ms` milliseconds of these pieces, and the others."""
    front: list[Piece] = []
    back: list[Piece] = []
    for piece in pieces:
        here = max(0, min(piece.ms, ms))
        ms -= here
        if here:
            front.append(piece._replace(ms=here))
        if here < piece.ms:
            back.append(Piece(piece.at + here, piece.start + here, piece.ms - here))
    return tuple(front), tuple(back)


def by_calendar(pieces: Iterable[Piece], calendar: Calendar) -> list[Sorted]:
    """Pieces cut where the opening hours or the sort of day change."""
    found = []
    for piece in pieces:
        ahead = piece.at - piece.start
        for start, ms, inside, kind in calendar.cut(piece.start, piece.ms):
            found.append(Sorted(Piece(start + ahead, start, ms), inside, kind))
    return found


def has_breaks(pieces: tuple[Piece, ...]) -> bool:
    """Whether there is time between the first piece and the last that is no part of them."""
    return bool(pieces) and pieces[-1].end - pieces[0].start != total(pieces)


def when(calendar: Calendar, start: int, end: int, *, breaks: bool) -> dict[str, int | str]:
    """The values that say when: local times, and which of two equal hours where there are two."""
    first, last = calendar.zone.clock(start), calendar.zone.clock(end)
    values: dict[str, int | str] = {
        "from": first.isoformat(),
        "to": last.isoformat(),
        "breaks": int(breaks),
    }
    if is_doubled(first):
        values["from_fold"] = first.fold
    if is_doubled(last):
        values["to_fold"] = last.fold
    return values


def when_all(calendar: Calendar, pieces: tuple[Piece, ...]) -> dict[str, int | str]:
    """The values that say when these pieces were; at least one is needed."""
    return when(calendar, pieces[0].start, pieces[-1].end, breaks=has_breaks(pieces))
