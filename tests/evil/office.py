"""The console's own code, in one node process that plays many runs, one line of JSON each way."""

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tests.rab1.reference import Setup, public
from tests.test_web import NODE

WEB = Path(__file__).parents[1] / "web"
_QUIET = "--disable-warning=MODULE_TYPELESS_PACKAGE_JSON"


@dataclass(frozen=True)
class Weakness:
    """A text of one of the console's files that is to read otherwise, for a test of the tests."""

    file: str
    find: str
    put: str


class Office:
    """The process. Orders are answered one after another."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self._runs = 0

    def begin(self, setup: Setup) -> int:
        """A new run; the number by which to speak of it."""
        self._runs += 1
        seeds = {"expects": setup.expects.hex(), "device_seed": setup.device_seed.hex()}
        if setup.mode == "quick" and not setup.expects:
            seeds["expects"] = public(setup.agent_seed).hex()
        values = {name: getattr(setup, name).hex() for name in ("secret", "nt", "ya")}
        names = {
            name: getattr(setup, name)
            for name in ("mode", "session", "broker", "technician", "organisation")
        }
        limits = {name: getattr(setup, name) for name in ("records", "octets", "sequence")}
        self.order("new", self._runs, **seeds, **values, **names, limits=limits)
        return self._runs

    def order(self, do: str, run: int, **fields: Any) -> dict[str, Any]:
        """What came of one order."""
        to, answers = self._process.stdin, self._process.stdout
        if to is None or answers is None:
            raise ValueError("the console has no pipes")
        to.write(json.dumps({"do": do, "id": run, **fields}) + "\n")
        to.flush()
        answer = answers.readline()
        if not answer:
            raise RuntimeError("the console's process ended; its own words are above")
        return dict(json.loads(answer))


@contextmanager
def office(weakness: Weakness | None = None) -> Iterator[Office]:
    """A process for as long as it is needed."""
    command = [str(NODE), _QUIET]
    environment = dict(os.environ)
    if weakness is not None:
        command += ["--import", (WEB / "weak.js").as_uri()]
        environment["AFFIANCO_WEAK"] = json.dumps(asdict(weakness))
    process = subprocess.Popen(
        [*command, str(WEB / "evil.js")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    )
    try:
        yield Office(process)
    finally:
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()
