"""glibc's allocator, told to keep less: a picture's buffers come and go in several threads."""

import ctypes
import sys
from typing import Final

ARENAS: Final = 2
"""How many heaps the threads share. By itself glibc makes up to eight for each core, and what was
freed in one is of no use to the others."""

_M_ARENA_MAX: Final = -8
"""mallopt(3), glibc's malloc.h."""


def share_heaps() -> bool:
    """Set it for this process, before threads start; False where the C library has no such."""
    return _call("mallopt", _M_ARENA_MAX, ARENAS)


def give_back() -> bool:
    """Free pages to the kernel (malloc_trim(3)), which takes about 4 ms; False where none was."""
    return _call("malloc_trim", 0)


def _call(name: str, *values: int) -> bool:
    if sys.platform != "linux":
        return False
    try:
        function = getattr(ctypes.CDLL(None), name)
    except (OSError, AttributeError):
        return False
    return bool(function(*values))
