"""Where published vectors lie that are not part of this repository."""

import os
from pathlib import Path

import pytest


def shared_vectors(name: str) -> Path:
    """A file of AFFIANCO_VECTORS, else of ../shared/vectors; skips where it is not."""
    beside = Path(__file__).parents[2] / "shared" / "vectors"
    path = Path(os.environ.get("AFFIANCO_VECTORS") or beside) / name
    if not path.is_file():
        pytest.skip(f"{name} is not here: AFFIANCO_VECTORS names the folder that has it")
    return path
