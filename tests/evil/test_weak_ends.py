"""The harness can fail: an end with one check missing is caught by it."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag

from agent import cpace, handshake, identity
from agent.channel import ChannelError, Direction, Fault
from tests.evil.line import Wrong
from tests.evil.office import Office, Weakness, office
from tests.evil.plan import attack, courses

SEED = 5


@pytest.fixture(scope="module")
def strong() -> Iterator[Office]:
    with office() as one:
        yield one


def caught(console: Office) -> str:
    """What the harness says of the first run in which it notices."""
    with pytest.raises(Wrong) as noticed:
        attack(console, SEED, range(2 * len(courses())))
    return str(noticed.value)


def signatures_off(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(identity, "is_signed", lambda *_: True)


def ta_off(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(handshake.hmac, "compare_digest", lambda *_: True)


def low_order_off(patch: pytest.MonkeyPatch) -> None:
    multiply = cpace.multiply

    def lax(scalar: bytes, point: bytes) -> bytes:
        try:
            return multiply(scalar, point)
        except ValueError:
            return bytes(32)

    patch.setattr(cpace, "multiply", lax)


def sequence_off(patch: pytest.MonkeyPatch) -> None:
    def open_any(self: Any, frame: bytes) -> tuple[int, bytes]:
        for number in range(self._sequence + 8):
            nonce = (int.from_bytes(self._iv) ^ number).to_bytes(12)
            try:
                plaintext = self._alive().decrypt(nonce, frame[1:], frame[:1])
            except InvalidTag:
                continue
            self._count(len(plaintext))
            return frame[0], plaintext
        raise ChannelError(Fault.TAMPERED)

    patch.setattr(Direction, "open", open_any)


def length_off(patch: pytest.MonkeyPatch) -> None:
    """What is behind the fields of a message is not looked at."""
    fields = identity.fields
    patch.setattr(identity, "fields", lambda body, count: fields(_first(body, count), count))


def _first(body: bytes, count: int) -> bytes:
    parts, at = [], 0
    while at < len(body) and len(parts) < count:
        length, at = cpace._length(body, at)
        parts.append(body[at : at + length])
        at += length
    return cpace.lv_cat(*parts)


def names_off(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("agent.consent.same_names", lambda *_: True)


AGENTS: dict[Callable[[pytest.MonkeyPatch], None], str] = {
    signatures_off: "the agent opened",
    ta_off: "proved",
    low_order_off: "proved",
    sequence_off: "the agent opened",
    length_off: "changed handshake",
    names_off: "neither end minded",
}


@pytest.mark.parametrize("weaken", AGENTS, ids=lambda weaken: weaken.__name__)
def test_a_weak_agent_is_caught(
    weaken: Callable[[pytest.MonkeyPatch], None], strong: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    weaken(monkeypatch)
    assert AGENTS[weaken] in caught(strong)


_OPEN = "const plaintext = await crypto.subtle.decrypt(gcm(iv, sequence, header), aead, data);"
_OPEN_ANY = """let plaintext;
      for (let number = 0; plaintext === undefined; number += 1) {
        try {
          plaintext = await crypto.subtle.decrypt(gcm(iv, number, header), aead, data);
        } catch (error) {
          if (number > sequence + 8) throw error;
        }
      }"""
CONSOLES = {
    "signatures_off": Weakness(
        "handshake.js",
        "if (!(await signed(agentKey, concat(AGENT_AUTH, salt), plaintext)))",
        "if (0)",
    ),
    "tb_off": Weakness(
        "handshake.js", "if (!same(frame.slice(1), present(this.#run).tb))", "if (0)"
    ),
    "wrong_pc_off": Weakness("handshake.js", "if (expects && !same(key, expects))", "if (0)"),
    "sequence_off": Weakness("channel.js", _OPEN, _OPEN_ANY),
}


@pytest.mark.parametrize("name", CONSOLES)
def test_a_weak_console_is_caught(name: str) -> None:
    with office(CONSOLES[name]) as weak:
        assert "the console opened" in caught(weak)
