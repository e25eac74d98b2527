"""Sessions that count as one because the break between them is short."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from broker.tariff.work import Span


def merged(sessions: Sequence[Sequence[Span]], break_minutes: int) -> tuple[tuple[int, ...], ...]:
    """Which sessions of one customer count as one: groups of places in `sessions`, in order.

    A session joins the one before it where it begins at its end or less than `break_minutes`
    later. Sessions that overlap are left apart: people have to look at them. One without time is
    a group of its own. 0 minutes merge nothing.
    """
    groups: list[list[int]] = []
    latest: tuple[datetime, list[int]] | None = None
    limit = timedelta(minutes=break_minutes)
    for place in sorted(range(len(sessions)), key=lambda place: _order(sessions, place)):
        spans = sessions[place]
        group = _group(latest, spans[0].start, limit) if spans else None
        if group is None:
            group = []
            groups.append(group)
        group.append(place)
        if spans and (latest is None or end_of(spans) >= latest[0]):
            latest = end_of(spans), group
    return tuple(tuple(group) for group in groups)


def _group(
    latest: tuple[datetime, list[int]] | None, start: datetime, limit: timedelta
) -> list[int] | None:
    """The group that a session belongs to which begins at `start`, if it is a known one."""
    if latest is None:
        return None
    end, group = latest
    return group if timedelta() <= start - end < limit else None


def joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The same time in order and apart: what overlaps counts once."""
    found: list[Span] = []
    for span in sorted(spans, key=lambda span: span.start):
        end = found[-1].start + timedelta(milliseconds=found[-1].ms) if found else None
        if end is None or span.start > end:
            found.append(span)
            continue
        longer = span.start + timedelta(milliseconds=span.ms) - found[-1].start
        ms = max(found[-1].ms, longer // timedelta(milliseconds=1))
        found[-1] = Span(found[-1].start, ms)
    return tuple(found)


def end_of(spans: Sequence[Span]) -> datetime:
    """The first instant after the last of these spans; at least one is needed."""
    return spans[-1].start + timedelta(milliseconds=spans[-1].ms)


def _order(sessions: Sequence[Sequence[Span]], place: int) -> tuple[bool, datetime | int, int]:
    spans = sessions[place]
    return (not spans, spans[0].start if spans else 0, place)
