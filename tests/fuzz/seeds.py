"""Where the inputs begin: the vectors, and one good text of each kind."""

import base64
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from fido2 import cbor

from agent.quick import pin
from agent.quick.limits import Limits
from agent.quick.pin import Home, Pin
from agent.quick.roster import Trust
from broker.organisation import rootfile
from broker.wire import messages as wire
from broker.wire import requests as wire_requests
from broker.wire import roots as wire_roots
from broker.wire import roster, signing
from broker.wire.documents import Passkey
from broker.wire.words import Outcome, State
from tests.rab1.reference import Console, Setup, lv_cat, public
from tests.rab1.run import load
from tests.vectors.frame_values import load as load_frames
from tests.vectors.frame_values import step_parts

KEY = bytes(range(32))
CHALLENGE = hashlib.sha256(b"rab1 passkey\0" + bytes(64)).digest()
NOW = datetime(2026, 1, 1, tzinfo=UTC)
MESSAGES: Mapping[int, Sequence[wire.Message]] = {
    0: (
        wire.Hello(1, "PC", "token"),
        wire.Present("00" * 32, "11" * 64),
        wire.Forget("00" * 32, "11" * 64),
        wire.Enrol(1, "ticket", "PC", "00" * 32, "11" * 64),
        wire.AgentState(State.ACTIVE),
        wire.End(Outcome.DECLINED),
    ),
    1: (
        wire.Join(1, "t", "123456789", 3, "", True, "stampante"),
        wire.End(Outcome.COMPLETED),
    ),
    2: (
        wire.Registered("123456789", "Affianco", "token", 900),
        wire.Presence(True, 28800),
        wire.JoinedAgent("Ada", "Studio", False, True, "stampante"),
        wire.SessionState(State.PAUSED, 7),
        wire.Ended(Outcome.LOST, 7, True, "ticket"),
    ),
    3: (
        wire.JoinedConsole(7, "Affianco", "PC", "Ada", "Studio", "token", False),
        wire.SessionState(State.PAUSED, 7),
        wire.Ended(Outcome.LOST, 7, False, ""),
    ),
}


def messages() -> Iterator[bytes]:
    for direction, some in MESSAGES.items():
        for message in some:
            yield bytes([direction]) + wire.encode(message).encode()
    for text in rosters():
        yield b"\2" + wire.encode(wire.RosterCame(text.decode())).encode()


def rosters() -> Iterator[bytes]:
    """One with nobody, and one with all that there is, handed over once."""
    root, old = (Ed25519PrivateKey.from_private_bytes(bytes([n]) * 32) for n in (1, 2))
    people = (
        roster.Entry(KEY, "Ada Lovelace", PASSKEY, roster.Standing.ACTIVE),
        roster.Entry(KEY[::-1], "Zoë", None, roster.Standing.LEFT),
    )
    new, before = (one.public_key().public_bytes_raw() for one in (root, old))
    handed = roster.Handover(before, new, old.sign(signing.handover(before, new)))
    for technicians, handovers in (((), ()), (people, (handed,))):
        made = roster.Roster("Studio", 3, NOW, NOW.replace(year=2027), technicians)
        inner = roster.inner_of(made)
        signature = root.sign(signing.roster(inner))
        yield roster.assemble(inner, new, signature, handovers).encode()


def requests() -> Iterator[bytes]:
    for passkey in (None, PASSKEY):
        one = wire_requests.DeviceRequest(KEY, "Ada", "Studio", passkey)
        yield wire_requests.encode(one).encode()


def roots() -> Iterator[bytes]:
    yield wire_roots.code_of(KEY).encode()


@cache
def root_files() -> tuple[bytes, ...]:
    key = Ed25519PrivateKey.from_private_bytes(KEY)
    cost = rootfile.Cost(time=1, memory=8, lanes=1)
    text = rootfile.sealed_root(key, "Studio", "una frase lunga", lambda size: bytes(size), cost)
    return (text.encode(),)


def bodies(checks: Sequence[Mapping[str, Any]]) -> Iterator[bytes]:
    """A body for each of the checks, right for some of its fields."""
    some: dict[str, Any] = {
        "roles": ["admin"],
        "disabled": False,
        "granted": True,
        "date": "2026-01-31",
        "customer": 3,
        "credential": {"id": "x"},
        "key": KEY.hex(),
        "signer": KEY.hex(),
        "signature": (KEY + KEY).hex(),
    }
    for number, fields in enumerate(checks):
        values = {name: some.get(name, "testo") for name in fields}
        yield bytes([number]) + json.dumps(values).encode()


