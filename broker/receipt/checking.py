"""Whether a receipt's signatures are right. Ed25519 over `broker.wire.receipts.signed`."""

from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from broker.wire.receiptfile import BadFile, ReceiptFile, Side
from broker.wire.receipts import Receipt, decode, disputed, signed


@dataclass(frozen=True, slots=True)
class Checked:
    """A receipt whose signatures are right, and who has signed it, in this order."""

    receipt: Receipt
    signers: tuple[Side, ...]


def is_right(key: str, signature: str, text: str) -> bool:
    """Whether this key signed this text; both in hexadecimal digits."""
    return _is_signed(key, signature, signed(text))


def is_dispute(key: str, signature: str, text: str) -> bool:
    """Whether this key signed that it disputes this text, which is not to sign the text."""
    return _is_signed(key, signature, disputed(text))


def _is_signed(key: str, signature: str, content: bytes) -> bool:
    try:
        public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(key))
        public.verify(bytes.fromhex(signature), content)
    except (InvalidSignature, ValueError):
        return False
    return True


def check(file: ReceiptFile) -> Checked:
    """The receipt of a file. Raises `BadFile` where a signature is missing or not right.

    A key that the text names must be the one that signed for that side. Whose keys they are is
    not known here: the broker's has to be compared with the one that it is known by.
    """
    receipt = decode(file.text)
    named = {Side.AGENT: receipt.agent_key, Side.CONSOLE: receipt.console_key}
    signers = []
    for side, proof in file.proofs.items():
        if not is_right(proof.key, proof.signature, file.text):
            raise BadFile(f"{side}_signature: not right")
        if named.get(side, "") not in ("", proof.key):
            raise BadFile(f"{side}_key: not the one that the receipt names")
        signers.append(side)
    if Side.BROKER not in signers:
        raise BadFile("broker_signature: missing")
    return Checked(receipt, tuple(signers))
