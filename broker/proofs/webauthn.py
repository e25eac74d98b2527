"""What a browser and a passkey answer, checked by fido2 and by what it leaves to us. Pure.

The rules are those of WebAuthn level 3, 7.1 and 7.2. fido2 checks type, challenge, RP ID, flags
and signature; here are the exact origin, no foreign frame, the algorithms and the user handle.
User verification (PIN, finger, face) is always required. Attestation is not asked for: which make
of key somebody uses does not matter here.
"""

import ipaddress
import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from fido2 import cbor
from fido2.cose import CoseKey
from fido2.server import Fido2Server
from fido2.utils import websafe_encode
from fido2.webauthn import (
    Aaguid,
    AttestedCredentialData,
    AuthenticationResponse,
    AuthenticatorData,
    CollectedClientData,
    PublicKeyCredentialDescriptor,
    PublicKeyCredentialParameters,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialType,
    PublicKeyCredentialUserEntity,
    RegistrationResponse,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

ALGORITHMS: Final = (-8, -7, -257)
"""COSE: EdDSA, ES256, RS256, as preferred. Every authenticator of today has one of them."""
CREDENTIAL_MOST: Final = 700
"""Bytes of a credential ID; authenticators use some 16 to 128."""
KEY_MOST: Final = 1100
"""Bytes of a public key in COSE: RSA of 8192 bits, whose check takes a fraction of a second."""
_TEXT_MOST: Final = 16 * 1024
"""Characters of one field of an answer."""
_MADE: Final = ("clientDataJSON", "attestationObject")
_SIGNED: Final = ("clientDataJSON", "authenticatorData", "signature", "userHandle")
_VERIFIED: Final = UserVerificationRequirement.REQUIRED
_MALFORMED: Final = (
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
    InvalidSignature,
    UnsupportedAlgorithm,
    struct.error,
)
"""What fido2, CBOR and cryptography raise for bytes that are not what they should be."""


class Unproved(Exception):
    """An answer that proves nothing."""


@dataclass(frozen=True, slots=True)
class NewKey:
    """A passkey that was made; in hex but for the count and the challenge that it answered."""

    credential_id: str
    public_key: str
    sign_count: int
    challenge: bytes


@dataclass(frozen=True, slots=True)
class Assertion:
    """An answer to a sign-in, read but not yet checked."""

    response: AuthenticationResponse
    credential_id: str
    challenge: bytes
    user_handle: bytes


def rp_id_of(host: str) -> str | None:
    """The RP ID of a host; None for an address, for which browsers keep no passkeys.

    An address of this very computer is `localhost`: the console may be opened by that name, too.
    """
    try:
        address = ipaddress.ip_address(host.strip("[]").partition("%")[0])
    except ValueError:
        return host or None
    return "localhost" if address.is_loopback else None


class RelyingParty:
    """One broker, as passkeys know it."""

    def __init__(self, rp_id: str, name: str, origins: Iterable[str]) -> None:
        self._origins = frozenset(origins)
        entity = PublicKeyCredentialRpEntity(name=name, id=rp_id)
        self._server = Fido2Server(entity, verify_origin=self._origins.__contains__)
        self._server.allowed_algorithms = [
            PublicKeyCredentialParameters(type=PublicKeyCredentialType.PUBLIC_KEY, alg=alg)
            for alg in ALGORITHMS
        ]

    def registration(
        self,
        *,
        user_handle: bytes,
        name: str,
        full_name: str,
        known: Iterable[str],
        challenge: bytes,
        seconds: int,
    ) -> dict[str, Any]:
        """Options for `navigator.credentials.create`, in the JSON form that browsers parse.

        `known`: the credential IDs that the account has, so that a key is not added twice.
        """
        user = PublicKeyCredentialUserEntity(id=user_handle, name=name, display_name=full_name)
        kind = PublicKeyCredentialType.PUBLIC_KEY
        options, _ = self._server.register_begin(
            user,
            [PublicKeyCredentialDescriptor(type=kind, id=bytes.fromhex(one)) for one in known],
            resident_key_requirement=ResidentKeyRequirement.REQUIRED,
            user_verification=_VERIFIED,
            challenge=challenge,
        )
        return {**dict(options.public_key), "timeout": seconds * 1000, "attestation": "none"}

    def request(self, challenge: bytes, seconds: int) -> dict[str, Any]:
        """Options for `navigator.credentials.get`, for whichever passkey is there."""
        options, _ = self._server.authenticate_begin(
            user_verification=_VERIFIED, challenge=challenge
        )
        return {**dict(options.public_key), "timeout": seconds * 1000}

    def registered(self, credential: Mapping[str, Any]) -> NewKey:
        """The passkey that was made. Raises `Unproved`; its challenge is the caller's to check."""
        try:
            answer = RegistrationResponse.from_dict(_shaped(credential, _MADE))
            client = answer.response.client_data
            made = answer.response.attestation_object.auth_data.credential_data
            if not _ours(client) or made is None:
                raise Unproved
            data = self._server.register_complete(_state(client), answer)
            return _new_key(made, data, client.challenge)
        except _MALFORMED as error:
            raise Unproved from error

    def read(self, credential: Mapping[str, Any]) -> Assertion:
        """An answer's parts. Raises `Unproved`; nothing is checked yet."""
        try:
            answer = AuthenticationResponse.from_dict(_shaped(credential, _SIGNED))
            client = answer.response.client_data
            handle = answer.response.user_handle
            if not _ours(client) or handle is None:
                raise Unproved
            return Assertion(answer, answer.raw_id.hex(), client.challenge, handle)
        except _MALFORMED as error:
            raise Unproved from error

    def asserted(self, assertion: Assertion, public_key: str) -> int:
        """The signature count of an answer that this key (COSE, hex) made. Raises `Unproved`."""
        try:
            cose = cbor.decode(bytes.fromhex(public_key))
            if not isinstance(cose, Mapping):
                raise Unproved
            known = AttestedCredentialData.create(
                Aaguid.NONE, bytes.fromhex(assertion.credential_id), CoseKey.parse(cose)
            )
            state = _state(assertion.response.response.client_data)
            self._server.authenticate_complete(state, [known], assertion.response)
            return assertion.response.response.authenticator_data.counter
        except _MALFORMED as error:
            raise Unproved from error


def _shaped(credential: Mapping[str, Any], fields: tuple[str, ...]) -> dict[str, Any]:
    """The fields that are needed, each a text, and nothing else.

    fido2 takes what is no text at its word: of a number it would make that many zero bytes.
    """
    response = credential.get("response")
    if not isinstance(response, Mapping) or credential.get("type") != "public-key":
        raise Unproved
    name = credential.get("id")
    texts = {field: response.get(field) for field in fields}
    if any(not _is_text(text) for text in (name, *texts.values())):
        raise Unproved
    return {"id": name, "rawId": name, "type": "public-key", "response": texts}


def _is_text(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= _TEXT_MOST


def _new_key(made: AttestedCredentialData, data: AuthenticatorData, challenge: bytes) -> NewKey:
    size, public_key = len(made.credential_id), cbor.encode(made.public_key)
    if made.public_key.ALGORITHM not in ALGORITHMS or not 1 <= size <= CREDENTIAL_MOST:
        raise Unproved
    if len(public_key) > KEY_MOST:
        raise Unproved
    return NewKey(
        credential_id=made.credential_id.hex(),
        public_key=public_key.hex(),
        sign_count=data.counter,
        challenge=challenge,
    )


def _ours(client: CollectedClientData) -> bool:
    """Whether the page was the top one: a passkey is not used inside a foreign frame."""
    return client.cross_origin is False and isinstance(client.origin, str)


def _state(client: CollectedClientData) -> dict[str, Any]:
    """What fido2 compares with: the challenge is the answer's own, checked by the caller."""
    return {"challenge": websafe_encode(client.challenge), "user_verification": _VERIFIED}
