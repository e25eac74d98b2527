"""One connection to an X server, shared in code by screen and input (each has its own)."""

from typing import Any

import xcffib
import xcffib.xproto


def connect(display: str | None = None) -> Any:
    """A connection; OSError where no X server answers.

    Typed as Any because xcffib's requests are made at run time.
    """
    try:
        return xcffib.Connection(display)  # type: ignore[no-untyped-call]
    except xcffib.ConnectionException as error:
        raise OSError("no X server answers") from error


def has_extension(connection: Any, name: str) -> bool:
    """Whether the server knows this extension (asking it for one it lacks ends the connection)."""
    return bool(connection.core.QueryExtension(len(name), name).reply().present)
