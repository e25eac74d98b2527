"""The console's closed lists of accounts and audit against the broker's."""

import re
from pathlib import Path

from broker.records import Role, Trace

WEB = Path(__file__).parents[2] / "web"


def words_of(path: str, name: str) -> list[str]:
    """The words of an array in one of the console's files."""
    text = (WEB / path).read_text(encoding="utf-8")
    found = re.search(rf"const {name} = \[(.*?)\];", text, re.DOTALL)
    assert found, f"no {name} in {path}"
    return re.findall(r'"(\w+)"', found[1])


def test_the_kinds_of_the_audit() -> None:
    assert words_of("pages/office/audit.js", "KINDS") == [str(kind) for kind in Trace]


def test_the_roles() -> None:
    assert words_of("pages/office/accounts.js", "ROLES") == [str(role) for role in Role]
