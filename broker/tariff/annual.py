"""Annual contracts: what lies in their scope costs nothing and is counted."""

from broker.tariff.job import Job, Taken, untouched
from broker.tariff.pieces import Piece, by_calendar, total, when_all
from broker.tariff.words import RuleKind, Says
from broker.tariff.work import Line, Terms


def take(job: Job, terms: Terms, rest: tuple[Piece, ...]) -> Taken:
    """All of the kinds of work in scope, or what of it lies inside the opening hours."""
    if job.work.kind not in terms.works:
        return untouched(rest)
    calendar = job.calendar(terms.tariff)
    covered, left = rest, rest[:0]
    if terms.inside_only:
        parts = by_calendar(rest, calendar)
        covered = tuple(part.piece for part in parts if part.inside)
        left = tuple(part.piece for part in parts if not part.inside)
    if not covered:
        return untouched(rest)
    values = {**when_all(calendar, covered), "hours": "inside" if terms.inside_only else ""}
    ms = total(covered)
    return Taken((Line(RuleKind.ANNUAL, Says.ANNUAL, values, ms=ms, counted_ms=ms),), left)
