"""The agent's side of the `rab1` handshake (docs/protocol.md, "Handshake"), no I/O."""

import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256, sha512
from typing import Final

from agent import cpace
from agent import identity as identities
from agent.channel import AUTH, Channel, ChannelError, Direction, Fault, Limits, derive
from agent.identity import NO_KEY, Identity, Signer
from broker.wire import limits as wire_limits
from broker.wire.messages import is_name, is_session_id
from broker.wire.signing import lv_cat

VERSION: Final = b"rab1"
OFFER: Final = 0x01
PAKE1: Final = 0x02
PAKE2: Final = 0x03
TA: Final = 0x04
TB: Final = 0x05

_NONCE: Final = 32
_WORD: Final = 10
_CONSOLE_AUTH: Final = b"rab1 console auth\0"
_AGENT_AUTH: Final = b"rab1 agent auth\0"
_PASSKEY: Final = b"rab1 passkey\0"

Words = tuple[int, int, int]
"""Places in the word list, from 0 to 1023: the same at both ends of one run."""


class Mode(StrEnum):
    """What the two ends have in common before they start."""

    PASSWORD = "password"
    RESUME = "resume"
    QUICK = "quick"


SECRET_SIZE: Final[Mapping[Mode, int]] = {
    Mode.PASSWORD: wire_limits.PASSWORD_LENGTH,
    Mode.RESUME: 32,
    Mode.QUICK: 0,
}
"""Bytes of the secret in each mode."""


class Handshake:
    """One run of the agent, in one thread.

    Every ChannelError is final: the secrets are forgotten, and only DROPPED follows.
    `identity`: what the console claims, from `pake1` on. `guessed`: `pake2` has been handed out,
    so the console learns with this run whether its password was right. `proved`: it was right.
    `channel`: set once the console's `auth` record was right too, and with it `words`, which both
    ends may compare, and `passkey_challenge`, which a passkey has to sign for this very run.
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
        signer: Signer | None = None,
    ) -> None:
        """`random` gives so many unpredictable bytes; ValueError for an input out of form.

        `secret`: in mode `password` the 8 ASCII symbols, in mode `resume` the 32 bytes of
        `Channel.take_resume`, in mode `quick` nothing: there `signer` is needed, and the console
        must have a device key. `signer`: this PC's key, where it shows one.
        """
        if not is_session_id(session) or not is_name(broker):
            raise ValueError("not a session ID or not a name")
        if len(secret) != SECRET_SIZE[mode]:
            raise ValueError("not a secret of this mode")
        if mode is Mode.QUICK and signer is None:
            raise ValueError("no key in a mode that stands on keys")
        self.identity: Identity | None = None
        self.guessed = False
        self.proved = False
        self.channel: Channel | None = None
        self.words: Words = (0, 0, 0)
        self.passkey_challenge = b""
        self._mode, self._session, self._broker = mode, session, broker
        self._secret = secret
        self._signer = signer
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
        self._offer = bytes([OFFER]) + lv_cat(*fields)
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
        self._run = self._signer = None

    def _step(self, frame: bytes) -> Callable[["Handshake", bytes], list[bytes]]:
        if self._awaited is None:
            raise ChannelError(Fault.DROPPED)
        if not 0 < len(frame) <= wire_limits.RECORD_MAX:
            raise ChannelError(Fault.MALFORMED)
        if frame[0] != self._awaited or self._awaited not in _STEPS:
            raise ChannelError(Fault.UNEXPECTED)
        return _STEPS[self._awaited]

    def _pake1(self, frame: bytes) -> list[bytes]:
        nt, ya, ada = identities.fields(frame[1:], 3)
        if len(nt) != _NONCE or not cpace.is_canonical(ya):
            raise ChannelError(Fault.MALFORMED)
        self.identity = identities.read(ada)
        if self._mode is Mode.QUICK and not self.identity.device_key:
            raise ChannelError(Fault.MALFORMED)
        sid = self._na + nt
        scalar = self._random(cpace.SIZE)
        yb = _product(scalar, cpace.generator(self._secret, self._channel_id(), sid))
        key = NO_KEY if self._signer is None else self._signer.public
        message_a, message_b = (ya, ada), (yb, lv_cat(key))
        isk = cpace.isk(sid, _product(scalar, ya), message_a, message_b)
        th = sha512(lv_cat(self._offer, sid, *message_a, *message_b)).digest()
        self._run = _Run(
            th=th,
            ta=cpace.tag(sid, isk, message_a),
            tb=cpace.tag(sid, isk, message_b),
            outgoing=Direction(secret=isk, th=th, info=b"rab1 a2c", limits=self._limits),
            incoming=Direction(secret=isk, th=th, info=b"rab1 c2a", limits=self._limits),
            resume=derive(th, isk, b"rab1 resume", SECRET_SIZE[Mode.RESUME]),
            words=_words(derive(th, isk, b"rab1 words", 4)),
        )
        self._secret = b""
        self.guessed, self._awaited = True, TA
        return [bytes([PAKE2]) + lv_cat(*message_b)]

    def _channel_id(self) -> bytes:
        mode, session = self._mode.encode(), self._session.encode()
        offer, broker = sha512(self._offer).digest(), self._broker.encode()
        return lv_cat(VERSION, mode, session, b"console", b"agent", offer, broker)

    def _ta(self, frame: bytes) -> list[bytes]:
        run = self._running()
        if len(frame) != 1 + cpace.TAG_SIZE:
            raise ChannelError(Fault.MALFORMED)
        if not hmac.compare_digest(frame[1:], run.ta):
            raise ChannelError(Fault.WRONG_PASSWORD)
        self.proved, self._awaited = True, AUTH
        signature = NO_KEY if self._signer is None else self._signer.sign(_AGENT_AUTH + run.th)
        return [bytes([TB]) + run.tb, run.outgoing.seal(AUTH, signature)]

    def _auth(self, frame: bytes) -> list[bytes]:
        run = self._running()
        _, signature = run.incoming.open(frame)
        device_key = NO_KEY if self.identity is None else self.identity.device_key
        if not identities.is_signed(device_key, _CONSOLE_AUTH + run.th, signature):
            raise ChannelError(Fault.BAD_SIGNATURE)
        self.words, self.passkey_challenge = run.words, sha256(_PASSKEY + run.th).digest()
        self.channel = Channel(outgoing=run.outgoing, incoming=run.incoming, resume=run.resume)
        self._awaited = self._run = self._signer = None
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
    words: Words


def _words(four: bytes) -> Words:
    bits = int.from_bytes(four) >> 2
    most = (1 << _WORD) - 1
    return bits >> 2 * _WORD, bits >> _WORD & most, bits & most


def _product(scalar: bytes, point: bytes) -> bytes:
    try:
        return cpace.multiply(scalar, point)
    except ValueError as error:
        raise ChannelError(Fault.MALFORMED) from error
