"""docs/tariffs.md and the readers of documents say the same; this fails when they part."""

import json
import re
import shlex
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from broker.cli.main import parser_for
from broker.cli.quote import FORMAT, LENGTH_MOST, MESSAGES_MOST
from broker.tariff import reading
from broker.tariff.contract import CONTRACT, RULES, RULES_MOST
from broker.tariff.document import TARIFF, read_tariff
from broker.tariff.reading import Default, Field, Listed, OneOf, Table, Whole, Word
from broker.tariff.reading_hours import (
    CLOSED,
    CLOSURES_MOST,
    INTERVALS_MOST,
    SEASON,
    SEASONS_MOST,
    WEEKDAYS,
)
from broker.tariff.reading_text import TEXT_MOST
from broker.wire.limits import NAME_MAX
from broker.wire.texts import load
from tests.checks.texts_read import commands as every_command
from tests.net.command_line import Run, commands
from tests.tariff_documents import PLACES

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "tariffs.md").read_text(encoding="utf-8")
DAY = f"{reading.FIRST_DAY} to {reading.LAST_DAY}"
FLAG = "`true`, `false`"
Row = tuple[str, str]
"""Default and values, as the page has them."""


def section(heading: str) -> str:
    found = re.search(rf"^{heading}\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)
    assert found
    return found[1]


def rows(text: str) -> dict[str, Row]:
    """The default and the values of every key in the tables of a section."""
    lines = [line for line in text.splitlines() if line.startswith("| `")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    found = {row[0].strip("`"): (row[3], row[4]) for row in cells if len(row) == 5}
    assert len(found) == len([row for row in cells if len(row) == 5])
    return found


def default_of(field: Field) -> str:
    if field.default is Default.NEEDED:
        return "needed"
    if isinstance(field.default, tuple):
        words = [WEEKDAYS[one] if isinstance(one, int) else one for one in field.default]
        return f"`{json.dumps(words)}`"
    if isinstance(field.default, bool):
        return f"`{str(field.default).lower()}`"
    if isinstance(field.default, str):
        return f"`{field.default}`" if field.default else '`""`'
    return "no end" if field.default is None else str(field.default)


def values_of(read: Any) -> str | None:
    """What the page has to say of values; None where a person has to say it."""
    if isinstance(read, Whole):
        return f"{read.least} to {read.most}"
    if isinstance(read, OneOf):
        return ", ".join(map(str, read.known))
    if isinstance(read, Word):
        return ", ".join(f"`{word}`" for word in read.words)
    if isinstance(read, Listed):
        least = f"{read.least} to {read.most}" if read.least else f"at most {read.most}"
        return values_of(read.read) if isinstance(read.read, Word) else least
    named = {reading.day: DAY, reading.flag: FLAG, reading.name: f"1 to {NAME_MAX} characters"}
    return {**named, reading.form: str(reading.FORMAT)}.get(read)


def known(fields: reading.Fields, head: str = "") -> dict[str, Field]:
    """Every key that has a value of its own, by its place."""
    found: dict[str, Field] = {}
    for key, one in fields.items():
        inner = one.read.read if isinstance(one.read, Listed) else one.read
        if not isinstance(one.read, Table):
            found[head + key] = one
        if isinstance(inner, Table):
            found |= known(inner.fields, f"{head}{key}.")
    return found


def tariff_keys() -> dict[str, Field]:
    found = known(TARIFF.fields)
    for key in ("hours", "season", "closed"):
        del found[key]
    days = Field(Listed(reading.text, INTERVALS_MOST), ())
    return {
        **found,
        **{f"{key}.DAYS": days for key in ("hours", "season")},
        **known(SEASON, "season."),
        **known(CLOSED.fields, "closed."),
    }


def contract_keys() -> dict[str, Field]:
    rules = {key: one for fields in RULES.values() for key, one in fields.items()}
    return {**known(CONTRACT.fields), **known(rules, "rules.")}


def steps_end(key: str, row: Row) -> Row:
    """The row as the reader has it: it tells by words of its own that `up_to` is needed here."""
    return ("no end", row[1]) if key == "session.steps.up_to" else row


@pytest.mark.parametrize(
    ("heading", "keys"),
    [
        ("## The document", tariff_keys()),
        ("## The document of a contract", contract_keys()),
    ],
)
def test_every_key_is_on_the_page_and_nothing_else(heading: str, keys: dict[str, Field]) -> None:
    written = rows(section(heading))
    assert sorted(written) == sorted(keys)
    for key, field in keys.items():
        default, values = steps_end(key, written[key])
        assert default == default_of(field), key
        wanted = values_of(field.read)
        assert wanted is None or values.startswith(wanted), key


def test_what_the_sentences_of_the_page_say() -> None:
    page = section("## The document")
    assert f"at most {TEXT_MOST // 1024} KiB" in page
    assert f"at most {SEASONS_MOST} seasons and {CLOSURES_MOST} closures" in page
    assert all(f"`{word}`" in page for word in WEEKDAYS)
    assert f"1 to {RULES_MOST} |" in section("## The document of a contract")
    quote = section("## A quote")
    assert f"1 to {MESSAGES_MOST}" in quote and f"{LENGTH_MOST.days} days" in quote
    assert f"this answer: {FORMAT}." in quote


def test_the_least_document_is_one() -> None:
    least = section("## The document").split("```toml\n", 1)[1].split("```", 1)[0]
    assert read_tariff(least, PLACES).valid_from == date(2026, 1, 1)


def test_the_parts_on_the_page_are_read() -> None:
    blocks = re.findall(r"```toml\n(.*?)```", section("## The document"), re.DOTALL)
    assert len(blocks) >= 4
    for part in blocks[1:]:
        read_tariff(blocks[0] + part, PLACES)


def test_the_options_of_a_quote() -> None:
    options = set(re.findall(r"^\| `(--[a-z]+)", section("## A quote"), re.MULTILINE))
    parser = parser_for(load(ROOT / "broker" / "texts", "en"))
    quote = dict(every_command(parser))["quote"]
    assert options | {"--help"} == {one for one in quote._option_string_actions if len(one) > 2}


def test_the_quote_on_the_page_works(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    line = re.search(r"^affianco-broker (quote .*)$", PAGE, re.MULTILINE)
    assert line
    monkeypatch.chdir(ROOT)
    run: Run = commands(tmp_path, capsys)
    code, out, err = run(*shlex.split(line[1]), "--json")
    assert (code, err) == (0, "")
    fields = {row.split("`")[1] for row in section("## A quote").splitlines() if row[:3] == "| `"}
    assert set(json.loads(out)) == {name for name in fields if not name.startswith("-")}
