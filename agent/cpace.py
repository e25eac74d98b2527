"""CPace as pure functions: CPACE-X25519-SHA512 of draft-irtf-cfrg-cpace-21, initiator-responder.

Party a, the initiator, is the console; party b the agent. Python's integers do not compute in
constant time: what a stopwatch could tell is bound to one random sid (draft, section 10.10).
"""

import hashlib
import hmac
from typing import Final

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from broker.wire.signing import lv_cat

SIZE: Final = 32
"""Bytes of a scalar, a generator, a share (Ya, Yb) and the shared point K."""

TAG_SIZE: Final = 64
"""Bytes of a confirmation tag (HMAC-SHA512)."""

_DSI: Final = b"CPace255"
_Q: Final = 2**255 - 19
_A: Final = 486662
_Z: Final = 2
_HASH_BLOCK: Final = 128


def lv_split(data: bytes) -> list[bytes]:
    """The parts of an `lv_cat`; ValueError for every text that `lv_cat` does not write."""
    parts, at = [], 0
    while at < len(data):
        length, at = _length(data, at)
        if length > len(data) - at:
            raise ValueError("shorter than its length says")
        parts.append(data[at : at + length])
        at += length
    return parts


def _length(data: bytes, at: int) -> tuple[int, int]:
    length = 0  # three bytes count to 2 MiB, more than a frame holds
    for index, byte in enumerate(data[at : at + 3]):
        length |= (byte & 0x7F) << 7 * index
        if byte < 0x80:
            if byte == 0 and index:
                raise ValueError("a length not in its shortest form")
            return length, at + index + 1
    raise ValueError("a length that does not end")


def generator(prs: bytes, ci: bytes, sid: bytes) -> bytes:
    """The generator that password, channel and session lead to (sections 8.1, 8.2, A.2)."""
    padding = bytes(max(0, _HASH_BLOCK - 1 - len(lv_cat(prs)) - len(lv_cat(_DSI))))
    hashed = hashlib.sha512(lv_cat(_DSI, prs, padding, ci, sid)).digest()[:SIZE]
    return _elligator2(int.from_bytes(hashed, "little") % 2**255).to_bytes(SIZE, "little")


def _elligator2(r: int) -> int:
    # Appendix A.5. epsilon is 1 or -1 (the Legendre symbol), never 0 on this curve.
    v = -_A * pow(1 + _Z * r * r, -1, _Q) % _Q
    epsilon = pow(v**3 + _A * v**2 + v, (_Q - 1) // 2, _Q)
    return (epsilon * v - (1 - epsilon) * _A * pow(2, -1, _Q)) % _Q


def is_canonical(share: bytes) -> bool:
    """Whether a share is 32 bytes and the one encoding of its u-coordinate (below 2^255 - 19)."""
    return len(share) == SIZE and int.from_bytes(share, "little") < _Q


def multiply(scalar: bytes, point: bytes) -> bytes:
    """X25519 (scalar_mult_vfy, section 8.2); ValueError where the result is the neutral element."""
    private = X25519PrivateKey.from_private_bytes(scalar)
    return private.exchange(X25519PublicKey.from_public_bytes(point))


def isk(
    sid: bytes, k: bytes, message_a: tuple[bytes, bytes], message_b: tuple[bytes, bytes]
) -> bytes:
    """The intermediate session key, 64 bytes (section 7.2); a message is (Y, AD)."""
    transcript = lv_cat(*message_a) + lv_cat(*message_b)
    return hashlib.sha512(lv_cat(_DSI + b"_ISK", sid, k) + transcript).digest()


def tag(sid: bytes, key: bytes, message: tuple[bytes, bytes]) -> bytes:
    """The tag with which the sender of a message (Y, AD) confirms the ISK (section 10.4)."""
    mac_key = hashlib.sha512(b"CPaceMac" + sid + key).digest()
    return hmac.digest(mac_key, lv_cat(*message), "sha512")
