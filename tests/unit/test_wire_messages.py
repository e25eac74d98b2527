"""Text frames: exactly one shape is accepted, everything else is a BadMessage."""

import json
from dataclasses import replace
from operator import itemgetter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broker.wire import limits, messages
from broker.wire.messages import BadMessage
from broker.wire.reading import is_note
from broker.wire.words import CostKind, Outcome, State, Verdict
from tests.every import every

BOTH = (messages.TO_AGENT, messages.TO_CONSOLE)
KEY, SIGNATURE = "0a" * 32, "f0" * 64

COST = messages.Cost(
    kind=CostKind.STEPS,
    tariff="Standard",
    cents=1500,
    minutes=15,
    quarter_cents=750,
    half_hour_cents=1500,
    hour_cents=3000,
    two_hours_cents=6000,
    four_hours_cents=12_000,
    base_cents=1,
    minimum_minutes=2,
    free_minutes=3,
    units=4,
    left=5,
    surcharge_percent=50,
    urgent_percent=0,
    outside=True,
    vat_percent=22,
    known_minutes=90,
)
TALLY = messages.Tally(number=1, text="{}", key=KEY, signature=SIGNATURE)
RECEIPT = messages.ReceiptCame(text="{}", key=KEY, signature=SIGNATURE, ticket="t")
AGREED = messages.Agreed(number=1, key=KEY, signature=SIGNATURE)

SAMPLES = [
    (messages.Hello(v=1, pc="PC-ROSSI", resume=""), messages.FROM_AGENT),
    (messages.Present(key=KEY, signature=SIGNATURE), messages.FROM_AGENT),
    (messages.Forget(key=KEY, signature=SIGNATURE), messages.FROM_AGENT),
    (
        messages.Enrol(v=1, ticket="t", pc="PC-ROSSI", key=KEY, signature=SIGNATURE),
        messages.FROM_AGENT,
    ),
    (messages.AgentState(state=State.ACTIVE), messages.FROM_AGENT),
    (AGREED, messages.FROM_AGENT),
    (AGREED, messages.FROM_CONSOLE),
    *((message, table) for message in (COST, TALLY, RECEIPT) for table in BOTH),
    (
        messages.Countersign(
            v=1, ticket="t", key=KEY, signature=SIGNATURE, verdict=Verdict.DISPUTED, note="No"
        ),
        messages.FROM_AGENT,
    ),
    (messages.Countersigned(console_key=KEY, console_signature=SIGNATURE), messages.TO_AGENT),
    (messages.End(outcome=Outcome.DECLINED), messages.FROM_AGENT),
    (
        messages.Join(
            v=1,
            ticket="t",
            session="123456789",
            customer=0,
            resume="",
            quick=True,
            reason="La stampante tace",
        ),
        messages.FROM_CONSOLE,
    ),
    (messages.End(outcome=Outcome.COMPLETED), messages.FROM_CONSOLE),
    (
        messages.Registered(session="123456789", broker="B", token="t", seconds=900),
        messages.TO_AGENT,
    ),
    (messages.Presence(shown=True, seconds=28800), messages.TO_AGENT),
    (messages.Enrolled(), messages.TO_AGENT),
    (messages.RosterCame(roster='{"v":1}\n{}\n'), messages.TO_AGENT),
    (
        messages.JoinedAgent(
            technician="Ada", organisation="Org", resumed=False, quick=True, reason="Perché"
        ),
        messages.TO_AGENT,
    ),
    (messages.SessionState(state=State.PAUSED, billable_ms=1500), messages.TO_AGENT),
    (
        messages.Ended(outcome=Outcome.LOST, billable_ms=1500, again=True, enrol="t"),
        messages.TO_AGENT,
    ),
    (
        messages.JoinedConsole(
            entry=7,
            broker="B",
            pc="PC",
            technician="Ada",
            organisation="Org",
            token="t",
            resumed=True,
        ),
        messages.TO_CONSOLE,
    ),
    (messages.SessionState(state=State.ACTIVE, billable_ms=0), messages.TO_CONSOLE),
    (
        messages.Ended(outcome=Outcome.COMPLETED, billable_ms=9, again=False, enrol=""),
        messages.TO_CONSOLE,
    ),
]


