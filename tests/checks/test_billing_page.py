"""docs/billing.md and the program say the same."""

import re
from pathlib import Path

from broker.billing.flags import USUAL, Flag
from broker.cli.main import parser_for
from broker.exports.document import FORMAT
from broker.exports.issuer import read_issuer
from broker.records.decisions import Hindrance, Unclosed
from broker.wire.texts import load

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "billing.md").read_text(encoding="utf-8")


def section(heading: str) -> str:
    return PAGE.split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]


def words(heading: str) -> list[str]:
    """The words of the first column of the section's table."""
    cells = re.findall(r"^\| (`[^|]+) \|", section(heading), re.MULTILINE)
    return [word for cell in cells for word in re.findall(r"`(\w+)`", cell)]


def test_flags() -> None:
    assert words("Flags") == list(Flag)
    text = section("Flags")
    assert f"less than {USUAL.very_short_ms // 1000} s" in text
    assert f"more than {USUAL.very_long_ms // 3_600_000} h" in text
    assert f"more than {USUAL.idle_least_ms // 60_000} min" in text


def test_why_a_decision_is_refused() -> None:
    assert set(words("Decisions")) == set(Hindrance)
    protocol = (ROOT / "docs" / "protocol.md").read_text(encoding="utf-8")
    assert [word for word in (*Hindrance, *Unclosed) if f"`{word}`" not in protocol] == []


def test_why_a_month_is_not_closed() -> None:
    assert [word for word in Unclosed if f"`{word}`" not in section("Closing")] == []


def test_the_issuer_of_the_page_is_one() -> None:
    text = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)[0]
    assert read_issuer(text).zero_vat_nature == "N2.2"


def test_the_format_of_json() -> None:
    assert f'"format": "{FORMAT}"' in PAGE


def test_every_command_on_the_page_is_understood() -> None:
    parser = parser_for(load(ROOT / "broker" / "texts", "en"))
    commands = re.findall(r"^affianco-broker (.+)$", PAGE, re.MULTILINE)
    assert len(commands) == 6
    for command in commands:
        parser.parse_args(command.split())
