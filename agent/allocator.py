"""glibc's allocator, told to keep fewer heaps: a picture's buffers live in several threads."""

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
    if sys.platform != "linux":
        return False
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (OSError, AttributeError):
        return False
    return bool(mallopt(_M_ARENA_MAX, ARENAS))
