"""Signing in below the HTTP edge: codes, recovery codes, devices, floods, roles and the audit."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from broker.accounts import (
    EACH_ACCOUNT_MOST,
    EACH_ADDRESS_MOST,
    EACH_DEVICE_MOST,
    OwnAccount,
    SignInFailed,
    TooManyTries,
)
from broker.accounts.gate import FAILED_ROWS_MOST, PROOF_SECONDS, PROOFS_MOST
from broker.proofs import recovery
from broker.records import Method, Role, Trace
from tests.net.accounts_house import HOME, SEED, STRANGERS, Here, accounts_on
from tests.stack.house import PASSWORD


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords compared without Argon2: these tests need many tries and not its time."""
    monkeypatch.setattr("broker.proofs.passwords.matches", lambda _hash, typed: typed == PASSWORD)


@pytest.fixture
async def here(file: Path) -> AsyncIterator[Here]:
    async with accounts_on(file) as built:
        yield built


async def codes_of(here: Here) -> list[str]:
    """New recovery codes of Anna."""
    account = await here.store.technician("anna")
    assert account is not None
    here.clock.pass_(30)
    anna = here.accounts._technician(account)
    return list(await here.accounts.new_recovery_codes(anna, here.code(), HOME))


async def test_who_signed_in_is_known_by_the_cookie(here: Here) -> None:
    anna = await here.add("anna", Role.TECHNICIAN, Role.ADMIN)
    given = await here.sign_in(browser="Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0")
    who = await here.accounts.signed_in(given.token)
    assert who is not None
    assert (who.technician, who.roles, who.sign_in) == (anna, anna.roles, given.id)
    assert await here.accounts.signed_in(given.device) is None
    assert await here.accounts.signed_in("") is None
    (row,) = await here.accounts.sign_ins(anna)
    assert (row.browser, row.method, row.address) == ("Firefox 140, Linux", Method.TOTP, HOME)
    assert await here.traces(Trace.SIGN_IN) == [("anna", HOME, "totp")]


async def test_being_seen_is_written_down_once_a_minute(here: Here) -> None:
    anna = await here.add()
    given = await here.sign_in()
    began = here.clock.utcnow()
    for seconds, seen in ((59, 0), (1, 60), (59, 60), (1, 120)):
        here.clock.pass_(seconds)
        await here.accounts.signed_in(given.token)
        (row,) = await here.accounts.sign_ins(anna)
        assert (row.seen_at - began).total_seconds() == seen


async def test_a_recovery_code_signs_in_once_and_is_told(here: Here) -> None:
    await here.add()
    first, second, *_ = await codes_of(here)
    given = await here.sign_in(code=f" {first.upper().replace('-', ' ')} ")
    who = await here.accounts.signed_in(given.token)
    assert who is not None
    with pytest.raises(SignInFailed):
        await here.sign_in(code=first)
    with pytest.raises(SignInFailed):
        await here.sign_in(code=second, password="wrong")
    assert [row.recovery_left for row in await here.accounts.accounts()] == [recovery.CODES - 1]
    assert await here.traces(Trace.RECOVERY_CODE_USED) == [("anna", HOME, "")]
    assert await here.traces(Trace.SIGN_IN_FAILED) == [
        ("anna", HOME, "recovery used"),
        ("anna", HOME, "password"),
    ]


@pytest.mark.parametrize("what", ["code", "recovery code"])
async def test_of_many_at_once_one_signs_in(here: Here, what: str) -> None:
    await here.add()
    code = (await codes_of(here))[0]
    here.clock.pass_(30)
    typed = here.code() if what == "code" else code
    tries = (
        here.accounts.sign_in(name="anna", password=PASSWORD, code=typed, address=HOME)
        for _ in range(6)
    )
    ends = await asyncio.gather(*tries, return_exceptions=True)
    assert [type(end) for end in ends].count(SignInFailed) == 5


async def test_new_recovery_codes_void_the_old_and_need_a_fresh_code(here: Here) -> None:
    anna = await here.add()
    old = (await codes_of(here))[0]
    with pytest.raises(SignInFailed):
        await here.accounts.new_recovery_codes(anna, here.code())
    new = await codes_of(here)
    assert len(set(new)) == recovery.CODES
    with pytest.raises(SignInFailed):
        await here.sign_in(code=old)
    await here.sign_in(code=new[-1])


