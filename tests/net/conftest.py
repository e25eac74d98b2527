"""What tests over loopback begin with."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from broker.ledgerkey import LedgerKey
from broker.store import Store
from broker.vault import Vault
from tests.net.command_line import Run, commands
from tests.net.ledger_log import checked, filled
from tests.stack.house import House, Person, house

NOW = datetime(2026, 1, 5, 9, 0, 0, 250_000, tzinfo=UTC)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def run(data: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    return commands(data, capsys)


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[House]:
    """A broker on loopback."""
    async with house(tmp_path) as built:
        yield built


@pytest.fixture
async def anna(here: House) -> Person:
    """A technician of that broker."""
    return await here.person()


def url(file: Path) -> str:
    return f"sqlite+aiosqlite:///{file}"


def vault_of(file: Path) -> Vault:
    """The vault of a test's database."""
    return Vault(file.with_name("secrets.key"))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where a database goes."""
    return tmp_path / "a % name.sqlite3"


@pytest.fixture
async def store(file: Path) -> AsyncIterator[Store]:
    opened = await Store.open(url(file), vault_of(file))
    yield opened
    await opened.close()


@pytest.fixture
def key(tmp_path: Path) -> Path:
    """Where the ledger's key goes."""
    return tmp_path / "ledger.key"


@pytest.fixture
async def log(store: Store, key: Path) -> Store:
    """A store whose log has something of every kind in it, and two checkpoints."""
    await filled(store, key)
    assert await checked(store, own=LedgerKey(key).public()) == []
    return store
