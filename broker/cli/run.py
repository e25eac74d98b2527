"""`affianco-broker run`: the broker for real."""

import argparse
import asyncio
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from broker.cli.parsing import Parser, add_settings, settings_of
from broker.cli.saying import Voice
from broker.cli.serving import log_to_stderr, serving, stop_asked
from broker.config import Settings


def add(parser: Parser, commands: Any) -> None:
    """Add the command."""
    command = parser.command(commands, "run")
    add_settings(command, [setting.name for setting in fields(Settings)])
    command.set_defaults(act=act)


def act(arguments: argparse.Namespace, environ: Mapping[str, str], voice: Voice) -> None:
    """Serve until asked to stop."""
    settings = settings_of(arguments, environ)
    log_to_stderr(settings.log_level)
    asyncio.run(_serve(settings, voice))


async def _serve(settings: Settings, voice: Voice) -> None:
    with stop_asked() as stop:
        async with serving(settings):
            voice.say("running", url=settings.own_url, path=settings.data_dir)
            await stop.wait()
            voice.say("stopping")
    voice.say("stopped")
