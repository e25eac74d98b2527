"""A flood of bad sign-ins is answered with 429, and the others are served meanwhile."""

import asyncio
from collections import Counter

from broker.accounts import EACH_ADDRESS_MOST
from tests.stack.house import House, Person

FLOOD = 400
AT_ONCE = 40


async def test_bad_sign_ins_are_turned_away_and_others_served(here: House, anna: Person) -> None:
    cookie = await here.signed_in(anna)
    gate = asyncio.Semaphore(AT_ONCE)

    async def bad(number: int) -> tuple[int, str]:
        proof = {"name": f"nobody{number}", "password": "wrong", "code": "000000"}
        async with gate:
            status, body, _ = await here.ask("POST", "/api/sign-in", json=proof)
        return status, body["error"]["code"]

    flood = [asyncio.create_task(bad(number)) for number in range(FLOOD)]
    served = 0
    while not all(task.done() for task in flood):
        async with asyncio.timeout(5):
            assert (await here.ask("GET", "/api/me", cookie=cookie))[0] == 200
        served += 1
    answers = Counter([await task for task in flood])
    assert served > 3
    assert answers == {
        (401, "sign_in_failed"): EACH_ADDRESS_MOST,
        (429, "too_many_tries"): FLOOD - EACH_ADDRESS_MOST,
    }
    here.clock.pass_(61)
    assert (await here.sign_in(anna))[0] == 200
