"""Sign-ins in the store: what proves one is used up once, and what ends one."""

import asyncio
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from broker.records import Account, AuditEntry, Method, Role, Trace
from broker.store import AlreadyThere, Code, NewSignIn, Proof, Step, Store, Touch
from broker.store.passkeys import PASSKEYS_MOST
from tests.net.conftest import NOW
from tests.net.test_store import technician

HOUR = timedelta(hours=1)


def entry(kind: Trace = Trace.SIGN_IN, at: datetime = NOW) -> AuditEntry:
    return AuditEntry(at, kind, None, "anna", "198.51.100.7", "")


def new(which: int, now: datetime = NOW, former: str = "") -> NewSignIn:
    return NewSignIn(
        id=f"{which:032}",
        token_hash=f"{which:064}",
        now=now,
        expires_at=now + HOUR,
        address="198.51.100.7",
        browser="Firefox 140, Linux",
        method=Method.TOTP,
        device_hash=f"d{which:063}",
        device_expires_at=now + timedelta(days=90),
        former_device_hash=former,
    )


async def passkey(store: Store, account: Account, credential: str = "aa", count: int = 0) -> int:
    number = await store.add_passkey(
        account.id,
        credential_id=credential,
        public_key="bb",
        sign_count=count,
        label="key",
        now=NOW,
        entry=entry(Trace.PASSKEY_ADDED),
    )
    assert number is not None
    return number


async def rows(store: Store) -> list[Trace]:
    return [one.kind for one in reversed(await store.audit_page(None, 100))]


async def used_at_once(store: Store, account: Account, proof: Proof) -> list[bool]:
    done = (store.sign_in(account, proof, new(which), entry()) for which in range(5))
    return sorted(await asyncio.gather(*done))


async def test_a_totp_step_is_used_once_and_never_backwards(store: Store) -> None:
    account = await technician(store)
    assert await used_at_once(store, account, Step(7)) == [False] * 4 + [True]
    assert await rows(store) == [Trace.SIGN_IN]
    assert not await store.sign_in(account, Step(6), new(10))
    assert not await store.use_step(account, 7, NOW)
    assert await store.use_step(account, 8, NOW)
    assert not await store.sign_in(account, Step(8), new(11))
    assert await store.sign_in(account, Step(9), new(12))


async def test_a_recovery_code_is_used_once_by_its_owner(store: Store) -> None:
    anna, bruno = await technician(store), await technician(store, "bruno")
    await store.replace_recovery_codes(anna.id, ["1" * 64, "2" * 64], entry())
    assert not await store.sign_in(bruno, Code("1" * 64), new(9))
    assert await used_at_once(store, anna, Code("1" * 64)) == [False] * 4 + [True]
    assert [row.recovery_left for row in await store.account_rows()] == [1, 0]
    await store.replace_recovery_codes(anna.id, ["3" * 64], entry())
    assert not await store.sign_in(anna, Code("2" * 64), new(10))


@pytest.mark.parametrize(
    ("kept", "said", "right"),
    [(0, 0, True), (0, 1, True), (5, 6, True), (5, 5, False), (5, 4, False), (5, 0, False)],
)
async def test_a_count_of_signatures_never_goes_back(
    store: Store, kept: int, said: int, right: bool
) -> None:
    account = await technician(store)
    number = await passkey(store, account, count=kept)
    assert await store.sign_in(account, Touch(number, said), new(1)) is right
    (found,) = await store.passkeys(account.id)
    assert (found.sign_count, found.used_at) == ((said, NOW) if right else (kept, None))


async def test_a_passkey_signs_in_its_owner_only(store: Store) -> None:
    anna, bruno = await technician(store), await technician(store, "bruno")
    number = await passkey(store, anna)
    assert not await store.sign_in(bruno, Touch(number, 1), new(1))
    assert not await store.remove_passkey(bruno.id, number, entry())
    with pytest.raises(AlreadyThere):
        await passkey(store, bruno)
    assert await store.remove_passkey(anna.id, number, entry())
    assert not await store.sign_in(anna, Touch(number, 1), new(1))


async def test_passkeys_of_an_account_are_bounded(store: Store) -> None:
    account = await technician(store)
    for number in range(PASSKEYS_MOST):
        await passkey(store, account, f"{number:02}")
    one_more = await store.add_passkey(
        account.id,
        credential_id="ff",
        public_key="bb",
        sign_count=0,
        label="key",
        now=NOW,
        entry=entry(),
    )
    assert one_more is None


async def test_a_sign_in_needs_the_secrets_that_were_checked(store: Store) -> None:
    account = await technician(store)
    await store.set_password(account.id, "another")
    assert not await store.sign_in(account, Step(7), new(1))
    account = replace(account, password_hash="another")
    await store.set_totp(account.id, "other")
    assert not await store.sign_in(account, Step(7), new(1))
    account = replace(account, totp_secret="other")
    await store.set_disabled(account.id, True)
    assert not await store.sign_in(account, Step(7), new(1))
    assert await store.signed_in(new(1).token_hash, NOW) is None
    await store.set_disabled(account.id, False)
    assert await store.sign_in(account, Step(7), new(1))


