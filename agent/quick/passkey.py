"""Whether a technician's passkey signed for this very run (WebAuthn level 2, section 7.2). Pure."""

import struct
from collections.abc import Mapping
from hashlib import sha256
from typing import Final

from fido2 import cbor
from fido2.cose import CoseKey
from fido2.server import Fido2Server
from fido2.utils import websafe_encode
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    AuthenticatorAssertionResponse,
    AuthenticatorData,
    CollectedClientData,
    PublicKeyCredentialRpEntity,
)

from agent.frames import control
from broker.wire.roster import Passkey
from broker.wire.strict import one_object

_NO_MODEL: Final = bytes(16)
_NOT_WELL_FORMED: Final = (
    ArithmeticError,
    AttributeError,
    LookupError,
    NotImplementedError,
    RecursionError,
    TypeError,
    ValueError,
    struct.error,
)
"""What the library raises for data of others that is not what it should be."""


def is_there(passkey: Passkey, given: control.Passkey, challenge: bytes) -> bool:
    """Whether the technician showed this passkey, in person and verified, for this challenge.

    `challenge`: that of the handshake, so that nothing from another run is good for this one.
    """
    try:
        _check(passkey, given, challenge)
    except _NOT_WELL_FORMED:
        return False
    return True


def _check(passkey: Passkey, given: control.Passkey, challenge: bytes) -> None:
    server = Fido2Server(PublicKeyCredentialRpEntity(name=passkey.rp, id=passkey.rp))
    key = cbor.decode(passkey.key)
    if not isinstance(key, Mapping):
        raise TypeError("not a key in COSE")
    known = AttestedCredentialData.create(_NO_MODEL, passkey.credential, CoseKey.parse(key))
    client = _client(bytes.fromhex(given.client))
    data = AuthenticatorData(bytes.fromhex(given.data))
    if client.cross_origin or data.rp_id_hash != sha256(passkey.rp.encode("ascii")).digest():
        raise ValueError("not of this host")
    server.authenticate_complete(
        {"challenge": websafe_encode(challenge), "user_verification": "required"},
        [known],
        AuthenticationResponse(
            raw_id=bytes.fromhex(given.credential),
            response=AuthenticatorAssertionResponse(
                client_data=client,
                authenticator_data=data,
                signature=bytes.fromhex(given.signature),
            ),
        ),
    )


def _client(data: bytes) -> CollectedClientData:
    # fido2 would make as many bytes of a challenge that is a number.
    fields = one_object(data.decode("utf-8"))
    if not all(isinstance(fields.get(name), str) for name in ("type", "challenge", "origin")):
        raise TypeError("not a client's data")
    return CollectedClientData(data)
