"""The project's own vectors, the agent's side; tests/web/rab1.test.js runs the console's."""

import hashlib
from typing import Any

import pytest

from agent import cpace
from agent.channel import ChannelError, Direction, Fault, Limits
from broker.wire.messages import is_name
from tests.rab1.run import FOLDER, load, play, refused
from tests.vectors import make_rab1

Case = dict[str, Any]
VALID = load("valid")
REJECT = load("agent_pake1", "agent_ta", "agent_auth", "agent_records")
RECORDS = load("agent_records")
CONSOLE = load("console_offer", "console_pake2", "console_tb", "console_auth", "console_records")


def named(case: Case) -> str:
    return str(case["name"])


def parts(kind: str) -> list[Case]:
    return [case for case in load("parts") if case["part"] == kind]


@pytest.mark.parametrize("case", [c for c in VALID if c["role"] == "both"], ids=named)
def test_a_right_run_opens(case: Case) -> None:
    agent = play(case)
    assert agent.channel is not None
    assert agent.guessed and agent.proved and agent.identity is not None
    assert agent.identity.technician == case["setup"]["technician"]
    assert agent.identity.organisation == case["setup"]["organisation"]
    assert agent.channel.take_resume().hex() == case["resume"]


@pytest.mark.parametrize("case", REJECT, ids=named)
def test_a_wrong_frame_is_refused(case: Case) -> None:
    agent = play(case)
    opened = agent.channel is not None
    assert refused(agent, case["end"]) == case["end"]["fault"]
    assert opened == (case in RECORDS)
    types = [flight["frame"][:2] for flight in case["flights"] if flight["from"] == "agent"]
    assert agent.guessed == ("03" in types)
    assert agent.proved == ("05" in types)


def test_there_are_many_wrong_frames_and_each_belongs_to_one_end() -> None:
    assert len(REJECT) >= 60 and len(CONSOLE) >= 60
    assert {case["role"] for case in REJECT} == {"agent"}
    assert {case["role"] for case in CONSOLE} == {"console"}
    assert all("end" in case for case in REJECT + CONSOLE)


def test_the_files_are_what_their_maker_writes() -> None:
    kept = {path.name: path.read_text(encoding="ascii") for path in FOLDER.glob("*.json")}
    assert make_rab1.files() == kept


@pytest.mark.parametrize("case", parts("lv"), ids=named)
def test_lv_cat(case: Case) -> None:
    data = bytes(at % 251 for at in range(case["size"]))
    joined = cpace.lv_cat(data, data)
    assert hashlib.sha512(joined).hexdigest() == case["sha512"]
    assert cpace.lv_split(joined) == [data, data]


@pytest.mark.parametrize("case", parts("lv_bad"), ids=named)
def test_lv_cat_has_one_form(case: Case) -> None:
    with pytest.raises(ValueError):
        cpace.lv_split(bytes.fromhex(case["data"]))


@pytest.mark.parametrize("case", parts("name"), ids=named)
def test_names(case: Case) -> None:
    assert is_name(case["text"]) == case["good"]


@pytest.mark.parametrize("case", parts("share"), ids=named)
def test_shares(case: Case) -> None:
    share, scalar = bytes.fromhex(case["share"]), bytes.fromhex(case["scalar"])
    assert cpace.is_canonical(share) == case["canonical"]
    if case["product"] is None:
        with pytest.raises(ValueError):
            cpace.multiply(scalar, share)
    else:
        assert cpace.multiply(scalar, share).hex() == case["product"]


@pytest.mark.parametrize("case", parts("cpace"), ids=named)
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


@pytest.mark.parametrize("case", load("directions"), ids=named)
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


@pytest.mark.parametrize("case", load("directions"), ids=named)
def test_a_spoilt_record_does_not_open(case: Case) -> None:
    for frame in case["bad"]:
        with pytest.raises(ChannelError) as refusal:
            direction(case).open(bytes.fromhex(frame))
        short = len(frame) // 2 < 17
        assert refusal.value.fault is (Fault.MALFORMED if short else Fault.TAMPERED)
