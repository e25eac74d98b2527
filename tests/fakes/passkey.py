"""A passkey in software: what an authenticator and a browser make together, right or wrong."""

import hashlib
import struct
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2 import cbor
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode

_USER_PRESENT, _USER_VERIFIED, _ATTESTED = 0x01, 0x04, 0x40


@dataclass
class Passkey:
    """One key pair. Its fields are what the next answer says; change them for a wrong one."""

    origin: str
    credential_id: bytes = b"credential 0001."
    count: int = 0
    flags: int = _USER_PRESENT | _USER_VERIFIED
    cross_origin: bool = False
    rp_id: str | None = None
    """Instead of the one in the options."""
    user_handle: bytes = b""
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )

    def made(self, options: dict[str, Any], kind: str = "webauthn.create") -> dict[str, Any]:
        """The answer to `navigator.credentials.create`."""
        self.user_handle = websafe_decode(options["user"]["id"])
        public = cbor.encode(ES256.from_cryptography_key(self.key.public_key()))
        attested = bytes(16) + struct.pack(">H", len(self.credential_id)) + self.credential_id
        data = self._data(options["rp"]["id"], _ATTESTED) + attested + public
        attestation = cbor.encode({"fmt": "none", "attStmt": {}, "authData": data})
        return self._answer(
            clientDataJSON=self._client(kind, options),
            attestationObject=attestation,
        )

    def signed(self, options: dict[str, Any], kind: str = "webauthn.get") -> dict[str, Any]:
        """The answer to `navigator.credentials.get`."""
        client, data = self._client(kind, options), self._data(options["rpId"])
        over = data + hashlib.sha256(client).digest()
        return self._answer(
            clientDataJSON=client,
            authenticatorData=data,
            signature=self.key.sign(over, ec.ECDSA(hashes.SHA256())),
            userHandle=self.user_handle,
        )

    def _client(self, kind: str, options: dict[str, Any]) -> bytes:
        crossed = "true" if self.cross_origin else "false"
        return (
            f'{{"type":"{kind}","challenge":"{options["challenge"]}",'
            f'"origin":"{self.origin}","crossOrigin":{crossed}}}'
        ).encode()

    def _data(self, rp_id: str, flags: int = 0) -> bytes:
        named = hashlib.sha256((self.rp_id or rp_id).encode()).digest()
        return named + struct.pack(">BI", self.flags | flags, self.count)

    def _answer(self, **response: bytes) -> dict[str, Any]:
        name = websafe_encode(self.credential_id)
        encoded = {key: websafe_encode(value) for key, value in response.items()}
        return {
            "id": name,
            "rawId": name,
            "type": "public-key",
            "response": encoded,
            "clientExtensionResults": {},
        }
