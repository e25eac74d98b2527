"""The description of the API, and a real broker held against it by somebody who only knows that."""

import json
from collections.abc import Iterator
from contextlib import suppress
from typing import Any
from unittest.mock import Mock

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)

from broker.app import routes
from broker.config import COOKIE
from broker.openapi import description, problems_of
from broker.problems import STATUS
from broker.records import Role
from broker.routing import Kind
from broker.wire.words import Problem
from tests.stack.clocked import ClockedBroker, clocked_broker
from tests.stack.house import Person

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    negative_data_rejection,
]
IDENTITIES: dict[str, list[Role]] = {
    "nobody": [],
    "technician": [Role.TECHNICIAN],
    "billing": [Role.BILLING],
    "admin": [Role.ADMIN],
}
TRIES = {GenerationMode.POSITIVE: 4, GenerationMode.NEGATIVE: 3}
"""For each operation and identity: about a thousand requests in all."""


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ClockedBroker]:
    with clocked_broker(tmp_path_factory.mktemp("described")) as running:
        yield running


@pytest.fixture(scope="module")
def known(broker: ClockedBroker) -> Any:
    """The description, as the broker gives it; cookies are the visitors' own."""
    schema = schemathesis.openapi.from_url(f"{broker.url}/api/openapi.json")
    schema.config.generation.update(with_security_parameters=False)
    return schema


class Visitor:
    """Somebody with an account, or without; signs in again whenever they were signed out."""

    def __init__(self, broker: ClockedBroker, person: Person | None) -> None:
        self._broker = broker
        self._person = person
        self._cookie = ""

    def headers(self) -> dict[str, str]:
        if self._person is None:
            return {"Origin": self._broker.url}
        if not self._cookie or self._status() == 401:
            self._broker.later(61)
            self._cookie = self._broker.do(self._broker.house.signed_in(self._person))
        return {"Origin": self._broker.url, "Cookie": f"{COOKIE}={self._cookie}"}

    def _status(self) -> int:
        return self._broker.do(self._broker.house.ask("GET", "/api/me", cookie=self._cookie))[0]


@pytest.mark.parametrize("identity", IDENTITIES)
def test_the_broker_answers_as_it_says(broker: ClockedBroker, known: Any, identity: str) -> None:
    roles = IDENTITIES[identity]
    person = broker.do(broker.house.person(identity, identity, roles)) if roles else None
    visitor = Visitor(broker, person)
    asked = 0
    for found in known.get_all_operations():
        for mode in TRIES:
            asked += ask(broker.url, found.ok(), mode, visitor.headers())
    assert asked > 100


def ask(url: str, operation: Any, mode: GenerationMode, headers: dict[str, str]) -> int:
    """Ask for an operation in this way; how often it was asked."""
    asked = 0

    @settings(
        max_examples=TRIES[mode],
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def one(case: Any) -> None:
        nonlocal asked
        asked += 1
        case.validate_response(case.call(base_url=url, headers=headers), checks=CHECKS)

    with suppress(Unsatisfiable):
        one()
    return asked


def test_every_json_row_is_described_and_nothing_else(known: Any) -> None:
    own = ("GET", "/api/openapi.json")
    told = {own} | {
        (found.ok().method.upper(), found.ok().path) for found in known.get_all_operations()
    }
    rows = routes(Mock(), Mock(), Mock())
    assert told == {(row.method, row.path) for row in rows if row.kind is Kind.JSON}


def test_the_description_is_plain_json_and_names_every_problem() -> None:
    rows = routes(Mock(), Mock(), Mock())
    made = description(rows, name="Prova", version="1")
    assert json.loads(json.dumps(made)) == made
    for row in rows:
        if row.kind is Kind.JSON:
            answers = made["paths"][row.path][row.method.lower()]["responses"]
            assert set(answers) == {"200", *(str(STATUS[one]) for one in problems_of(row))}
    assert set().union(*(problems_of(row) for row in rows)) == set(Problem)
