"""How a PC stands with quick access in one run: whom it believes, and which key it shows. Pure."""

from dataclasses import dataclass

from agent.identity import Signer
from agent.quick.pin import Pin
from agent.quick.roster import Trust


@dataclass(frozen=True, slots=True)
class Standing:
    """Only where the agent was given an organisation's root."""

    trust: Trust
    key: Signer
    """This PC's key: the pin's, or one for this run alone."""
    pin: Pin | None = None
    """The customer's opt-in, in force; `key` is its key."""
    can_offer: bool = False
    """Whether nothing is kept here, so that an opt-in can be offered."""
    note: str = ""
    """Key of a sentence on what is wrong with what is kept here, or empty."""
