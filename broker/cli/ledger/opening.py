"""What commands about the log do around their work."""

import argparse
import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import TypeVar

from broker.cli.parsing import settings_of
from broker.cli.serving import prepare_directory
from broker.config import Settings
from broker.store import Store
from broker.vault import Vault

_T = TypeVar("_T")


def with_log(
    arguments: argparse.Namespace,
    environ: Mapping[str, str],
    work: Callable[[Store, Settings], Awaitable[_T]],
    *,
    whole: bool = True,
) -> _T:
    """What `work` gives, done on the store that the settings name; see `Store.open` for `whole`.

    The key of the database's secrets is not asked for: whoever checks a copy has not got it.
    """
    settings = settings_of(arguments, environ)
    prepare_directory(settings.data_dir)

    async def opened() -> _T:
        vault = Vault(settings.secrets_path)
        store = await Store.open(settings.database_url, vault, checked=False, whole=whole)
        try:
            return await work(store, settings)
        finally:
            await store.close()

    return asyncio.run(opened())
