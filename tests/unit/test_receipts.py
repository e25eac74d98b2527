"""The receipt's form: one text for one meaning, every bound, and no byte that may change."""

import json
import subprocess
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broker.receipt import build
from broker.receipt.checking import check, is_right
from broker.wire import limits, receiptfile, receipts
from broker.wire.receiptfile import BadFile, Proof, ReceiptFile, Side
from broker.wire.receiptpage import FOLDER, page
from broker.wire.receipts import BadReceipt, decode, encode
from broker.wire.texts import load
from broker.wire.words import Outcome, Verdict
from tests.every import every
from tests.fakes.receipts import ROME, broker_signs, head
from tests.vectors.make_receipts import FOLDER as VECTORS
from tests.vectors.make_receipts import INTERVALS, PRICED, UNTIL, texts

FINAL = texts()["final.txt"]
VALUES: dict[str, Any] = json.loads(FINAL)


def changed(**fields: Any) -> str:
    return json.dumps(
        {**VALUES, **fields}, ensure_ascii=False, separators=(",", ":"), sort_keys=True
    )


def test_the_vectors_are_what_is_made_now() -> None:
    for name, text in texts().items():
        assert (VECTORS / name).read_text(encoding="utf-8") == text


def test_a_text_comes_back_as_it_went() -> None:
    for text in texts().values():
        assert encode(decode(text)) == text
    receipt = decode(FINAL)
    assert (receipt.seconds, receipt.ms, receipt.cents) == (61, 61_250, 1500)
    assert receipts.local_text(receipt.joined) == "2026-01-05T10:00:00+01:00"


LATE = {"local": "2026-07-05T12:00:00+02:00", "utc": "2026-07-05T10:00:00.000Z"}
WRONG: list[tuple[str, list[Any]]] = [
    ("v", [2, "1", True, 1.0]),
    ("kind", ["affianco", "", None]),
    ("broker", ["", "x" * 65, "a\nb", 1]),
    ("customer", ["x" * 65, "\n", None]),
    ("entry", [-1, 1.5, "1", 2**53, True]),
    ("session", ["12345678", "12345678a", 123456789]),
    ("mode", ["", "other", ["password"]]),
    ("reason", ["x" * 121, "\n", None]),
    ("language", ["de", "", None]),
    ("zone", ["", "Europe Rome", "x" * 65]),
    ("joined", [None, {}, {"utc": LATE["utc"]}, {**LATE, "more": 1}, {**LATE, "utc": "x"}]),
    ("until", [{**LATE, "local": "2026-07-05T12:00:01+02:00"}, {**LATE, "local": "x"}]),
    ("until", [{**LATE, "local": "2026-07-05T10:00:00Z"}, {"local": 1, "utc": 2}]),
    ("intervals", [None, [{}], [{**LATE, "ms": -1}], [{**LATE}], [{**LATE, "ms": 1.0}]]),
    ("intervals", [[{**LATE, "ms": 0}] * 101, {"a": 1}]),
    ("more_ms", [1000, -1, None]),
    ("seconds", [62, -1, "61"]),
    ("outcome", ["", "won", None]),
    ("final", [False, 1, None]),
    ("tariff", ["", "x" * 65]),
    ("tariff_version", [0, -1, "3"]),
    ("vat_percent", [101, -1, "22"]),
    ("cents", [-1, 1.5, "1500"]),
    ("currency", ["USD", "", None]),
    ("units", [-1, None]),
    ("units_left", [-1, "2"]),
    ("lines", [[""], ["x" * 241], ["a\nb"], ["x"] * 25, [1], "x"]),
    ("more_lines", [-1, None]),
    ("agent_key", ["0A" * 32, "0a" * 31, None]),
    ("console_key", ["0g" * 32, 7]),
]


@every([(name, value) for name, values in WRONG for value in values])
def test_one_defect_is_enough(name: str, value: Any) -> None:
    with pytest.raises(BadReceipt):
        decode(changed(**{name: value}))


