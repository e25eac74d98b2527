"""Who may work here: signing in and staying signed in, what proves it, and the trace it leaves."""

from broker.accounts.base import (
    OwnAccount,
    PasskeyRefused,
    PasskeysUnavailable,
    SignIn,
    SignInFailed,
    TooManyTries,
)
from broker.accounts.gate import (
    EACH_ACCOUNT_MOST,
    EACH_ADDRESS_MOST,
    EACH_DEVICE_MOST,
    WINDOW_SECONDS,
)
from broker.accounts.hashing import HASHES_WAITING_MOST
from broker.accounts.keeping import Keeping
from broker.accounts.passkeys import PasskeySigning
from broker.records import SignedIn

__all__ = [
    "EACH_ACCOUNT_MOST",
    "EACH_ADDRESS_MOST",
    "EACH_DEVICE_MOST",
    "HASHES_WAITING_MOST",
    "WINDOW_SECONDS",
    "Accounts",
    "OwnAccount",
    "PasskeyRefused",
    "PasskeysUnavailable",
    "SignIn",
    "SignInFailed",
    "SignedIn",
    "TooManyTries",
]


class Accounts(PasskeySigning, Keeping):
    """The service. Clocks and randomness are passed in."""
