"""The broker's sentences: the same in both languages, every one used, none missing."""

import argparse
import re
from pathlib import Path

import pytest

from broker import config, passwords
from broker.cli.main import parser_for
from broker.cli.saying import language_of
from broker.store import Trouble
from broker.wire.texts import LANGUAGES, load
from broker.wire.words import Outcome

BROKER = Path(__file__).parents[2] / "broker"
FOLDER = BROKER / "texts"
SOURCE = "\n".join(path.read_text(encoding="utf-8") for path in sorted(BROKER.rglob("*.py")))


def places(sentence: str) -> list[str]:
    return sorted(re.findall(r"\{(\w+)\}", sentence))


def test_both_languages_say_the_same() -> None:
    italian, english = (load(FOLDER, language).sentences for language in ("it", "en"))
    assert list(italian) == list(english)
    for key in english:
        assert places(italian[key]) == places(english[key]), key
        assert italian[key].strip() and english[key].strip(), key


def made_keys() -> set[str]:
    """Keys that the program puts together."""
    return {
        *(f"outcome_{outcome}" for outcome in Outcome),
        *(f"store_{trouble}" for trouble in Trouble),
        *(f"setting_{name}" for name in config.Settings.__dataclass_fields__),
        *(f"help_{words}" for words in command_words(parser_for(load(FOLDER, "en")))),
    }


def command_words(parser: argparse.ArgumentParser) -> set[str]:
    found: set[str] = set()
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for command in action.choices.values():
                found |= {"_".join(command.prog.split()[1:])} | command_words(command)
    return found


def test_no_sentence_is_missing_or_left_over() -> None:
    quoted = set(re.findall(r'"([a-z_]+)"', SOURCE)) | made_keys()
    sentences = set(load(FOLDER, "en").sentences)
    assert sentences - quoted == set()
    asked = set(re.findall(r'(?:say|texts|Plain)\(\s*"([a-z_]+)"', SOURCE)) | made_keys()
    asked |= set(re.findall(r'"((?:bad|password)_(?!hash)[a-z_]+)"', SOURCE)) - {"bad_message"}
    asked -= {"bad_request", "help_"}
    assert asked - sentences == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_help_of_every_command(language: str) -> None:
    def all_help(parser: argparse.ArgumentParser) -> str:
        text = parser.format_help()
        for action in parser._actions:
            if isinstance(action, argparse._SubParsersAction):
                text += "".join(all_help(command) for command in action.choices.values())
        return text

    text = all_help(parser_for(load(FOLDER, language)))
    assert ("uso: " in text) == (language == "it")
    assert "AFFIANCO_DATA_DIR" in text


@pytest.mark.parametrize(
    ("environ", "language"),
    [
        ({}, "en"),
        ({"LANG": "it_IT.UTF-8"}, "it"),
        ({"LANG": "it_IT.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "de_DE", "LC_MESSAGES": "it"}, "it"),
        ({"LANG": "it", "LC_ALL": ""}, "it"),
    ],
)
def test_the_language_follows_the_environment(environ: dict[str, str], language: str) -> None:
    assert language_of(environ) == language


def test_password_faults_are_sentences() -> None:
    sentences = load(FOLDER, "it").sentences
    for password in ("short", "x" * 300, "anna.rossi@example.org", "tab\tin the middle"):
        assert passwords.fault(password, "Anna.Rossi@example.org") in sentences
