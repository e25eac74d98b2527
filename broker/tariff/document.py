"""One version of one tariff as a document: TOML or JSON, and its one canonical JSON text.

docs/tariffs.md, "The document", says what each key means. What is read can be applied: nothing of
it has to be checked again, and no price of it falls while work grows.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from broker.calendar_ import Week
from broker.tariff.reading import (
    FORMAT,
    Default,
    Field,
    Listed,
    OneOf,
    Table,
    TariffError,
    Whole,
    Word,
    day,
    flag,
    form,
    name,
    text,
)
from broker.tariff.reading_hours import (
    ALWAYS,
    WEEKDAYS,
    closed_values,
    closures,
    days_values,
    is_days,
    season_values,
    seasons,
    week,
    weekday,
)
from broker.tariff.reading_steps import (
    MESSAGES,
    MINUTES,
    PERCENT,
    ended,
    endless,
    step_table,
    step_values,
)
from broker.tariff.reading_text import values_in
from broker.tariff.terms import Outside, Rounding, SessionTerms, Tariff
from broker.tariff.words import Applies, DayKind, Mode, Way
from broker.wire.documents import canonical

_CENTS: Final = Whole(0, 1_000_000)
_LENGTH: Final = Whole(0, 1440)
_HOLIDAYS: Final = Table(
    {
        "country": Field(text, ""),
        "patron": Field(flag, False),
        "closed": Field(flag, True),
        "rest_days": Field(Listed(weekday, len(WEEKDAYS)), (WEEKDAYS.index("sun"),)),
    }
)
_SESSION: Final = Table(
    {
        "steps": Field(step_table(MINUTES), ()),
        "round_minutes": Field(OneOf((0, 1, 5, 15, 30)), 0),
        "round_mode": Field(Word(Mode), Mode.UP),
        "base_cents": Field(_CENTS, 0),
        "minimum_minutes": Field(_LENGTH, 0),
        "free_minutes": Field(_LENGTH, 0),
        "ignore_seconds": Field(Whole(0, 3600), 0),
        "merge_minutes": Field(_LENGTH, 0),
    }
)
TARIFF: Final = Table(
    {
        "format": Field(form, FORMAT),
        "name": Field(name),
        "version": Field(Whole(1, 9999)),
        "valid_from": Field(day),
        "zone": Field(text, "Europe/Rome"),
        "vat_percent": Field(Whole(0, 100), 22),
        "hourly_cents": Field(_CENTS),
        "urgent_percent": Field(PERCENT, 0),
        "wrong_channel_cents": Field(_CENTS, 0),
        "hours": Field(week, Default.EMPTY),
        "season": Field(seasons, ()),
        "closed": Field(closures, ()),
        "holidays": Field(_HOLIDAYS, Default.EMPTY),
        "outside": Field(
            Table({"percent": Field(PERCENT, 0), "applies": Field(Word(Applies), Applies.PART)}),
            Default.EMPTY,
        ),
        "days": Field(Table({kind.value: Field(PERCENT, 100) for kind in DayKind}), Default.EMPTY),
        "session": Field(_SESSION, Default.EMPTY),
        "phone": Field(Table({"steps": Field(step_table(MINUTES), ())}), Default.EMPTY),
        "email": Field(Table({"steps": Field(step_table(MESSAGES), ())}), Default.EMPTY),
    }
)
"""Every key of a tariff's document, beside the weekdays of hours and seasons."""


@dataclass(frozen=True, slots=True)
class Places:
    """What only the machine knows of the names in a document."""

    is_zone: Callable[[str], bool]
    """Whether it is a zone of the IANA time zone database."""
    is_country: Callable[[str], bool]
    """Whether it is the ISO 3166 code of a country whose public holidays are known."""


def read_tariff(written: str, places: Places) -> Tariff:
    """The tariff that a text is, TOML or JSON. Raises `TariffError`."""
    return tariff_of(values_in(written), places)


def tariff_of(values: Mapping[str, object], places: Places) -> Tariff:
    """The tariff that the values of a document say. Raises `TariffError`."""
    try:
        said = TARIFF("", dict(values))
    except TariffError as error:
        raise _misplaced(error) from error
    holidays = said["holidays"]
    if not places.is_zone(said["zone"]):
        raise TariffError("zone", "document_zone", said["zone"])
    if holidays["country"] and not places.is_country(holidays["country"]):
        raise TariffError("holidays.country", "document_country", holidays["country"])
    if holidays["patron"] and not holidays["country"]:
        raise TariffError("holidays.patron", "document_patron_nowhere", True)
    if said["outside"]["percent"] and _always_open(said):
        raise TariffError("outside.percent", "document_never_outside", said["outside"]["percent"])
    return _tariff(said)


