"""The API's description, OpenAPI 3.1, built from the rows of the route table. Pure."""

import re
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any, Final

from broker.config import COOKIE
from broker.problems import STATUS, Check
from broker.routing import NUMBER_MOST, Kind, Route, Who
from broker.wire.words import Problem

_PLACE: Final = re.compile(r"\{(\w+)\}")
_SIGN_IN: Final = "signIn"


def description(routes: Iterable[Route], *, name: str, version: str) -> dict[str, Any]:
    """What `GET /api/openapi.json` answers; sockets and the console's files are left out."""
    paths: dict[str, dict[str, Any]] = {}
    for route in routes:
        if route.kind is Kind.JSON:
            paths.setdefault(route.path, {})[route.method.lower()] = _operation(route)
    return {
        "openapi": "3.1.0",
        "info": {"title": name, "version": version},
        "paths": paths,
        "components": {
            "schemas": {"Problem": _problem(list(Problem))},
            "securitySchemes": {_SIGN_IN: {"type": "apiKey", "in": "cookie", "name": COOKIE}},
        },
    }


def problems_of(route: Route) -> frozenset[Problem]:
    """What a request of this row may be answered with besides what it asks for."""
    found = {*route.problems, Problem.WRONG_METHOD, Problem.BROKER_FAULT, Problem.BAD_REQUEST}
    if route.may is not Who.ANYONE:
        found.add(Problem.NOT_SIGNED_IN)
    if isinstance(route.may, frozenset):
        found.add(Problem.NOT_ALLOWED)
    if route.changes:
        found |= {Problem.FOREIGN_ORIGIN, Problem.TOO_BIG}
    if _PLACE.search(route.path):
        found.add(Problem.NOT_FOUND)
    return frozenset(found)


def _operation(route: Route) -> dict[str, Any]:
    said: dict[str, Any] = {
        "operationId": route.method.lower() + re.sub(r"\W+", "_", route.path),
        "summary": _first_line(route),
        "parameters": [*_path_parameters(route.path), *_query_parameters(route.query)],
        "responses": _responses(route),
        "security": [] if route.may is Who.ANYONE else [{_SIGN_IN: []}],
    }
    if isinstance(route.may, frozenset):
        said["x-roles"] = sorted(route.may)
    if route.changes and route.method != "DELETE":
        content = {"application/json": {"schema": _object(route.body)}}
        said["requestBody"] = {"required": True, "content": content}
    return said


def _first_line(route: Route) -> str:
    return (route.handler.__doc__ or "").strip().partition("\n")[0]


def _path_parameters(path: str) -> list[dict[str, Any]]:
    return [
        {"name": place, "in": "path", "required": True, "schema": {"type": "string"}}
        for place in _PLACE.findall(path)
    ]


def _query_parameters(query: Mapping[str, int]) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "in": "query",
            "schema": {"type": "integer", "minimum": 1, "maximum": min(most, NUMBER_MOST)},
        }
        for name, most in query.items()
    ]


def _responses(route: Route) -> dict[str, Any]:
    by_status: dict[int, list[Problem]] = {}
    for problem in sorted(problems_of(route)):
        by_status.setdefault(STATUS[problem], []).append(problem)
    told = {
        str(status): {
            "description": HTTPStatus(status).phrase,
            "content": {"application/json": {"schema": _problem(problems)}},
        }
        for status, problems in sorted(by_status.items())
    }
    answered = {"application/json": {"schema": route.answer}}
    return {"200": {"description": "OK", "content": answered}, **told}


def _problem(problems: list[Problem]) -> dict[str, Any]:
    error = {
        "type": "object",
        "properties": {
            "code": {"enum": [str(one) for one in problems]},
            "field": _TEXT,
            "why": {"type": "array", "items": _WHY, "minItems": 1},
        },
        "required": ["code"],
        "additionalProperties": False,
    }
    return {
        "type": "object",
        "properties": {"error": error},
        "required": ["error"],
        "additionalProperties": False,
    }


def _object(body: Mapping[str, Check]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {name: check.schema for name, check in body.items()},
        "required": sorted(body),
        "additionalProperties": False,
    }


_TEXT: Final = {"type": "string"}
_WHY: Final = {
    "type": "object",
    "properties": {
        "field": _TEXT,
        "reason": _TEXT,
        "values": {"type": "object", "additionalProperties": _TEXT},
    },
    "required": ["field", "reason", "values"],
    "additionalProperties": False,
}
