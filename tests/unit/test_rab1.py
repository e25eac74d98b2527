"""The project's own vectors, the agent's side; tests/web/rab1.test.js runs the console's."""

import hashlib
from typing import Any

import pytest

from agent import cpace
from agent.channel import ChannelError, Direction, Fault, Limits
from broker.wire.messages import is_name
from tests.every import every, named
from tests.rab1.reference import public
from tests.rab1.run import load, play, refused

Case = dict[str, Any]
VALID = load("valid")
PARTS = load("parts")
AGENT = ("agent_pake1", "agent_ta", "agent_auth", "agent_records", "agent_quick")
CONSOLE = tuple(f"console_{step}" for step in ("offer", "pake2", "tb", "auth", "records", "quick"))


def parts(kind: str) -> list[Case]:
    cases = [case for case in PARTS if case["part"] == kind]
    assert cases
    return cases


@every(VALID, named)
def test_a_right_run_opens(case: Case) -> None:
    agent = play(case)
    assert agent.channel is not None
    assert agent.guessed and agent.proved and agent.identity is not None
    assert agent.identity.technician == case["setup"]["technician"]
    assert agent.identity.organisation == case["setup"]["organisation"]
    assert agent.identity.device_key == public(bytes.fromhex(case["setup"]["device_seed"]))
    assert agent.channel.take_resume().hex() == case["resume"]
    if case["setup"]["mode"] != "resume":
        assert list(agent.words) == case["words"]
    if case["setup"]["mode"] == "quick":
        assert agent.passkey_challenge.hex() == case["passkey_challenge"]


@every(AGENT)
def test_wrong_frames_are_refused(name: str) -> None:
    wrong = {case["name"]: _refusal(case) for case in load(name)}
    right = {case["name"]: (case["end"]["fault"], *_reached(case, name)) for case in load(name)}
    assert wrong == right


def _refusal(case: Case) -> tuple[str, bool, bool, bool]:
    agent = play(case)
    opened = agent.channel is not None
    return refused(agent, case["end"]).value, agent.guessed, agent.proved, opened


def _reached(case: Case, name: str) -> tuple[bool, bool, bool]:
    sent = [flight["frame"][:2] for flight in case["flights"] if flight["from"] == "agent"]
    return "03" in sent, "05" in sent, name == "agent_records"


@every([(AGENT, "agent"), (CONSOLE, "console")])
def test_there_are_many_wrong_frames_for_each_end(names: tuple[str, ...], role: str) -> None:
    cases = load(*names)
    assert len(cases) >= 150
    assert all(case["role"] == role and "end" in case for case in cases)
    assert len({case["name"] for case in cases}) == len(cases)


def test_lv_cat() -> None:
    for case in parts("lv"):
        data = bytes(at % 251 for at in range(case["size"]))
        joined = cpace.lv_cat(data, data)
        assert hashlib.sha512(joined).hexdigest() == case["sha512"]
        assert cpace.lv_split(joined) == [data, data]


def test_lv_cat_has_one_form() -> None:
    for case in parts("lv_bad"):
        with pytest.raises(ValueError):
            cpace.lv_split(bytes.fromhex(case["data"]))


def test_names() -> None:
    cases = parts("name")
    assert {c["name"]: is_name(c["text"]) for c in cases} == {c["name"]: c["good"] for c in cases}


def test_shares() -> None:
    for case in parts("share"):
        share, scalar = bytes.fromhex(case["share"]), bytes.fromhex(case["scalar"])
        assert cpace.is_canonical(share) == case["canonical"], case["name"]
        assert _product(scalar, share) == case["product"], case["name"]


def _product(scalar: bytes, share: bytes) -> str | None:
    try:
        return cpace.multiply(scalar, share).hex()
    except ValueError:
        return None


@every(parts("cpace"), named)
def test_cpace(case: Case) -> None:
    values = {key: bytes.fromhex(text) for key, text in case.items() if key not in ("part", "name")}
    point = cpace.generator(values["prs"], values["ci"], values["sid"])
    assert point == values["generator"]
    assert cpace.multiply(values["ya"], point) == values["share_a"]
    assert cpace.multiply(values["yb"], values["share_a"]) == values["k"]
    message_a, message_b = (values["share_a"], b"ADa"), (values["share_b"], b"ADb")
    assert cpace.isk(values["sid"], values["k"], message_a, message_b) == values["isk"]
    assert cpace.tag(values["sid"], values["isk"], message_a) == values["tag_a"]


def direction(case: Case) -> Direction:
    secret, th = bytes.fromhex(case["secret"]), bytes.fromhex(case["th"])
    limits = Limits(**case["limits"])
    return Direction(secret=secret, th=th, info=case["info"].encode(), limits=limits)


@every(load("directions"), named)
def test_a_direction_of_records(case: Case) -> None:
    sealing, opening = direction(case), direction(case)
    for record in case["records"]:
        kind, plaintext = record["kind"], bytes.fromhex(record["plaintext"])
        frame = sealing.seal(kind, plaintext)
        assert frame.hex() == record["frame"]
        assert opening.open(frame) == (kind, plaintext)
    if case["ends"]:
        for ended in (lambda: sealing.seal(0x11, b""), lambda: opening.open(bytes(17))):
            with pytest.raises(ChannelError) as refusal:
                ended()
            assert refusal.value.fault is Fault.EXHAUSTED


@every(load("directions"), named)
def test_a_spoilt_record_does_not_open(case: Case) -> None:
    for frame in case["bad"]:
        with pytest.raises(ChannelError) as refusal:
            direction(case).open(bytes.fromhex(frame))
        short = len(frame) // 2 < 17
        assert refusal.value.fault is (Fault.MALFORMED if short else Fault.TAMPERED)
