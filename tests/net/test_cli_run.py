"""`affianco-broker run` as a process of its own: signals, ports, a second one."""

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.net.command_line import Run, add_anna
from tests.stack.house import free_port


@contextmanager
def broker(data: Path, port: int) -> Iterator["subprocess.Popen[str]"]:
    """`affianco-broker run` as its own process, once it answers."""
    environ = {**os.environ, "LC_ALL": "C.UTF-8", "AFFIANCO_DATA_DIR": str(data)}
    process = subprocess.Popen(
        [sys.executable, "-m", "broker", "run", "--port", str(port)],
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        assert "works at" in process.stdout.readline()
        yield process
    finally:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_stops_the_broker_cleanly(data: Path, number: signal.Signals) -> None:
    port = free_port()
    with broker(data, port) as process:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
            assert json.load(answer) == {"ok": True}
        process.send_signal(number)
        out, err = process.communicate(timeout=10)
        assert process.returncode == 0
        assert out.endswith("Stopped.\n")
        assert "Traceback" not in err
    socket.create_server(("127.0.0.1", port)).close()


def test_a_second_broker_does_not_touch_the_first_ones_sessions(data: Path, run: Run) -> None:
    port = free_port()
    with broker(data, port):
        add_anna(run)
        with closing(sqlite3.connect(data / "affianco.sqlite3")) as plain, plain:
            plain.execute(
                "INSERT INTO sessions (session, technician_id, technician, organisation, pc, node,"
                " joined_at, seen_at, billable_ms) VALUES ('123456789', 1, 'Anna Rossi', 'Org',"
                " 'PC', 'main', '2026-01-05 09:00:00', '2026-01-05 09:00:00', 0)"
            )
        code, _, err = run("run", "--port", str(free_port()))
        assert code == 1
        assert "already works in" in err
        assert json.loads(run("sessions", "--json")[1])[0]["outcome"] is None


def test_a_port_in_use(run: Run, data: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        for command in ("run", "demo"):
            code, _, err = run(command, "--port", str(port), "--data-dir", str(data))
            assert code == 1
            assert f"Port {port} on 127.0.0.1 is in use" in err
            assert "--port" in err
