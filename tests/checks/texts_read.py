"""Sentences, and the words that stand in the code."""

import argparse
import ast
import re
from collections.abc import Iterator
from pathlib import Path

from broker.wire.texts import Texts, load

ROOT = Path(__file__).parents[2]
PARTS = ("agent", "broker", "web")
PRICE = "price"
"""Not a part, but has texts of its own: tests/unit/test_pricing_words.py says that all are used."""


def texts(part: str, language: str = "en") -> Texts:
    if part == PRICE:
        return load(ROOT / "broker" / "texts", language, PRICE)
    return load(ROOT / part / "texts", language)


def keys(part: str) -> set[str]:
    return set(texts(part).sentences)


def commands(parser: argparse.ArgumentParser) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """A parser and those of its commands, each by its words with `_` between them."""
    yield "_".join(parser.prog.split()[1:]).replace("-", "_"), parser
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