def frames(kind: str) -> Iterator[bytes]:
    """The plaintexts of tests/vectors/frames, right and wrong ones."""
    for cases in load_frames(kind).values():
        if isinstance(cases, list):
            yield from (bytes.fromhex(case["hex"]) for case in cases if "hex" in case)


def records(data: bytes) -> Iterator[bytes]:
    """Each with a length of two bytes before it; the last may be cut short."""
    while data:
        size = 2 + int.from_bytes(data[:2], "big")
        yield data[2:size]
        data = data[size:]


def gatherings() -> Iterator[bytes]:
    """The records of tests/vectors/frames/gathering.json, right and wrong, without the sizes."""
    cases = load_frames("gathering")
    for case in [*cases["valid"], *cases["reject"]]:
        steps = [step for step in case["steps"] if "hex" in step and "times" not in step]
        yield b"".join(
            len(part).to_bytes(2, "big") + part for step in steps for part in step_parts(step)
        )


@cache
def pake1(mode: str) -> bytes:
    """An honest one for `targets._SETUPS`, after the offer of the agent there."""
    secret = {"password": b"7K9MPQ2X", "resume": bytes(32), "quick": b""}[mode]
    setup = Setup(mode=mode, secret=secret, device_seed=KEY)
    offer = b"\1" + lv_cat(b"rab1", mode.encode(), setup.session.encode(), setup.na)
    return Console(setup).pake1(offer)


def handshakes() -> Iterator[bytes]:
    for number, mode in enumerate(("password", "resume", "quick")):
        yield bytes([number]) + pake1(mode)
        yield bytes([number | 0x80]) + b"\4" + bytes(64)
    for name in ("agent_pake1", "agent_ta", "agent_quick"):
        for case in load(name):
            before = 0x80 if len(case["flights"]) > 2 else 0
            yield bytes([before]) + bytes.fromhex(case["end"]["frame"])


def lists() -> Iterator[bytes]:
    yield lv_cat(b"rab1", b"", bytes(127), bytes(128), bytes(300))
    yield from (frame[1:] for frame in handshakes())


def pins() -> Iterator[bytes]:
    limits = (
        Limits(None, (0, 1, 2, 3, 4, 5, 6), None, None, None, None),
        Limits(("Ada",), (0, 4), "08:30", "18:00", 5, "2026-12-31"),
    )
    for limit in limits:
        one = Pin(
            broker="wss://affianco.example/ws/agent",
            organisation="Studio",
            technician="Ada",
            trust=Trust((public(KEY),), 3),
            public=public(KEY),
            key_in=Home.FILE,
            limits=limit,
            opted_at=NOW,
            enrolled=True,
        )
        yield pin.encode(one).encode()


def passkey_of(key: bytes) -> Passkey:
    return Passkey(b"credential", key, "affianco.example")


def _cose() -> bytes:
    return cbor.encode({1: 1, 3: -8, -1: 6, -2: public(KEY)})


PASSKEY = passkey_of(_cose())


def assertion() -> bytes:
    """Four parts that are a good answer of `PASSKEY` to `CHALLENGE`."""
    challenge = _websafe(CHALLENGE)
    client = json.dumps(
        {
            "type": "webauthn.get",
            "challenge": challenge,
            "origin": "https://affianco.example",
            "crossOrigin": False,
        }
    ).encode()
    data = hashlib.sha256(b"affianco.example").digest() + b"\x05" + bytes(4)
    signed = data + hashlib.sha256(client).digest()
    signature = Ed25519PrivateKey.from_private_bytes(KEY).sign(signed)
    parts = (client, b"credential", data, signature)
    return b"".join(len(part).to_bytes(2, "big") + part for part in parts)


def _websafe(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def sockets() -> Iterator[bytes]:
    """Masked frames as a leg sends them: text, binary, ping, close, and in two parts."""
    mask = b"\1\2\3\4"
    for head, payload in (
        (0x81, b'{"type":"hello"}'),
        (0x82, bytes(130)),
        (0x82, bytes(65536)),
        (0x89, b"ping"),
        (0x88, (1000).to_bytes(2, "big") + b"bye"),
        (0x01, b"half"),
        (0x80, b"half"),
    ):
        size = len(payload)
        short = bytes([0x80 | size]) if size < 126 else b""
        middle = b"\xfe" + size.to_bytes(2, "big") if 126 <= size < 65536 else b""
        long = b"\xff" + size.to_bytes(8, "big") if size >= 65536 else b""
        masked = bytes(byte ^ mask[at % 4] for at, byte in enumerate(payload))
        yield bytes([7, head]) + short + middle + long + mask + masked
