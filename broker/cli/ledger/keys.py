"""`ledger key`, `ledger renew-key` and `ledger checkpoint`: what is kept elsewhere."""

import argparse
from collections.abc import Mapping
from typing import Any

from broker.billing.log import LogBroken
from broker.cli.ledger.files import LEDGER_SETTINGS, keeper_of
from broker.cli.ledger.opening import with_log
from broker.cli.parsing import Parser, add_settings
from broker.cli.saying import Plain, Voice
from broker.config import Settings
from broker.ledgerkey import LedgerKey, pem_of
from broker.store import CheckpointRow, Store


def add(ledger: Parser, own: Any) -> None:
    """Add these commands."""
    for name, act in (
        ("key", act_key),
        ("renew-key", act_renew),
        ("checkpoint", act_checkpoint),
    ):
        command = ledger.command(own, name)
        add_settings(command, LEDGER_SETTINGS)
        command.set_defaults(act=act)


def act_key(arguments: argparse.Namespace, environ: Mapping[str, str], voice: Voice) -> None:
    """Print the public key, in both its forms."""

    async def work(store: Store, settings: Settings) -> bytes:
        await keeper_of(store, settings).begin()
        return LedgerKey(settings.ledger_path).public()

    _say_key(with_log(arguments, environ, work), voice)


def act_renew(arguments: argparse.Namespace, environ: Mapping[str, str], voice: Voice) -> None:
    """Let the key in the file, or a new one, take the place of the one that was used before."""

    async def work(store: Store, settings: Settings) -> bytes:
        if not await keeper_of(store, settings).renew():
            raise Plain("ledger_same_key", path=settings.ledger_path)
        return LedgerKey(settings.ledger_path).public()

    try:
        public = with_log(arguments, environ, work)
    except LogBroken as broken:
        raise Plain("ledger_broken", details=broken) from broken
    voice.say("ledger_renewed")
    _say_key(public, voice)


def act_checkpoint(arguments: argparse.Namespace, environ: Mapping[str, str], voice: Voice) -> None:
    """Print a checkpoint of all that is in the log now, byte for byte as a file should hold it."""

    async def work(store: Store, settings: Settings) -> CheckpointRow | None:
        keeper = keeper_of(store, settings)
        await keeper.begin()
        return await keeper.checkpoint()

    try:
        row = with_log(arguments, environ, work)
    except LogBroken as broken:
        raise Plain("ledger_broken", details=broken) from broken
    if row is None:
        raise Plain("ledger_empty")
    voice.line(row.note.removesuffix("\n"))


def _say_key(public: bytes, voice: Voice) -> None:
    voice.line(pem_of(public).removesuffix("\n"))
    voice.line(public.hex())
