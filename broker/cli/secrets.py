"""`affianco-broker secrets`: the key under which the database's secrets are sealed."""

import argparse
import asyncio
import secrets
from collections.abc import Mapping
from typing import Any

from broker.cli.opening import utcnow, with_store
from broker.cli.parsing import STORE_SETTINGS, Parser, add_settings, settings_of
from broker.cli.saying import Voice
from broker.cli.serving import prepare_directory
from broker.config import Settings
from broker.proofs import totp
from broker.records import AuditEntry, Trace
from broker.store import Store
from broker.vault import Vault


def add(parser: Parser, commands: Any) -> None:
    """Add the command and its own commands."""
    command = parser.command(commands, "secrets")
    own = command.commands()
    rotating, renewing = command.command(own, "rotate"), command.command(own, "renew")
    rotating.set_defaults(act=act_rotate)
    renewing.set_defaults(act=act_renew)
    for one in (rotating, renewing):
        add_settings(one, STORE_SETTINGS)


def act_rotate(arguments: argparse.Namespace, environ: Mapping[str, str], voice: Voice) -> None:
    """Seal every secret under a new key, then drop the old one."""

    async def work(store: Store, settings: Settings) -> object:
        await store.rotate_secrets(_entry("rotate"))
        return settings.secrets_path

    voice.say("secrets_rotated", path=with_store(arguments, environ, work))


def act_renew(arguments: argparse.Namespace, environ: Mapping[str, str], voice: Voice) -> None:
    """Put new secrets in place of those that no key opens any more."""
    settings = settings_of(arguments, environ)
    prepare_directory(settings.data_dir)

    async def renewed() -> list[str]:
        vault = Vault(settings.secrets_path)
        store = await Store.open(settings.database_url, vault, checked=False)
        try:
            return await store.renew_lost_secrets(
                lambda: totp.new_secret(secrets.token_bytes), _entry("renew")
            )
        finally:
            await store.close()

    names = asyncio.run(renewed())
    voice.say("secrets_renewed" if names else "secrets_none_lost", names=", ".join(names))


def _entry(detail: str) -> AuditEntry:
    return AuditEntry(utcnow(), Trace.SECRETS_ROTATED, None, "", "", detail)
