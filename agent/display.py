"""What kind of session the agent runs in, from its environment. Pure."""

from collections.abc import Mapping


def is_wayland(environment: Mapping[str, str]) -> bool:
    """Whether this is a Wayland session, whose screen no program may simply read.

    An X display in it (XWayland) shows black where it should show the desktop.
    """
    return bool(environment.get("WAYLAND_DISPLAY")) or (
        environment.get("XDG_SESSION_TYPE") == "wayland"
    )
