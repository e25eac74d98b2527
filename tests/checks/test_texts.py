"""What people read: the same in both languages, every sentence used, none missing."""

import argparse
import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent import password as session_password
from agent.channel import Fault
from agent.frames.control import Quality, Why
from agent.input import NoInput
from agent.screen.source import NoScreen
from broker.cli.main import parser_for
from broker.config import Settings
from broker.proofs import passwords
from broker.records import Method, Role, Trace
from broker.store import Trouble
from broker.vault import VaultTrouble
from broker.wire.roster import Fault as RosterFault
from broker.wire.roster import Standing
from broker.wire.texts import LANGUAGES, Texts, load
from broker.wire.words import Asks, Close, Outcome, Problem, State

ROOT = Path(__file__).parents[2]
PARTS = ("agent", "broker", "web")
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
}
"""A sentence may stay as it is in Italian where it is made of these words."""


def texts(part: str, language: str = "en") -> Texts:
    return load(ROOT / part / "texts", language)


def keys(part: str) -> set[str]:
    return set(texts(part).sentences)


STANDINGS = ("no_roster", "missing", "left", "other_name", "enrolled")
"""How a browser stands, as web/quick/trust.js says it, beside what may be wrong with a roster."""


TITLED = ("summary", "quick_done", "trouble", "connecting", "enrolling")
"""Pages of the agent whose title and heading are put together from what they are about."""


def under(head: str, *members: object) -> set[str]:
    return {f"{head}{member}" for member in members}


REASONS = [close.reason for close in Close]


def made_by_agent() -> set[str]:
    """Keys that the agent puts together, from closed lists."""
    return {
        *under("outcome_", *Outcome),
        *under("close_", *REASONS),
        *under("miss_", *session_password.Why),
        *under("consent_asks_", *Asks),
        *under("terminal_consent_ask_", *Asks),
        *under("bar_", *Asks),
        *under("advice_", 1, 2, 3, 4),
        *under("arriving_asks_", *Asks),
        *under("terminal_arriving_ask_", *Asks),
        *under("offer_", 1, 2, 3, 4),
        *under("quick_done_", 1, 2),
        *under("quick_not_done_", 1, 2),
        *under("day_", *range(7)),
        *under("day_short_", *range(7)),
        *under("title_", *TITLED),
        *(f"{page}_heading" for page in TITLED),
        *("connecting_body", "enrolling_body"),
        *under("terminal_words_", "yes", "no", "see", "pause", "go_on", "stop", "new", "close"),
        *under("terminal_words_", "change", "forget", "offer", "any"),
        *NoScreen,
        *NoInput,
    }


def made_by_broker() -> set[str]:
    return {
        *under("outcome_", *Outcome, "open"),
        *under("store_", *Trouble),
        *under("org_state_", *Standing),
        *under("secrets_", *VaultTrouble),
        *under("setting_", *Settings.__dataclass_fields__),
        *under("help_", *(words for words, _ in commands(parser_for(texts("broker"))) if words)),
    }


def made_by_console() -> set[str]:
    return {
        *under("outcome.", *Outcome, "open"),
        *under("ended.", *Outcome, "unknown"),
        *under("close.", *REASONS, "cut", "unreachable"),
        *under("problem.", *Problem, "unreachable"),
        *under("fault.", *Fault, "silent", "broker", "wrong_pc"),
        *under("state.", *State),
        *under("stage.", "joined", "asking", "paused", "reconnecting"),
        *under("state.", "joined_quick", "asking_quick"),
        *under("stage.", "joined_quick", "asking_quick"),
        *under("refused.", *Why),
        *under("standing.", *STANDINGS, *RosterFault),
        *under("pcs.not_", *(set(STANDINGS) - {"enrolled", "no_roster"} | {"none"}), *RosterFault),
        *under("roster.change_", "added", "removed", "left", "back", "renamed", "passkey"),
        *under("roster.", "malformed", "bad_signature", "conflict", "bad_request"),
        *under("asks.", *Asks),
        *under("ledger.", "when", "customer", "technician", "pc", "length", "outcome"),
        *under("nav.", "sessions", "browser", "quick", "accounts", "audit", "security"),
        *under("role.", *Role),
        *under("passkey.", "label", "made", "used"),
        *under("recovery.", "copied", "not_copied"),
        *under("signins.", "who", "at", "seen", "address", "browser", "method"),
        *under("signins.by_", *Method),
        *under("accounts.", "name", "roles", "may", "passkeys", "recovery"),
        *under("audit.", "at", "kind", "name", "address", "detail"),
        *under("audit.kind_", *Trace),
        *under("view.", "fit", "fit_hint", "whole", "whole_hint"),
        *under("look.", *Quality, "half", "grey"),
        *under("look.", *(f"{word}_hint" for word in (*Quality, "half", "grey"))),
        *(
            f"notice.{what}.{part}"
            for what in ("insecure", "old_browser", "unreachable")
            for part in ("title", "what", "do")
        ),
        *under("key.", *named_keys()),
    }


def named_keys() -> set[str]:
    """Keyboard keys that web/ names; `app.keyName` looks for the sentence of each."""
    return {word for word in quoted_in_console() if f"key.{word}" in keys("web")}


MADE = {"agent": made_by_agent, "broker": made_by_broker, "web": made_by_console}


def commands(parser: argparse.ArgumentParser) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """A parser and those of its commands, each by its words with `_` between them."""
    yield "_".join(parser.prog.split()[1:]), parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for command in action.choices.values():
                yield from commands(command)


def quoted_in_console() -> set[str]:
    files = sorted((ROOT / "web").rglob("*.js"))
    code = "\n".join(path.read_text(encoding="utf-8") for path in files)
    return set(re.findall(r'"([\w.]+)"', code))


def trees(part: str) -> Iterator[ast.AST]:
    for path in sorted((ROOT / part).rglob("*.py")):
        if "migrations" not in path.parts:
            yield from ast.walk(ast.parse(path.read_text(encoding="utf-8")))


def quoted(part: str) -> set[str]:
    """Every string that stands in the code of a part."""
    if part == "web":
        return quoted_in_console()
    return {
        node.value
        for node in trees(part)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


SAYING = {"say", "_say", "texts", "_texts", "Plain", "BadAddress", "Trouble", "NotEquipped"}


def said(part: str) -> set[str]:
    """Keys that code names in a call of what says them."""
    if part == "web":
        families = {key.split(".")[0] for key in keys("web") if "." in key}
        return {word for word in quoted("web") if "." in word and word.split(".")[0] in families}
    found: set[str] = set()
    for node in trees(part):
        if isinstance(node, ast.Call) and node.args and _name(node.func) in SAYING:
            found |= _words(node.args[0])
    return {word for word in found if re.fullmatch(r"[a-z]+(_[a-z0-9]+)*", word)}


def _words(argument: ast.expr) -> set[str]:
    """The string that an argument is, or the strings it may be."""
    if isinstance(argument, ast.IfExp):
        return _words(argument.body) | _words(argument.orelse)
    value = argument.value if isinstance(argument, ast.Constant) else None
    return {value} if isinstance(value, str) else set()


def _name(called: ast.expr) -> str:
    if isinstance(called, ast.Attribute):
        return called.attr
    return called.id if isinstance(called, ast.Name) else ""


@pytest.mark.parametrize("part", PARTS)
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


@pytest.mark.parametrize("part", PARTS)
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
