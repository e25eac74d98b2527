"""The agent's handshake where keys stand in for the password, and where it shows its own key."""

import hashlib
from dataclasses import replace
from typing import Any

import pytest

from agent.channel import ChannelError, Fault
from agent.handshake import Handshake, Mode
from agent.keys import AgentKey
from tests.every import every
from tests.rab1.reference import AGENT_AUTH, Console, Setup, hkdf, public, split

SEED, DEVICE = bytes(range(32)), bytes(range(32, 64))
KEY = AgentKey(SEED)
QUICK = Setup(mode="quick", secret=b"", device_seed=DEVICE)


def agent(setup: Setup, **changed: Any) -> Handshake:
    options: dict[str, Any] = {
        "mode": Mode(setup.mode),
        "session": setup.session,
        "broker": setup.broker,
        "secret": setup.secret,
        "random": lambda count: bytes([7]) * count,
        "signer": KEY,
    }
    return Handshake(**{**options, **changed})


def opened(setup: Setup, **changed: Any) -> tuple[Handshake, Console, bytes]:
    """Both ends of a whole run, and the plaintext of the agent's `auth`."""
    one, console = agent(setup, **changed), Console(setup)
    [pake2] = one.receive(console.pake1(one.start()))
    tb, auth = one.receive(console.ta(pake2))
    kind, signature = console.a2c.open(auth)
    assert kind == 0x10
    console.a2c.sequence = 0
    assert one.receive(console.auth(tb, auth)) == []
    return one, console, signature


@every([QUICK, Setup(), Setup(device_seed=DEVICE), Setup(mode="resume", secret=bytes(32))])
def test_the_agents_key_is_shown_and_proved(setup: Setup) -> None:
    one, console, signature = opened(setup)
    assert one.channel is not None
    assert signature == KEY.sign(AGENT_AUTH + console.th)


def test_without_a_key_none_is_shown() -> None:
    one, _, signature = opened(Setup(), signer=None)
    assert one.channel is not None and signature == b""


def test_words_and_challenge_are_those_of_this_run() -> None:
    for setup in (QUICK, Setup()):
        one, console, _ = opened(setup)
        four = int.from_bytes(hkdf(console.th, console.pake.isk, b"rab1 words", 4), "big")
        assert one.words == (four >> 22, four >> 12 & 1023, four >> 2 & 1023)
        challenge = hashlib.sha256(b"rab1 passkey\0" + console.th).digest()
        assert one.passkey_challenge == challenge
    assert opened(QUICK)[0].words != opened(replace(QUICK, nt=bytes(32)))[0].words


def test_in_pake2_the_key_is_public() -> None:
    one, console = agent(QUICK), Console(QUICK)
    [pake2] = one.receive(console.pake1(one.start()))
    assert split(split(pake2[1:])[1]) == [public(SEED)]


def test_quick_needs_a_device_key() -> None:
    one, console = agent(QUICK), Console(replace(QUICK, device_seed=b""))
    with pytest.raises(ChannelError) as error:
        one.receive(console.pake1(one.start()))
    assert error.value.fault is Fault.MALFORMED


def test_quick_needs_the_device_keys_signature() -> None:
    claimed = replace(QUICK, device_seed=bytes(32), device_key=public(DEVICE))
    one, console = agent(QUICK), Console(claimed)
    [pake2] = one.receive(console.pake1(one.start()))
    tb, auth = one.receive(console.ta(pake2))
    with pytest.raises(ChannelError) as error:
        one.receive(console.auth(tb, auth))
    assert error.value.fault is Fault.BAD_SIGNATURE
    assert one.channel is None and one.words == (0, 0, 0) and one.passkey_challenge == b""


@every(
    [
        {"signer": None},
        {"secret": b"7K9MPQ2X"},
        {"secret": bytes(32)},
        {"mode": Mode.PASSWORD},
        {"mode": Mode.RESUME},
    ]
)
def test_quick_takes_no_secret_and_a_key(changed: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"not a secret|no key"):
        agent(QUICK, **changed)