def test_every_field_has_a_wrong_value_here() -> None:
    same = {"organisation", "technician", "pc", "more_intervals"}
    assert {name for name, _ in WRONG} | same == set(VALUES)


@every(
    [
        "",
        "null",
        "[]",
        "{}",
        f"{FINAL} ",
        f" {FINAL}",
        FINAL[:-1],
        FINAL.replace('"v":1', '"v":1,"v":1'),
    ]
)
def test_only_the_one_form_is_read(text: str) -> None:
    with pytest.raises(BadReceipt):
        decode(text)
    with pytest.raises(BadReceipt):
        decode(json.dumps(VALUES))


@given(st.text(max_size=100))
def test_no_text_does_anything_but_decode_or_refuse(text: str) -> None:
    with pytest.raises(BadReceipt):
        decode(text)


def test_many_intervals_are_told_as_a_sum() -> None:
    many = [(1767603603250 + n * 10_000, 1_000 + n) for n in range(200)]
    receipt = decode(build.final(head(), many, UNTIL, "lost", PRICED, build.Keys(), ROME))
    assert (len(receipt.intervals), receipt.more_intervals) == (100, 100)
    assert receipt.ms == sum(ms for _, ms in many)


def test_lines_are_bounded_and_what_is_left_out_is_counted() -> None:
    priced = replace(PRICED, lines=(*(["è" * 400] * 60), " ", "a\nb"))
    receipt = decode(build.final(head(), INTERVALS, UNTIL, "lost", priced, build.Keys(), ROME))
    assert len(receipt.lines) == receipts.LINES_MAX
    assert receipt.more_lines == 61 - receipts.LINES_MAX
    assert receipt.lines[0] == "è" * 239 + "…"


def test_the_longest_session_fits_all_the_same() -> None:
    many = [(1767603603250 + n * 10_000, 1_000) for n in range(200)]
    priced = replace(PRICED, lines=("\U0001f600" * 240,) * 40)
    long = head(technician="è" * 64, reason="è" * 120, customer="è" * 64, pc='"' * 64)
    text = build.final(long, many, UNTIL, "lost", priced, build.Keys("0a" * 32, "0b" * 32), ROME)
    assert len(text.encode()) <= limits.RECEIPT_MAX
    receipt = decode(text)
    assert len(receipt.lines) > 0 and len(receipt.lines) + receipt.more_lines == 40


def test_the_doubled_hour_is_told_apart() -> None:
    begin = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    starts = [begin + timedelta(hours=n) for n in range(2)]
    spans = [(int(start.timestamp() * 1000), 60_000) for start in starts]
    priced = build.Priced()
    text = build.running(head(), spans, starts[-1], priced, build.Keys(), ROME)
    locals_ = [one["local"] for one in json.loads(text)["intervals"]]
    assert locals_ == ["2026-10-25T02:30:00+02:00", "2026-10-25T02:30:00+01:00"]


def file_of(text: str = FINAL) -> ReceiptFile:
    return ReceiptFile(text, {Side.BROKER: Proof(*broker_signs(text))}, Verdict.DISPUTED, "No")


def test_a_file_comes_back_as_it_went() -> None:
    content = receiptfile.encode(file_of())
    assert receiptfile.read(content) == file_of()
    assert check(file_of()).signers == (Side.BROKER,)


def test_any_changed_byte_of_a_file_is_found() -> None:
    """But for the customer's own words, which are a reminder and not signed."""
    content = receiptfile.encode(replace(file_of(), verdict=Verdict.NONE, note="")).encode()
    fine = receiptfile.read(content.decode())
    for at in range(len(content)):
        for wrong in {content[at] ^ 1, content[at] ^ 0x20, ord("0")} - {content[at]}:
            damaged = content[:at] + bytes([wrong]) + content[at + 1 :]
            try:
                found = receiptfile.read(damaged.decode())
                check(found)
            except (UnicodeDecodeError, BadFile):
                continue
            raise AssertionError((at, damaged[at - 20 : at + 20], found == fine))


