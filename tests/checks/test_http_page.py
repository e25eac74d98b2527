"""The HTTP table of docs/protocol.md and the broker's routes say the same."""

import re
from pathlib import Path
from unittest.mock import Mock

from aiohttp import web

from broker.app import BODY_MOST, routes
from broker.problems import STATUS
from broker.wire.words import Problem

PAGE = (Path(__file__).parents[2] / "docs" / "protocol.md").read_text(encoding="utf-8")
SECTION = PAGE.split("## HTTP API", 1)[1]


def on_the_page() -> set[tuple[str, str]]:
    rows = re.findall(r"^\| `([A-Z]+) ([^`]+)` \|", SECTION, re.MULTILINE)
    return {(method, path.split("?")[0]) for method, path in rows}


def in_the_program() -> set[tuple[str, str]]:
    table = routes(Mock(), Mock(), Mock())
    assert all(isinstance(route, web.RouteDef) for route in table)
    return {(route.method, route.path.replace("{entry}", "ENTRY")) for route in table}


def test_routes() -> None:
    sockets = {("GET", "/ws/agent"), ("GET", "/ws/console")}
    pages = {("GET", "/{path:(?!api/|ws/).*}")}
    assert in_the_program() == on_the_page() | sockets | pages
    for _, path in sockets:
        assert f"| `{path}` |" in PAGE


def test_statuses() -> None:
    found = dict(re.findall(r"^\| `(\w+)` \| (\d{3}) \|", SECTION, re.MULTILINE))
    assert {Problem(code): int(status) for code, status in found.items()} == dict(STATUS)


def test_the_body_limit() -> None:
    assert f"over {BODY_MOST // 1024} KiB" in SECTION
