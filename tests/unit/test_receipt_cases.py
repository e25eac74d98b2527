"""What is a receipt and what is none: the same for Python and the browser (receipts.test.js)."""

import json

import pytest

from broker.wire.receipts import BadReceipt, decode, encode
from tests.every import every
from tests.vectors.make_receipts import texts
from tests.vectors.receipt_cases import FILE, WRONG, cases, content

CASES = cases()


def test_the_file_is_what_its_maker_writes() -> None:
    assert FILE.read_text(encoding="utf-8") == content()


def test_every_field_has_a_wrong_value() -> None:
    assert set(WRONG) == set(json.loads(texts()["final.txt"]))


@every([(one["what"], one["text"]) for one in CASES["right"]])
def test_a_right_text_is_taken(what: str, text: str) -> None:
    assert encode(decode(text)) == text, what


@every([(one["what"], one["text"]) for one in CASES["wrong"]])
def test_a_wrong_text_is_refused(what: str, text: str) -> None:
    with pytest.raises(BadReceipt):
        decode(text)
    assert text not in [one["text"] for one in CASES["right"]], what