@every(SAMPLES)
def test_every_message_comes_back_as_it_went(message: messages.Message, allowed: Any) -> None:
    assert messages.decode(messages.encode(message), allowed) == message


def test_every_message_of_the_wire_has_a_sample() -> None:
    tables = (messages.FROM_AGENT, messages.FROM_CONSOLE, messages.TO_AGENT, messages.TO_CONSOLE)
    wanted = {(id(table), kind) for table in tables for kind in table.values()}
    assert {(id(allowed), type(message)) for message, allowed in SAMPLES} == wanted


FREE = {"resume", "token", "ticket", "enrol", "roster", "resumed", "again", "quick", "shown"}
FREE |= {"outside", "text"}
"""Fields that take any of the wrong values below that is of their type."""
MAY_BE_EMPTY = {"reason", "note", "tariff", "verdict", "console_key", "console_signature"}
LONG = {"reason", "note"}
"""Fields that take 65 letters."""


def broken() -> list[tuple[str, Any, str]]:
    """One defect each: a field left out, left over, of every wrong type; then the odd ones."""
    cases = []
    for message, allowed in SAMPLES:
        good = json.loads(messages.encode(message))
        for name in good:
            less = {key: value for key, value in good.items() if key != name}
            cases.append((f"{message.type} without {name}", allowed, json.dumps(less)))
            for wrong in (None, [], {}, 1.5, -1, 2**60, True, "", "\n", "è" * 65):
                if type(wrong) is type(good[name]) and name in FREE:
                    continue
                if (name in MAY_BE_EMPTY and wrong == "") or (name in LONG and wrong == "è" * 65):
                    continue
                text = json.dumps({**good, name: wrong})
                cases.append((f"{message.type} with {name}={wrong!r}", allowed, text))
        cases.append((f"{message.type} and more", allowed, json.dumps({**good, "more": 1})))
    return cases


@every(broken(), itemgetter(0))
def test_one_defect_is_enough_to_refuse(name: str, allowed: Any, text: str) -> None:
    with pytest.raises(BadMessage):
        messages.decode(text, allowed)


@every(
    [
        "",
        "null",
        "[]",
        '"hello"',
        "{",
        "[" * 3000,
        '{"type":"end","outcome":"declined","outcome":"declined"}',
        '{"type":"end","type":"end","outcome":"declined"}',
        '{"type":"end","outcome":"declined"}x',
        '{"type":"end","outcome":"completed","x":' + "1" * 5000 + "}",
        '{"type":"join","v":1}',
        '{"type":"end","outcome":"NaN"}',
        '{"type":"hello","v":NaN,"pc":"p","resume":""}',
        '{"type":"hello","v":1,"pc":"a\\u202eb","resume":""}',
        '{"type":"hello","v":1,"pc":"\\ud800","resume":""}',
        '{"type":"hello","v":true,"pc":"p","resume":""}',
        '{"type":"hello","v":1.0,"pc":"p","resume":""}',
        '{"type":"hello","v":1,"pc":"   ","resume":""}',
        '{"type":"hello","v":1,"pc":"p","resume":"è"}',
        '{"type":"hello","v":1,"pc":"p","resume":"' + "t" * 65 + '"}',
    ],
)
def test_odd_texts_are_refused(text: str) -> None:
    with pytest.raises(BadMessage):
        messages.decode(text, messages.FROM_AGENT)


@every(["", "Stampante", "è" * 120, " "])
def test_such_a_text_is_a_reason(text: str) -> None:
    assert messages.is_reason(text)


@every(["\n", "a\tb", "è" * 121, "a\u202eb", "\ud800"])
def test_such_a_text_is_no_reason(text: str) -> None:
    assert not messages.is_reason(text)


