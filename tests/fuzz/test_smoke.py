"""A few hundred inputs for each parser, made from the seeds by plain dice."""

from collections.abc import Iterator
from random import Random

import pytest

from tests.fuzz.targets import TARGETS

INPUTS = 300


def spoilt(seed: bytes, others: list[bytes], dice: Random) -> bytes:
    """A seed with some of it changed, cut, doubled, or that of another put in."""
    data = bytearray(seed)
    for _ in range(dice.randrange(1, 5)):
        at = dice.randrange(len(data) + 1)
        match dice.randrange(6):
            case 0 if data:
                data[at % len(data)] ^= 1 << dice.randrange(8)
            case 1:
                data[at:at] = dice.randbytes(dice.choice((1, 2, 8)))
            case 2:
                del data[at : at + dice.choice((1, 2, 16))]
            case 3:
                data[at:at] = data[at : at + 32] * dice.choice((1, 3, 100))
            case 4:
                other = dice.choice(others)
                data[at:] = other[dice.randrange(len(other) + 1) :]
            case _:
                words = (b"\0", b'"', b"[" * 2000, b"1e999", b"\xff" * 8, b"9" * 5000, b"\\ud800")
                data[at:at] = dice.choice(words)
    return bytes(data)


def inputs(name: str) -> Iterator[bytes]:
    seeds, dice = list(TARGETS[name].seeds()), Random(name)
    yield b""
    yield from seeds
    for number in range(INPUTS):
        yield spoilt(seeds[number % len(seeds)], seeds, dice)


@pytest.mark.parametrize("name", TARGETS)
def test_nothing_but_the_declared_errors(name: str) -> None:
    tried = 0
    for data in inputs(name):
        try:
            TARGETS[name].run(data)
        except Exception as error:
            raise AssertionError(f"{name}: {data.hex()}") from error
        tried += 1
    assert tried > INPUTS


@pytest.mark.parametrize("name", TARGETS)
def test_some_seed_is_right(name: str) -> None:
    """Else the dice would only ever spoil what is refused at its first byte."""
    assert any(TARGETS[name].run(seed) for seed in TARGETS[name].seeds())
