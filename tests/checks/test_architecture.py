"""Who may import whom: .importlinter, and that the wire is a leaf of the standard library."""

import ast
import sys
from pathlib import Path

import pytest
from importlinter import configuration
from importlinter.application.use_cases import lint_imports

ROOT = Path(__file__).parents[2]


def test_imports_keep_to_the_levels(capsys: pytest.CaptureFixture[str]) -> None:
    # Not by its command, which turns off every logger that is there already.
    configuration.configure()
    kept = lint_imports(config_filename=str(ROOT / ".importlinter"), cache_dir=None)
    assert kept, capsys.readouterr().out


@pytest.mark.parametrize("path", sorted((ROOT / "broker" / "wire").glob("*.py")), ids=str)
def test_the_wire_needs_nothing_but_the_standard_library(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            tops = [name.name.split(".")[0] for name in node.names]
        elif isinstance(node, ast.ImportFrom):
            tops = [(node.module or "").split(".")[0] if not node.level else "broker"]
        else:
            continue
        for top in tops:
            assert top in sys.stdlib_module_names or top == "broker", f"{path}: {top}"
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("broker"):
            assert (node.module or "").startswith("broker.wire"), f"{path}: {node.module}"


@pytest.mark.parametrize("part", ["agent", "broker"])
def test_nothing_is_decided_by_assert(part: str) -> None:
    """`python -O` drops assert statements: none may stand where safety hangs on it."""
    for path in (ROOT / part).rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        assert not [node for node in ast.walk(tree) if isinstance(node, ast.Assert)], path
