"""`affianco-broker quote`: what work would cost under a tariff's document, without a database."""

import argparse
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from broker.billing.holidays import holidays_of, is_province
from broker.billing.phrases import price_phrases
from broker.calendar_.zones import Zone
from broker.cli.instants import instant
from broker.cli.parsing import Parser
from broker.cli.saying import WRONG_USE, Plain, Voice, voice_for
from broker.cli.tariff_files import tariff_at
from broker.problems import number_in
from broker.tariff.explain import sentences
from broker.tariff.kept import price_values
from broker.tariff.price import price
from broker.tariff.spoken import Spoken
from broker.tariff.terms import Tariff
from broker.tariff.words import RuleKind, WorkKind
from broker.tariff.work import Price, Span, Terms, Work
from broker.wire.texts import LANGUAGES

FORMAT: Final = 1
"""The form of what `--json` says (docs/tariffs.md, "A quote as JSON")."""

MESSAGES_MOST: Final = 1000
LENGTH_MOST: Final = timedelta(days=366)
_TIMED: Final = frozenset({WorkKind.SESSION, WorkKind.PHONE})
_MS: Final = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for."""

    tariff: Tariff
    work: Work
    end: datetime | None
    province: str

    @property
    def zone(self) -> Zone:
        """The tariff's zone."""
        return Zone(self.tariff.week.zone)

    @property
    def in_force(self) -> bool:
        """Whether the tariff is valid already on the day of the work."""
        return self.tariff.valid_from <= self.work.at.astimezone(self.zone.info).date()


def add(parser: Parser, commands: Any) -> None:
    """Add the command."""
    command = parser.command(commands, "quote")
    texts = parser.texts
    command.add_argument(
        "--tariff", required=True, type=Path, metavar="FILE", help=texts("help_quote_tariff")
    )
    command.add_argument(
        "--start", required=True, metavar="ISO8601", help=texts("help_quote_start")
    )
    command.add_argument("--end", metavar="ISO8601", help=texts("help_quote_end"))
    command.add_argument(
        "--kind", metavar="…", default=WorkKind.SESSION.value, help=texts("help_quote_kind")
    )
    command.add_argument("--messages", metavar="N", help=texts("help_quote_messages"))
    command.add_argument("--urgent", action="store_true", help=texts("help_quote_urgent"))
    command.add_argument("--province", metavar="XX", default="", help=texts("help_quote_province"))
    command.add_argument("--language", metavar="…", help=texts("help_quote_language"))
    command.add_argument("--json", action="store_true", help=texts("help_json"))
    command.set_defaults(act=act)


def act(arguments: argparse.Namespace, environ: Mapping[str, str], voice: Voice) -> None:
    """Say the price of work, and how it is made."""
    if arguments.language is not None:
        language = _word("--language", arguments.language, LANGUAGES)
        voice = voice_for({**environ, "LC_ALL": language})
    asked = _asked(arguments, voice)
    priced = price(
        asked.work,
        [Terms(RuleKind.TARIFF, tariff=asked.tariff)],
        holidays=_holidays(asked),
        zone=asked.tariff.week.zone,
    )
    phrases = price_phrases(voice.texts.language)
    lines = sentences(priced, phrases)
    if arguments.json:
        voice.line(json.dumps(_values(asked, priced, lines), ensure_ascii=False, indent=2))
        return
    _say(asked, lines, Spoken(phrases, dated=True).money(priced.cents), voice)


def _say(asked: Asked, lines: list[str], amount: str, voice: Voice) -> None:
    tariff = asked.tariff
    head = {"name": tariff.name, "version": tariff.version, "day": tariff.valid_from}
    voice.say("quote_tariff" if asked.in_force else "quote_not_in_force", **head)
    for line in lines:
        voice.line(f"  {line}")
    voice.say("quote_total", amount=amount, percent=tariff.vat_percent)


def _asked(arguments: argparse.Namespace, voice: Voice) -> Asked:
    kind = WorkKind(_word("--kind", arguments.kind, [*WorkKind]))
    count = _messages(arguments.messages, kind)
    _check_end(arguments.end, kind)
    tariff = tariff_at(arguments.tariff, voice)
    zone = Zone(tariff.week.zone).info
    start = instant("--start", arguments.start, zone)
    end = None if arguments.end is None else instant("--end", arguments.end, zone)
    spans = () if end is None else (_span(start, end, arguments),)
    work = Work(kind, start, spans, count, arguments.urgent)
    return Asked(tariff, work, end, _province(arguments.province, tariff))


def _span(start: datetime, end: datetime, arguments: argparse.Namespace) -> Span:
    said = {"start": arguments.start, "end": arguments.end}
    if end < start:
        raise Plain("quote_backwards", WRONG_USE, **said)
    if end == start:
        raise Plain("quote_no_time", WRONG_USE, **said)
    if end - start > LENGTH_MOST:
        raise Plain("quote_too_long", WRONG_USE, **said, most=LENGTH_MOST.days)
    return Span(start, (end - start) // _MS)


def _check_end(text: str | None, kind: WorkKind) -> None:
    if kind in _TIMED and text is None:
        raise Plain("quote_needs", WRONG_USE, kind=kind.value, flag="--end")
    if kind not in _TIMED and text is not None:
        raise Plain("quote_not_with", WRONG_USE, kind=kind.value, flag="--end")


def _messages(text: str | None, kind: WorkKind) -> int:
    if kind is not WorkKind.EMAIL:
        if text is not None:
            raise Plain("quote_not_with", WRONG_USE, kind=kind.value, flag="--messages")
        return 0
    if text is None:
        raise Plain("quote_needs", WRONG_USE, kind=kind.value, flag="--messages")
    number = number_in(text, MESSAGES_MOST)
    if number is None:
        raise Plain("quote_messages", WRONG_USE, value=text, most=MESSAGES_MOST)
    return number


def _word(flag: str, text: str, known: Collection[str]) -> str:
    if text not in known:
        raise Plain("quote_word", WRONG_USE, flag=flag, value=text, known=", ".join(known))
    return text


def _province(text: str, tariff: Tariff) -> str:
    country = tariff.week.country or "IT"
    for code in (text, text.upper()):
        if not code or is_province(code, country):
            return code
    raise Plain("quote_province", WRONG_USE, value=text, country=country)


def _holidays(asked: Asked) -> frozenset[date]:
    """Those of the years of the work and of the years next to them."""
    week, ends = asked.tariff.week, (asked.work.at, asked.end or asked.work.at)
    years = range(ends[0].year - 1, ends[1].year + 2)
    return holidays_of(week.country, asked.province if week.patron else "", years)


def _values(asked: Asked, priced: Price, lines: list[str]) -> dict[str, Any]:
    tariff, work, said = asked.tariff, asked.work, price_values(priced)
    explained = [{**line, "text": text} for line, text in zip(said["lines"], lines, strict=True)]
    return {
        "format": FORMAT,
        "tariff": {
            "name": tariff.name,
            "version": tariff.version,
            "valid_from": tariff.valid_from.isoformat(),
            "in_force": asked.in_force,
        },
        "work": {
            "kind": work.kind.value,
            "start": _iso(work.at),
            "end": None if asked.end is None else _iso(asked.end),
            "ms": work.ms,
            "messages": work.count,
            "urgent": work.urgent,
            "province": asked.province,
        },
        "currency": "EUR",
        "cents": priced.cents,
        "vat_percent": tariff.vat_percent,
        "flags": said["flags"],
        "lines": explained,
    }


def _iso(moment: datetime) -> str:
    """UTC, to the millisecond (RFC 3339, 5.6)."""
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
