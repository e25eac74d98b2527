"""Frames that the console must refuse, one defect each."""

from collections.abc import Iterator
from dataclasses import replace

from tests.rab1.case import TOO_LONG, Case, Play, flipped, refuse
from tests.rab1.cases_agent import OTHER_SEED, hostile_records
from tests.rab1.cases_valid import AGENT
from tests.rab1.reference import AGENT_AUTH, CONSOLE_AUTH, Setup, lv_cat, public, sign, split
from tests.rab1.shares import BAD_BODIES, BAD_KEYS, BAD_SHARES

SETUP = Setup()
KEYED = Setup(agent_seed=AGENT)


def offer() -> Iterator[Case]:
    fields = (b"rab1", b"password", b"123456789", SETUP.na)
    good = b"\x01" + lv_cat(*fields)
    for name, changed, fault in (
        ("a later version", (b"rab2", *fields[1:]), "wrong_version"),
        ("a later version with a field more", (b"rab2", *fields[1:], b"x"), "wrong_version"),
        ("the version in capitals", (b"RAB1", *fields[1:]), "wrong_version"),
        ("no version", (b"", *fields[1:]), "wrong_version"),
        ("another mode", (b"rab1", b"resume", *fields[2:]), "unexpected"),
        ("quick access", (b"rab1", b"quick", *fields[2:]), "unexpected"),
        ("no mode", (b"rab1", b"", *fields[2:]), "unexpected"),
        ("a mode in capitals", (b"rab1", b"Password", *fields[2:]), "unexpected"),
        ("another session", (*fields[:2], b"123456780", SETUP.na), "unexpected"),
        ("a session with a space", (*fields[:2], b"123 456 789", SETUP.na), "unexpected"),
        ("a session of 8 digits", (*fields[:2], b"12345678", SETUP.na), "unexpected"),
        ("na of 31 bytes", (*fields[:3], SETUP.na[:-1]), "malformed"),
        ("na of 33 bytes", (*fields[:3], SETUP.na + b"\0"), "malformed"),
        ("na empty", (*fields[:3], b""), "malformed"),
    ):
        frame = b"\x01" + lv_cat(*changed)
        yield Play().case(f"offer: {name}", "console", refuse(frame, fault))
    for name, bad in BAD_BODIES.items():
        frame = b"\x01" + bad(*fields)
        yield Play().case(f"offer: {name}", "console", refuse(frame, "malformed"))
    for name, frame, fault in (
        ("an empty frame", b"", "malformed"),
        ("an unknown type", b"\x07" + good[1:], "unexpected"),
        ("pake2 first", b"\x03" + good[1:], "unexpected"),
        ("a record first", b"\x11" + bytes(48), "unexpected"),
    ):
        yield Play().case(f"offer: {name}", "console", refuse(frame, fault))


def pake2() -> Iterator[Case]:
    play = Play()
    good = play.agent.pake2(play.pake1())
    yb, adb = split(good[1:])
    adbs = {
        "ADb empty": b"",
        "ADb with a second field": lv_cat(b"", b""),
        "ADb with a length that is not minimal": b"\x80\x00",
        "an agent key of 31 bytes": lv_cat(bytes(31)),
        "an agent key of 33 bytes": lv_cat(bytes(33)),
        "an agent key of one byte": lv_cat(b"\0"),
    }
    for name, body in {
        **{what: bad(yb, adb) for what, bad in BAD_BODIES.items()},
        **{f"Yb: {what}": lv_cat(share, adb) for what, share in BAD_SHARES.items()},
        **{what: lv_cat(yb, bad) for what, bad in adbs.items()},
    }.items():
        yield play.case(f"pake2: {name}", "console", refuse(b"\x03" + body, "malformed"))
    pake1 = bytes.fromhex(play.flights[1]["frame"])
    for name, frame, fault in (
        ("an empty frame", b"", "malformed"),
        ("the offer again", play.agent.offer(), "unexpected"),
        ("its own pake1 given back", pake1, "unexpected"),
        ("tb before pake2", b"\x05" + bytes(64), "unexpected"),
        ("a record before pake2", b"\x10" + bytes(16), "unexpected"),
    ):
        yield play.case(f"pake2: {name}", "console", refuse(frame, fault))


def tb() -> Iterator[Case]:
    for name, agent in {
        "an agent with another password": replace(SETUP, secret=b"7K9MPQ2Y"),
        "an agent behind another broker": replace(SETUP, broker="Eve"),
    }.items():
        play = Play(agent, SETUP)
        play.ta()
        yield play.case(f"tb: {name}", "console", refuse(play.agent.tb(), "tampered"))
    yield from _substituted()
    play = Play()
    ta = play.ta()
    good = play.agent.tb()
    for name, frame, fault in (
        ("first bit flipped", flipped(good, 1, 0x80), "tampered"),
        ("last bit flipped", flipped(good, -1), "tampered"),
        ("all zeros", b"\x05" + bytes(64), "tampered"),
        ("the console's own tag given back", b"\x05" + ta[1:], "tampered"),
        ("cut by one byte", good[:-1], "malformed"),
        ("one byte more", good + b"\0", "malformed"),
        ("nothing", good[:1], "malformed"),
        ("an empty frame", b"", "malformed"),
        ("the type of ta", b"\x04" + good[1:], "unexpected"),
        ("the auth record before tb", play.agent.auth(), "unexpected"),
        ("pake2 again", bytes.fromhex(play.flights[2]["frame"]), "unexpected"),
    ):
        yield play.case(f"tb: {name}", "console", refuse(frame, fault))