def tariff_text(tariff: Tariff) -> str:
    """The one JSON text of a tariff, with every key: what is kept of it."""
    return canonical(tariff_values(tariff))


def tariff_values(tariff: Tariff) -> dict[str, Any]:
    """What a document says of this tariff, with every key; `tariff_of` reads it."""
    week_, outside = tariff.week, tariff.outside
    return {
        "format": FORMAT,
        "name": tariff.name,
        "version": tariff.version,
        "valid_from": tariff.valid_from.isoformat(),
        "zone": week_.zone,
        "vat_percent": tariff.vat_percent,
        "hourly_cents": tariff.hourly_cents,
        "urgent_percent": tariff.urgent_percent,
        "wrong_channel_cents": tariff.wrong_channel_cents,
        "hours": days_values(week_.days),
        "season": [season_values(one) for one in week_.seasons],
        "closed": [closed_values(one) for one in week_.closed],
        "holidays": {
            "country": week_.country,
            "patron": week_.patron,
            "closed": week_.holidays_closed,
            "rest_days": [WEEKDAYS[one] for one in sorted(week_.rest_days)],
        },
        "outside": {"percent": outside.percent, "applies": outside.applies.value},
        "days": {kind.value: percent for kind, percent in tariff.days},
        "session": _session_values(tariff.session),
        "phone": {"steps": step_values(tariff.phone)},
        "email": {"steps": step_values(tariff.email)},
    }


def _tariff(said: Mapping[str, Any]) -> Tariff:
    return Tariff(
        name=said["name"],
        version=said["version"],
        valid_from=said["valid_from"],
        vat_percent=said["vat_percent"],
        hourly_cents=said["hourly_cents"],
        week=_week(said),
        outside=Outside(**said["outside"]),
        days=tuple((kind, said["days"][kind]) for kind in DayKind),
        urgent_percent=said["urgent_percent"],
        session=_session(said["session"]),
        phone=endless("phone.steps", said["phone"]["steps"]),
        email=endless("email.steps", said["email"]["steps"]),
        wrong_channel_cents=said["wrong_channel_cents"],
    )


def _week(said: Mapping[str, Any]) -> Week:
    holidays = said["holidays"]
    return Week(
        zone=said["zone"],
        days=said["hours"],
        seasons=said["season"],
        closed=said["closed"],
        country=holidays["country"],
        patron=holidays["patron"],
        holidays_closed=holidays["closed"],
        rest_days=frozenset(holidays["rest_days"]),
    )


def _session(said: Mapping[str, Any]) -> SessionTerms:
    steps = ended("session.steps", said["steps"])
    return SessionTerms(
        way=Way.STEPS if steps else Way.HOURLY,
        steps=steps,
        rounding=Rounding(said["round_minutes"], said["round_mode"]),
        base_cents=said["base_cents"],
        minimum_minutes=said["minimum_minutes"],
        free_minutes=said["free_minutes"],
        ignore_seconds=said["ignore_seconds"],
        merge_minutes=said["merge_minutes"],
    )


def _session_values(session: SessionTerms) -> dict[str, Any]:
    return {
        "steps": step_values(session.steps),
        "round_minutes": session.rounding.minutes,
        "round_mode": session.rounding.mode.value,
        "base_cents": session.base_cents,
        "minimum_minutes": session.minimum_minutes,
        "free_minutes": session.free_minutes,
        "ignore_seconds": session.ignore_seconds,
        "merge_minutes": session.merge_minutes,
    }


def _always_open(said: Mapping[str, Any]) -> bool:
    others = said["season"] or said["closed"] or said["holidays"]["country"]
    return not others and all(one == ALWAYS for one in said["hours"])


def _misplaced(error: TariffError) -> TariffError:
    """The same error, with the place where a key belongs that is known elsewhere."""
    if error.why != "document_unknown":
        return error
    if error.value in TARIFF.fields:
        return TariffError(error.field, "document_belongs_top", error.value)
    homes = _homes(error.value)
    if len(homes) != 1:
        return error
    return TariffError(error.field, "document_belongs", error.value, table=homes[0])


def _homes(key: str) -> list[str]:
    """The tables that know a key."""
    if is_days(key):
        return ["hours"]
    tables = {name: field.read for name, field in TARIFF.fields.items()}
    return [name for name, read in tables.items() if isinstance(read, Table) and key in read.fields]
