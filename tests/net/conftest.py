from pathlib import Path

import pytest

from tests.net.command_line import Run, commands


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def run(data: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    return commands(data, capsys)
