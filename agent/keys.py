"""This PC's own Ed25519 key, by which quick access knows it. No I/O."""

from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

SEED: Final = 32
"""Bytes of a private key."""


class AgentKey:
    """A key in memory; see `agent.identity.Signer`."""

    def __init__(self, seed: bytes) -> None:
        """`seed`: 32 unpredictable bytes, the private key itself; else ValueError."""
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self.seed = seed
        self.public = self._key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    def sign(self, message: bytes) -> bytes:
        """A signature of 64 bytes."""
        return self._key.sign(message)
