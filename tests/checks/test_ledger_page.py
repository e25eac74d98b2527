"""docs/ledger.md and the program say the same; this fails when they part."""

import re
from pathlib import Path

from broker.billing.flaws import Flaw
from broker.cli.main import parser_for
from broker.merkle.inclusion import FORMAT
from broker.records.happenings import Happening
from broker.wire.texts import load

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "ledger.md").read_text(encoding="utf-8")


def first_cells(heading: str) -> list[str]:
    section = PAGE.split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    return re.findall(r"^\| `([^`]+)` \|", section, re.MULTILINE)


def test_every_kind_of_event_is_on_the_page_and_nothing_else() -> None:
    assert first_cells("What is in it") == [kind.value for kind in Happening]


def test_every_finding_is_on_the_page_and_nothing_else() -> None:
    assert first_cells("What `verify` finds") == [flaw.value for flaw in Flaw]


def test_every_command_on_the_page_is_understood() -> None:
    parser = parser_for(load(ROOT / "broker" / "texts", "en"))
    commands = re.findall(r"affianco-broker ((?:ledger|backup)[^`\n]*)", PAGE)
    assert len(commands) >= 7
    for command in commands:
        parser.parse_args([*command.split(), *(["x"] if command == "backup" else [])])


def test_the_format_of_proofs_is_the_programs() -> None:
    assert f"(`{FORMAT}`)" in PAGE
