"""Reading a document's values one by one: what each may be, and what is said where it is not.

A key's place is said as its writer sees it, with elements counted from 1: `session.steps[2].up_to`.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum, StrEnum
from typing import Any, Final

from broker.wire.limits import NAME_MAX
from broker.wire.reading import is_name

FORMAT: Final = 1
"""The one form of documents that is known."""

FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2199, 12, 31)
"""The days that a document may name."""

_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SHOWN_MOST: Final = 60
_BITS_MOST: Final = 64


class TariffError(ValueError):
    """A document that cannot be used.

    `field` is the place of what is wrong (empty: the whole text), `why` the key of a sentence in
    broker/texts, `value` what stands there, and `values` all that the sentence has places for.
    """

    def __init__(self, field: str, why: str, value: object = "", **values: object) -> None:
        super().__init__(f"{field}: {why}")
        self.field = field
        self.why = why
        self.value = shown(value)
        self.values: Mapping[str, object] = {"value": self.value, **values}


class Default(Enum):
    """What becomes of a key that was left out, where no value stands for it."""

    NEEDED = "needed"
    EMPTY = "empty"
    """It is read as a table in which nothing is said."""


@dataclass(frozen=True, slots=True)
class Field:
    """One key of a table: how its value is read, and its value where it is left out."""

    read: Callable[[str, object], Any]
    default: Any = Default.NEEDED


Fields = Mapping[str, Field]


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number, with its bounds."""

    least: int
    most: int

    def __call__(self, path: str, value: object) -> int:
        if type(value) is not int or not self.least <= value <= self.most:
            bounds = {"least": self.least, "most": self.most}
            raise TariffError(path, "document_not_whole", value, **bounds)
        return value


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of a few whole numbers."""

    known: tuple[int, ...]

    def __call__(self, path: str, value: object) -> int:
        if type(value) is not int or value not in self.known:
            known = ", ".join(map(str, self.known))
            raise TariffError(path, "document_not_one_of", value, known=known)
        return value


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a closed list."""

    words: type[StrEnum]

    def __call__(self, path: str, value: object) -> StrEnum:
        if not isinstance(value, str) or value not in set(self.words):
            known = ", ".join(f'"{word}"' for word in self.words)
            raise TariffError(path, "document_not_one_of", value, known=known)
        return self.words(value)


@dataclass(frozen=True, slots=True)
class Listed:
    """A list of so many elements at most, each read by `read`."""

    read: Callable[[str, object], Any]
    most: int
    least: int = 0

    def __call__(self, path: str, value: object) -> tuple[Any, ...]:
        if not isinstance(value, list) or not self.least <= len(value) <= self.most:
            bounds = {"least": self.least, "most": self.most}
            raise TariffError(path, "document_not_list", value, **bounds)
        return tuple(self.read(place, one) for place, one in numbered(path, value))


@dataclass(frozen=True, slots=True)
class Table:
    """A table of exactly these keys, made into a value by `build`."""

    fields: Fields
    build: Callable[[dict[str, Any]], Any] = dict

    def __call__(self, path: str, value: object) -> Any:
        return self.build(fields_of(path, table(path, value), self.fields))


def flag(path: str, value: object) -> bool:
    """True or false."""
    if type(value) is not bool:
        raise TariffError(path, "document_not_flag", value)
    return value


def name(path: str, value: object) -> str:
    """A name as people give it to a tariff."""
    if not isinstance(value, str) or not is_name(value) or value != value.strip():
        raise TariffError(path, "document_not_name", value, most=NAME_MAX)
    return value


def text(path: str, value: object) -> str:
    """Any text: the caller looks into it."""
    if not isinstance(value, str):
        raise TariffError(path, "document_not_text", value)
    return value


def day(path: str, value: object) -> date:
    """A date: TOML's own kind of value, or a text such as 2026-01-31 (RFC 3339, full-date)."""
    found = _full_date(value) if isinstance(value, str) else value
    if not isinstance(found, date) or isinstance(found, datetime):
        raise TariffError(path, "document_not_day", value)
    if not FIRST_DAY <= found <= LAST_DAY:
        raise TariffError(path, "document_day_far", value, first=FIRST_DAY, last=LAST_DAY)
    return found


def table(path: str, value: object) -> Mapping[str, object]:
    """A table, whose keys the caller reads by `fields_of`."""
    if not isinstance(value, dict):
        raise TariffError(path, "document_not_table", value)
    return value


def form(path: str, value: object) -> int:
    """The form of the document: `FORMAT`."""
    if type(value) is not int or value != FORMAT:
        raise TariffError(path, "document_format", value, known=FORMAT)
    return value


def fields_of(path: str, values: Mapping[str, object], fields: Fields) -> dict[str, Any]:
    """What the table `values` at `path` says under each of these keys; no other may be there."""
    for key in values:
        if key not in fields:
            raise TariffError(at(path, key), "document_unknown", key, known=", ".join(fields))
    return {key: _read(at(path, key), values, key, one) for key, one in fields.items()}


def at(path: str, key: str) -> str:
    """The place of a key in the table at `path`."""
    return f"{path}.{shown(key)}" if path else shown(key)


def numbered(path: str, values: list[object]) -> Iterator[tuple[str, object]]:
    """The elements of the list at `path`, each with its place."""
    return ((f"{path}[{number}]", one) for number, one in enumerate(values, 1))


def shown(value: object) -> str:
    """A value as a person may be shown it, shortened, in one line."""
    if isinstance(value, int) and value.bit_length() > _BITS_MOST:
        said = hex(value)
    elif isinstance(value, str | date):
        said = str(value)
    else:
        said = json.dumps(value, ensure_ascii=False, default=str)
    line = "".join(one if one.isprintable() else "�" for one in said[: _SHOWN_MOST + 1])
    return line if len(line) <= _SHOWN_MOST else line[: _SHOWN_MOST - 1] + "…"


def _full_date(said: str) -> date | None:
    if not _DAY.fullmatch(said):
        return None
    try:
        return date.fromisoformat(said)
    except ValueError:
        return None


def _read(path: str, values: Mapping[str, object], key: str, one: Field) -> Any:
    if key in values:
        return one.read(path, values[key])
    if one.default is Default.NEEDED:
        raise TariffError(path, "document_missing")
    return one.read(path, {}) if one.default is Default.EMPTY else one.default
