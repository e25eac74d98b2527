"""The agent's channel: its end, its limits, many threads, and any byte changed on the way."""

import gc
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.channel import PLAINTEXT_MAX, Channel, ChannelError, Fault, Limits
from agent.handshake import Handshake, Mode
from broker.wire.limits import RECORD_MAX
from tests.every import every, named
from tests.rab1.case import flipped
from tests.rab1.cases_valid import DEVICE, QUICK
from tests.rab1.reference import Console, Records, Setup
from tests.rab1.run import Seeded, load, play

SETUP = Setup()
RUNS = [
    case
    for case in load("valid")
    if case["name"] in ("password, both keys", "resume, no keys", "quick")
]


def handshake(setup: Setup = SETUP) -> Handshake:
    values = iter((setup.na, setup.yb))
    return Handshake(
        mode=Mode(setup.mode),
        session=setup.session,
        broker=setup.broker,
        secret=setup.secret,
        random=lambda _size: next(values),
        limits=Limits(setup.records, setup.octets, setup.sequence),
        signer=Seeded(setup.agent_seed) if setup.agent_seed else None,
    )


def opened(setup: Setup = SETUP) -> tuple[Channel, Console]:
    agent, console = handshake(setup), Console(setup)
    [pake2] = agent.receive(console.pake1(agent.start()))
    tb, auth = agent.receive(console.ta(pake2))
    assert agent.channel is None and agent.proved
    assert agent.receive(console.auth(tb, auth)) == []
    assert agent.channel is not None
    return agent.channel, console


def fault_of(act: Any, *values: Any) -> Fault:
    with pytest.raises(ChannelError) as refusal:
        act(*values)
    return refusal.value.fault


def test_the_longest_record_and_one_byte_more() -> None:
    channel, console = opened()
    frame = channel.seal(0x12, bytes(PLAINTEXT_MAX))
    assert len(frame) == RECORD_MAX
    assert console.a2c.open(frame) == (0x12, bytes(PLAINTEXT_MAX))
    with pytest.raises(ValueError):
        channel.seal(0x12, bytes(PLAINTEXT_MAX + 1))
    assert channel.open(console.c2a.seal(0x14, bytes(PLAINTEXT_MAX)))[0] == 0x14


@every([0x10, 0x14, 0x15, 0x16, 0, 256, -1])
def test_the_agent_seals_only_its_own_types(kind: int) -> None:
    channel, console = opened()
    with pytest.raises(ValueError):
        channel.seal(kind, b"")
    assert console.a2c.open(channel.seal(0x11, b"still open")) == (0x11, b"still open")


def test_a_dropped_channel_does_nothing() -> None:
    channel, console = opened()
    frame = console.c2a.seal(0x14, b"late")
    channel.drop()
    channel.drop()
    assert fault_of(channel.seal, 0x11, b"") is Fault.DROPPED
    assert fault_of(channel.open, frame) is Fault.DROPPED
    assert fault_of(channel.take_resume) is Fault.DROPPED


def test_the_resume_secret_is_given_once() -> None:
    channel, console = opened()
    assert channel.take_resume() == console.resume
    assert fault_of(channel.take_resume) is Fault.UNEXPECTED
    assert fault_of(channel.seal, 0x11, b"") is Fault.DROPPED


def held(root: object) -> set[bytes]:
    """Every bytes object that can be reached from an object of this program."""
    seen: set[int] = set()
    found: set[bytes] = set()
    waiting = [root]
    while waiting:
        thing = waiting.pop()
        if id(thing) in seen or isinstance(thing, type):
            continue
        seen.add(id(thing))
        if isinstance(thing, bytes):
            found.add(thing)
        if type(thing).__module__.startswith(("agent", "builtins")) and not callable(thing):
            waiting += gc.get_referents(thing)
    return found


@every(["drop", "fault"])
def test_no_key_is_held_after_the_end(how: str) -> None:
    channel, console = opened()
    keys = {console.a2c.key, console.c2a.key, console.resume}
    assert keys <= held(channel)
    if how == "drop":
        channel.drop()
    else:
        fault_of(channel.open, bytes([0x14]) + bytes(40))
    assert not keys & held(channel)
    assert not {console.a2c.iv, console.c2a.iv} & held(channel)


@every([0, 1, 2])
def test_no_secret_is_held_after_a_failed_handshake(steps: int) -> None:
    agent, console = handshake(), Console(SETUP)
    pake1 = console.pake1(agent.start())
    assert SETUP.secret in held(agent)
    if steps > 0:
        ta = console.ta(agent.receive(pake1)[0])
        assert SETUP.secret not in held(agent)
    if steps > 1:
        agent.receive(ta)
        assert console.c2a.key in held(agent)
    assert fault_of(agent.receive, b"\x7f") is Fault.UNEXPECTED
    keys = {SETUP.secret, SETUP.yb}
    if steps > 0:
        keys |= {console.a2c.key, console.c2a.key, console.resume}
    assert not keys & held(agent)


