"""Receipts as the database keeps them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

from broker.wire.words import Verdict


class Party(StrEnum):
    """Who, beside the broker, signs a receipt."""

    AGENT = "agent"
    CONSOLE = "console"


class ReceiptState(StrEnum):
    """How far a receipt has come, as an item shows it."""

    NONE = ""
    MADE = "made"
    SIGNED = "signed"
    """By the customer's agent."""
    CONFIRMED = "confirmed"
    DISPUTED = "disputed"


@dataclass(frozen=True, slots=True)
class Agreement:
    """A running text that both sides have signed. Keys and signatures in hexadecimal digits."""

    entry: int
    text: str
    broker_signature: str
    agent_key: str
    agent_signature: str
    console_key: str
    console_signature: str


@dataclass(frozen=True, slots=True)
class KeptReceipt:
    """A receipt with all signatures there are; `text` as it was signed, byte for byte.

    `final`: the session is over. Until then the text is the last minute that both signed, and the
    signatures are over that.
    """

    entry: int
    text: str
    final: bool
    broker_signature: str
    agent_key: str
    agent_signature: str
    console_key: str
    console_signature: str
    agreed_text: str
    agreed_agent: str
    agreed_console: str
    verdict: Verdict
    verdict_note: str
    verdict_at: datetime | None

    def signed_by(self, party: Party) -> tuple[str, str]:
        """The key and the signature of this side; the latter is empty until it has signed."""
        if party is Party.AGENT:
            return self.agent_key, self.agent_signature
        return self.console_key, self.console_signature


def agreed_hash(text: str, agent: str, console: str) -> str:
    """What the log keeps of the last minute that both signed; empty where they signed none.

    SHA-256 in hexadecimal digits over text and signatures, which hold no zero byte.
    """
    if not (text or agent or console):
        return ""
    return sha256("\0".join((text, agent, console)).encode()).hexdigest()