def test_a_key_that_the_text_names_must_be_the_one_that_signed() -> None:
    key, _ = broker_signs("")
    named = build.final(head(), INTERVALS, UNTIL, "lost", PRICED, build.Keys("0a" * 32), ROME)
    proof = Proof(key, broker_signs(named)[1])
    with pytest.raises(BadFile, match="names"):
        check(ReceiptFile(named, {Side.BROKER: proof, Side.AGENT: proof}))
    right = build.final(head(), INTERVALS, UNTIL, "lost", PRICED, build.Keys(key), ROME)
    proof = Proof(key, broker_signs(right)[1])
    assert check(ReceiptFile(right, {Side.BROKER: proof, Side.AGENT: proof})).receipt.final
    with pytest.raises(BadFile, match="broker"):
        check(ReceiptFile(right, {Side.AGENT: proof}))


def test_a_signature_is_over_the_label_too() -> None:
    key, signature = broker_signs(FINAL)
    assert is_right(key, signature, FINAL)
    assert not is_right(key, signature, FINAL + " ")
    assert not is_right("0" * 64, signature, FINAL)
    assert not is_right("xx", signature, FINAL)


def test_nothing_in_a_page_is_markup_but_its_own() -> None:
    evil = head(technician="<script>x</script>", reason='"><img src=x>', customer="&amp;")
    lines = ("<b>15</b>",)
    text = build.final(
        evil, INTERVALS, UNTIL, "lost", replace(PRICED, lines=lines), build.Keys(), ROME
    )
    shown = page(replace(file_of(text), note="<i>no</i>"), decode(text))
    for wrong in ("<script", "<img", "<b>", "<i>"):
        assert wrong not in shown
    assert "&lt;script&gt;" in shown and "&amp;amp;" in shown
    assert "http" not in shown.replace("http-equiv", "")


@every(list(Outcome))
def test_a_page_says_how_it_ended_in_both_languages(outcome: Outcome) -> None:
    for language, amount in (("it", "15,00 €"), ("en", "€15.00")):
        text = build.final(
            head(language=language), INTERVALS, UNTIL, outcome, PRICED, build.Keys(), ROME
        )
        shown = page(file_of(text), decode(text))
        assert amount in shown and f'lang="{language}"' in shown
        assert load(FOLDER, language)(f"outcome_{outcome}").replace("'", "&#x27;") in shown


def test_the_pages_sentences_are_the_same_in_both_languages() -> None:
    italian, english = (load(FOLDER, language).sentences for language in ("it", "en"))
    assert list(italian) == list(english)
    assert all(italian.values()) and all(english.values())
    used = (FOLDER / "__init__.py").read_text(encoding="utf-8")
    made = {f"outcome_{one}" for one in Outcome} | {f"by_{one}" for one in Side}
    made |= {"verdict_confirmed", "verdict_disputed"}
    assert {key for key in english if f'"{key}"' not in used and f"'{key}'" not in used} == made


def test_openssl_says_the_same(tmp_path: Any) -> None:
    """The commands of docs/receipts.md, as they stand there."""
    guide = (FOLDER.parents[2] / "docs" / "receipts.md").read_text(encoding="utf-8")
    commands = guide.split("```sh\n")[1].split("```")[0].replace("FILE", '"$FILE"')
    path = tmp_path / "2026-01-05 10.00 session 1.json"

    def run(content: str) -> subprocess.CompletedProcess[str]:
        path.write_text(content, encoding="utf-8")
        return subprocess.run(
            ["sh", "-c", commands],
            cwd=tmp_path,
            env={"FILE": str(path), "PATH": "/usr/local/bin:/usr/bin:/bin"},
            capture_output=True,
            text=True,
            check=False,
        )

    right = run(receiptfile.encode(file_of()))
    assert "Signature Verified Successfully" in right.stdout, right
    assert right.returncode == 0
    assert (tmp_path / "bytes").read_bytes() == receipts.signed(FINAL)
    wrong = replace(file_of(changed(cents=1)), proofs=file_of().proofs)
    assert run(receiptfile.encode(wrong)).returncode != 0
