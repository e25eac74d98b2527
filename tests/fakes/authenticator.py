"""A passkey in software: an EC P-256 key that answers as WebAuthn says."""

import hashlib
import json
import os
import struct
from base64 import urlsafe_b64encode

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2 import cbor
from fido2.cose import ES256

from agent.frames import control
from broker.wire.roster import Passkey

PRESENT, VERIFIED = 0x01, 0x04


class Authenticator:
    """One credential of one host."""

    def __init__(self, rp: str = "aiuto.example") -> None:
        self.rp = rp
        self.credential = os.urandom(32)
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._count = 0

    @property
    def passkey(self) -> Passkey:
        """What the roster has of it."""
        key = ES256.from_cryptography_key(self._key.public_key())
        return Passkey(self.credential, cbor.encode(key), self.rp)

    def answer(
        self,
        challenge: bytes,
        *,
        flags: int = PRESENT | VERIFIED,
        origin: str = "",
        type_: str = "webauthn.get",
        rp: str = "",
        cross: bool = False,
    ) -> control.Passkey:
        """An assertion for this challenge."""
        self._count += 1
        client = json.dumps(
            {
                "type": type_,
                "challenge": urlsafe_b64encode(challenge).decode().rstrip("="),
                "origin": origin or f"https://{self.rp}",
                "crossOrigin": cross,
            }
        ).encode()
        host = hashlib.sha256((rp or self.rp).encode()).digest()
        data = host + struct.pack(">BI", flags, self._count)
        signed = data + hashlib.sha256(client).digest()
        signature = self._key.sign(signed, ec.ECDSA(SHA256()))
        return control.Passkey(client.hex(), self.credential.hex(), data.hex(), signature.hex())
