"""Threads share two heaps, as glibc itself tells, and what is free goes back to the kernel."""

import subprocess
import sys

import pytest

from agent.allocator import ARENAS

SCRIPT = """
import ctypes, sys, threading
from agent.allocator import share_heaps
if sys.argv[1] == "shared":
    assert share_heaps()
libc = ctypes.CDLL(None)
libc.malloc.restype = ctypes.c_void_p
meet = threading.Barrier(8)
def take():
    meet.wait()
    for _ in range(50):
        libc.malloc(1000)
    meet.wait()
threads = [threading.Thread(target=take) for _ in range(8)]
for thread in threads: thread.start()
for thread in threads: thread.join()
libc.fdopen.restype = ctypes.c_void_p
out = libc.fdopen(1, b"w")
libc.malloc_info(0, ctypes.c_void_p(out))
libc.fflush(ctypes.c_void_p(out))
"""

KEPT = """
import ctypes, sys
from agent.allocator import give_back
libc = ctypes.CDLL(None)
libc.malloc.restype = ctypes.c_void_p
def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1])
blocks = []
for _ in range(2000):
    blocks.append(libc.malloc(16000))
    ctypes.memset(blocks[-1], 1, 16000)
stays = blocks.pop()
for block in blocks:
    libc.free(ctypes.c_void_p(block))
before = resident()
assert give_back()
print(before - resident())
"""
"""Takes 32 MB in parts and frees all but the last one, below which nothing goes by itself."""


def heaps(how: str) -> int:
    command = [sys.executable, "-c", SCRIPT, how]
    said = subprocess.run(command, capture_output=True, text=True, check=True)
    return said.stdout.count("<heap nr=")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="glibc's allocator only")
def test_threads_share_two_heaps() -> None:
    assert heaps("shared") <= ARENAS
    assert heaps("as it is") > ARENAS


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="glibc's allocator only")
def test_what_is_free_goes_back_to_the_kernel() -> None:
    command = [sys.executable, "-c", KEPT]
    said = subprocess.run(command, capture_output=True, text=True, check=True)
    assert int(said.stdout) > 6000, "pages of 4 KiB"
