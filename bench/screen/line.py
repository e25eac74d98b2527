"""A slow line to a network namespace, by a process that carries each packet itself.

The kernel's own netem does the same where it is built in; it often is not. Needs root.

python -m bench.screen.line NAMESPACE NEAR FAR BITS SECONDS     carries until its input ends
"""

import fcntl
import os
import select
import shutil
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final

from bench.screen.lane import Lane, Rule
from bench.screen.net import Site
from bench.screen.processes import running

_TUNSETIFF: Final = 0x400454CA
_TUN_PLAIN: Final = 0x1001
"""IFF_TUN | IFF_NO_PI: whole IP packets and nothing else."""
_PACKET_MOST: Final = 65_536
_READY_SECONDS: Final = 10.0
_NET: Final = "10.213"


def why_not() -> str:
    """Why there can be no such line here; empty where there can."""
    if os.geteuid() != 0:
        return "a slow line needs root"
    if not os.access("/dev/net/tun", os.R_OK | os.W_OK):
        return "a slow line needs /dev/net/tun"
    if not shutil.which("ip"):
        return "a slow line needs iproute2"
    return ""


@contextmanager
def line(rule: Rule) -> Iterator[Site]:
    """A place behind a line of this kind; it is gone after."""
    part = os.getpid() % 250
    near, far, name = f"{_NET}.{part}.1", f"{_NET}.{part}.2", f"affianco-{os.getpid()}"
    command = [sys.executable, "-m", "bench.screen.line", name, near, far]
    command += [str(rule.bits), str(rule.seconds)]
    pipe = subprocess.PIPE
    with running(command, stdin=pipe, stdout=pipe, stderr=None) as process:
        if process.stdout is None or not select.select([process.stdout], [], [], _READY_SECONDS)[0]:
            raise TimeoutError("the line does not come about")
        if process.stdout.readline() != b"ready\n":
            raise OSError("the line does not come about")
        yield Site(far, name, near)


class _Ended(Exception):
    """Somebody wants this process to end."""


def main() -> None:
    namespace, near, far = sys.argv[1:4]
    rule = Rule(float(sys.argv[4]), float(sys.argv[5]))
    signal.signal(signal.SIGTERM, _end)
    with suppress(OSError):
        os.nice(-10)
    _ip("netns", "add", namespace)
    try:
        ends = [_tun(f"af{os.getpid()}{side}") for side in "nf"]
        names = [f"af{os.getpid()}{side}" for side in "nf"]
        _ip("link", "set", names[1], "netns", namespace)
        _up([], names[0], near, far)
        _up(["-n", namespace], names[1], far, near)
        _ip("-n", namespace, "link", "set", "lo", "up")
        print("ready", flush=True)
        _carry(ends, rule)
    except _Ended:
        pass
    finally:
        _ip("netns", "del", namespace)


def _end(*_: object) -> None:
    raise _Ended


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, timeout=20)


def _up(inside: list[str], name: str, own: str, other: str) -> None:
    _ip(*inside, "address", "add", own, "peer", other, "dev", name)
    _ip(*inside, "link", "set", name, "up")


def _tun(name: str) -> int:
    end = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(end, _TUNSETIFF, struct.pack("16sH22x", name.encode(), _TUN_PLAIN))
    return end


def _carry(ends: list[int], rule: Rule) -> None:
    lanes = {ends[0]: (Lane(rule), ends[1]), ends[1]: (Lane(rule), ends[0])}
    said = sys.stdin.fileno()
    while True:
        dues = [due for lane, _ in lanes.values() if (due := lane.due()) is not None]
        wait = max(0.0, min(dues) - time.monotonic()) if dues else None
        ready, _, _ = select.select([*ends, said], [], [], wait)
        now = time.monotonic()
        for end in ends:
            lane, other = lanes[end]
            if end in ready:
                lane.put(os.read(end, _PACKET_MOST), now)
            for packet in lane.take(now):
                with suppress(OSError):
                    os.write(other, packet)
        if said in ready and not os.read(said, 1):
            return


if __name__ == "__main__":
    main()
