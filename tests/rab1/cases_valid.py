"""Runs that must succeed, at either end."""

from collections.abc import Iterator
from dataclasses import replace

from tests.rab1.case import Case, Play
from tests.rab1.reference import Setup, public

DEVICE = bytes(range(200, 232))
AGENT = bytes(range(150, 182))
RESUME = bytes(range(100, 132))
QUICK = Setup(mode="quick", secret=b"", device_seed=DEVICE, agent_seed=AGENT)


def cases() -> Iterator[Case]:
    yield _spoken("password, no keys", Setup())
    yield _spoken("password, a device key", Setup(device_seed=DEVICE))
    yield _spoken("password, an agent key", Setup(agent_seed=AGENT))
    yield _spoken("password, both keys", Setup(device_seed=DEVICE, agent_seed=AGENT))
    yield _spoken("resume, no keys", Setup(mode="resume", secret=RESUME))
    yield _spoken("resume, a device key", Setup(mode="resume", secret=RESUME, device_seed=DEVICE))
    yield _spoken("resume, both keys", replace(QUICK, mode="resume", secret=RESUME))
    yield _spoken("quick", QUICK)
    yield _spoken("quick, other random values", _random(QUICK, 11))
    yield _spoken("quick, other keys", replace(QUICK, device_seed=RESUME, agent_seed=bytes(32)))
    yield _spoken("quick, a new key after every 2 records", replace(QUICK, records=2))
    yield _spoken("names of one character", Setup(broker="B", technician="T", organisation="O"))
    yield _spoken("names of 64 characters of four bytes", _named("\U0001f98a" * 64))
    yield _spoken("names with combining marks and a space at each end", _named(" Zoe\u0308 "))
    yield _spoken("other random values", _random(Setup(), 7))
    yield _spoken("scalars of zeros and of ones", Setup(ya=bytes(32), yb=b"\xff" * 32))
    yield _spoken("a new key after every 3 records", Setup(records=3))
    yield _spoken("a new key after every record", Setup(records=1, device_seed=DEVICE))
    yield _spoken("a new key after every 100 bytes", Setup(octets=100, device_seed=DEVICE))


def _named(name: str) -> Setup:
    return Setup(broker=name, technician=name, organisation=name)


def _random(setup: Setup, start: int) -> Setup:
    blocks = [bytes((start * 31 * n + 17 * at) % 256 for at in range(32)) for n in range(1, 5)]
    return replace(setup, **dict(zip(("na", "nt", "ya", "yb"), blocks, strict=True)))


def _spoken(name: str, setup: Setup) -> Case:
    play = Play(setup).open()
    for number, size in enumerate((0, 1, 15, 16, 17, 127, 1000)):
        plaintext = bytes((number + at) % 256 for at in range(size))
        play.record("agent", (0x11, 0x12, 0x13)[number % 3], plaintext)
        play.record("console", (0x11, 0x14, 0x15)[number % 3], plaintext[::-1])
    play.record("agent", 0x12, b"twice in a row")
    return play.case(
        name,
        "both",
        resume=play.agent.resume.hex(),
        words=list(play.agent.words),
        agent_key=public(setup.agent_seed).hex(),
        passkey_challenge=play.agent.passkey_challenge.hex(),
    )