def _substituted() -> Iterator[Case]:
    """A broker that changes what the agent sent on the way; the agent's tb is of the true one."""
    honest = Play()
    honest.tb()
    true_tb = bytes.fromhex(honest.flights[-1]["frame"])
    yb, _ = split(bytes.fromhex(honest.flights[2]["frame"])[1:])
    for name, changed in {
        "Yb changed by the broker": (flipped(yb, 0), lv_cat(b"")),
        "an agent key put in": (yb, lv_cat(public(OTHER_SEED))),
    }.items():
        play = Play()
        play.pake1()
        pake2 = play.note("agent", b"\x03" + lv_cat(*changed))
        play.note("console", play.console.ta(pake2))
        yield play.case(f"tb: {name}", "console", refuse(true_tb, "tampered"))
    play = Play()
    changed_offer = b"\x01" + lv_cat(b"rab1", b"password", b"123456789", flipped(SETUP.na, 0))
    pake1 = play.note("console", play.console.pake1(play.note("agent", changed_offer)))
    pake2 = play.note("agent", play.agent.pake2(pake1))
    play.note("console", play.console.ta(pake2))
    frame = refuse(play.agent.tb(), "tampered")
    yield play.case("tb: na changed by the broker", "console", frame)


def auth() -> Iterator[Case]:
    for setup, frames in ((SETUP, _auths_without_key), (KEYED, _auths_with_key)):
        for name, (frame, fault) in frames(_before_auth(setup)).items():
            play = _before_auth(setup)
            yield play.case(f"auth: {name}", "console", refuse(frame, fault))
    for name, key in BAD_KEYS.items():
        setup = replace(KEYED, agent_key=key)
        play, ahead = _before_auth(setup), _before_auth(setup)
        signature = bytes(32) + ahead.agent.th[:32]
        frame = ahead.agent.a2c.seal(0x10, signature)
        title = f"auth: an agent key that is {name}"
        yield play.case(title, "console", refuse(frame, "bad_signature"))


def _before_auth(setup: Setup) -> Play:
    play = Play(setup)
    play.tb()
    return play


def _sealed(setup: Setup, plaintext: bytes, kind: int = 0x10) -> bytes:
    return _before_auth(setup).agent.a2c.seal(kind, plaintext)


def _auths_without_key(play: Play) -> dict[str, tuple[bytes, str]]:
    good = _sealed(SETUP, b"")
    late = _before_auth(SETUP)
    late.agent.a2c.sequence = 1
    signature = sign(AGENT, AGENT_AUTH + play.agent.th)
    return {
        "a signature without a key": (_sealed(SETUP, signature), "bad_signature"),
        "one byte instead of nothing": (_sealed(SETUP, b"\0"), "bad_signature"),
        "the tag flipped": (flipped(good, -1), "tampered"),
        "cut by one byte": (good[:-1], "malformed"),
        "one byte more": (good + b"\0", "tampered"),
        "the type alone": (good[:1], "malformed"),
        "an empty frame": (b"", "malformed"),
        "a control record instead": (_sealed(SETUP, b"", 0x11), "unexpected"),
        "a control record relabelled": (b"\x10" + _sealed(SETUP, b"", 0x11)[1:], "tampered"),
        "sealed with the console's key": (play.console.c2a.seal(0x10, b""), "tampered"),
        "sealed with the number after": (late.agent.a2c.seal(0x10, b""), "tampered"),
        "of another run": (_sealed(replace(SETUP, nt=bytes(32)), b""), "tampered"),
        "tb again": (bytes.fromhex(play.flights[-1]["frame"]), "unexpected"),
        "longer than a frame may be": (good + TOO_LONG, "malformed"),
    }


def _auths_with_key(play: Play) -> dict[str, tuple[bytes, str]]:
    th = play.agent.th
    good = sign(AGENT, AGENT_AUTH + th)
    return {
        f"agent key, {name}": (_sealed(KEYED, signature), "bad_signature")
        for name, signature in {
            "no signature": b"",
            "signature with a bit flipped": flipped(good, 0),
            "signature with its last bit flipped": flipped(good, -1),
            "signature cut by one byte": good[:-1],
            "signature with one byte more": good + b"\0",
            "signature of another key": sign(OTHER_SEED, AGENT_AUTH + th),
            "signature with the console's label": sign(AGENT, CONSOLE_AUTH + th),
            "signature of another run": sign(AGENT, AGENT_AUTH + bytes(64)),
            "signature of zeros": bytes(64),
        }.items()
    }


def records() -> Iterator[Case]:
    for name, kind in {"input": 0x14, "shown": 0x15, "auth": 0x10, "unknown": 0x16}.items():
        play = Play().open()
        frame = play.agent.a2c.seal(kind, b"hello")
        yield play.case(f"record: of type {name}", "console", refuse(frame, "unexpected"))
    play = Play(replace(SETUP, sequence=3)).open()
    play.record("console", 0x11, b"one")
    play.record("console", 0x11, b"two")
    seal = {"seal": 0x11, "plaintext": "00", "fault": "exhausted"}
    yield play.case("record: the numbers are used up, sealing", "console", seal)
    yield from hostile_records("console")
