"""The agent's side of the `rab1` handshake (docs/protocol.md, "Handshake"), no I/O."""

import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha512
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from agent import cpace
from agent.channel import AUTH, Channel, ChannelError, Direction, Fault, Limits, derive
from broker.wire import limits as wire_limits
from broker.wire.messages import is_name, is_session_id

VERSION: Final = b"rab1"
OFFER: Final = 0x01
PAKE1: Final = 0x02
PAKE2: Final = 0x03
TA: Final = 0x04
TB: Final = 0x05

_NONCE: Final = 32
_DEVICE_KEY: Final = 32
_CONSOLE_AUTH: Final = b"rab1 console auth\0"
_NO_KEY: Final = b""


class Mode(StrEnum):
    """What the two ends have in common before they start."""

    PASSWORD = "password"
    RESUME = "resume"


SECRET_SIZE: Final[Mapping[Mode, int]] = {
    Mode.PASSWORD: wire_limits.PASSWORD_LENGTH,
    Mode.RESUME: 32,
}
"""Bytes of the secret in each mode."""


@dataclass(frozen=True)
class Identity:
    """Who the console says it is; `device_key` is an Ed25519 public key or empty."""

    technician: str
    organisation: str
    device_key: bytes


class Handshake:
    """One run of the agent, in one thread.

    Every ChannelError is final: the secrets are forgotten, and only DROPPED follows.
    `identity`: what the console claims, from `pake1` on. `guessed`: `pake2` has been handed out,
    so the console learns with this run whether its password was right. `proved`: it was right.
    `channel`: set once the console's `auth` record was right too.
    """

    def __init__(
        self,
        *,
        mode: Mode,
        session: str,
        broker: str,
        secret: bytes,
        random: Callable[[int], bytes],
        limits: Limits | None = None,
    ) -> None:
        """`random` gives so many unpredictable bytes; ValueError for an input out of form.

        `secret`: in mode `password` the 8 ASCII symbols, in mode `resume` the 32 bytes of
        `Channel.take_resume`.
        """
        if not is_session_id(session) or not is_name(broker):
            raise ValueError("not a session ID or not a name")
        if len(secret) != SECRET_SIZE[mode]:
            raise ValueError("not a secret of this mode")
        self.identity: Identity | None = None
        self.guessed = False
        self.proved = False
        self.channel: Channel | None = None
        self._mode, self._session, self._broker = mode, session, broker
        self._secret = secret
        self._random = random
        self._limits = limits or Limits()
        self._awaited: int | None = OFFER
        self._offer = self._na = b""
        self._run: _Run | None = None

    def start(self) -> bytes:
        """The `offer`, once."""
        if self._awaited != OFFER:
            self.drop()
            raise ChannelError(Fault.UNEXPECTED)
        self._na = self._random(_NONCE)
        fields = (VERSION, self._mode.encode(), self._session.encode(), self._na)
        self._offer = bytes([OFFER]) + cpace.lv_cat(*fields)
        self._awaited = PAKE1
        return self._offer

    def receive(self, frame: bytes) -> list[bytes]:
        """The frames that answer the console's next one.

        ChannelError: UNEXPECTED (not this frame now), MALFORMED, WRONG_PASSWORD (from `ta`),
        TAMPERED or BAD_SIGNATURE (from `auth`), DROPPED (after the end, be it good or bad).
        """
        try:
            return self._step(frame)(self, frame)
        except ChannelError:
            self.drop()
            raise

    def drop(self) -> None:
        """End this run and forget its secrets. A `channel` already handed out lives on."""
        self._awaited = None
        self._secret = b""
        self._run = None

    def _step(self, frame: bytes) -> Callable[["Handshake", bytes], list[bytes]]:
        if self._awaited is None:
            raise ChannelError(Fault.DROPPED)
        if not 0 < len(frame) <= wire_limits.RECORD_MAX:
            raise ChannelError(Fault.MALFORMED)
        if frame[0] != self._awaited or self._awaited not in _STEPS:
            raise ChannelError(Fault.UNEXPECTED)
        return _STEPS[self._awaited]

    def _pake1(self, frame: bytes) -> list[bytes]:
        nt, ya, ada = _fields(frame[1:], 3)
        if len(nt) != _NONCE or not cpace.is_canonical(ya):
            raise ChannelError(Fault.MALFORMED)
        self.identity = _identity(ada)
        sid = self._na + nt
        scalar = self._random(cpace.SIZE)
        yb = _product(scalar, cpace.generator(self._secret, self._channel_id(), sid))
        message_a, message_b = (ya, ada), (yb, cpace.lv_cat(_NO_KEY))
        isk = cpace.isk(sid, _product(scalar, ya), message_a, message_b)
        th = sha512(cpace.lv_cat(self._offer, sid, *message_a, *message_b)).digest()
        self._run = _Run(
            th=th,
            ta=cpace.tag(sid, isk, message_a),
            tb=cpace.tag(sid, isk, message_b),
            outgoing=Direction(secret=isk, th=th, info=b"rab1 a2c", limits=self._limits),
            incoming=Direction(secret=isk, th=th, info=b"rab1 c2a", limits=self._limits),
            resume=derive(th, isk, b"rab1 resume", SECRET_SIZE[Mode.RESUME]),
        )
        self._secret = b""
        self.guessed, self._awaited = True, TA
        return [bytes([PAKE2]) + cpace.lv_cat(*message_b)]

    def _channel_id(self) -> bytes:
        mode, session = self._mode.encode(), self._session.encode()
        offer, broker = sha512(self._offer).digest(), self._broker.encode()
        return cpace.lv_cat(VERSION, mode, session, b"console", b"agent", offer, broker)

    def _ta(self, frame: bytes) -> list[bytes]:
        run = self._running()
        if len(frame) != 1 + cpace.TAG_SIZE:
            raise ChannelError(Fault.MALFORMED)
        if not hmac.compare_digest(frame[1:], run.ta):
            raise ChannelError(Fault.WRONG_PASSWORD)
        self.proved, self._awaited = True, AUTH
        return [bytes([TB]) + run.tb, run.outgoing.seal(AUTH, _NO_KEY)]

    def _auth(self, frame: bytes) -> list[bytes]:
        run = self._running()
        _, signature = run.incoming.open(frame)
        if not _signed(self.identity, _CONSOLE_AUTH + run.th, signature):
            raise ChannelError(Fault.BAD_SIGNATURE)
        self.channel = Channel(outgoing=run.outgoing, incoming=run.incoming, resume=run.resume)
        self._awaited = self._run = None
        return []

    def _running(self) -> "_Run":
        if self._run is None:
            raise ChannelError(Fault.DROPPED)
        return self._run


