"""The console's table of states (web/session.js) against the broker's."""

import re
from pathlib import Path

from broker.session import TABLE
from broker.wire.words import State

CONSOLE = Path(__file__).parents[2] / "web" / "session.js"
ROW = re.compile(r'^  (\w+): \[((?:"\w+"(?:, )?)*)\],$', re.MULTILINE)


def followers_in_console() -> dict[str, set[str]]:
    """What the console lets follow each state."""
    table = CONSOLE.read_text(encoding="utf-8").split("FOLLOWERS")[1].split("});")[0]
    return {state: set(re.findall(r"\w+", after)) for state, after in ROW.findall(table)}


def followers_in_broker() -> dict[str, set[str]]:
    """What a console is told after each state: a run that ends is `ended` for it."""
    return {
        state: {"ended" if step.outcome is not None else str(step.state) for step in steps.values()}
        - {str(state)}
        for state, steps in TABLE.items()
    }


def test_the_console_follows_the_brokers_table() -> None:
    broker, console = followers_in_broker(), followers_in_console()
    assert set(console) == set(State)
    broker[State.WAITING] -= {"ended"}
    assert console == broker
