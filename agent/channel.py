"""Sealed records of `rab1` (docs/protocol.md, "Sealed records"), no I/O."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from threading import Lock
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA512
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from broker.wire import limits as wire_limits

AUTH: Final = 0x10
"""Type of the first record of each direction, which belongs to the handshake."""

FROM_AGENT: Final = frozenset({0x11, 0x12, 0x13})
"""Types of record that the agent seals: control, picture, cursor."""

FROM_CONSOLE: Final = frozenset({0x11, 0x14, 0x15})
"""Types of record that the console seals: control, input, shown."""

OVERHEAD: Final = 17
"""Bytes that a record is longer than its plaintext: the type and the tag."""

PLAINTEXT_MAX: Final = wire_limits.RECORD_MAX - OVERHEAD
"""Longest plaintext of a record, bytes."""

_KEY: Final = 32
_IV: Final = 12


class Fault(StrEnum):
    """Why a handshake or channel ended."""

    MALFORMED = "malformed"
    UNEXPECTED = "unexpected"
    WRONG_VERSION = "wrong_version"
    WRONG_PASSWORD = "wrong_password"
    TAMPERED = "tampered"
    BAD_SIGNATURE = "bad_signature"
    EXHAUSTED = "exhausted"
    DROPPED = "dropped"


class ChannelError(Exception):
    """The end of a handshake or channel; `fault` says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one key, and one direction, may seal."""

    records: int = 2**20
    """Records after which a direction takes a new key."""

    octets: int = 2**30
    """Bytes of plaintext after which a direction takes a new key."""

    sequence: int = 2**53
    """Records of a whole direction: the numbers that every implementation counts exactly."""


def derive(th: bytes, secret: bytes, info: bytes, size: int) -> bytes:
    """HKDF-SHA512 (RFC 5869) with the hash of the transcript as salt."""
    return HKDF(algorithm=SHA512(), length=size, salt=th, info=info).derive(secret)


class Direction:
    """One direction of a channel: a key and the number of the next record. Not thread-safe."""

    def __init__(self, *, secret: bytes, th: bytes, info: bytes, limits: Limits) -> None:
        """Keys from `secret` (the ISK), the transcript's hash and the direction's own `info`."""
        self._th = th
        self._limits = limits
        self._sequence = 0
        self._aead: AESGCM | None = None
        self._take(secret, info)

    def seal(self, kind: int, plaintext: bytes) -> bytes:
        """The next record; ValueError for a plaintext too long, ChannelError EXHAUSTED."""
        if len(plaintext) > PLAINTEXT_MAX:
            raise ValueError("longer than a record may be")
        header = bytes([kind])
        sealed = self._alive().encrypt(self._nonce(), plaintext, header)
        self._count(len(plaintext))
        return header + sealed

    def open(self, frame: bytes) -> tuple[int, bytes]:
        """Type and plaintext of the next record; ChannelError MALFORMED, TAMPERED, EXHAUSTED."""
        if not OVERHEAD <= len(frame) <= wire_limits.RECORD_MAX:
            raise ChannelError(Fault.MALFORMED)
        try:
            plaintext = self._alive().decrypt(self._nonce(), frame[1:], frame[:1])
        except InvalidTag as error:
            raise ChannelError(Fault.TAMPERED) from error
        self._count(len(plaintext))
        return frame[0], plaintext

    def wipe(self) -> None:
        """Forget the key; nothing can be sealed or opened after that."""
        self._aead = None
        self._key = self._iv = b""

    def _alive(self) -> AESGCM:
        if self._aead is None:
            raise ChannelError(Fault.DROPPED)
        return self._aead

    def _take(self, secret: bytes, info: bytes) -> None:
        material = derive(self._th, secret, info, _KEY + _IV)
        self._key, self._iv = material[:_KEY], material[_KEY:]
        self._aead = AESGCM(self._key)
        self._records = self._octets = 0

    def _nonce(self) -> bytes:
        if self._sequence >= self._limits.sequence:
            raise ChannelError(Fault.EXHAUSTED)
        return (int.from_bytes(self._iv) ^ self._sequence).to_bytes(_IV)

    def _count(self, octets: int) -> None:
        self._sequence += 1
        self._records += 1
        self._octets += octets
        if self._records >= self._limits.records or self._octets >= self._limits.octets:
            self._take(self._key, b"rab1 rekey")


class Channel:
    """The agent's end of an open channel. Every method may be called from any thread.

    Every ChannelError is final: the keys are forgotten and every later call raises DROPPED.
    """

    def __init__(self, *, outgoing: Direction, incoming: Direction, resume: bytes) -> None:
        self._lock = Lock()
        self._dropped = False
        self._outgoing = outgoing
        self._incoming = incoming
        self._resume = resume

    def seal(self, kind: int, plaintext: bytes) -> bytes:
        """The frame of the next record to the console; ChannelError EXHAUSTED or DROPPED.

        ValueError, which ends nothing, where the agent sends no such type or it is too long.
        """
        if kind not in FROM_AGENT:
            raise ValueError("the agent sends no record of this type")
        with self._alive():
            return self._outgoing.seal(kind, plaintext)

    def open(self, frame: bytes) -> tuple[int, bytes]:
        """Type and plaintext of the console's next record.

        ChannelError: UNEXPECTED (a type that no console sends), MALFORMED (a length that no
        record has), TAMPERED (not the next record as it was sealed), EXHAUSTED, DROPPED.
        """
        with self._alive():
            if frame and frame[0] not in FROM_CONSOLE:
                raise ChannelError(Fault.UNEXPECTED)
            return self._incoming.open(frame)

    def take_resume(self) -> bytes:
        """The 32-byte secret of a later handshake in mode `resume`: once, then UNEXPECTED."""
        with self._alive():
            if not self._resume:
                raise ChannelError(Fault.UNEXPECTED)
            taken, self._resume = self._resume, b""
            return taken

    def drop(self) -> None:
        """Forget the keys. Once this has returned, nothing is sealed or opened any more."""
        with self._lock:
            self._forget()

    @contextmanager
    def _alive(self) -> Iterator[None]:
        with self._lock:
            if self._dropped:
                raise ChannelError(Fault.DROPPED)
            try:
                yield
            except ChannelError:
                self._forget()
                raise

    def _forget(self) -> None:
        self._dropped = True
        self._outgoing.wipe()
        self._incoming.wipe()
        self._resume = b""
