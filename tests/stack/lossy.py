"""Two network namespaces with a bad line between them: real packets, late, few, some lost.

Needs root and /dev/net/tun. The line is the kernel's own IP from end to end; only what happens to a
packet on its way is decided here, so that it works without the kernel's netem.
"""

import fcntl
import heapq
import os
import struct
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Final

TUN: Final = "/dev/net/tun"
HERE: Final = "127.7.7.1"
"""The address of this end, a loopback one, so that programs take it for their own computer."""
LOOPBACK_ROUTES: Final = "/proc/sys/net/ipv4/conf/all/route_localnet"
"""Says of a network namespace whether loopback addresses may go over its lines."""
_NET: Final = ("10.77.0.1", "10.77.0.2")
_TUNSETIFF: Final = 0x400454CA
_PLAIN_IP: Final = 0x1001
_PACKET_MAX: Final = 2048
_LOOK_SECONDS: Final = 0.001


@dataclass
class LossyLine:
    """`rate` bytes a second and `delay` seconds in each direction, `loss` of 1 of all packets.

    What waits for its turn is dropped where it would wait for longer than `queue` seconds.
    """

    rate: float
    delay: float
    loss: float
    queue: float = 0.5
    lost: int = 0
    carried: int = 0
    ended: threading.Event = field(default_factory=threading.Event)

    def carry(self, source: int, target: int, dice: Random) -> None:
        """One direction, until it is ended; threads of their own read and write."""
        waiting: list[tuple[float, int, bytes]] = []
        lock = threading.Lock()
        threading.Thread(target=self._deliver, args=(waiting, lock, target), daemon=True).start()
        free = 0.0
        while not self.ended.is_set():
            try:
                packet = os.read(source, _PACKET_MAX)
            except OSError:
                return
            now = time.monotonic()
            free = max(free, now)
            if dice.random() < self.loss or free - now > self.queue:
                self.lost += 1
                continue
            free += len(packet) / self.rate
            self.carried += 1
            with lock:
                heapq.heappush(waiting, (free + self.delay, self.carried, packet))

    def _deliver(
        self, waiting: list[tuple[float, int, bytes]], lock: threading.Lock, target: int
    ) -> None:
        while not self.ended.is_set():
            with lock:
                ready = bool(waiting) and waiting[0][0] <= time.monotonic()
                packet = heapq.heappop(waiting)[2] if ready else b""
            if not packet:
                time.sleep(_LOOK_SECONDS)
                continue
            with suppress(OSError):
                os.write(target, packet)


def _tun(name: str) -> int:
    device = os.open(TUN, os.O_RDWR)
    fcntl.ioctl(device, _TUNSETIFF, struct.pack("16sH14x", name.encode(), _PLAIN_IP))
    return device


def _run(*words: str, within: tuple[str, ...] = ()) -> None:
    subprocess.run([*within, *words], check=True, capture_output=True, text=True)


def _set_up(name: str, own: str, peer: str, within: tuple[str, ...] = ()) -> None:
    for words in (
        ("ip", "link", "set", "lo", "up"),
        ("ip", "address", "add", f"{own}/30", "dev", name),
        ("ip", "link", "set", name, "up"),
        ("sh", "-c", f"echo 1 > {LOOPBACK_ROUTES}"),
    ):
        _run(*words, within=within)
    if peer:
        route = ("ip", "route", "add", f"{HERE}/32", "via", peer, "dev", name, "table", "local")
        _run(*route, within=within)


@contextmanager
def lossy(line: LossyLine) -> Iterator[tuple[str, ...]]:
    """The line from this namespace, which must be a new one, to another.

    Gives the command that runs a program there; for it this end is `HERE`.
    """
    holder = subprocess.Popen(["unshare", "--net", "sleep", "infinity"])
    within = ("nsenter", f"--net=/proc/{holder.pid}/ns/net")
    near, far = _tun("near"), _tun("far")
    try:
        _wait_for_namespace(holder.pid)
        _run("ip", "link", "set", "far", "netns", str(holder.pid))
        _set_up("near", _NET[0], "")
        _set_up("far", _NET[1], _NET[0], within)
        for number, (source, target) in enumerate(((near, far), (far, near))):
            carried = (source, target, Random(number))
            threading.Thread(target=line.carry, args=carried, daemon=True).start()
        yield within
    finally:
        line.ended.set()
        holder.terminate()
        holder.wait()
        os.close(near)
        os.close(far)


def _wait_for_namespace(pid: int) -> None:
    own = Path("/proc/self/ns/net").stat().st_ino
    end = time.monotonic() + 5
    while Path(f"/proc/{pid}/ns/net").stat().st_ino == own:
        assert time.monotonic() < end, "no namespace of its own"
        time.sleep(_LOOK_SECONDS)
