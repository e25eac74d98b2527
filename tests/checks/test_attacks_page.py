"""docs/attacks.md names a test for what it promises; this fails when one of them is gone."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "attacks.md").read_text(encoding="utf-8")
NAMED = re.compile(r"`([a-z0-9_/]+\.py)(?:::(test_[a-z0-9_]+))?`")


def is_there(file: str, test: str) -> bool:
    path = ROOT / "tests" / file.removeprefix("tests/")
    return path.exists() and (not test or f"def {test}(" in path.read_text(encoding="utf-8"))


def test_every_test_that_is_named_is_there() -> None:
    named = NAMED.findall(PAGE)
    assert [one for one in named if not is_there(*one)] == []
    assert len(named) >= 30


def test_every_attacker_is_met_by_a_test() -> None:
    attackers = re.split(r"^## ", PAGE, flags=re.MULTILINE)[1:]
    without = [one.split("\n")[0] for one in attackers if not NAMED.search(one)]
    assert without == ["Somebody on the line", "A hostile technician"]
