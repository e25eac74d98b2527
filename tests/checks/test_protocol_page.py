"""docs/protocol.md and broker.wire say the same; this fails when they part."""

import re
from dataclasses import fields
from pathlib import Path

from broker.wire import limits, messages, words

PAGE = (Path(__file__).parents[2] / "docs" / "protocol.md").read_text(encoding="utf-8")


def table(heading: str) -> list[list[str]]:
    """The rows of the first table under a heading, cells stripped."""
    section = PAGE.split(f"{heading}\n", 1)[1]
    rows: list[list[str]] = []
    for line in section.splitlines():
        if line.startswith("|"):
            rows.append([cell.strip() for cell in line.strip("|").split("|")])
        elif rows:
            break
        elif line.startswith("#"):
            raise AssertionError(f"no table under {heading}")
    return rows[2:]


def ticked(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def test_text_frames() -> None:
    found = {
        (ticked(kind)[0], way): ticked(names)
        for kind, way, names, _meaning in table("## Text frames: leg ⇄ broker")
    }
    wanted = {}
    ways = {
        "agent → broker": messages.FROM_AGENT,
        "console → broker": messages.FROM_CONSOLE,
        "broker → agent": messages.TO_AGENT,
        "broker → console": messages.TO_CONSOLE,
    }
    both = {kind for kind in messages.TO_AGENT.values() if kind in messages.TO_CONSOLE.values()}
    for way, allowed in ways.items():
        for name, kind in allowed.items():
            said = "broker → both" if kind in both and way.startswith("broker") else way
            wanted[(name, said)] = [field.name for field in fields(kind)]
    assert found == wanted


def test_outcomes_that_each_leg_may_say() -> None:
    said = {
        way: set(ticked(meaning))
        for kind, way, _names, meaning in table("## Text frames: leg ⇄ broker")
        if ticked(kind) == ["end"]
    }
    assert said == {
        "agent → broker": set(messages.AGENT_OUTCOMES),
        "console → broker": set(messages.CONSOLE_OUTCOMES),
    }


def test_states() -> None:
    rows = table("### States")
    assert [ticked(row[0])[0] for row in rows] == list(words.State)
    assert [ticked(row[0])[0] for row in rows if "yes" in row[2]] == [words.State.ACTIVE]


def test_outcomes() -> None:
    assert [ticked(row[0])[0] for row in table("### Outcomes")] == list(words.Outcome)


def test_close_codes() -> None:
    found = [(int(row[0]), ticked(row[1])[0]) for row in table("### Close codes")]
    assert found == [(close.value, close.reason) for close in words.Close]


def test_limits() -> None:
    found = {ticked(row[2])[0]: row[1].split()[0] for row in table("### Limits")}
    wanted = {
        name: f"{value:g}" if isinstance(value, float) else str(value)
        for name, value in vars(limits).items()
        if name.isupper()
    }
    assert found == wanted


def test_problems() -> None:
    rows = [line for line in PAGE.split("## HTTP API", 1)[1].splitlines() if line.startswith("| `")]
    codes = [ticked(line)[0] for line in rows if re.match(r"\| `\w+` \| \d{3} \|", line)]
    assert codes == list(words.Problem)
