"""Frames that the agent must refuse, one defect each."""

from collections.abc import Iterator
from dataclasses import replace

from tests.rab1.case import TOO_LONG, Case, Play, flipped, refuse
from tests.rab1.cases_valid import AGENT, DEVICE
from tests.rab1.reference import (
    AGENT_AUTH,
    CONSOLE_AUTH,
    Records,
    Setup,
    lv_cat,
    public,
    sign,
    split,
)
from tests.rab1.shares import BAD_BODIES, BAD_KEYS, BAD_NAMES, BAD_SHARES

SETUP = Setup()
KEYED = Setup(device_seed=DEVICE)
OTHER_SEED = bytes(range(1, 33))


def pake1() -> Iterator[Case]:
    play = Play()
    good = play.console.pake1(play.offer())
    nt, ya, ada = split(good[1:])
    for name, frame in {
        "ta before pake1": b"\x04" + bytes(64),
        "its own offer given back": play.agent.offer(),
        "an unknown type": b"\x00" + good[1:],
        "a sealed record before the handshake": b"\x11" + bytes(48),
        "the type of pake2 on a pake1": b"\x03" + good[1:],
    }.items():
        yield play.case(f"pake1: {name}", "agent", refuse(frame, "unexpected"))
    for name, body in _bodies(nt, ya, ada).items():
        yield play.case(f"pake1: {name}", "agent", refuse(b"\x02" + body, "malformed"))
    yield play.case("pake1: an empty frame", "agent", refuse(b"", "malformed"))


def _bodies(nt: bytes, ya: bytes, ada: bytes) -> dict[str, bytes]:
    technician, organisation, _ = split(ada)
    adas = {
        "ADa with a fourth field": lv_cat(technician, organisation, b"", b""),
        "ADa without the device key": lv_cat(technician, organisation),
        "ADa empty": b"",
        "ADa with a length that is not minimal": b"\x8c\x00" + technician + ada[13:],
        "ADa cut by one byte": ada[:-1],
        "a device key of 31 bytes": lv_cat(technician, organisation, bytes(31)),
        "a device key of 33 bytes": lv_cat(technician, organisation, bytes(33)),
    }
    for what, name in BAD_NAMES.items():
        adas[f"technician: {what}"] = lv_cat(name, organisation, b"")
    for what in ("not UTF-8", "65 characters", "a line feed", "nothing", "right-to-left override"):
        adas[f"organisation: {what}"] = lv_cat(technician, BAD_NAMES[what], b"")
    return {
        **{what: bad(nt, ya, ada) for what, bad in BAD_BODIES.items()},
        "nt of 31 bytes": lv_cat(nt[:-1], ya, ada),
        "nt of 33 bytes": lv_cat(nt + b"\0", ya, ada),
        "nt empty": lv_cat(b"", ya, ada),
        **{f"Ya: {what}": lv_cat(nt, share, ada) for what, share in BAD_SHARES.items()},
        **{what: lv_cat(nt, ya, bad) for what, bad in adas.items()},
    }


def ta() -> Iterator[Case]:
    for name, console in {
        "another password": replace(SETUP, secret=b"7K9MPQ2Y"),
        "a password in small letters": replace(SETUP, secret=b"7k9mpq2x"),
        "another session": replace(SETUP, session="123456780"),
        "another broker": replace(SETUP, broker="Affianco di Prova"),
        "another mode": replace(SETUP, mode="resume"),
    }.items():
        play = Play(SETUP, console)
        play.pake2()
        frame = play.console.ta(bytes.fromhex(play.flights[-1]["frame"]))
        yield play.case(f"ta: {name}", "agent", refuse(frame, "wrong_password"))
    yield from _substituted()
    play = Play()
    play.pake2()
    good = play.console.ta(bytes.fromhex(play.flights[-1]["frame"]))
    for name, (frame, fault) in _tas(play, good).items():
        yield play.case(f"ta: {name}", "agent", refuse(frame, fault))


def _tas(play: Play, good: bytes) -> dict[str, tuple[bytes, str]]:
    earlier = Play(replace(SETUP, na=bytes(32)))
    return {
        "first bit flipped": (flipped(good, 1, 0x80), "wrong_password"),
        "last bit flipped": (flipped(good, -1), "wrong_password"),
        "all zeros": (b"\x04" + bytes(64), "wrong_password"),
        "the agent's own tag given back": (b"\x04" + play.agent.tb()[1:], "wrong_password"),
        "the ta of an earlier run": (earlier.ta(), "wrong_password"),
        "cut by one byte": (good[:-1], "malformed"),
        "one byte more": (good + b"\0", "malformed"),
        "nothing": (good[:1], "malformed"),
        "an empty frame": (b"", "malformed"),
        "the type of tb": (b"\x05" + good[1:], "unexpected"),
        "pake1 again": (bytes.fromhex(play.flights[1]["frame"]), "unexpected"),
        "a record instead": (play.console.c2a.seal(0x10, b""), "unexpected"),
    }


