"""What people read: the same in both languages, every sentence used, none missing."""

import re

import pytest

from broker.cli.main import parser_for
from broker.proofs import passwords
from broker.wire.roster import Fault as RosterFault
from broker.wire.texts import LANGUAGES
from tests.checks.texts_made import MADE, document_reasons
from tests.checks.texts_read import PARTS, PRICE, commands, keys, quoted, said, texts

PLACE = re.compile(r"\{(\w+)\}")
SAME_IN_BOTH = {
    *(
        "affianco",
        "alt",
        "browser",
        "ctrl",
        "demo",
        "esc",
        "fps",
        "id",
        "ins",
        "kb",
        "menu",
        "min",
        "ms",
    ),
    *("n", "no", "password", "pc", "s", "super", "tab"),
    *("e", "h", "mail", "field", "said"),
}
"""A sentence may stay as it is in Italian where it is made of these words."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_broker_and_console_say_the_same_of_a_document(language: str) -> None:
    said = texts("broker", language).sentences
    shown = texts("web", language).sentences
    assert len(document_reasons()) > 30
    for key in document_reasons():
        assert shown[f"wrong.{key}"] == said[key]


@pytest.mark.parametrize("part", (*PARTS, PRICE))
def test_both_languages_have_the_same_sentences_and_places(part: str) -> None:
    italian, english = texts(part, "it").sentences, texts(part, "en").sentences
    assert list(italian) == list(english)
    found = {key: sorted(PLACE.findall(sentence)) for key, sentence in italian.items()}
    assert found == {key: sorted(PLACE.findall(english[key])) for key in english}
    both = [*italian.items(), *english.items()]
    assert [
        key for key, sentence in both if not sentence.strip() or set("<>") & set(sentence)
    ] == []


@pytest.mark.parametrize("part", PARTS)
def test_every_sentence_is_used(part: str) -> None:
    assert keys(part) - quoted(part) - MADE[part]() == set()


@pytest.mark.parametrize("part", PARTS)
def test_every_word_of_the_closed_lists_has_its_sentence(part: str) -> None:
    assert MADE[part]() - keys(part) == set()


@pytest.mark.parametrize("part", PARTS)
def test_every_sentence_that_code_names_is_there(part: str) -> None:
    named = said(part)
    assert len(named) > 30
    assert named - keys(part) == set()


def test_every_reason_against_a_setting_or_password_is_a_sentence() -> None:
    of_the_wire = {"bad_message", "bad_request", RosterFault.BAD_SIGNATURE.value}
    reasons = {word for word in quoted("broker") if re.fullmatch(r"bad_[a-z_]+", word)}
    assert reasons - of_the_wire - keys("broker") == set()
    for password in ("short", "x" * 300, "anna.rossi@example.org", "tab\tin the middle"):
        assert passwords.fault(password, "Anna.Rossi@example.org") in keys("broker")


@pytest.mark.parametrize("part", (*PARTS, PRICE))
def test_no_italian_sentence_is_the_english_one(part: str) -> None:
    italian, english = texts(part, "it").sentences, texts(part, "en").sentences
    same = {key for key in italian if italian[key] == english[key]}
    words = {key: set(re.findall(r"[a-z]+", PLACE.sub("", italian[key]).lower())) for key in same}
    assert {key for key in same if words[key] - SAME_IN_BOTH} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_has_its_help(language: str) -> None:
    shown = {
        words: one.format_help() for words, one in commands(parser_for(texts("broker", language)))
    }
    assert len(shown) >= 12
    begin = "uso: " if language == "it" else "usage: "
    assert [words for words, text in shown.items() if not text.startswith(begin)] == []
    assert "AFFIANCO_DATA_DIR" in "".join(shown.values())
