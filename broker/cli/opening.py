"""What every command that works on the database does around its work."""

import argparse
import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from typing import TypeVar

from broker.cli.parsing import settings_of
from broker.cli.serving import prepare_directory
from broker.config import Settings
from broker.store import Store
from broker.vault import Vault

_T = TypeVar("_T")


def with_store(
    arguments: argparse.Namespace,
    environ: Mapping[str, str],
    work: Callable[[Store, Settings], Awaitable[_T]],
) -> _T:
    """What `work` gives, done on the store that the settings name."""
    settings = settings_of(arguments, environ)
    prepare_directory(settings.data_dir)

    async def opened() -> _T:
        store = await Store.open(settings.database_url, Vault(settings.secrets_path))
        try:
            return await work(store, settings)
        finally:
            await store.close()

    return asyncio.run(opened())


def utcnow() -> datetime:
    """The time now, aware and in UTC."""
    return datetime.now(UTC)
