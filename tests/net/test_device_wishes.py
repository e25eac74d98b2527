"""Device requests that wait for the office."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from broker.problems import Refusal
from broker.quick.roster import REQUESTS_MOST
from broker.wire.requests import DeviceRequest, encode
from broker.wire.words import Problem
from tests.net.quick_office import ORGANISATION, Office, office, public

WISH = DeviceRequest(public(2), "Anna Rossi", ORGANISATION, None)


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Office]:
    async with office(tmp_path) as built:
        yield built


async def test_a_request_waits_once_until_it_is_done(here: Office) -> None:
    for _ in range(2):
        await here.quick.request(encode(WISH), by=here.anna)
    (wish,) = await here.quick.requests()
    assert (wish.technician, wish.request, wish.at) == ("Anna Rossi", encode(WISH), here.now)
    await here.quick.drop_request(wish.id)
    assert await here.quick.requests() == []
    with pytest.raises(Refusal) as refusal:
        await here.quick.drop_request(wish.id)
    assert refusal.value.problem is Problem.NOT_FOUND


@pytest.mark.parametrize(
    "text",
    [
        "",
        encode(WISH) + "\n",
        encode(replace(WISH, technician="Bruno Bianchi")),
        encode(replace(WISH, organisation="Altri SRL")),
    ],
)
async def test_a_request_of_others_is_refused(here: Office, text: str) -> None:
    with pytest.raises(Refusal) as refusal:
        await here.quick.request(text, by=here.anna)
    assert (refusal.value.problem, refusal.value.field) == (Problem.BAD_REQUEST, "request")
    assert await here.quick.requests() == []


async def test_there_are_not_too_many(here: Office) -> None:
    for number in range(REQUESTS_MOST):
        await here.quick.request(encode(replace(WISH, key=public(number + 1))), by=here.anna)
    with pytest.raises(Refusal) as refusal:
        await here.quick.request(encode(replace(WISH, key=public(99))), by=here.anna)
    assert (refusal.value.problem, refusal.value.field) == (Problem.CONFLICT, "request")
    assert len(await here.quick.requests()) == REQUESTS_MOST
