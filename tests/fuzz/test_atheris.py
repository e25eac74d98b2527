"""Each parser under a fuzzer that sees which branches its inputs reach. Takes long: `make soak`."""

import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fuzz.targets import TARGETS

ROOT = Path(__file__).parents[2]
SECONDS = int(os.environ.get("AFFIANCO_FUZZ_SECONDS", "60"))
HERE = importlib.util.find_spec("atheris") is not None
RUNS = re.compile(r"number_of_executed_units:\s*(\d+)")


@pytest.mark.soak
@pytest.mark.skipif(not HERE, reason="atheris is for Python 3.11 on Linux with x86-64 only")
@pytest.mark.parametrize("name", TARGETS)
def test_nothing_but_the_declared_errors(name: str, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.fuzz.run", name, str(SECONDS), str(tmp_path)]
    ran = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=2 * SECONDS + 120, check=False
    )
    found = [path for path in tmp_path.iterdir() if path.is_file()]
    crash = "".join(f"{path.name}: {path.read_bytes().hex()}\n" for path in found)
    assert ran.returncode == 0, f"{ran.stderr[-4000:]}\n{crash}"
    runs = RUNS.search(ran.stderr)
    assert runs is not None and int(runs[1]) > 0
    print(f"{name}: {runs[1]} inputs in {SECONDS} s")