_STEPS: Final[Mapping[int, Callable[[Handshake, bytes], list[bytes]]]] = {
    PAKE1: Handshake._pake1,
    TA: Handshake._ta,
    AUTH: Handshake._auth,
}


@dataclass(frozen=True, slots=True)
class _Run:
    th: bytes
    ta: bytes
    tb: bytes
    outgoing: Direction
    incoming: Direction
    resume: bytes


def _fields(body: bytes, count: int) -> list[bytes]:
    try:
        fields = cpace.lv_split(body)
    except ValueError as error:
        raise ChannelError(Fault.MALFORMED) from error
    if len(fields) != count:
        raise ChannelError(Fault.MALFORMED)
    return fields


def _identity(ada: bytes) -> Identity:
    technician, organisation, device_key = _fields(ada, 3)
    if len(device_key) not in (0, _DEVICE_KEY):
        raise ChannelError(Fault.MALFORMED)
    return Identity(_name(technician), _name(organisation), device_key)


def _name(field: bytes) -> str:
    try:
        name = field.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ChannelError(Fault.MALFORMED) from error
    if not is_name(name):
        raise ChannelError(Fault.MALFORMED)
    return name


def _product(scalar: bytes, point: bytes) -> bytes:
    try:
        return cpace.multiply(scalar, point)
    except ValueError as error:
        raise ChannelError(Fault.MALFORMED) from error


def _signed(identity: Identity | None, message: bytes, signature: bytes) -> bool:
    if identity is None or not identity.device_key:
        return identity is not None and not signature
    try:
        Ed25519PublicKey.from_public_bytes(identity.device_key).verify(signature, message)
    except InvalidSignature:
        return False
    return True
