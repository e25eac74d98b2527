"""Secrets in the store: sealed from the first opening on, and readable wherever a rotation ends."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, inspect

from broker.records import AuditEntry, Role, Trace
from broker.store import Store
from broker.store import opening as store_opening
from broker.vault import Vault, VaultFault, VaultTrouble, is_sealed
from tests.net.conftest import NOW, url, vault_of
from tests.net.test_store_opening import shape

SEED = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
ROTATED = AuditEntry(NOW, Trace.SECRETS_ROTATED, None, "", "", "rotate")


@asynccontextmanager
async def opened(file: Path, vault: Vault | None = None) -> AsyncIterator[Store]:
    store = await Store.open(url(file), vault or vault_of(file))
    try:
        yield store
    finally:
        await store.close()


async def add(store: Store, name: str, seed: str = SEED) -> int:
    return await store.add_technician(
        name=name, full_name="Anna Rossi", password_hash="h", totp_secret=seed, now=NOW
    )


async def seed(file: Path, name: str = "anna") -> str:
    async with opened(file) as store:
        account = await store.technician(name)
        assert account is not None
        return account.totp_secret


def database_of_before(file: Path, people: int = 3) -> None:
    """A database of revision 0001, with accounts, a sign-in, customers and sessions."""
    engine = create_engine(f"sqlite:///{file}")
    with engine.begin() as connection:
        config = Config()
        folder = str(Path(store_opening.__file__).parent / "migrations")
        config.set_main_option("script_location", folder)
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
    engine.dispose()
    at = "2026-01-05 09:00:00.000000"
    with closing(sqlite3.connect(file)) as plain, plain:
        for number in range(1, people + 1):
            plain.execute(
                "INSERT INTO technicians VALUES (?, ?, 'Anna Rossi', 'h', ?, 7, 0, ?)",
                (number, f"anna{number}", SEED, at),
            )
        plain.execute("INSERT INTO sign_ins VALUES ('t', 1, ?, ?)", (at, at))
        plain.execute("INSERT INTO customers VALUES (1, 'Rossi', ?)", (at,))
        plain.execute(
            "INSERT INTO sessions VALUES (5, '123456789', 1, 'Anna Rossi', 'Org', 1, 'PC', 'main',"
            " ?, NULL, ?, ?, 0, 'declined')",
            (at, at, at),
        )


def everything(file: Path) -> bytes:
    return b"".join(one.read_bytes() for one in file.parent.glob(f"{file.name}*"))


async def test_a_database_of_before_is_brought_up_to_date_with_all_its_rows(
    file: Path, tmp_path: Path
) -> None:
    database_of_before(file)
    async with opened(file) as store:
        accounts = await store.technicians()
        assert [one.name for one in accounts] == ["anna1", "anna2", "anna3"]
        assert {one.totp_secret for one in accounts} == {SEED}
        assert {one.totp_step for one in accounts} == {7}
        assert {one.roles for one in accounts} == {frozenset({Role.TECHNICIAN})}
        assert await store.sign_ins(None, NOW) == []
        (row,) = await store.sessions()
        assert (row.entry, row.mode, row.reason) == (5, "password", "")
        assert row.customer is not None and row.customer.name == "Rossi"
        assert await add(store, "bruno") == 4
    async with opened(tmp_path / "fresh.sqlite3", vault_of(file)):
        pass
    assert shape(file) == shape(tmp_path / "fresh.sqlite3")
    with closing(sqlite3.connect(file)) as plain:
        assert plain.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert plain.execute("PRAGMA foreign_key_check").fetchall() == []


async def test_foreign_keys_are_kept_after_the_migration(file: Path) -> None:
    database_of_before(file)
    async with opened(file) as store:
        with pytest.raises(Exception, match="FOREIGN KEY"):
            await store.set_customer(5, 99, by="", at=NOW)


async def test_no_secret_of_before_is_left_in_the_files(file: Path) -> None:
    database_of_before(file)
    assert SEED.encode() in everything(file)
    async with opened(file) as store:
        assert SEED.encode() not in everything(file)
        assert len(await store.technicians()) == 3


async def test_the_schema_names_what_it_seals(store: Store, file: Path) -> None:
    await add(store, "anna")
    with closing(sqlite3.connect(file)) as plain:
        (kept,) = plain.execute("SELECT totp_secret FROM technicians").fetchone()
    assert is_sealed(kept) and SEED not in kept
    engine = create_engine(f"sqlite:///{file}")
    try:
        (column,) = (
            c for c in inspect(engine).get_columns("technicians") if "totp_se" in c["name"]
        )
    finally:
        engine.dispose()
    assert str(column["type"]) == "VARCHAR(255)"


async def test_a_secret_moved_to_another_account_opens_nothing(store: Store, file: Path) -> None:
    await add(store, "anna")
    await add(store, "bruno")
    with closing(sqlite3.connect(file)) as plain, plain:
        plain.execute(
            "UPDATE technicians SET totp_secret ="
            " (SELECT totp_secret FROM technicians WHERE name = 'bruno') WHERE name = 'anna'"
        )
    with pytest.raises(VaultFault):
        await store.technician("anna")


@pytest.mark.parametrize("what", [VaultTrouble.MISSING, VaultTrouble.WRONG, VaultTrouble.MALFORMED])
async def test_without_its_key_a_database_is_not_opened_and_no_key_is_made(
    file: Path, tmp_path: Path, what: VaultTrouble
) -> None:
    async with opened(file) as store:
        await add(store, "anna")
    other = Vault(tmp_path / "other.key")
    if what is VaultTrouble.WRONG:
        other.make()
    elif what is VaultTrouble.MALFORMED:
        other.path.write_text("?")
    with pytest.raises(VaultFault) as caught:
        await Store.open(url(file), other)
    assert (caught.value.trouble, caught.value.path) == (what, other.path)
    assert other.path.exists() is (what is not VaultTrouble.MISSING)
    assert await seed(file) == SEED


async def test_a_rotation_leaves_one_new_key_that_opens_everything(file: Path) -> None:
    async with opened(file) as store:
        for name in ("anna", "bruno"):
            await add(store, name)
        before = vault_of(file).path.read_bytes()
        await store.rotate_secrets(ROTATED)
        after = vault_of(file).path.read_bytes()
        assert before not in after and after.count(b"\n") == 1
        assert [one.kind for one in await store.audit_page(None, 9)] == [Trace.SECRETS_ROTATED]
    assert (await seed(file), await seed(file, "bruno")) == (SEED, SEED)


async def test_another_process_goes_on_through_a_rotation(store: Store, file: Path) -> None:
    await add(store, "anna")
    async with opened(file) as other:
        await other.rotate_secrets(ROTATED)
    account = await store.technician("anna")
    assert account is not None and account.totp_secret == SEED
    await store.set_totp(account.id, "A" * 32)
    assert await seed(file) == "A" * 32


STEPS = ("add_key", "seal", "drop_old_keys")


@pytest.mark.parametrize("cut", [*STEPS, "second account"])
async def test_a_rotation_that_is_cut_off_leaves_everything_readable(
    file: Path, monkeypatch: pytest.MonkeyPatch, cut: str
) -> None:
    async with opened(file) as store:
        for name in ("anna", "bruno"):
            await add(store, name)
        real, sealed = Vault.seal, []

        def dies(*_args: object) -> None:
            raise RuntimeError("cut off")

        def dies_second(vault: Vault, *words: str) -> str:
            sealed.append(words)
            if len(sealed) == 2:
                raise RuntimeError("cut off")
            return real(vault, *words)

        with monkeypatch.context() as patch:
            name, act = ("seal", dies_second) if cut == "second account" else (cut, dies)
            patch.setattr(Vault, name, act)
            with pytest.raises(RuntimeError, match="cut off"):
                await store.rotate_secrets(ROTATED)
    assert (await seed(file), await seed(file, "bruno")) == (SEED, SEED)
    async with opened(file) as store:
        await store.rotate_secrets(ROTATED)
    assert (await seed(file), await seed(file, "bruno")) == (SEED, SEED)
    assert vault_of(file).path.read_bytes().count(b"\n") == 1


async def test_rotations_and_new_accounts_at_once_lose_nothing(file: Path) -> None:
    async with opened(file) as store, opened(file) as other:
        await asyncio.gather(
            *(add(other, f"t{number}") for number in range(10)),
            store.rotate_secrets(ROTATED),
        )
    async with opened(file) as store:
        assert [one.totp_secret for one in await store.technicians()] == [SEED] * 10


async def test_rotations_at_once_take_turns(file: Path) -> None:
    async with opened(file) as store, opened(file) as other:
        await add(store, "anna")
        await asyncio.gather(*(one.rotate_secrets(ROTATED) for one in (store, other, store)))
    assert await seed(file) == SEED
    assert vault_of(file).path.read_bytes().count(b"\n") == 1


async def test_after_a_lost_key_every_account_gets_a_secret_that_nobody_knows(file: Path) -> None:
    async with opened(file) as store:
        number = await add(store, "anna")
    vault_of(file).path.unlink()
    store = await Store.open(url(file), vault_of(file), checked=False)
    try:
        assert await store.renew_lost_secrets(lambda: "B" * 32, ROTATED) == ["anna"]
        await add(store, "bruno")
        assert await store.renew_lost_secrets(lambda: "C" * 32, ROTATED) == []
        await store.set_totp(number, SEED)
    finally:
        await store.close()
    assert await seed(file) == SEED
