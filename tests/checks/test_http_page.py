"""The HTTP table of docs/protocol.md and the broker's routes say the same."""

import re
from pathlib import Path
from unittest.mock import Mock

from broker.app import BODY_MOST, FILES, routes
from broker.problems import STATUS
from broker.records import Role
from broker.routing import Kind, Route, Who
from broker.wire.words import Problem

PAGE = (Path(__file__).parents[2] / "docs" / "protocol.md").read_text(encoding="utf-8")
SECTION = PAGE.split("## HTTP API", 1)[1]
LETTERS = {"T": Role.TECHNICIAN, "B": Role.BILLING, "A": Role.ADMIN}


def rows() -> dict[tuple[str, str], Route]:
    found = {}
    for row in routes(Mock(), Mock(), Mock()):
        path = re.sub(r"\{(\w+)\}", lambda place: place[1].upper(), row.path)
        found[(row.method, path if row.path != FILES else FILES)] = row
    return found


def on_the_page() -> dict[tuple[str, str], tuple[str, frozenset[str], str]]:
    """By method and path: the cell on who may, the names of the query, the cell on the body."""
    lines = re.findall(r"^\| `([A-Z]+) ([^`]+)` \| ([^|]+) \| (.+) \|$", SECTION, re.MULTILINE)
    found = {}
    for method, address, who, rest in lines:
        path, _, query = address.partition("?")
        names = frozenset(part.partition("=")[0] for part in query.split("&") if part)
        found[(method, path)] = (who, names, rest)
    return found


def test_routes() -> None:
    others = {("GET", "/ws/agent"), ("GET", "/ws/console"), ("GET", FILES)}
    assert set(rows()) == set(on_the_page()) | others
    for _, path in others - {("GET", FILES)}:
        assert f"| `{path}` |" in PAGE


def test_who_may() -> None:
    for key, (who, _, _) in on_the_page().items():
        may = rows()[key].may
        if isinstance(may, frozenset):
            assert {LETTERS[letter] for letter in re.findall(r"\b[TBA]\b", who)} == may, key
        elif may is Who.SIGNED_IN:
            # Some rows are for every role, and the page says what each of them gets.
            everyone = set(re.findall(r"\b[TBA]\b", who)) == set(LETTERS)
            assert who.startswith("signed in") or everyone, key
        else:
            assert who == "anyone", key


def test_queries_and_bodies() -> None:
    for key, (_, names, rest) in on_the_page().items():
        row = rows()[key]
        assert frozenset(row.query) == names, key
        said = re.match(r"`\{([^}]*)\}`[^→]*→", rest)
        fields = {name.strip() for name in said[1].split(",")} if said else set()
        assert set(row.body) == fields, key


def test_statuses() -> None:
    found = dict(re.findall(r"^\| `(\w+)` \| (\d{3}) \|", SECTION, re.MULTILINE))
    assert {Problem(code): int(status) for code, status in found.items()} == dict(STATUS)


def test_the_body_limit() -> None:
    assert f"over {BODY_MOST // 1024} KiB" in SECTION


def test_every_row_of_the_api_says_what_it_answers() -> None:
    assert [row.path for row in rows().values() if row.kind is Kind.JSON and not row.answer] == []