async def test_a_stolen_cookie_does_not_guess_its_way_to_a_code(here: Here) -> None:
    anna = await here.add()
    for _ in range(PROOFS_MOST):
        with pytest.raises(SignInFailed):
            await here.accounts.new_recovery_codes(anna, "000000", STRANGERS)
    with pytest.raises(TooManyTries):
        await here.accounts.new_recovery_codes(anna, here.code(), STRANGERS)
    await here.sign_in()
    here.clock.pass_(PROOF_SECONDS)
    assert await here.accounts.new_recovery_codes(anna, here.code())


async def test_an_unknown_name_costs_as_much_as_a_wrong_password(
    here: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    await here.add()
    hashed: list[str] = []

    def wrong(kept: str, _typed: str) -> bool:
        hashed.append(kept)
        return False

    monkeypatch.setattr("broker.proofs.passwords.matches", wrong)
    for name in ("anna", "nobody"):
        with pytest.raises(SignInFailed):
            await here.sign_in(name)
    assert len(hashed) == 2 and hashed[0] == "h" and hashed[1].startswith("$argon2id$")
    assert [row[2] for row in await here.traces(Trace.SIGN_IN_FAILED)] == ["password"] * 2


async def test_a_stranger_waits_and_the_technicians_browser_does_not(here: Here) -> None:
    await here.add()
    device = (await here.sign_in()).device
    turned_away = 0
    for number in range(10_000):
        address = f"198.51.{number % 100}.{number % 7}"
        try:
            await here.accounts.sign_in(
                name="anna", password="guess", code="000000", address=address
            )
        except TooManyTries:
            turned_away += 1
        except SignInFailed:
            continue
    assert turned_away == 10_000 - EACH_ACCOUNT_MOST
    now = {"name": "anna", "password": PASSWORD, "address": HOME}
    here.clock.pass_(29)
    with pytest.raises(TooManyTries):
        await here.accounts.sign_in(**now, code=here.code(1))
    again = await here.accounts.sign_in(**now, code=here.code(1), device=device)
    assert again.device != device
    assert len(await here.traces(Trace.SIGN_IN_FAILED)) == EACH_ACCOUNT_MOST
    assert await here.traces(Trace.SIGN_IN_THROTTLED) == [("anna", "198.51.10.3", "account")]
    places = here.accounts._gate._throttles.values()
    assert max(len(throttle._tries) for throttle in places) <= 10_000


async def test_a_flood_with_many_names_fills_no_disk(here: Here) -> None:
    ends = {SignInFailed: 0, TooManyTries: 0}
    for number in range(1_000):
        address = f"198.51.{number % 250}.9"
        try:
            await here.accounts.sign_in(
                name=f"{number}\n\x1b" + "x" * 100, password="p", code="1", address=address
            )
        except (SignInFailed, TooManyTries) as end:
            ends[type(end)] += 1
    assert ends == {SignInFailed: 1_000, TooManyTries: 0}
    rows = await here.traces(Trace.SIGN_IN_FAILED)
    assert len(rows) == FAILED_ROWS_MOST
    assert all(len(name) == 64 and name.isprintable() for name, _, _ in rows)


async def test_a_known_device_has_its_own_limit_and_only_for_its_account(here: Here) -> None:
    await here.add()
    await here.add("bruno")
    device = (await here.sign_in()).device
    for _ in range(EACH_ACCOUNT_MOST):
        with pytest.raises(SignInFailed):
            await here.accounts.sign_in(
                name="bruno", password="x", code="1", address=HOME, device=device
            )
    with pytest.raises(TooManyTries):
        await here.accounts.sign_in(
            name="bruno", password="x", code="1", address=HOME, device=device
        )
    for _ in range(EACH_DEVICE_MOST):
        with pytest.raises(SignInFailed):
            await here.accounts.sign_in(
                name="anna", password="x", code="1", address=HOME, device=device
            )
    with pytest.raises(TooManyTries):
        await here.accounts.sign_in(
            name="anna", password="x", code="1", address=HOME, device=device
        )
    assert [row[2] for row in await here.traces(Trace.SIGN_IN_THROTTLED)] == ["account", "device"]
    await here.sign_in(address=STRANGERS)


async def test_a_device_is_forgotten_in_90_days(here: Here) -> None:
    await here.add()
    device = (await here.sign_in()).device
    assert await here.accounts._known_device(device, "anna")
    assert not await here.accounts._known_device(device + "x", "anna")
    assert not await here.accounts._known_device("x" * 65, "anna")
    here.clock.pass_(90 * 24 * 3600)
    assert not await here.accounts._known_device(device, "anna")


async def test_an_address_waits_whatever_names_it_types(here: Here) -> None:
    for number in range(EACH_ADDRESS_MOST):
        with pytest.raises(SignInFailed):
            await here.accounts.sign_in(
                name=str(number), password="x", code="1", address="2001:db8::1"
            )
    with pytest.raises(TooManyTries):
        await here.accounts.sign_in(name="z", password="x", code="1", address="2001:db8::2")


async def test_a_sign_in_is_revoked_and_what_rests_on_it_is_told(here: Here) -> None:
    anna = await here.add()
    one, other = await here.sign_in(), await here.sign_in()
    assert await here.accounts.revoke(one.id, anna, HOME)
    assert here.ended == [one.id]
    assert not await here.accounts.still_valid(one.id)
    assert await here.accounts.still_valid(other.id)
    assert await here.accounts.signed_in(one.token) is None
    assert not await here.accounts.revoke(one.id, anna)
    assert not await here.accounts.revoke("0" * 32, anna)
    ((name, address, detail),) = await here.traces(Trace.SIGN_IN_REVOKED)
    assert (name, address) == ("anna", HOME) and detail.startswith("Anna, ")


async def test_hours_that_pass_end_no_session_and_signing_out_does(here: Here) -> None:
    await here.add()
    one, other = await here.sign_in(), await here.sign_in()
    await here.accounts.sign_out(other.token, HOME)
    assert here.ended == [other.id] and not await here.accounts.still_valid(other.id)
    here.clock.pass_(12 * 3600)
    assert await here.accounts.signed_in(one.token) is None
    await here.accounts.sign_out(one.token)
    assert await here.accounts.still_valid(one.id)
    assert await here.traces(Trace.SIGN_OUT) == [("anna", HOME, "")]


async def test_a_changed_account_is_signed_out_and_told(here: Here) -> None:
    anna, bruno = await here.add("anna", Role.ADMIN), await here.add("bruno")
    given = await here.sign_in("bruno")
    same = await here.accounts.change_account(bruno.id, bruno.roles, False, anna, HOME)
    assert same is not None and here.ended == []
    roles = {Role.BILLING, Role.ADMIN}
    changed = await here.accounts.change_account(bruno.id, roles, False, anna, HOME)
    assert changed is not None and changed.roles == roles
    assert here.ended == [given.id]
    await here.accounts.change_account(bruno.id, [], True, anna, HOME)
    with pytest.raises(SignInFailed):
        await here.sign_in("bruno")
    assert await here.accounts.change_account(99, [], True, anna) is None
    assert [row[2] for row in await here.traces(Trace.ACCOUNT_CHANGED)] == [
        "bruno: admin, billing",
        "bruno: -, closed",
    ]
    assert await here.traces(Trace.SIGN_IN_FAILED) == [("bruno", HOME, "closed")]


async def test_an_admin_stays_one_and_in(here: Here) -> None:
    anna = await here.add("anna", Role.ADMIN, Role.TECHNICIAN)
    for roles, disabled in (([Role.TECHNICIAN], False), ([Role.ADMIN], True)):
        with pytest.raises(OwnAccount):
            await here.accounts.change_account(anna.id, roles, disabled, anna)
    changed = await here.accounts.change_account(anna.id, [Role.ADMIN], False, anna)
    assert changed is not None and changed.roles == {Role.ADMIN}


async def test_the_thief_of_the_database_finds_nothing_to_sign_in_with(here: Here) -> None:
    await here.add()
    codes = await codes_of(here)
    given = await here.sign_in(code=codes[0])
    await here.store.rotate_secrets((await here.accounts.audit_page(None, 1))[0])
    await here.sign_in(device=given.device)
    found = b"".join(one.read_bytes() for one in here.file.parent.glob(f"{here.file.name}*"))
    assert b"anna" in found
    plain = [code.replace("-", "") for code in codes]
    for secret in (SEED, given.token, given.device, PASSWORD, *codes, *plain):
        assert secret.encode() not in found