def test_threads_seal_in_one_order() -> None:
    setup = replace(SETUP, records=7)
    channel, console = opened(setup)
    with ThreadPoolExecutor(4) as pool:
        frames = list(pool.map(lambda n: channel.seal(0x12, bytes([n]) * 100), range(100)))
    reader = Records(setup, b"", console.th, b"")
    reader.__dict__.update(console.a2c.__dict__)
    left = set(frames)
    for _ in range(100):
        frame = next(frame for frame in left if _opens(reader, frame))
        left.remove(frame)
    assert not left


def _opens(reader: Records, frame: bytes) -> bool:
    try:
        reader.open(frame)
    except Exception:  # noqa: BLE001 - whatever the reference raises, it is not the next one
        return False
    return True


def test_drop_while_another_thread_seals() -> None:
    channel, _ = opened()

    def seal_on() -> Fault:
        while True:
            try:
                channel.seal(0x12, bytes(1000))
            except ChannelError as error:
                return error.fault

    with ThreadPoolExecutor(2) as pool:
        sealing = [pool.submit(seal_on), pool.submit(seal_on)]
        channel.drop()
        assert [each.result(5) for each in sealing] == [Fault.DROPPED] * 2


@every(
    [
        ("session", "12345678"),
        ("session", "١٢٣٤٥٦٧٨٩"),
        ("session", "123 456 789"),
        ("broker", ""),
        ("broker", "a\nb"),
        ("secret", b"7K9MPQ2"),
        ("secret", bytes(32)),
    ],
)
def test_inputs_out_of_form_are_the_callers_fault(name: str, value: Any) -> None:
    with pytest.raises(ValueError):
        handshake(replace(SETUP, **{name: value}))


@every([replace(QUICK, agent_seed=b""), replace(QUICK, secret=b"7K9MPQ2X")])
def test_quick_access_stands_on_keys_alone(setup: Setup) -> None:
    with pytest.raises(ValueError):
        handshake(setup)


@every([("password", b""), ("resume", b"")])
def test_only_quick_access_goes_without_a_secret(mode: str, secret: bytes) -> None:
    with pytest.raises(ValueError):
        handshake(replace(QUICK, mode=mode, secret=secret))


def test_start_is_once_and_first() -> None:
    agent = handshake()
    agent.start()
    assert fault_of(agent.start) is Fault.UNEXPECTED
    assert fault_of(agent.receive, b"\x02") is Fault.DROPPED
    early = handshake()
    assert fault_of(early.receive, Console(SETUP).pake1(handshake().start())) is Fault.UNEXPECTED
    assert fault_of(early.start) is Fault.UNEXPECTED


def test_frames_after_the_handshake_do_not_end_the_channel() -> None:
    agent = play(RUNS[0])
    assert fault_of(agent.receive, b"\x02") is Fault.DROPPED
    assert agent.channel is not None
    assert agent.channel.seal(0x11, b"")[0] == 0x11


@given(data=st.data(), setup=st.sampled_from([SETUP, replace(SETUP, device_seed=DEVICE), QUICK]))
def test_any_byte_changed_on_the_way_keeps_the_channel_shut(data: Any, setup: Setup) -> None:
    at_flight = data.draw(st.integers(0, 6), "flight")
    place = data.draw(st.integers(0, 10**6), "byte")
    bit = 1 << data.draw(st.integers(0, 7), "bit")
    flight = iter(range(7))

    def carry(frame: bytes) -> bytes:
        return flipped(frame, place, bit) if next(flight) == at_flight else frame

    agent, console = handshake(setup), Console(setup)
    try:
        [pake2] = agent.receive(carry(console.pake1(carry(agent.start()))))
        tb, auth = agent.receive(carry(console.ta(carry(pake2))))
        agent.receive(carry(console.auth(carry(tb), carry(auth))))
    except Exception:  # noqa: BLE001 - either end may end the run, the reference with any error
        pass
    else:
        raise AssertionError("a changed run went through")
    assert agent.channel is None


@every(RUNS, named)
def test_every_bit_of_the_consoles_recorded_frames_counts(case: dict[str, Any]) -> None:
    for index, flight in enumerate(case["flights"]):
        if flight["from"] != "console":
            continue
        frame = bytes.fromhex(flight["frame"])
        for at in range(len(frame)):
            changed = case | {"flights": list(case["flights"]), "records": []}
            changed["flights"][index] = {"from": "console", "frame": flipped(frame, at).hex()}
            assert not _goes_through(changed)


def _goes_through(case: dict[str, Any]) -> bool:
    try:
        return play(case).channel is not None
    except (ChannelError, AssertionError):
        return False
