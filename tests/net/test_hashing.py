"""Password hashes wait in bounded queues, and a flood of strangers fills only its own."""

import asyncio
import threading
from pathlib import Path

import pytest

from broker.accounts import HASHES_WAITING_MOST, SignIn, TooManyTries
from broker.accounts.hashing import HashesFull, Hashing
from tests.net.accounts_house import HOME, accounts_on
from tests.stack.house import PASSWORD


async def test_a_flood_of_strangers_leaves_a_known_browser_its_turn(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    free = threading.Event()

    def matches(_kept: str, typed: str) -> bool:
        return typed == PASSWORD or not free.wait(20)

    monkeypatch.setattr("broker.proofs.passwords.matches", matches)
    async with accounts_on(file) as here:
        await here.add()
        device = (await here.sign_in()).device
        flood = [
            asyncio.create_task(
                here.accounts.sign_in(name=f"{n}", password="x", code="1", address=f"198.51.0.{n}")
            )
            for n in range(HASHES_WAITING_MOST + 1)
        ]
        try:
            await asyncio.wait(flood, return_when=asyncio.FIRST_COMPLETED)
            here.clock.pass_(30)
            known = {"name": "anna", "password": PASSWORD, "code": here.code(), "address": HOME}
            with pytest.raises(TooManyTries):
                await here.accounts.sign_in(**known)
            assert isinstance(await here.accounts.sign_in(**known, device=device), SignIn)
        finally:
            free.set()
            ends = await asyncio.gather(*flood, return_exceptions=True)
        assert [type(end) for end in ends].count(TooManyTries) == 1


async def test_a_queue_is_bounded_and_frees_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("broker.proofs.passwords.matches", lambda _kept, _typed: True)
    hashing = Hashing(at_once=1, waiting=2)
    ends = await asyncio.gather(
        *(hashing.matches("h", "x") for _ in range(4)), return_exceptions=True
    )
    assert ends.count(True) == 2
    assert [type(end) for end in ends].count(HashesFull) == 2
    assert await hashing.matches("h", "x")
