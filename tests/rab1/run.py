"""Plays a case of tests/vectors/rab1/ with the agent's own code."""

import json
from pathlib import Path
from typing import Any

import pytest

from agent.channel import ChannelError, Fault, Limits
from agent.handshake import Handshake, Mode
from tests.rab1.reference import public, sign

FOLDER = Path(__file__).parents[1] / "vectors" / "rab1"
Case = dict[str, Any]


class Seeded:
    """What signs with the Ed25519 key of a seed."""

    def __init__(self, seed: bytes) -> None:
        self._seed = seed
        self.public = public(seed)

    def sign(self, message: bytes) -> bytes:
        return sign(self._seed, message)


def load(*names: str) -> list[Case]:
    """The cases of some files."""
    return [
        case
        for name in names
        for case in json.loads((FOLDER / f"{name}.json").read_text(encoding="ascii"))
    ]


def agent_of(case: Case) -> Handshake:
    """The agent that a case sets up."""
    setup = case["setup"]
    values = iter((bytes.fromhex(setup["na"]), bytes.fromhex(setup["yb"])))
    return Handshake(
        mode=Mode(setup["mode"]),
        session=setup["session"],
        broker=setup["broker"],
        secret=bytes.fromhex(setup["secret"]),
        random=lambda _size: next(values),
        limits=Limits(**setup.get("limits", {})),
        signer=Seeded(bytes.fromhex(setup["agent_seed"])) if setup["agent_seed"] else None,
    )


def play(case: Case) -> Handshake:
    """Every flight and record; AssertionError where the agent's frames are not the case's."""
    agent = agent_of(case)
    waiting = [agent.start()]
    for flight in case["flights"]:
        frame = bytes.fromhex(flight["frame"])
        if flight["from"] == "agent":
            assert waiting.pop(0) == frame
        else:
            assert not waiting
            waiting = agent.receive(frame)
    assert not waiting
    for record in case["records"]:
        _play_record(agent, record)
    return agent


def _play_record(agent: Handshake, record: Case) -> None:
    assert agent.channel is not None
    frame, plaintext = bytes.fromhex(record["frame"]), bytes.fromhex(record["plaintext"])
    if record["from"] == "agent":
        assert agent.channel.seal(record["kind"], plaintext) == frame
    else:
        assert agent.channel.open(frame) == (record["kind"], plaintext)


def refused(agent: Handshake, end: Case) -> Fault:
    """How the agent refuses what ends a must-reject case; it is dead from then on."""
    with pytest.raises(ChannelError) as refusal:
        _end(agent, end)
    with pytest.raises(ChannelError) as afterwards:
        _end(agent, end)
    assert afterwards.value.fault is Fault.DROPPED
    return refusal.value.fault


def _end(agent: Handshake, end: Case) -> None:
    if "seal" in end:
        assert agent.channel is not None
        agent.channel.seal(end["seal"], bytes.fromhex(end["plaintext"]))
        return
    frame = bytes.fromhex(end["frame"]) + bytes(end.get("zeros", 0))
    if agent.channel is None:
        agent.receive(frame)
    else:
        agent.channel.open(frame)
