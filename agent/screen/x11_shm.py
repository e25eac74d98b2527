"""A System V shared memory segment, which is what MIT-SHM wants (the standard library has none)."""

import ctypes
import ctypes.util
import os
from typing import Final

_PRIVATE: Final = 0
_CREATE: Final = 0o1000
_MODE: Final = 0o600
_REMOVE: Final = 0
_FAILED: Final = ctypes.c_void_p(-1).value


class Segment:
    """So many bytes, readable by this user's processes only; OSError where there are none."""

    def __init__(self, size: int) -> None:
        self._libc = ctypes.CDLL(None, use_errno=True)
        self._libc.shmget.argtypes = (ctypes.c_int, ctypes.c_size_t, ctypes.c_int)
        self._libc.shmat.argtypes = (ctypes.c_int, ctypes.c_void_p, ctypes.c_int)
        self._libc.shmat.restype = ctypes.c_void_p
        self._libc.shmctl.argtypes = (ctypes.c_int, ctypes.c_int, ctypes.c_void_p)
        self._libc.shmdt.argtypes = (ctypes.c_void_p,)
        self.size = size
        self.id: int = self._libc.shmget(_PRIVATE, size, _CREATE | _MODE)
        if self.id < 0:
            raise self._error()
        self._address: int | None = self._libc.shmat(self.id, None, 0)
        if self._address in (None, _FAILED):
            error = self._error()
            self._address = None
            self.remove()
            raise error

    def remove(self) -> None:
        """Lets the system free it once everybody has detached; called when the server has it."""
        self._libc.shmctl(self.id, _REMOVE, None)

    def read(self, count: int) -> bytes:
        """A copy of the first bytes."""
        if self._address is None or count > self.size:
            raise ValueError("not so many bytes in this segment")
        return ctypes.string_at(self._address, count)

    def close(self) -> None:
        """Detaches; more than one call is harmless."""
        if self._address is not None:
            self._libc.shmdt(self._address)
            self._address = None

    @staticmethod
    def _error() -> OSError:
        number = ctypes.get_errno()
        return OSError(number, os.strerror(number))
