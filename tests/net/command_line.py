"""The broker's command line in the test's own process."""

from collections.abc import Callable
from pathlib import Path

import pytest

from broker.cli.main import run_command

Said = tuple[int, str, str]
"""Exit code, output and errors."""
Run = Callable[..., Said]


def commands(data: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs commands on the data in this folder."""

    def command(*words: str, **environ: str) -> Said:
        try:
            code = run_command(list(words), {"AFFIANCO_DATA_DIR": str(data), **environ})
        except SystemExit as stopped:
            code = int(stopped.code or 0)
        said = capsys.readouterr()
        return code, said.out, said.err

    return command


def add_anna(run: Run, *more: str) -> Said:
    return run("technician", "add", "Anna", "--full-name", "Anna Rossi", "--generate", *more)
