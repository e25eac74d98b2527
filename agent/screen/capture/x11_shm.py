"""A System V shared memory segment, which is what MIT-SHM wants (the standard library has none)."""

import ctypes
import os
import weakref
from typing import Any, Final

import numpy as np

from agent.screen.source import Pixels

_PRIVATE: Final = 0
_CREATE: Final = 0o1000
_MODE: Final = 0o600
_REMOVE: Final = 0
_FAILED: Final = ctypes.c_void_p(-1).value


class Segment:
    """So many bytes, readable by this user's processes only; OSError where there are none."""

    def __init__(self, size: int) -> None:
        self._libc = _libc()
        self.size = size
        self.id: int = self._libc.shmget(_PRIVATE, size, _CREATE | _MODE)
        if self.id < 0:
            raise _error()
        address: int | None = self._libc.shmat(self.id, None, 0)
        if address is None or address == _FAILED:
            error = _error()
            self.remove()
            raise error
        self._memory: Any = (ctypes.c_uint32 * (size // 4)).from_address(address)
        # A view of the memory keeps `_memory` alive, so that none ever points at nothing.
        detach = weakref.finalize(self._memory, self._libc.shmdt, address)
        # The end of the program detaches by itself; a thread may still be reading then.
        detach.atexit = False

    def remove(self) -> None:
        """Lets the system free it once everybody has detached; called when the server has it."""
        self._libc.shmctl(self.id, _REMOVE, None)

    def pixels(self, width: int, height: int) -> Pixels:
        """The first width × height pixels, not copied."""
        if self._memory is None:
            raise ValueError("this segment is closed")
        flat = np.frombuffer(self._memory, np.uint32, width * height)
        return flat.reshape(height, width)

    def close(self) -> None:
        """Detaches as soon as no view of it is left; more than one call is harmless."""
        self._memory = None


def _libc() -> ctypes.CDLL:
    libc = ctypes.CDLL(None, use_errno=True)
    libc.shmget.argtypes = (ctypes.c_int, ctypes.c_size_t, ctypes.c_int)
    libc.shmat.argtypes = (ctypes.c_int, ctypes.c_void_p, ctypes.c_int)
    libc.shmat.restype = ctypes.c_void_p
    libc.shmctl.argtypes = (ctypes.c_int, ctypes.c_int, ctypes.c_void_p)
    libc.shmdt.argtypes = (ctypes.c_void_p,)
    return libc


def _error() -> OSError:
    number = ctypes.get_errno()
    return OSError(number, os.strerror(number))
