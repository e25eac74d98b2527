"""Password, consent, addresses and the local cut of the agent."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent import consent, password
from agent.client import BadAddress, leg_address
from agent.consent import Answer
from agent.frames.control import Why
from agent.reins import Reins
from broker.wire import limits
from broker.wire.words import Asks
from tests.every import every


def test_every_symbol_is_equally_likely() -> None:
    every_byte = bytes(range(256)) * 2
    place = 0

    def random(count: int) -> bytes:
        nonlocal place
        place += count
        return (every_byte * 3)[place - count : place]

    symbols = Counter("".join(password.make(random) for _ in range(60)))
    assert set(symbols) == set(limits.PASSWORD_ALPHABET)
    assert max(symbols.values()) == min(symbols.values()) == 16


@given(st.binary(min_size=8, max_size=8))
def test_a_password_has_its_form(seed: bytes) -> None:
    made = password.make(lambda count: seed[:count] if max(seed) < 240 else bytes(count))
    assert len(made) == 8
    assert set(made) <= set(limits.PASSWORD_ALPHABET)
    assert password.for_reading(made).replace("-", "") == made


def test_tries_of_password_and_process() -> None:
    passwords = password.first(bytes, 5.0)
    for _ in range(3):
        assert not passwords.worn
        passwords = passwords.started()
    assert passwords.worn
    renewed = passwords.renewed(lambda count: b"\x01" * count, 6.0)
    assert (renewed.tries, renewed.tries_in_all, renewed.deadline) == (0, 3, 906.0)
    assert renewed.current != passwords.current


@given(st.sampled_from(Asks), st.sampled_from(Answer), st.floats(0, 200))
def test_consent_is_never_more_than_asked(asks: Asks, answer: Answer, now: float) -> None:
    decided = consent.decide(consent.ask(asks, 0.0), answer, now)
    if now >= 60 or answer is Answer.REFUSE:
        assert isinstance(decided, Why)
    else:
        assert isinstance(decided, Asks)
        assert consent.includes(asks, decided)
        assert answer is Answer.ALLOW or decided is Asks.SEE


def test_nothing_is_included_in_nothing() -> None:
    assert not consent.includes(None, Asks.SEE)
    assert not consent.includes(Asks.SEE, Asks.CONTROL)


@every(
    [
        ("https://aiuto.example", "wss://aiuto.example/ws/agent"),
        ("wss://aiuto.example:8443/a/", "wss://aiuto.example:8443/a/ws/agent"),
        ("http://127.0.0.1:8470", "ws://127.0.0.1:8470/ws/agent"),
        ("http://localhost", "ws://localhost/ws/agent"),
        ("ws://[::1]:1/", "ws://[::1]:1/ws/agent"),
    ],
)
def test_addresses(broker: str, leg: str) -> None:
    assert leg_address(broker) == leg


@every(
    [
        ("http://aiuto.example", "address_not_safe"),
        ("ws://10.0.0.1", "address_not_safe"),
        ("http://localhost.aiuto.example", "address_not_safe"),
        ("http://127.0.0.1.aiuto.example", "address_not_safe"),
        ("http://127.0.0.1@aiuto.example", "address_not_one"),
        ("aiuto.example", "address_not_one"),
        ("ftp://aiuto.example", "address_not_one"),
        ("https://aiuto.example/?a=b", "address_not_one"),
        ("https://", "address_not_one"),
        ("https://aiuto.example:99999", "address_not_one"),
        ("http://[::1", "address_not_one"),
    ],
)
def test_addresses_that_are_not_safe(broker: str, key: str) -> None:
    with pytest.raises(BadAddress, match=key):
        leg_address(broker)


class Recorder:
    """Notes in which order everything is ended."""

    def __init__(self, calls: list[str], who: str = "") -> None:
        self.calls = calls
        self.who = who

    def __getattr__(self, name: str) -> object:
        return lambda: self.calls.append(f"{self.who} {name}".strip())


def test_the_local_cut_closes_the_gate_first_and_for_good() -> None:
    calls: list[str] = []
    all_of_it = Recorder(calls)
    reins = Reins()
    reins.take_keys(all_of_it, all_of_it)  # type: ignore[arg-type]
    reins.take_gear(all_of_it, all_of_it)  # type: ignore[arg-type]
    reins.cut()
    assert calls == ["cut", "drop", "drop_records", "release_all"]
    reins.take_gear(all_of_it, None)  # type: ignore[arg-type]
    reins.take_keys(all_of_it, all_of_it)  # type: ignore[arg-type]
    assert calls[4:] == ["cut", "drop", "drop_records"]
    assert reins.stopped


def test_a_pause_holds_gate_and_outbox_and_lets_go_of_keys() -> None:
    calls: list[str] = []
    gate, outgoing, hands = (Recorder(calls, who) for who in ("gate", "outgoing", "hands"))
    reins = Reins()
    reins.take_keys(Recorder(calls, "keys"), outgoing)  # type: ignore[arg-type]
    reins.take_gear(gate, hands)  # type: ignore[arg-type]
    reins.hold()
    assert calls == ["gate hold", "outgoing hold", "hands release_all"]
    reins.release(0)
    assert sorted(calls[3:]) == ["gate release", "outgoing release"]
    reins.cut()
    del calls[:]
    reins.hold()
    reins.release(0)
    assert calls == []


def test_going_on_after_one_pause_does_not_open_what_the_next_pause_closed() -> None:
    calls: list[str] = []
    reins = Reins()
    reins.take_keys(Recorder(calls, "keys"), Recorder(calls, "outgoing"))  # type: ignore[arg-type]
    reins.take_gear(Recorder(calls, "gate"), None)  # type: ignore[arg-type]
    reins.pause()
    went_on = reins.pauses
    reins.pause()
    del calls[:]
    reins.release(went_on)
    assert calls == []
    reins.release(reins.pauses)
    assert sorted(calls) == ["gate release", "outgoing release"]
