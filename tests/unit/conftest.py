"""Unit tests touch no network: a socket opened by one fails it."""

import socket
from collections.abc import Iterator

import pytest


@pytest.fixture(scope="module", autouse=True)
def no_socket() -> Iterator[None]:
    def refuse(*_args: object, **_kwargs: object) -> None:
        raise AssertionError("a unit test opened a socket")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "__init__", refuse)
        patch.setattr(socket, "socketpair", refuse)
        yield
