"""How hard property tests try: HYPOTHESIS_PROFILE=soak is for `make soak`."""

import os
import signal

from hypothesis import settings

settings.register_profile("quick", max_examples=20, deadline=None)
settings.register_profile("soak", max_examples=5_000, deadline=None, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))


def pytest_configure() -> None:
    """Under `nohup` the programs of the tests would inherit that a hangup means nothing.

    One that is caught is back to what it means by itself where a program begins.
    """
    if signal.getsignal(signal.SIGHUP) is signal.SIG_IGN:
        signal.signal(signal.SIGHUP, lambda *_: None)
