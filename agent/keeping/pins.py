"""Where this PC keeps an opt-in: a pin that is nobody else's, and its key in the keyring.

Nothing here opens anything: a file that is not just as it was written is a fault, and with a
fault there is no quick access.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from threading import Lock
from typing import Final

from agent.keeping import files
from agent.keeping.ring import NoRing, Ring
from agent.keys import AgentKey
from agent.quick import pin
from agent.quick.pin import Home, Pin

LOG: Final = logging.getLogger("affianco.agent")

_PIN: Final = "quick.json"
_KEY: Final = "quick.key"
_KEY_SIZE_MAX: Final = 128
_FOLDER: Final = "affianco-agent"


class Fault(StrEnum):
    """Why an opt-in that is kept here is not in force; each is the key of a sentence."""

    BROKEN = "quick_fault_broken"
    TOO_OPEN = "quick_fault_too_open"
    NOT_MINE = "quick_fault_not_mine"
    KEY_LOST = "quick_fault_key_lost"
    OTHER_BROKER = "quick_fault_other_broker"
    OTHER_ROOT = "quick_fault_other_root"
    NOT_FORGOTTEN = "quick_not_forgotten"


class NotWritten(Exception):
    """What was to be kept or deleted here is not."""


class NotKept(Exception):
    """There is no opt-in to go by; `fault` says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault


class Keeping:
    """One folder with at most one opt-in. Every method may come from any thread."""

    def __init__(self, folder: Path, ring: Ring) -> None:
        self._pin_file = folder / _PIN
        self._key_file = folder / _KEY
        self._ring = ring
        self._lock = Lock()

    def pin(self) -> Pin | None:
        """What is kept, None for nothing; NotKept. One that was never confirmed is nothing."""
        with self._lock:
            found = self._read()
        return found if found is not None and found.enrolled else None

    def key(self, kept: Pin) -> AgentKey:
        """The private key; NotKept KEY_LOST. May take as long as unlocking a keyring does."""
        try:
            key = AgentKey(bytes.fromhex(self._secret(kept.key_in)))
        except ValueError as error:
            raise NotKept(Fault.KEY_LOST) from error
        if key.public != kept.public:
            raise NotKept(Fault.KEY_LOST)
        return key

    def add(self, new: Pin, key: AgentKey) -> Pin:
        """Keep this opt-in, not yet in force; NotKept, or NotWritten where it cannot be."""
        with self._lock:
            if self._read() is not None:
                raise NotWritten
            home = self._put_key(key)
            added = replace(new, public=key.public, key_in=home, enrolled=False)
            self._write(added)
            return added

    def change(self, public: bytes, change: Callable[[Pin], Pin]) -> Pin:
        """Keep this pin changed; NotKept, or NotWritten where it cannot be or is not there."""
        with self._lock:
            found = self._read()
            if found is None or found.public != public:
                raise NotWritten
            changed = change(found)
            self._write(changed)
            return changed

    def forget(self) -> bool:
        """Delete pin and key, here and at once; whether there was a pin. NotWritten."""
        with self._lock:
            try:
                there = files.remove(self._pin_file)
                files.remove(self._key_file)
            except OSError as error:
                raise NotWritten from error
        if there:
            try:
                self._ring.remove()
            except NoRing:
                LOG.debug("the keyring had no key, or did not give it up")
        return there

    def _read(self) -> Pin | None:
        try:
            data = files.read(self._pin_file, pin.SIZE_MAX)
            return None if data is None else pin.decode(data.decode("utf-8"))
        except files.NotMine as error:
            raise NotKept(Fault.NOT_MINE) from error
        except files.TooOpen as error:
            raise NotKept(Fault.TOO_OPEN) from error
        except (OSError, ValueError) as error:
            raise NotKept(Fault.BROKEN) from error

    def _write(self, kept: Pin) -> None:
        try:
            files.write(self._pin_file, pin.encode(kept).encode("utf-8"))
        except (OSError, ValueError, files.NotMine, files.TooOpen) as error:
            raise NotWritten from error

    def _secret(self, home: Home) -> str:
        try:
            if home is Home.KEYRING:
                return self._ring.get() or ""
            data = files.read(self._key_file, _KEY_SIZE_MAX)
        except (NoRing, OSError) as error:
            raise NotKept(Fault.KEY_LOST) from error
        except files.NotMine as error:
            raise NotKept(Fault.NOT_MINE) from error
        except files.TooOpen as error:
            raise NotKept(Fault.TOO_OPEN) from error
        return "" if data is None else data.decode("ascii")

    def _put_key(self, key: AgentKey) -> Home:
        secret = key.seed.hex()
        try:
            self._ring.put(secret)
            if self._ring.get() == secret:
                return Home.KEYRING
        except NoRing:
            LOG.debug("no keyring: the key goes into a file")
        try:
            files.write(self._key_file, secret.encode("ascii"))
        except (OSError, files.NotMine, files.TooOpen) as error:
            raise NotWritten from error
        return Home.FILE


def folder(environment: Mapping[str, str], system: str, home: Path) -> Path:
    """Where programs keep data of one user on this system (`sys.platform`)."""
    if system == "win32":
        local = environment.get("LOCALAPPDATA")
        return (Path(local) if local else home / "AppData" / "Local") / _FOLDER
    if system == "darwin":
        return home / "Library" / "Application Support" / _FOLDER
    data = environment.get("XDG_DATA_HOME", "")
    # The XDG base directory specification: a path that is not absolute counts for nothing.
    return (Path(data) if data.startswith("/") else home / ".local" / "share") / _FOLDER
