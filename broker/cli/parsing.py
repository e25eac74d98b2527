"""The command line's grammar: one parser, whose help is in the reader's language."""

import argparse
import sys
import textwrap
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from broker.cli.saying import WRONG_USE, Plain
from broker.config import BadSetting, Settings, default_data_dir, flag, load, variable
from broker.wire.texts import Texts

_LINE_MOST: Final = 120
"""Characters of a mistaken command line that are shown."""

STORE_SETTINGS: Final = ("data_dir", "database", "secrets_key")
"""What a command needs that only reads or writes the database."""


class WrongUse(Exception):
    """A command line that the command `program` cannot use."""

    def __init__(self, program: str) -> None:
        super().__init__(program)
        self.program = program


class Parser(argparse.ArgumentParser):
    """An argument parser that says what is wrong as every other part of the program does."""

    def __init__(self, *, texts: Texts, **options: Any) -> None:
        super().__init__(
            add_help=False,
            allow_abbrev=False,
            formatter_class=lambda prog: _Formatter(prog, texts),
            **options,
        )
        self.texts = texts
        self._positionals.title = texts("help_arguments")
        self._optionals.title = texts("help_options")
        self.add_argument("-h", "--help", action="help", help=texts("help_help"))

    def command(self, commands: Any, name: str) -> "Parser":
        """Add a command of that name to the sub-parsers `commands`."""
        words = [*self.prog.split()[1:], name]
        sentence = self.texts("help_" + "_".join(words).replace("-", "_"))
        added: Parser = commands.add_parser(
            name, texts=self.texts, help=sentence, description=sentence
        )
        return added

    def commands(self) -> Any:
        """The place for this parser's own commands."""
        return self.add_subparsers(
            title=self.texts("help_commands"),
            metavar=self.texts("help_command"),
            required=True,
            parser_class=Parser,
        )

    def parsed(self, words: list[str]) -> argparse.Namespace:
        """What the words of a command line mean; `Plain` where they mean nothing."""
        try:
            return self.parse_args(words)
        except WrongUse as wrong:
            line = textwrap.shorten(" ".join([self.prog, *words]), _LINE_MOST, placeholder=" …")
            raise Plain("wrong_use", WRONG_USE, line=line, program=wrong.program) from None

    def error(self, message: str) -> Any:
        """See `WrongUse`; argparse's own `message` is in English only."""
        raise WrongUse(self.prog)


class _Formatter(argparse.HelpFormatter):
    def __init__(self, prog: str, texts: Texts) -> None:
        super().__init__(prog, max_help_position=28)
        self._usage_word = texts("help_usage")

    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        usual = f"{self._usage_word}: "
        super().add_usage(usage, actions, groups, usual if prefix is None else prefix)


def add_settings(parser: Parser, names: Iterable[str]) -> None:
    """A flag for each of these settings."""
    group = parser.add_argument_group(parser.texts("help_settings"))
    for name in names:
        sentence = parser.texts(f"setting_{name}")
        group.add_argument(
            flag(name), dest=f"setting_{name}", metavar="…", help=f"{sentence} ({variable(name)})"
        )


def settings_of(
    arguments: argparse.Namespace, environ: Mapping[str, str], data_dir: Path | None = None
) -> Settings:
    """The settings that flags and environment give; `Plain` where one cannot be used."""
    given = {
        name.removeprefix("setting_"): value
        for name, value in vars(arguments).items()
        if name.startswith("setting_")
    }
    return checked(environ, given, data_dir)


def checked(
    environ: Mapping[str, str], flags: Mapping[str, str | None], data_dir: Path | None = None
) -> Settings:
    """See `settings_of`; `data_dir` is used where neither names one."""
    try:
        return load(environ, flags, data_dir or usual_data_dir(environ))
    except BadSetting as bad:
        named = {"flag": flag(bad.field), "variable": variable(bad.field)}
        raise Plain(bad.reason, WRONG_USE, value=bad.value, **named) from bad


def usual_data_dir(environ: Mapping[str, str]) -> Path:
    """The data directory of a broker that was not told one."""
    return default_data_dir(environ, Path.home(), sys.platform)
