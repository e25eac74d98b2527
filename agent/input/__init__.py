"""The customer's mouse and keyboard, worked by the technician as far as the gate lets it."""

import os
import sys

from agent.display import is_wayland
from agent.input.injector import Injector, InputUnavailable, NoInput

__all__ = ["Injector", "InputUnavailable", "NoInput", "open_injector"]


def open_injector() -> Injector:
    """The injector of this session; `InputUnavailable` says why there is none."""
    if sys.platform != "linux":
        from agent.input.portable import open_portable

        return open_portable()
    if is_wayland(os.environ):
        raise InputUnavailable(NoInput.WAYLAND)
    if not os.environ.get("DISPLAY"):
        raise InputUnavailable(NoInput.NO_DISPLAY)
    from agent.input.x11 import X11Injector

    return X11Injector()
