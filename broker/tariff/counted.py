"""Work without a length: e-mails, requests through the wrong channel."""

from broker.tariff.job import Job
from broker.tariff.rates import HUNDRED, half_up
from broker.tariff.steps import share
from broker.tariff.terms import Tariff
from broker.tariff.words import RuleKind, Says, WorkKind
from broker.tariff.work import Line, Terms


def line_of(job: Job, terms: Terms) -> Line | None:
    """The line with which a rule prices such work; None where it does not."""
    if terms.kind is RuleKind.ANNUAL:
        return _annual(job, terms)
    if terms.kind is RuleKind.PACK or terms.tariff is None:
        return None
    if job.work.kind is WorkKind.EMAIL:
        return _email(job, terms.tariff) if terms.tariff.email else None
    return Line(RuleKind.TARIFF, Says.WRONG_CHANNEL, cents=terms.tariff.wrong_channel_cents)


def _annual(job: Job, terms: Terms) -> Line | None:
    work = job.work
    if work.kind not in terms.works:
        return None
    if terms.inside_only and not job.calendar(terms.tariff).cut(job.start, 1)[0].inside:
        return None
    return Line(RuleKind.ANNUAL, Says.ANNUAL_WORK, {"work": work.kind.value, "count": work.count})


def _email(job: Job, tariff: Tariff) -> Line:
    """By the table. The hour and the day play no part: an e-mail waits."""
    found = share(tariff.email, job.work.count)
    urgent = tariff.urgent_percent if job.work.urgent else 0
    values: dict[str, int | str] = {
        "count": job.work.count,
        **found.values(),
        "hourly": tariff.hourly_cents,
        **({"urgent": HUNDRED + urgent} if urgent else {}),
    }
    exact = tariff.hourly_cents * found.percent * (HUNDRED + urgent)
    return Line(RuleKind.TARIFF, Says.EMAIL, values, cents=half_up(exact, HUNDRED**2))
