"""What a session's bill is, as far as this PC agrees with it. No I/O.

The agent signs only what fits with its own count and with what it knows of the session; what that
is, docs/protocol.md says ("The bill"). Nothing here ever ends a session.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from agent.identity import Signer, is_signed
from broker.wire import limits, messages
from broker.wire.receiptfile import Proof, ReceiptFile, Side
from broker.wire.receipts import BadReceipt, Receipt, decode, disputed, signed
from broker.wire.words import Verdict


class Fault(StrEnum):
    """Why this PC does not agree; each is the key of a sentence."""

    NOT_ONE = "receipt_fault_not_one"
    NOT_SIGNED = "receipt_fault_not_signed"
    """By the broker, with the key of the first one."""
    OTHER_SESSION = "receipt_fault_other_session"
    OTHER_KEY = "receipt_fault_other_key"
    """It names another key of this PC, or of the technician's browser."""
    TOO_LONG = "receipt_fault_too_long"
    """More time than was counted here."""


@dataclass(frozen=True, slots=True)
class Known:
    """What this PC knows of the session."""

    broker: str
    session: str
    pc: str
    technician: str
    organisation: str
    quick: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Count:
    """This PC's own count: how long the technician was let in, and how often that was broken."""

    seconds: float
    pauses: int = 0
    cuts: int = 0

    @property
    def most(self) -> float:
        """The most seconds that it agrees to."""
        stops = self.pauses + self.cuts + 1
        extra = stops * limits.TOLERANCE_SECONDS + self.cuts * limits.CUT_TOLERANCE_SECONDS
        return self.seconds + extra


@dataclass(frozen=True, slots=True)
class Final:
    """The receipt at the end: with this PC's signature where `fault` is empty.

    `counted`: this PC's own count, in seconds. `dispute`: what is said to the broker instead of
    the signature by a customer who disputes a receipt that is not signed here.
    """

    file: ReceiptFile
    receipt: Receipt
    ticket: str
    fault: str = ""
    counted: float = 0.0
    dispute: Proof | None = None

    def countersigned(self, answer: messages.Countersigned) -> "Final":
        """With the console's signature, where it came along and is right."""
        key, signature = answer.console_key, answer.console_signature
        if not key or not _is_right(key, signature, self.file.text):
            return self
        if self.receipt.console_key not in ("", key):
            return self
        proofs = {**self.file.proofs, Side.CONSOLE: Proof(key, signature)}
        return replace(self, file=replace(self.file, proofs=proofs))

    def judged(self, verdict: Verdict, note: str) -> "Final":
        """With what the customer says of it."""
        return replace(self, file=replace(self.file, verdict=verdict, note=note))

    def countersign(self) -> messages.Countersign | None:
        """What is said to the broker; None where there is nothing to say, or no way to say it.

        A receipt that is not signed here is only disputed.
        """
        proof = self.file.proofs.get(Side.AGENT)
        if proof is None and self.file.verdict is Verdict.DISPUTED:
            proof = self.dispute
        if proof is None or not self.ticket:
            return None
        said = (self.file.verdict, self.file.note)
        return messages.Countersign(limits.VERSION, self.ticket, proof.key, proof.signature, *said)


class Bill:
    """One session's."""

    def __init__(self, known: Known, signer: Signer, cost: messages.Cost | None) -> None:
        """`signer`: the key of this PC's handshake, or one for this session alone."""
        self.cost = cost
        self.device_key = b""
        """The console's, as its handshake named it; empty where it named none."""
        self.agreed: ReceiptFile | None = None
        """The last running receipt that this PC has signed."""
        self.so_far: Receipt | None = None
        """What it says."""
        self.final: Final | None = None
        self.refused = ""
        """Why the final receipt is none at all, the key of a sentence; empty where none was."""
        self._known = known
        self._signer = signer
        self._broker_key = ""
        self._first: Receipt | None = None

    def tally(self, came: messages.Tally, count: Count) -> messages.Agreed | None:
        """Signs the receipt so far; None where this PC does not agree with it."""
        receipt, fault = self._judge(came.text, came.key, came.signature, count, final=False)
        if receipt is None or fault:
            return None
        own = self._proof(signed(came.text))
        proofs = {Side.BROKER: Proof(came.key, came.signature), Side.AGENT: own}
        self.agreed, self.so_far = ReceiptFile(came.text, proofs), receipt
        return messages.Agreed(came.number, own.key, own.signature)

    def end(self, came: messages.ReceiptCame, count: Count) -> Final | None:
        """The final receipt, signed where this PC agrees; None where it is none at all.

        One that this PC does not agree with is kept too: the broker's signature is under it.
        """
        receipt, fault = self._judge(came.text, came.key, came.signature, count, final=True)
        if receipt is None:
            self.refused = fault
            return None
        proofs = {Side.BROKER: Proof(came.key, came.signature)}
        dispute = None
        if fault:
            dispute = self._proof(disputed(came.text))
        else:
            proofs[Side.AGENT] = self._proof(signed(came.text))
        file = ReceiptFile(came.text, proofs)
        self.final = Final(file, receipt, came.ticket, fault, count.seconds, dispute)
        return self.final

    def _judge(
        self, text: str, key: str, signature: str, count: Count, *, final: bool
    ) -> tuple[Receipt | None, str]:
        """The receipt where the broker has signed it, and why this PC does not agree, or ""."""
        try:
            receipt = decode(text)
        except BadReceipt:
            return None, Fault.NOT_ONE
        if self._broker_key not in ("", key) or not _is_right(key, signature, text):
            return None, Fault.NOT_SIGNED
        if receipt.final is not final:
            return None, Fault.NOT_ONE
        self._broker_key = key
        if not self._is_mine(receipt):
            return receipt, Fault.OTHER_SESSION
        self._first = self._first or receipt
        if receipt.agent_key not in ("", self._signer.public.hex()):
            return receipt, Fault.OTHER_KEY
        if self.device_key and receipt.console_key not in ("", self.device_key.hex()):
            return receipt, Fault.OTHER_KEY
        return receipt, Fault.TOO_LONG if receipt.seconds > count.most else ""

    def _is_mine(self, receipt: Receipt) -> bool:
        """Whether it is about this session, and says of it what the first one said."""
        known = Known(
            receipt.broker,
            receipt.session,
            receipt.pc,
            receipt.technician,
            receipt.organisation,
            receipt.mode == "quick",
            receipt.reason,
        )
        first = self._first or receipt
        same = (receipt.entry, receipt.joined) == (first.entry, first.joined)
        return known == self._known and same

    def _proof(self, content: bytes) -> Proof:
        return Proof(self._signer.public.hex(), self._signer.sign(content).hex())


def _is_right(key: str, signature: str, text: str) -> bool:
    return is_signed(bytes.fromhex(key), signed(text), bytes.fromhex(signature))