def _substituted() -> Iterator[Case]:
    """A broker that changes pake1 on the way; the console's ta is of the true one."""
    honest = Play()
    true_ta = honest.ta()
    nt, ya, ada = split(bytes.fromhex(honest.flights[1]["frame"])[1:])
    technician, organisation, _ = split(ada)
    for name, changed in {
        "nt changed by the broker": (flipped(nt, 0), ya, ada),
        "Ya changed by the broker": (nt, flipped(ya, 0), ada),
        "technician changed by the broker": (nt, ya, lv_cat(b"Eve", organisation, b"")),
        "organisation changed by the broker": (nt, ya, lv_cat(technician, b"Eve", b"")),
        "names moved into one another": (nt, ya, lv_cat(technician + b"M", organisation[1:], b"")),
        "a device key put in": (nt, ya, lv_cat(technician, organisation, public(OTHER_SEED))),
    }.items():
        play = Play()
        pake1 = b"\x02" + lv_cat(*changed)
        play.offer()
        play.note("console", pake1)
        play.note("agent", play.agent.pake2(pake1))
        yield play.case(f"ta: {name}", "agent", refuse(true_ta, "wrong_password"))


def auth() -> Iterator[Case]:
    for setup, frames in ((SETUP, _auths_without_key), (KEYED, _auths_with_key)):
        for name, (frame, fault) in frames(_before_auth(setup)).items():
            play = _before_auth(setup)
            yield play.case(f"auth: {name}", "agent", refuse(frame, fault))
    for name, key in BAD_KEYS.items():
        setup = replace(KEYED, device_key=key)
        play, ahead = _before_auth(setup), _before_auth(setup)
        signature = bytes(32) + ahead.console.th[:32]
        frame = ahead.console.c2a.seal(0x10, signature)
        title = f"auth: a device key that is {name}"
        yield play.case(title, "agent", refuse(frame, "bad_signature"))


def _before_auth(setup: Setup) -> Play:
    play = Play(setup)
    play.agent_auth()
    return play


def _sealed(setup: Setup, plaintext: bytes, kind: int = 0x10) -> bytes:
    return _before_auth(setup).console.c2a.seal(kind, plaintext)


def _auths_without_key(play: Play) -> dict[str, tuple[bytes, str]]:
    good = _sealed(SETUP, b"")
    late = _before_auth(SETUP)
    late.console.c2a.sequence = 1
    signature = sign(DEVICE, CONSOLE_AUTH + play.console.th)
    return {
        "a signature without a key": (_sealed(SETUP, signature), "bad_signature"),
        "one byte instead of nothing": (_sealed(SETUP, b"\0"), "bad_signature"),
        "the tag flipped": (flipped(good, -1), "tampered"),
        "cut by one byte": (good[:-1], "malformed"),
        "one byte more": (good + b"\0", "tampered"),
        "the type alone": (good[:1], "malformed"),
        "an empty frame": (b"", "malformed"),
        "relabelled as control": (b"\x11" + good[1:], "unexpected"),
        "a control record instead": (_sealed(SETUP, b"", 0x11), "unexpected"),
        "a control record relabelled": (b"\x10" + _sealed(SETUP, b"", 0x11)[1:], "tampered"),
        "the agent's own record given back": (
            bytes.fromhex(play.flights[-1]["frame"]),
            "tampered",
        ),
        "sealed with the number after": (late.console.c2a.seal(0x10, b""), "tampered"),
        "of another run": (_sealed(replace(SETUP, nt=bytes(32)), b""), "tampered"),
        "ta again": (bytes.fromhex(play.flights[3]["frame"]), "unexpected"),
        "longer than a frame may be": (good + TOO_LONG, "malformed"),
    }


def _auths_with_key(play: Play) -> dict[str, tuple[bytes, str]]:
    th = play.console.th
    good = sign(DEVICE, CONSOLE_AUTH + th)
    return {
        f"device key, {name}": (_sealed(KEYED, signature), "bad_signature")
        for name, signature in {
            "no signature": b"",
            "signature with a bit flipped": flipped(good, 0),
            "signature with its last bit flipped": flipped(good, -1),
            "signature cut by one byte": good[:-1],
            "signature with one byte more": good + b"\0",
            "signature of another key": sign(OTHER_SEED, CONSOLE_AUTH + th),
            "signature with the agent's label": sign(DEVICE, AGENT_AUTH + th),
            "signature without a label": sign(DEVICE, th),
            "signature of another run": sign(DEVICE, CONSOLE_AUTH + bytes(64)),
            "signature of zeros": bytes(64),
        }.items()
    }


