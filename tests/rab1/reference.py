"""Both ends of `rab1`, independent of agent/ and web/: PyPI `cpace` and plain formulas.

They check nothing but what they need to go on, so that tests can make them misbehave.
"""

import hashlib
from dataclasses import dataclass

from cpace import CPace, CPaceRole, _calculate_generator, _lv_cat, _scalar_mult_vfy
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA512
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

AGENT_AUTH = b"rab1 agent auth\0"
CONSOLE_AUTH = b"rab1 console auth\0"


@dataclass(frozen=True)
class Setup:
    """All that goes into one run, the random values included.

    Seeds are Ed25519 private keys or empty; a key given beside one is claimed in its place.
    `expects`: the agent key that the console wants to meet, or empty.
    """

    mode: str = "password"
    session: str = "123456789"
    broker: str = "Affianco di prova"
    secret: bytes = b"7K9MPQ2X"
    technician: str = "Ada Lovelace"
    organisation: str = "Macchine Analitiche"
    na: bytes = bytes(range(32))
    nt: bytes = bytes(range(32, 64))
    ya: bytes = bytes(range(64, 96))
    yb: bytes = bytes(range(96, 128))
    device_seed: bytes = b""
    agent_seed: bytes = b""
    device_key: bytes = b""
    agent_key: bytes = b""
    expects: bytes = b""
    records: int = 2**20
    octets: int = 2**30
    sequence: int = 2**53


class Records:
    """One direction's sealed records."""

    def __init__(self, setup: Setup, isk: bytes, th: bytes, info: bytes) -> None:
        self._setup, self._th = setup, th
        self.sequence = 0
        self._take(isk, info)

    def seal(self, kind: int, plaintext: bytes) -> bytes:
        frame = bytes([kind]) + AESGCM(self.key).encrypt(self._nonce(), plaintext, bytes([kind]))
        self._count(plaintext)
        return frame

    def open(self, frame: bytes) -> tuple[int, bytes]:
        plaintext = AESGCM(self.key).decrypt(self._nonce(), frame[1:], frame[:1])
        self._count(plaintext)
        return frame[0], plaintext

    def rekey(self) -> None:
        self._take(self.key, b"rab1 rekey")

    def _take(self, secret: bytes, info: bytes) -> None:
        self.key, self.iv = (material := hkdf(self._th, secret, info, 44))[:32], material[32:]
        self.records = self.octets = 0

    def _nonce(self) -> bytes:
        sequence = bytes(4) + self.sequence.to_bytes(8, "big")
        return bytes(a ^ b for a, b in zip(self.iv, sequence, strict=True))

    def _count(self, plaintext: bytes) -> None:
        self.sequence += 1
        self.records += 1
        self.octets += len(plaintext)
        if self.records >= self._setup.records or self.octets >= self._setup.octets:
            self.rekey()


class End:
    """What both ends do alike."""

    role: CPaceRole

    def __init__(self, setup: Setup) -> None:
        self.setup = setup

    def cpace(self, offer: bytes, sid: bytes, ad: bytes, scalar: bytes) -> CPace:
        s = self.setup
        ci = _lv_cat(
            b"rab1",
            s.mode.encode(),
            s.session.encode(),
            b"console",
            b"agent",
            hashlib.sha512(offer).digest(),
            s.broker.encode(),
        )
        share = _scalar_mult_vfy(scalar, _calculate_generator(s.secret, ci, sid))
        if share is None:
            raise ValueError("no share")
        return CPace(role=self.role, sid=sid, ad=ad, scalar=scalar, public_share=share)

    def keys(self, isk: bytes, th: bytes) -> None:
        self.th = th
        self.a2c = Records(self.setup, isk, th, b"rab1 a2c")
        self.c2a = Records(self.setup, isk, th, b"rab1 c2a")
        self.resume = hkdf(th, isk, b"rab1 resume", 32)
        self.words = three_words(hkdf(th, isk, b"rab1 words", 4))
        self.passkey_challenge = hashlib.sha256(b"rab1 passkey\0" + th).digest()


