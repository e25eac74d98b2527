"""The console's client under many more orders of events than every day."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.test_web import NODE

TEST = Path(__file__).parents[1] / "web" / "client_machine.test.js"
RUNS = 10_000


@pytest.mark.soak
def test_the_console_in_any_order() -> None:
    environment = os.environ | {"AFFIANCO_CLIENT_RUNS": str(RUNS)}
    command = [str(NODE), "--disable-warning=MODULE_TYPELESS_PACKAGE_JSON", "--test", str(TEST)]
    ran = subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=1800, check=False
    )
    assert ran.returncode == 0, ran.stdout[-4000:]
    assert f"of {RUNS} runs came to be active" in ran.stdout