def records() -> Iterator[Case]:
    for name, kind in {"picture": 0x12, "cursor": 0x13, "auth": 0x10, "unknown": 0x16}.items():
        play = Play().open()
        frame = play.console.c2a.seal(kind, b"hello")
        title = f"record: of type {name}"
        yield play.case(title, "agent", refuse(frame, "unexpected"))
    play = Play(replace(SETUP, sequence=3)).open()
    play.record("agent", 0x11, b"one")
    play.record("agent", 0x11, b"two")
    seal = {"seal": 0x11, "plaintext": "00", "fault": "exhausted"}
    yield play.case("record: the numbers are used up, sealing", "agent", seal)
    yield from hostile_records("agent")


def hostile_records(role: str) -> Iterator[Case]:
    """What a broker can do to the other end's records."""
    other, kind, near = ("console", 0x14, 0x15) if role == "agent" else ("agent", 0x12, 0x13)
    setup = replace(SETUP, agent_seed=AGENT) if role == "console" else KEYED
    first = Play(setup).open().record(other, kind, b"one")
    spare = Play(setup).open()
    spare.record(other, kind, b"one")
    second = spare.record(other, kind, b"two")
    own = Play(setup).open().record(role, 0x11, b"one")
    opening = ("auth", -1 if role == "agent" else -2)
    for name, (before, frame, fault) in {
        "replayed": (1, first, "tampered"),
        "the second one first": (0, second, "tampered"),
        "its own given back": (0, own, "tampered"),
        "the first bit of the body flipped": (0, flipped(first, 1, 0x80), "tampered"),
        "the last bit flipped": (0, flipped(first, -1), "tampered"),
        "cut by one byte": (0, first[:-1], "tampered"),
        "one byte more": (0, first + b"\0", "tampered"),
        "relabelled": (0, bytes([near]) + first[1:], "tampered"),
        "too short for a tag": (0, first[:16], "malformed"),
        "the type alone": (0, first[:1], "malformed"),
        "nothing": (0, b"", "malformed"),
        "longer than a frame may be": (0, first + TOO_LONG, "malformed"),
        "in the clear": (0, bytes([kind]) + b'{"type":"resumed"}' + bytes(16), "tampered"),
        "the auth record again": (0, _auth_of(setup, opening[1]), "unexpected"),
        "a handshake frame": (0, b"\x05" + bytes(64), "unexpected"),
        "of another run": (0, _of_another_run(setup, other, kind), "tampered"),
    }.items():
        play = Play(setup).open()
        if before:
            play.record(other, kind, b"one")
        yield play.case(f"record: {name}", role, refuse(frame, fault))
    yield from _around_a_new_key(role, other, kind)


def _auth_of(setup: Setup, at: int) -> bytes:
    return bytes.fromhex(Play(setup).open().flights[at]["frame"])


def _of_another_run(setup: Setup, sender: str, kind: int) -> bytes:
    return Play(replace(setup, nt=bytes(32), na=bytes(32))).open().record(sender, kind, b"one")


def _around_a_new_key(role: str, other: str, kind: int) -> Iterator[Case]:
    def sender(play: Play) -> Records:
        return play.console.c2a if other == "console" else play.agent.a2c

    few, many = replace(SETUP, records=3), replace(SETUP, records=2**20)
    keeps = Play(many).open()
    for text in (b"one", b"two"):
        keeps.record(other, kind, text)
    changes = Play(few).open()
    sender(changes).rekey()
    restarts = Play(few).open()
    for text in (b"one", b"two"):
        restarts.record(other, kind, text)
    sender(restarts).sequence = 0
    for name, records, frame in (
        ("the old key where a new one is due", 2, sender(keeps).seal(kind, b"three")),
        ("a new key where none is due", 0, sender(changes).seal(kind, b"one")),
        ("the numbers start again with the new key", 2, sender(restarts).seal(kind, b"three")),
    ):
        play = Play(few).open()
        for text in (b"one", b"two")[:records]:
            play.record(other, kind, text)
        yield play.case(f"record: {name}", role, refuse(frame, "tampered"))
    play = Play(replace(SETUP, sequence=2)).open()
    play.record(other, kind, b"one")
    frame = sender(play).seal(kind, b"two")
    yield play.case("record: the numbers are used up", role, refuse(frame, "exhausted"))
