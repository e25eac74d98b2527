"""Writes tests/vectors/rab1/: `python -m tests.vectors.make_rab1`. The same files every time.

A case is a run of both ends: who sent what, in order. The end under test makes its own frames from
the given random values and takes the other's. A must-reject case goes on with one `end`: the thing
that has to fail, with which fault. `both` in `role` is a run that either end must carry through.
"""

import json
from pathlib import Path

from tests.rab1 import cases_agent, cases_console, cases_parts, cases_quick, cases_valid

FOLDER = Path(__file__).parent / "rab1"


def files() -> dict[str, str]:
    """Name and text of every file."""
    groups = {
        "valid": cases_valid.cases(),
        "agent_pake1": cases_agent.pake1(),
        "agent_ta": cases_agent.ta(),
        "agent_auth": cases_agent.auth(),
        "agent_records": cases_agent.records(),
        "console_offer": cases_console.offer(),
        "console_pake2": cases_console.pake2(),
        "console_tb": cases_console.tb(),
        "console_auth": cases_console.auth(),
        "console_records": cases_console.records(),
        "agent_quick": cases_quick.agent(),
        "console_quick": cases_quick.console(),
        "parts": cases_parts.cases(),
        "directions": cases_parts.directions(),
    }
    return {
        f"{name}.json": json.dumps(list(cases), indent=1) + "\n" for name, cases in groups.items()
    }


def main() -> None:
    """Write them."""
    FOLDER.mkdir(exist_ok=True)
    for name, text in files().items():
        (FOLDER / name).write_text(text, encoding="ascii")


if __name__ == "__main__":
    main()
