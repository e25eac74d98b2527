"""Bytes on the wire, counted by the kernel: what `ss -ti` says of the sockets of a port."""

import re
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from typing import Final

from bench.screen.net import HERE, Site

Connection = tuple[str, str]
"""Own address and the other's, each with its port."""

_LOG_SECONDS: Final = 0.01
_SENT: Final = re.compile(r"bytes_sent:(\d+)")


def client(port: int, process: int, site: Site = HERE) -> Connection:
    """The connection to a port that a process there has; LookupError where it has none."""
    said = _ss(site, ["-tnpHO"], f"dport = :{port}")
    for line in said:
        if f"pid={process}," in line:
            _, _, here, there, *_ = line.split()
            return here, there
    raise LookupError(f"process {process} has no connection to port {port}")


def _ss(site: Site, options: Sequence[str], which: str) -> list[str]:
    words = [*site.inside, "ss", *options, "state", "established", f"( {which} )"]
    done = subprocess.run(words, capture_output=True, text=True, timeout=20, check=True)
    return done.stdout.splitlines()


class Wire:
    """What one end of some connections has sent."""

    def __init__(self, which: str, site: Site = HERE, without: Connection | None = None) -> None:
        """`which`: the connections, as ss(8) filters them; `site`: where that end is; `without`:
        one that is left out, as the other end names it."""
        self._which = which
        self._site = site
        self._without = without
        self._sent: dict[Connection, int] = {}

    def sent(self) -> int:
        """Bytes so far, all connections together, the closed ones as they were last seen."""
        for line in _ss(self._site, ["-tinHO"], self._which):
            _, _, here, there, *_ = line.split()
            sent = _SENT.search(line)
            if (there, here) != self._without:
                self._sent[here, there] = int(sent[1]) if sent else 0
        return sum(self._sent.values())


def served(port: int, site: Site = HERE, without: Connection | None = None) -> Wire:
    """What the server on this port has sent."""
    return Wire(f"sport = :{port}", site, without)


def asked(connection: Connection, site: Site = HERE) -> Wire:
    """What this end of one connection has sent."""
    here, there = (address.rpartition(":")[2] for address in connection)
    return Wire(f"sport = :{here} and dport = :{there}", site)


class Log:
    """Writes down what a counter says, many times a second, as long as it is open."""

    def __init__(self, count: Callable[[], int]) -> None:
        self._count = count
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._write, daemon=True)
        self._lines: list[tuple[float, int]] = []
        self.begin = 0

    def __enter__(self) -> "Log":
        self.begin = self._count()
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _write(self) -> None:
        while not self._over.wait(_LOG_SECONDS):
            self._lines.append((time.monotonic(), self._count()))

    def until(self, instant: float) -> int:
        """What was counted from the beginning to an instant of the monotonic clock."""
        # What is seen was sent a while ago, so the last count before is the right one.
        before = [count for at, count in self._lines if at <= instant]
        return max(before, default=self.begin) - self.begin