@every(["", "0", "0A" * 32, "0a" * 31, "0a" * 33, "0g" * 32, "٠a" * 32, " " + "0a" * 31 + "0"])
def test_a_key_is_32_bytes_in_lowercase_digits(text: str) -> None:
    said = {"type": "present", "key": text, "signature": SIGNATURE}
    with pytest.raises(BadMessage, match="key"):
        messages.decode(json.dumps(said), messages.FROM_AGENT)


def test_a_roster_may_be_as_long_as_it_is_and_nothing_else() -> None:
    longest = messages.RosterCame("x" * limits.ROSTER_MAX)
    assert messages.decode(messages.encode(longest), messages.TO_AGENT) == longest
    for text in (
        messages.encode(messages.RosterCame("x" * (limits.ROSTER_MAX + 1))),
        messages.encode(messages.RosterCame("è" * (limits.ROSTER_MAX // 2 + 1))),
        messages.encode(messages.RosterCame("x")) + " " * 60 * 1024,
        messages.encode(messages.Enrolled()) + " " * limits.TEXT_MAX,
    ):
        with pytest.raises(BadMessage):
            messages.decode(text, messages.TO_AGENT)
    with pytest.raises(BadMessage):
        messages.decode(messages.encode(longest), messages.FROM_AGENT)


@every([TALLY, RECEIPT])
def test_a_receipt_may_be_as_long_as_it_is_and_nothing_else(message: Any) -> None:
    longest = replace(message, text='"' * limits.RECEIPT_MAX)
    for table in BOTH:
        assert messages.decode(messages.encode(longest), table) == longest
    with pytest.raises(BadMessage, match="text"):
        longer = replace(message, text="x" * (limits.RECEIPT_MAX + 1))
        messages.decode(messages.encode(longer), messages.TO_CONSOLE)
    for said in (message, COST):
        padded = messages.encode(said) + " " * (2 * limits.RECEIPT_MAX + 1024)
        with pytest.raises(BadMessage, match="longer"):
            messages.decode(padded, messages.TO_CONSOLE)
    with pytest.raises(BadMessage, match="longer"):
        messages.decode(messages.encode(COST) + " " * limits.TEXT_MAX, messages.TO_CONSOLE)


@every(["", "Non erano due ore, era una", "x" * 500])
def test_such_a_text_is_a_note(text: str) -> None:
    assert is_note(text)


@every(["\n", "x" * 501, "a\u202eb", "\ud800"])
def test_such_a_text_is_no_note(text: str) -> None:
    assert not is_note(text)


def test_a_text_frame_has_a_largest_size() -> None:
    padded = messages.encode(messages.End(outcome=Outcome.DECLINED)) + " " * limits.TEXT_MAX
    with pytest.raises(BadMessage, match="longer"):
        messages.decode(padded, messages.FROM_AGENT)


@given(st.text(max_size=200))
def test_no_text_does_anything_but_decode_or_refuse(text: str) -> None:
    try:
        messages.decode(text, messages.FROM_AGENT)
    except BadMessage:
        return


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=4)
        ),
        max_leaves=8,
    )
)
def test_no_json_does_anything_but_decode_or_refuse(value: object) -> None:
    try:
        messages.decode(json.dumps(value), messages.FROM_CONSOLE)
    except BadMessage:
        return


@given(st.text())
def test_session_ids_are_nine_ascii_digits(text: str) -> None:
    assert messages.is_session_id(text) == (len(text) == 9 and all(c in "0123456789" for c in text))


@every(["", " ", "a\nb", "x" * 65, "\u200b", "a\u202eb", "\x7f"])
def test_such_a_text_is_no_name(text: str) -> None:
    assert not messages.is_name(text)


@every(["Ada", "Nicolò D'Angiò", "Müller & Söhne GmbH", "株式会社", "x" * 64])
def test_such_a_text_is_a_name(text: str) -> None:
    assert messages.is_name(text)
