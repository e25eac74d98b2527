"""`affianco-broker roster`: where an organisation begins anew because its root is lost."""

import argparse
from collections.abc import Mapping
from typing import Any

from broker.cli.opening import utcnow, with_store
from broker.cli.parsing import STORE_SETTINGS, Parser, add_settings
from broker.cli.saying import Plain, Voice
from broker.config import Settings
from broker.records import AuditEntry, Trace
from broker.store import Store


def add(parser: Parser, commands: Any) -> None:
    """Add the command and its own command."""
    roster = parser.command(commands, "roster")
    forgetting = roster.command(roster.commands(), "forget")
    forgetting.set_defaults(act=act_forget)
    add_settings(forgetting, STORE_SETTINGS)


def act_forget(arguments: argparse.Namespace, environ: Mapping[str, str], voice: Voice) -> None:
    """Forget the roster, so that the first of another root is taken. Nobody trusts that by itself:
    agents and consoles go by the root code that they were given."""

    async def work(store: Store, _settings: Settings) -> int:
        count = await store.forget_rosters()
        if count:
            await store.note(AuditEntry(utcnow(), Trace.ROSTER_PUT, None, "", "", "0"))
        return count

    if not with_store(arguments, environ, work):
        raise Plain("roster_none")
    voice.say("roster_forgotten")
