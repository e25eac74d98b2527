"""Processes that end with this one, whatever happens to it."""

import ctypes
import os
import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final

from tests.stack.display import end_process

_PDEATHSIG: Final = 1
"""PR_SET_PDEATHSIG of prctl(2)."""


def _with_parent() -> None:
    """In the child: the kernel ends it when its parent is gone."""
    ctypes.CDLL(None).prctl(_PDEATHSIG, signal.SIGTERM)


@contextmanager
def running(
    command: Sequence[str], env: Mapping[str, str] | None = None, **options: Any
) -> Iterator[subprocess.Popen[bytes]]:
    """A process; it is ended after, by its pid. Its output is dropped unless asked for."""
    streams: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen(
        list(command),
        env=dict(os.environ if env is None else env),
        preexec_fn=_with_parent,
        **{**streams, **options},
    )
    try:
        yield process
    finally:
        end_process(process)
