"""What a session that begins now will cost, in the few numbers that a customer is told first."""

from dataclasses import replace
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from broker.billing.agreement import Deal
from broker.billing.outlook import DAY_MINUTES, Outlook
from broker.calendar_ import Calendars
from broker.tariff.terms import Tariff
from broker.tariff.words import RuleKind
from broker.tariff.work import Price
from broker.wire.bill import Cost
from broker.wire.words import CostKind

UNIT_MINUTES: Final = 15
"""One unit of a pack for each started so many minutes."""

_HUNDRED: Final = 100
_HOUR_MINUTES: Final = 60

UNKNOWN: Final = Cost(
    kind=CostKind.UNKNOWN,
    tariff="",
    cents=0,
    minutes=0,
    quarter_cents=0,
    half_hour_cents=0,
    hour_cents=0,
    two_hours_cents=0,
    four_hours_cents=0,
    base_cents=0,
    minimum_minutes=0,
    free_minutes=0,
    units=0,
    left=0,
    surcharge_percent=0,
    urgent_percent=0,
    outside=False,
    vat_percent=0,
    known_minutes=0,
)


def cost_of(deal: Deal | None, now: datetime, calendars: Calendars, zone: str) -> Cost:
    """What a session will cost whose customer lets somebody in within two minutes of `now`.

    Nothing told here may be less than what is billed, as long as the deal is the same: all prices
    are those of the engine, the dearest of those two minutes. Without a deal, or where its rules
    leave a session to the office from the first minute on: unknown.
    """
    if deal is None:
        return UNKNOWN
    outlook = Outlook(deal, now, calendars, zone)
    known = outlook.minutes_while(lambda found: not found.flags)
    free = outlook.minutes_while(_is_free)
    tariff = next((rule.tariff for rule in deal.rules if rule.tariff is not None), None)
    own_zone = zone if tariff is None else tariff.week.zone
    kind = _kind(outlook, tariff, free)
    if kind is CostKind.UNKNOWN or not known:
        return UNKNOWN
    found = replace(_prices(outlook), kind=kind, known_minutes=_or_none(known))
    if kind is CostKind.FREE:
        found = replace(found, free_minutes=_or_none(free))
        if not found.free_minutes:
            return found
    if kind is CostKind.UNITS:
        found = replace(found, units=1, minutes=UNIT_MINUTES, left=_left(deal, outlook, own_zone))
    return found if tariff is None else _with_tariff(found, tariff, outlook)


def units_left(deal: Deal, day: date) -> int:
    """Units for sessions in the packs of the contract that are valid on a local day."""
    packs = {pack.id: pack for rule in deal.rules for pack in rule.packs}
    return sum(one.left for one in packs.values() if one.signed_on <= day <= one.expires_on)


def _is_free(found: Price) -> bool:
    return not (found.cents or found.units or found.flags)


def _or_none(minutes: int) -> int:
    """0 for all of a day."""
    return 0 if minutes >= DAY_MINUTES else minutes


def _kind(outlook: Outlook, tariff: Tariff | None, free: int) -> CostKind:
    """Of the first rule that takes some of an hour from its beginning on.

    Where the next two minutes make a difference, what may cost something is told rather than what
    is free, and nothing where both cost.
    """
    hours = [outlook.lasting(start, _HOUR_MINUTES) for start in outlook.starts]
    found = {_kind_of(hour, tariff, free) for hour in hours}
    if len(found) > 1:
        found.discard(CostKind.FREE)
    return found.pop() if len(found) == 1 else CostKind.UNKNOWN


def _kind_of(hour: Price, tariff: Tariff | None, free: int) -> CostKind:
    if _is_free(hour):
        return CostKind.FREE
    for line in hour.lines:
        if line.rule is RuleKind.ANNUAL and free:
            return CostKind.FREE
        if line.units:
            return CostKind.UNITS
        if line.rule is RuleKind.TARIFF and tariff is not None:
            return CostKind(tariff.session.way.value)
    return CostKind.FREE if free else CostKind.UNKNOWN


def _prices(outlook: Outlook) -> Cost:
    return replace(
        UNKNOWN,
        quarter_cents=outlook.most(15),
        half_hour_cents=outlook.most(30),
        hour_cents=outlook.most(60),
        two_hours_cents=outlook.most(120),
        four_hours_cents=outlook.most(240),
    )


def _left(deal: Deal, outlook: Outlook, zone: str) -> int:
    days = {start.astimezone(ZoneInfo(zone)).date() for start in outlook.starts}
    return min(units_left(deal, day) for day in days)


def _with_tariff(found: Cost, tariff: Tariff, outlook: Outlook) -> Cost:
    """With what the tariff says that prices the session, or what is left of it."""
    told = replace(
        found,
        tariff=tariff.name,
        base_cents=tariff.session.base_cents,
        minimum_minutes=tariff.session.minimum_minutes,
        surcharge_percent=tariff.outside.percent,
        urgent_percent=tariff.urgent_percent,
        outside=not all(stretch.inside for stretch in outlook.falls_on(tariff)),
        vat_percent=tariff.vat_percent,
    )
    if found.kind is CostKind.HOURLY:
        return replace(
            told,
            cents=_hour_cents(tariff, outlook),
            minutes=tariff.session.rounding.minutes,
            free_minutes=tariff.session.free_minutes,
        )
    if found.kind is CostKind.STEPS:
        minutes = tariff.session.steps[0].up_to or _HOUR_MINUTES
        cents, free = outlook.most(minutes), tariff.session.free_minutes
        return replace(told, cents=cents, minutes=minutes, free_minutes=free)
    return told


def _hour_cents(tariff: Tariff, outlook: Outlook) -> int:
    """The price of an hour inside the opening hours on a day such as now, rounded up to a cent."""
    percents = dict(tariff.days)
    percent = max(percents.get(one.kind, _HUNDRED) for one in outlook.falls_on(tariff))
    return -(-tariff.hourly_cents * percent // _HUNDRED)
