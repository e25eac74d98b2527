"""Files of one idea and functions that fit on a screen."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILE_MOST, FUNCTION_MOST = 300, 40
FOLDERS = ("agent", "broker", "web", "tests", "bench")


def sources(folder: str) -> list[Path]:
    paths = [path for path in (ROOT / folder).rglob("*") if path.suffix in {".py", ".js"}]
    return [path for path in paths if "node_modules" not in path.parts]


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_file_is_long(folder: str) -> None:
    lines = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in sources(folder)}
    assert [f"{path}: {count}" for path, count in lines.items() if count > FILE_MOST] == []


@pytest.mark.parametrize("folder", ["agent", "broker"])
def test_no_function_is_long(folder: str) -> None:
    found = [
        f"{path}:{node.lineno} {node.name}: {length}"
        for path in sources(folder)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := (node.end_lineno or 0) - node.lineno + 1) > FUNCTION_MOST
    ]
    assert found == []


def test_there_is_something_to_measure() -> None:
    assert len([path for folder in ("agent", "broker", "web") for path in sources(folder)]) > 100
