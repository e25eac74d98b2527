"""Over a line that loses packets, between two network namespaces, the newest picture comes."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.stack.agent_process import ROOT
from tests.stack.lossy import LOOPBACK_ROUTES, TUN

COMMAND = ("unshare", "--net")


def missing() -> str:
    """Why there can be no such namespace here; empty where there can."""
    if os.geteuid() != 0:
        return "only root may make network namespaces"
    if not os.access(TUN, os.R_OK | os.W_OK):
        return f"there is no {TUN} here"
    words = f"ip link set lo up && echo 1 > {LOOPBACK_ROUTES}"
    tried = subprocess.run([*COMMAND, "sh", "-c", words], capture_output=True, text=True)
    return tried.stderr or "no reason" if tried.returncode else ""


def test_a_line_that_loses_packets(tmp_path: Path) -> None:
    """4 Mbit/s, 40 ms there and back, one packet of fifty lost in each direction."""
    if why := missing():
        pytest.skip(why)
    done = subprocess.run(
        [*COMMAND, sys.executable, "-m", "tests.e2e.line.inside", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=200,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    came = json.loads(done.stdout.splitlines()[-1])
    assert came["lost"] > 0
    assert came["in_order"]
    assert came["seen"] >= came["painted"] / 5
    assert came["behind"] <= came["painted"] / 5
