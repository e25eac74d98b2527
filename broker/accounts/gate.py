"""How many tries there are, and how many rows the failed ones leave. Pure: `now` is passed in."""

from dataclasses import dataclass
from typing import Final

from broker.throttle import Throttle

EACH_ACCOUNT_MOST: Final = 10
"""Failed sign-ins of one name in `WINDOW_SECONDS`, from browsers that never signed it in."""
EACH_ADDRESS_MOST: Final = 20
"""Failed sign-ins from one address (IPv6: one /64) in `WINDOW_SECONDS`."""
EACH_DEVICE_MOST: Final = 10
"""Failed sign-ins of one account on a browser that signed it in before, in `WINDOW_SECONDS`."""
WINDOW_SECONDS: Final = 60.0
PROOFS_MOST: Final = 5
"""Wrong codes of one signed-in technician, who wants to change a way in, in `PROOF_SECONDS`."""
PROOF_SECONDS: Final = 600.0
FAILED_ROWS_MOST: Final = 30
"""Rows of failed sign-ins in the audit in `WINDOW_SECONDS`, from everywhere together."""


@dataclass(frozen=True, slots=True)
class Counted:
    """Where a try was counted: a throttle's name and key, one or two of them."""

    places: tuple[tuple[str, str], ...]


class Full(Exception):
    """One try too many; `what` names the throttle and `key` what it counts."""

    def __init__(self, what: str, key: str) -> None:
        super().__init__(what)
        self.what = what
        self.key = key


class Gate:
    """Tries count before they are looked at, so that a hundred at once are a hundred tries.

    What a stranger does counts under the address and the name; what a browser does that signed
    the account in before counts under that browser alone. So no stranger locks anybody out.
    """

    def __init__(self) -> None:
        self._throttles = {
            "address": Throttle(most=EACH_ADDRESS_MOST, seconds=WINDOW_SECONDS),
            "account": Throttle(most=EACH_ACCOUNT_MOST, seconds=WINDOW_SECONDS),
            "device": Throttle(most=EACH_DEVICE_MOST, seconds=WINDOW_SECONDS),
            "proof": Throttle(most=PROOFS_MOST, seconds=PROOF_SECONDS),
        }
        self._told = Throttle(most=1, seconds=WINDOW_SECONDS)
        self._rows = Throttle(most=FAILED_ROWS_MOST, seconds=WINDOW_SECONDS, keys=1)

    def take(self, now: float, *places: tuple[str, str]) -> Counted:
        """Count a try in every place. Raises `Full` at the first that is; it is not undone there:
        an address that hits a full name goes on counting."""
        for what, key in places:
            if not self._throttles[what].take(key, now):
                raise Full(what, key)
        return Counted(places)

    def give_back(self, counted: Counted) -> None:
        """Uncount a try that was right."""
        for what, key in counted.places:
            self._throttles[what].give_back(key)

    def may_note(self, now: float) -> bool:
        """Whether one more failed try may have a row of its own."""
        return self._rows.take("", now)

    def tells(self, what: str, key: str, now: float) -> bool:
        """Whether this throttle's turning away gets a row: once in a window, rows left."""
        if not self._told.allows(f"{what} {key}", now) or not self.may_note(now):
            return False
        return self._told.take(f"{what} {key}", now)