class Console(End):
    """T, the initiator."""

    role = CPaceRole.INITIATOR

    def pake1(self, offer: bytes) -> bytes:
        s = self.setup
        if offer != b"\x01" + _lv_cat(*split(offer[1:])):
            raise ValueError("not an offer")
        self.offer, self.sid = offer, split(offer[1:])[3] + s.nt
        key = s.device_key or public(s.device_seed)
        self.ada = _lv_cat(s.technician.encode(), s.organisation.encode(), key)
        self.pake = self.cpace(offer, self.sid, self.ada, s.ya)
        return b"\x02" + _lv_cat(s.nt, self.pake.public_share, self.ada)

    def ta(self, pake2: bytes) -> bytes:
        yb, adb = split(pake2[1:])
        if pake2 != b"\x03" + _lv_cat(yb, adb):
            raise ValueError("not pake2")
        self.pake.derive(yb, adb)
        transcript = (self.offer, self.sid, self.pake.public_share, self.ada, yb, adb)
        self.keys(self.pake.isk, hashlib.sha512(_lv_cat(*transcript)).digest())
        return b"\x04" + self.pake.tag()

    def auth(self, tb: bytes, agent_auth: bytes) -> bytes:
        if tb[0] != 0x05 or not self.pake.verify(tb[1:]):
            raise ValueError("not this tb")
        if self.a2c.open(agent_auth)[0] != 0x10:
            raise ValueError("not this agent")
        return self.c2a.seal(0x10, sign(self.setup.device_seed, CONSOLE_AUTH + self.th))


class Agent(End):
    """A, the responder."""

    role = CPaceRole.RESPONDER

    def offer(self) -> bytes:
        s = self.setup
        return b"\x01" + _lv_cat(b"rab1", s.mode.encode(), s.session.encode(), s.na)

    def pake2(self, pake1: bytes) -> bytes:
        nt, ya, ada = split(pake1[1:])
        key = self.setup.agent_key or public(self.setup.agent_seed)
        sid, adb = self.setup.na + nt, _lv_cat(key)
        self.pake = self.cpace(self.offer(), sid, adb, self.setup.yb)
        self.pake.derive(ya, ada)
        yb = self.pake.public_share
        transcript = (self.offer(), sid, ya, ada, yb, adb)
        self.keys(self.pake.isk, hashlib.sha512(_lv_cat(*transcript)).digest())
        return b"\x03" + _lv_cat(yb, adb)

    def tb(self) -> bytes:
        return b"\x05" + self.pake.tag()

    def auth(self) -> bytes:
        return self.a2c.seal(0x10, sign(self.setup.agent_seed, AGENT_AUTH + self.th))


def three_words(four: bytes) -> tuple[int, int, int]:
    """Places in the word list: the top 30 bits, 10 for each word, the first word highest."""
    bits = f"{int.from_bytes(four, 'big'):032b}"
    return int(bits[:10], 2), int(bits[10:20], 2), int(bits[20:30], 2)


def hkdf(salt: bytes, secret: bytes, info: bytes, size: int) -> bytes:
    return HKDF(algorithm=SHA512(), length=size, salt=salt, info=info).derive(secret)


def public(seed: bytes) -> bytes:
    """The Ed25519 public key of a seed; empty for none."""
    if not seed:
        return b""
    key = Ed25519PrivateKey.from_private_bytes(seed).public_key()
    return key.public_bytes(Encoding.Raw, PublicFormat.Raw)


def sign(seed: bytes, message: bytes) -> bytes:
    """A signature with a seed's key; empty for none."""
    return Ed25519PrivateKey.from_private_bytes(seed).sign(message) if seed else b""


def lv_cat(*parts: bytes) -> bytes:
    """The draft's lv_cat."""
    return _lv_cat(*parts)


def split(data: bytes) -> list[bytes]:
    """The parts of an lv_cat, unchecked."""
    parts = []
    while data:
        length, used = 0, 0
        while True:
            length |= (data[used] & 0x7F) << 7 * used
            used += 1
            if data[used - 1] < 0x80:
                break
        parts.append(data[used : used + length])
        data = data[used + length :]
    return parts
