"""docs/running.md and the program say the same; this fails when they part."""

import re
from dataclasses import fields
from pathlib import Path

from broker.cli.main import parser_for
from broker.config import Settings, flag, variable
from broker.wire.texts import load

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "running.md").read_text(encoding="utf-8")


def settings_rows() -> list[list[str]]:
    section = PAGE.split("## Settings\n", 1)[1].split("\n## ", 1)[0]
    lines = [line for line in section.splitlines() if line.startswith("| `")]
    return [[cell.strip().strip("`") for cell in line.strip("|").split("|")] for line in lines]


def test_every_setting_is_on_the_page_and_nothing_else() -> None:
    found = [(row[0], row[1]) for row in settings_rows()]
    wanted = [(variable(one.name), flag(one.name)) for one in fields(Settings)]
    assert sorted(found) == sorted(wanted)


def test_every_variable_named_anywhere_is_a_setting() -> None:
    named = set(re.findall(r"AFFIANCO_[A-Z_]*[A-Z]", PAGE))
    assert named == {variable(one.name) for one in fields(Settings)}


def test_defaults_are_the_programs() -> None:
    usual = Settings(data_dir=Path("/x"))
    written = {row[0]: row[2] for row in settings_rows()}
    for one in fields(Settings):
        value = getattr(usual, one.name)
        if one.name != "data_dir" and value != "":
            assert written[variable(one.name)] == str(value), one.name


def test_every_command_on_the_page_is_understood() -> None:
    parser = parser_for(load(ROOT / "broker" / "texts", "en"))
    page = PAGE.replace("$(date +%F)", "x")
    commands = re.findall(
        r"affianco-broker ((?:technician|customer|sessions|backup|run)[^`\n]*)", page
    )
    assert len(commands) >= 10
    for command in commands:
        words = [word.strip('"') for word in command.replace('"Anna Rossi"', "Anna").split()]
        parser.parse_args(words)
