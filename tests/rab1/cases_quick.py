"""Frames that must be refused in mode `quick`, where keys stand in for the password."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from tests.rab1.case import Case, Play, flipped, refuse
from tests.rab1.cases_agent import OTHER_SEED
from tests.rab1.cases_valid import AGENT, DEVICE, QUICK
from tests.rab1.reference import (
    AGENT_AUTH,
    CONSOLE_AUTH,
    Agent,
    Console,
    Setup,
    lv_cat,
    public,
    sign,
    split,
)
from tests.rab1.shares import BAD_KEYS, BAD_SHARES


def agent() -> Iterator[Case]:
    """What no agent may take."""
    yield from _agent_pake1()
    yield from _agent_ta()
    yield from _middle_of_agent()
    for name, signature in _signatures(DEVICE, CONSOLE_AUTH, AGENT_AUTH, AGENT).items():
        play, ahead = _before_console_auth(QUICK), _before_console_auth(QUICK)
        frame = ahead.console.c2a.seal(0x10, signature(play.console.th))
        yield play.case(f"quick auth: {name}", "agent", refuse(frame, "bad_signature"))
    for name, key in BAD_KEYS.items():
        setup = replace(QUICK, device_key=key)
        play, ahead = _before_console_auth(setup), _before_console_auth(setup)
        frame = ahead.console.c2a.seal(0x10, sign(DEVICE, CONSOLE_AUTH + play.console.th))
        title = f"quick auth: a device key that is {name}"
        yield play.case(title, "agent", refuse(frame, "bad_signature"))
    setup = replace(QUICK, device_key=public(OTHER_SEED))
    play, ahead = _before_console_auth(setup), _before_console_auth(setup)
    frame = ahead.console.c2a.seal(0x10, sign(DEVICE, CONSOLE_AUTH + play.console.th))
    title = "quick auth: somebody else's device key, signed with one's own"
    yield play.case(title, "agent", refuse(frame, "bad_signature"))


def _agent_pake1() -> Iterator[Case]:
    play = Play(QUICK)
    nt, ya, ada = split(play.console.pake1(play.offer())[1:])
    technician, organisation, key = split(ada)
    shares = ("of order 4, 0", "of order 8, the first", "p + 1, which is 1", "all bits set")
    for name, body in {
        "no device key": lv_cat(nt, ya, lv_cat(technician, organisation, b"")),
        "a device key of 31 bytes": lv_cat(nt, ya, lv_cat(technician, organisation, key[:-1])),
        "a device key of 64 bytes": lv_cat(nt, ya, lv_cat(technician, organisation, key + key)),
        "ADa without the device key": lv_cat(nt, ya, lv_cat(technician, organisation)),
        **{f"Ya: {what}": lv_cat(nt, BAD_SHARES[what], ada) for what in shares},
    }.items():
        yield play.case(f"quick pake1: {name}", "agent", refuse(b"\x02" + body, "malformed"))


def _agent_ta() -> Iterator[Case]:
    for name, console in {
        "a console in mode password": replace(QUICK, mode="password"),
        "a console in mode resume": replace(QUICK, mode="resume"),
        "a password where there is none": replace(QUICK, secret=b"7K9MPQ2X"),
        "a secret of 32 zeros": replace(QUICK, secret=bytes(32)),
        "another session": replace(QUICK, session="123456780"),
        "another broker": replace(QUICK, broker="Affianco di Prova"),
    }.items():
        play = Play(QUICK, console)
        play.pake2()
        frame = play.console.ta(bytes.fromhex(play.flights[-1]["frame"]))
        yield play.case(f"quick ta: {name}", "agent", refuse(frame, "wrong_password"))
    honest = Play(QUICK)
    true_ta = honest.ta()
    nt, ya, ada = split(bytes.fromhex(honest.flights[1]["frame"])[1:])
    technician, organisation, key = split(ada)
    for name, changed in {
        "the device key changed by the broker": (technician, organisation, public(OTHER_SEED)),
        "the technician changed by the broker": (b"Eve", organisation, key),
        "the organisation changed by the broker": (technician, b"Eve", key),
    }.items():
        play = Play(QUICK)
        pake1 = b"\x02" + lv_cat(nt, ya, lv_cat(*changed))
        play.offer()
        play.note("console", pake1)
        play.note("agent", play.agent.pake2(pake1))
        yield play.case(f"quick ta: {name}", "agent", refuse(true_ta, "wrong_password"))


def console() -> Iterator[Case]:
    """What no console may take."""
    fields = (b"rab1", b"quick", b"123456789", QUICK.na)
    for name, changed, fault in (
        ("the mode password", (fields[0], b"password", *fields[2:]), "unexpected"),
        ("the mode resume", (fields[0], b"resume", *fields[2:]), "unexpected"),
        ("another session", (*fields[:2], b"123456780", QUICK.na), "unexpected"),
        ("a later version", (b"rab2", *fields[1:]), "wrong_version"),
        ("na of 31 bytes", (*fields[:3], QUICK.na[1:]), "malformed"),
    ):
        frame = b"\x01" + lv_cat(*changed)
        yield Play(QUICK).case(f"quick offer: {name}", "console", refuse(frame, fault))
    yield from _console_pake2()
    yield from _console_tb()
    yield from _middle_of_console()
    for name, signature in _signatures(AGENT, AGENT_AUTH, CONSOLE_AUTH, DEVICE).items():
        play, ahead = _before_agent_auth(QUICK), _before_agent_auth(QUICK)
        frame = ahead.agent.a2c.seal(0x10, signature(play.agent.th))
        yield play.case(f"quick auth: {name}", "console", refuse(frame, "bad_signature"))
    for name, key in BAD_KEYS.items():
        setup = replace(QUICK, agent_key=key, expects=key)
        play, ahead = _before_agent_auth(setup), _before_agent_auth(setup)
        frame = ahead.agent.a2c.seal(0x10, sign(AGENT, AGENT_AUTH + play.agent.th))
        title = f"quick auth: an agent key that is {name}"
        yield play.case(title, "console", refuse(frame, "bad_signature"))


def _console_pake2() -> Iterator[Case]:
    play = Play(QUICK)
    yb, _ = split(play.agent.pake2(play.pake1())[1:])
    known = public(AGENT)
    for name, key, fault in (
        ("another PC's key", public(OTHER_SEED), "wrong_pc"),
        ("no agent key", b"", "wrong_pc"),
        ("the console's own device key", public(DEVICE), "wrong_pc"),
        ("the agent key with its first bit flipped", flipped(known, 0, 0x80), "wrong_pc"),
        ("the agent key with its last bit flipped", flipped(known, -1), "wrong_pc"),
        ("an agent key of 31 bytes", known[:-1], "malformed"),
        ("an agent key of 33 bytes", known + b"\0", "malformed"),
    ):
        frame = b"\x03" + lv_cat(yb, lv_cat(key))
        yield play.case(f"quick pake2: {name}", "console", refuse(frame, fault))
    for what in ("of order 4, 0", "of order 8, the second", "p, which is 0", "all bits set"):
        frame = b"\x03" + lv_cat(BAD_SHARES[what], lv_cat(known))
        yield play.case(f"quick pake2: Yb: {what}", "console", refuse(frame, "malformed"))


def _console_tb() -> Iterator[Case]:
    for name, agent_setup in {
        "an agent in mode password": replace(QUICK, mode="password"),
        "an agent with a password": replace(QUICK, secret=b"7K9MPQ2X"),
        "an agent behind another broker": replace(QUICK, broker="Eve"),
    }.items():
        play = Play(QUICK)
        pake1 = play.pake1()
        other = Agent(agent_setup)
        play.note("console", play.console.ta(play.note("agent", other.pake2(pake1))))
        yield play.case(f"quick tb: {name}", "console", refuse(other.tb(), "tampered"))


def _signatures(
    seed: bytes, label: bytes, others_label: bytes, others: bytes
) -> dict[str, Callable[[bytes], bytes]]:
    """What is not a key's signature of this run, from the transcript's hash."""
    return {
        "no signature": lambda _th: b"",
        "a signature of zeros": lambda _th: bytes(64),
        "the first bit flipped": lambda th: flipped(sign(seed, label + th), 0, 0x80),
        "the last bit flipped": lambda th: flipped(sign(seed, label + th), -1),
        "cut by one byte": lambda th: sign(seed, label + th)[:-1],
        "one byte more": lambda th: sign(seed, label + th) + b"\0",
        "signed with a key of the middle's own": lambda th: sign(OTHER_SEED, label + th),
        "signed by the other end": lambda th: sign(others, label + th),
        "the other end's signature": lambda th: sign(others, others_label + th),
        "with the other end's label": lambda th: sign(seed, others_label + th),
        "without a label": lambda th: sign(seed, th),
        "of another run": lambda _th: sign(seed, label + _another_run()),
    }


def _another_run() -> bytes:
    play = _before_agent_auth(replace(QUICK, nt=bytes(32)))
    return play.agent.th


def _before_agent_auth(setup: Setup) -> Play:
    play = Play(setup)
    play.tb()
    return play


def _before_console_auth(setup: Setup) -> Play:
    play = Play(setup)
    play.agent_auth()
    return play


# Somebody in the middle who runs both sides: with an empty PRS anybody can, up to `auth`.
_EVE = replace(QUICK, nt=bytes(32), na=bytes(31) + b"\1", ya=b"\5" * 32, yb=b"\6" * 32)


def _middle_of_agent() -> Iterator[Case]:
    to_agent = Console(replace(_EVE, device_key=public(DEVICE), device_seed=OTHER_SEED))
    play = Play(QUICK)
    pake1 = play.note("console", to_agent.pake1(play.offer()))
    ta = to_agent.ta(play.note("agent", play.agent.pake2(pake1)))
    play.note("console", ta)
    tb, auth = play.note("agent", play.agent.tb()), play.note("agent", play.agent.auth())
    frame = refuse(to_agent.auth(tb, auth), "bad_signature")
    yield play.case("quick middle: claims the device key of another", "agent", frame)


def _middle_of_console() -> Iterator[Case]:
    to_console = Agent(replace(_EVE, agent_key=public(AGENT), agent_seed=OTHER_SEED))
    play = Play(QUICK)
    pake1 = play.note("console", play.console.pake1(play.note("agent", to_console.offer())))
    play.note("console", play.console.ta(play.note("agent", to_console.pake2(pake1))))
    play.note("agent", to_console.tb())
    frame = refuse(to_console.auth(), "bad_signature")
    yield play.case("quick middle: claims the agent key of another", "console", frame)
