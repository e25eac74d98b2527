"""`affianco-broker backup`: a copy of the database while the broker runs."""

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from broker.cli.parsing import STORE_SETTINGS, Parser, add_settings, settings_of
from broker.cli.saying import WRONG_USE, Plain, Voice
from broker.store import backup_sqlite, sqlite_file


def add(parser: Parser, commands: Any) -> None:
    """Add the command."""
    command = parser.command(commands, "backup")
    command.add_argument("file", help=parser.texts("help_backup_file"))
    add_settings(command, STORE_SETTINGS)
    command.set_defaults(act=act)


def act(arguments: argparse.Namespace, environ: Mapping[str, str], voice: Voice) -> None:
    """Copy the database into a new file."""
    settings = settings_of(arguments, environ)
    source = sqlite_file(settings.database_url)
    if source is None:
        raise Plain("backup_not_sqlite", WRONG_USE)
    target = Path(arguments.file)
    try:
        backup_sqlite(source, target)
    except FileExistsError as error:
        raise Plain("backup_there", path=target) from error
    voice.say("backup_done", path=target, secrets=settings.secrets_path)