async def test_a_sign_in_is_told_with_all_that_is_known(store: Store) -> None:
    account = await technician(store)
    await store.set_roles(account.id, [Role.BILLING, Role.ADMIN])
    await store.sign_in(account, Step(1), new(1))
    standing = await store.signed_in(new(1).token_hash, NOW)
    assert standing is not None
    assert (standing.sign_in, standing.technician_id) == (new(1).id, account.id)
    assert standing.roles == {Role.BILLING, Role.ADMIN}
    (row,) = await store.sign_ins(None, NOW)
    assert (row.technician, row.address, row.method) == ("Anna Rossi", "198.51.100.7", "totp")
    assert (row.browser, row.at, row.seen_at) == ("Firefox 140, Linux", NOW, NOW)
    await store.seen(new(1).id, NOW + HOUR / 2)
    assert (await store.sign_ins(account.id, NOW))[0].seen_at == NOW + HOUR / 2
    assert await store.sign_ins(account.id + 1, NOW) == []


@pytest.mark.parametrize("what", ["password", "totp", "disabled", "roles", "change", "revoke"])
async def test_what_ends_a_sign_in(store: Store, what: str) -> None:
    account = await technician(store)
    await store.sign_in(account, Step(1), new(1))
    assert await store.still_valid(new(1).id)
    if what == "password":
        await store.set_password(account.id, "x")
    elif what == "totp":
        await store.set_totp(account.id, "x")
    elif what == "disabled":
        await store.set_disabled(account.id, True)
    elif what == "roles":
        await store.set_roles(account.id, [])
    elif what == "change":
        ended = await store.change_account(account.id, [], False, entry())
        assert ended == [new(1).id]
    else:
        assert await store.revoke(new(1).id, entry())
        assert not await store.revoke(new(1).id, entry())
    assert not await store.still_valid(new(1).id)
    assert await store.signed_in(new(1).token_hash, NOW) is None
    assert await store.sign_ins(None, NOW) == []


async def test_one_whose_hours_passed_was_not_ended_by_anybody(store: Store, file: Path) -> None:
    account = await technician(store)
    await store.sign_in(account, Step(1), new(1))
    later = NOW + 2 * HOUR
    assert await store.signed_in(new(1).token_hash, later) is None
    assert await store.sign_ins(None, later) == []
    await store.sign_in(account, Step(2), new(2, later))
    assert await store.still_valid(new(1).id)
    day_after = NOW + 25 * HOUR
    await store.sign_in(account, Step(3), new(3, day_after))
    assert not await store.still_valid(new(1).id)
    with closing(sqlite3.connect(file)) as plain:
        assert plain.execute("SELECT count(*) FROM sign_ins").fetchone() == (2,)


async def test_a_device_is_known_for_its_account_until_replaced(store: Store) -> None:
    account = await technician(store)
    await store.sign_in(account, Step(1), new(1))
    first = new(1).device_hash
    assert await store.device_of(first, NOW) == account.id
    assert await store.device_of(first, NOW + timedelta(days=90)) is None
    await store.sign_in(account, Step(2), new(2, former=first))
    assert await store.device_of(first, NOW) is None
    assert await store.device_of(new(2).device_hash, NOW) == account.id


async def test_devices_of_an_account_are_bounded(store: Store, file: Path) -> None:
    anna, bruno = await technician(store), await technician(store, "bruno")
    await store.sign_in(bruno, Step(1), new(1000))
    for number in range(60):
        at = NOW + timedelta(seconds=number)
        await store.sign_in(anna, Step(number + 1), new(number, at))
    with closing(sqlite3.connect(file)) as plain:
        assert plain.execute("SELECT count(*) FROM devices").fetchone() == (51,)
    assert await store.device_of(new(59).device_hash, NOW) == anna.id
    assert await store.device_of(new(1000).device_hash, NOW) == bruno.id


async def test_a_lost_phone_takes_its_ways_in_with_it(store: Store) -> None:
    anna, bruno = await technician(store), await technician(store, "bruno")
    for account in (anna, bruno):
        await passkey(store, account, credential=f"{account.id:02}")
        await store.replace_recovery_codes(account.id, ["1" * 64], entry())
    await store.forget_ways_in(anna.id)
    left = [(row.passkeys, row.recovery_left) for row in await store.account_rows()]
    assert left == [(0, 0), (1, 1)]


async def test_the_audit_comes_in_pages_newest_first(store: Store) -> None:
    for kind in (Trace.SIGN_IN, Trace.SIGN_OUT, Trace.SIGN_IN_FAILED):
        await store.note(entry(kind))
    newest, before = await store.audit_page(None, 2)
    assert (newest.kind, before.kind) == (Trace.SIGN_IN_FAILED, Trace.SIGN_OUT)
    (oldest,) = await store.audit_page(before.id, 2)
    assert oldest == replace(entry(Trace.SIGN_IN), id=oldest.id)
