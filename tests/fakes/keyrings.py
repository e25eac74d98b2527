"""Keyrings in memory, for `keyring.set_keyring`."""

from collections.abc import Iterator
from contextlib import contextmanager

import keyring
from keyring.backend import KeyringBackend
from keyring.backends import fail
from keyring.errors import KeyringLocked, PasswordDeleteError


class Memory(KeyringBackend):
    """A real one, as far as anybody can tell."""

    priority = 5  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if (service, username) not in self.kept:
            raise PasswordDeleteError("not there")
        del self.kept[service, username]


class Plain(Memory):
    """One that `keyring` does not recommend, such as a plain file."""

    priority = 0.5  # type: ignore[assignment]


class Locked(Memory):
    """Its person does not unlock it."""

    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringLocked("locked")

    def set_password(self, service: str, username: str, password: str) -> None:
        raise KeyringLocked("locked")

    def delete_password(self, service: str, username: str) -> None:
        raise KeyringLocked("locked")


class Odd(Memory):
    """It raises what no keyring should."""

    def get_password(self, service: str, username: str) -> str | None:
        raise LookupError("D-Bus said something")

    set_password = delete_password = get_password  # type: ignore[assignment]


class Forgetful(Memory):
    """It takes what it is given and keeps nothing."""

    def set_password(self, service: str, username: str, password: str) -> None: ...


@contextmanager
def keyring_is(back_end: KeyringBackend) -> Iterator[None]:
    """For a while this is the keyring of the system."""
    before = keyring.get_keyring()
    keyring.set_keyring(back_end)
    try:
        yield
    finally:
        keyring.set_keyring(before)


def none() -> KeyringBackend:
    """What `keyring` takes where the system has none."""
    return fail.Keyring()
