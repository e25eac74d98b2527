"""Signing in over HTTP: who gets in, who does not, and what each of them learns."""

import asyncio
import statistics
import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest

from broker.accounts import (
    EACH_ACCOUNT_MOST,
    EACH_ADDRESS_MOST,
    HASHES_WAITING_MOST,
    Accounts,
    SignInFailed,
    TooManyTries,
)
from broker.config import COOKIE
from broker.proofs import passwords
from broker.sources import Sources
from tests.stack.house import PASSWORD, House, Person, house


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords compared without Argon2, where a test needs many tries and not its time."""
    monkeypatch.setattr("broker.proofs.passwords.matches", lambda _hash, typed: typed == PASSWORD)


FAILED = (401, {"error": {"code": "sign_in_failed"}}, "")
TOO_MANY = (429, {"error": {"code": "too_many_tries"}}, "")


async def test_name_password_and_code_sign_in(here: House, anna: Person) -> None:
    shown = {
        "name": "anna",
        "technician": "Anna Rossi",
        "organisation": "Org",
        "roles": ["technician"],
    }
    status, body, cookie = await here.sign_in(anna)
    assert (status, body) == (200, shown)
    status, body, _ = await here.ask("GET", "/api/me", cookie=cookie)
    assert (status, body) == (200, shown)


async def test_the_name_is_case_folded(here: House, anna: Person) -> None:
    assert (await here.sign_in(anna, name=" ANNA "))[0] == 200


async def test_the_cookie_is_bound_to_this_host_and_kept_from_scripts(
    here: House, anna: Person
) -> None:
    fields = {"name": anna.name, "password": PASSWORD, "code": here.code(anna)}
    _, _, headers = await here.ask("POST", "/api/sign-in", json=fields)
    name_value, *flags = headers["Set-Cookie"].split("; ")
    assert name_value.startswith(f"{COOKIE}=") and len(name_value) > len(COOKIE) + 40
    assert sorted(flags) == ["HttpOnly", "Max-Age=43200", "Path=/", "SameSite=Strict", "Secure"]


async def test_the_database_has_no_cookie_that_signs_in(
    here: House, anna: Person, tmp_path: Path
) -> None:
    cookie = await here.signed_in(anna)
    kept = await asyncio.to_thread(everything_in, tmp_path)
    assert cookie.encode() not in kept
    assert PASSWORD.encode() not in kept


@pytest.mark.parametrize(
    "changed",
    [{"name": "nobody"}, {"password": "wrong password"}, {"code": "000000"}, {"code": "x"}],
    ids=["name", "password", "code", "no code at all"],
)
async def test_one_answer_for_whatever_is_wrong(
    here: House, anna: Person, changed: dict[str, str]
) -> None:
    assert await here.sign_in(anna, **changed) == FAILED


async def test_a_disabled_account_is_as_one_that_is_not_there(here: House, anna: Person) -> None:
    cookie = await here.signed_in(anna)
    await here.store.set_disabled(anna.id, True)
    here.clock.pass_(60)
    assert await here.sign_in(anna) == FAILED
    assert (await here.ask("GET", "/api/me", cookie=cookie))[0] == 401
    await here.store.set_disabled(anna.id, False)
    assert (await here.ask("GET", "/api/me", cookie=cookie))[0] == 401


async def test_unknown_names_take_as_long_as_wrong_passwords(here: House, anna: Person) -> None:
    async def seconds(**changed: str) -> float:
        took = []
        for _ in range(5):
            before = time.perf_counter()
            assert await here.sign_in(anna, **changed) == FAILED
            took.append(time.perf_counter() - before)
        here.clock.pass_(60)
        return statistics.median(took)

    unknown, wrong = await seconds(name="nobody"), await seconds(password="wrong password")
    assert unknown > wrong / 3
    assert wrong > unknown / 3


async def test_a_code_signs_in_once(here: House, anna: Person) -> None:
    assert (await here.sign_in(anna))[0] == 200
    assert await here.sign_in(anna) == FAILED
    here.clock.pass_(30)
    assert await here.sign_in(anna, code=here.code(anna, steps=-1)) == FAILED
    assert (await here.sign_in(anna))[0] == 200


async def test_a_code_signs_in_once_also_at_the_same_moment(here: House, anna: Person) -> None:
    answers = await asyncio.gather(*(here.sign_in(anna) for _ in range(6)))
    assert sorted(status for status, _, _ in answers) == [200] + [401] * 5


@pytest.mark.parametrize(("steps", "status"), [(-2, 401), (-1, 200), (1, 200), (2, 401)])
async def test_clocks_may_differ_by_one_step(
    here: House, anna: Person, steps: int, status: int
) -> None:
    assert (await here.sign_in(anna, code=here.code(anna, steps=steps)))[0] == status


@pytest.mark.usefixtures("quick")
async def test_misses_of_one_name_are_limited_and_a_minute_helps(here: House, anna: Person) -> None:
    for _ in range(EACH_ACCOUNT_MOST):
        assert await here.sign_in(anna, code="000000") == FAILED
    assert await here.sign_in(anna) == TOO_MANY
    here.clock.pass_(60)
    assert (await here.sign_in(anna))[0] == 200


@pytest.mark.usefixtures("quick")
async def test_misses_at_the_same_moment_all_count(here: House, anna: Person) -> None:
    wrong = (here.sign_in(anna, password="wrong") for _ in range(EACH_ACCOUNT_MOST + 5))
    answers = await asyncio.gather(*wrong)
    assert answers.count(FAILED) == EACH_ACCOUNT_MOST
    assert answers.count(TOO_MANY) == 5


@pytest.mark.usefixtures("quick")
async def test_misses_from_one_address_are_limited(here: House, anna: Person) -> None:
    for number in range(EACH_ADDRESS_MOST):
        assert await here.sign_in(anna, name=f"nobody{number}") == FAILED
    assert await here.sign_in(anna) == TOO_MANY


@pytest.mark.usefixtures("quick")
async def test_signing_in_right_is_never_too_much(here: House, anna: Person) -> None:
    for _ in range(EACH_ACCOUNT_MOST + 2):
        here.clock.pass_(0.1)
        await here.store.set_totp(anna.id, anna.secret)
        assert (await here.sign_in(anna))[0] == 200


@pytest.mark.usefixtures("quick")
async def test_behind_a_trusted_proxy_each_client_counts_for_itself(tmp_path: Path) -> None:
    async with house(tmp_path, proxies="127.0.0.0/8") as here:
        anna = await here.person()

        async def misses(address: str) -> list[int]:
            statuses = []
            for number in range(EACH_ADDRESS_MOST + 1):
                fields = {"name": f"{number}", "password": "x", "code": "1"}
                status, _, _ = await here.ask(
                    "POST", "/api/sign-in", json=fields, headers={"X-Forwarded-For": address}
                )
                statuses.append(status)
            return statuses

        assert (await misses("198.51.100.7"))[-1] == 429
        assert (await here.sign_in(anna))[0] == 200


@pytest.mark.usefixtures("quick")
async def test_without_trusted_proxies_the_header_changes_nothing(
    here: House, anna: Person
) -> None:
    for number in range(EACH_ADDRESS_MOST):
        fields = {"name": f"{number}", "password": "x", "code": "1"}
        header = {"X-Forwarded-For": f"198.51.100.{number}"}
        await here.ask("POST", "/api/sign-in", json=fields, headers=header)
    assert await here.sign_in(anna) == TOO_MANY


async def test_a_flood_from_everywhere_is_turned_away_instead_of_piling_up(
    here: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    free = threading.Event()

    def slow(_password_hash: str, _password: str) -> bool:
        return not free.wait(20)

    monkeypatch.setattr("broker.proofs.passwords.matches", slow)
    accounts = Accounts(
        store=here.store,
        settings=here.settings,
        sources=Sources(here.clock.now, here.clock.utcnow),
    )
    tries = [
        asyncio.create_task(
            accounts.sign_in(name=f"{n}", password="x", code="1", address=f"198.51.100.{n}")
        )
        for n in range(HASHES_WAITING_MOST + 3)
    ]
    try:
        waiting = set(tries)
        while len(waiting) > HASHES_WAITING_MOST:
            _, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    finally:
        free.set()
    ends = await asyncio.gather(*tries, return_exceptions=True)
    assert [type(end) for end in ends].count(TooManyTries) == 3
    assert [type(end) for end in ends].count(SignInFailed) == HASHES_WAITING_MOST


async def test_a_sign_in_ends_after_its_hours(here: House, anna: Person) -> None:
    cookie = await here.signed_in(anna)
    here.clock.pass_(timedelta(hours=12).total_seconds() - 1)
    assert (await here.ask("GET", "/api/me", cookie=cookie))[0] == 200
    here.clock.pass_(1)
    status, body, _ = await here.ask("GET", "/api/me", cookie=cookie)
    assert (status, body) == (401, {"error": {"code": "not_signed_in"}})


async def test_signing_out_ends_the_sign_in_here_and_takes_the_cookie_back(
    here: House, anna: Person
) -> None:
    cookie, other = await here.signed_in(anna), await here.signed_in(anna)
    status, body, headers = await here.ask("POST", "/api/sign-out", cookie=cookie)
    assert (status, body) == (200, {})
    assert "Max-Age=0" in headers["Set-Cookie"]
    assert (await here.ask("GET", "/api/me", cookie=cookie))[0] == 401
    assert (await here.ask("GET", "/api/me", cookie=other))[0] == 200


async def test_signing_in_again_ends_the_browsers_former_sign_in(here: House, anna: Person) -> None:
    old = await here.signed_in(anna)
    here.clock.pass_(30)
    fields = {"name": anna.name, "password": PASSWORD, "code": here.code(anna)}
    assert (await here.ask("POST", "/api/sign-in", json=fields, cookie=old))[0] == 200
    assert (await here.ask("GET", "/api/me", cookie=old))[0] == 401


async def test_a_new_password_or_secret_ends_every_sign_in(here: House, anna: Person) -> None:
    cookie = await here.signed_in(anna)
    await here.store.set_password(anna.id, "$argon2id$none")
    assert (await here.ask("GET", "/api/me", cookie=cookie))[0] == 401
    assert await here.sign_in(anna) == FAILED


def everything_in(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.iterdir())


def test_passwords_match_themselves_only() -> None:
    kept = passwords.hashed("correct horse", b"0123456789abcdef")
    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert passwords.matches(kept, "correct horse")
    assert not passwords.matches(kept, "correct horsf")
    assert not passwords.matches("none", "correct horse")
