"""What a row of the route table says: method, path, who may, what goes in and what comes out."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Final

from aiohttp import web

from broker.problems import Check, Refusal, Schema, number_in
from broker.records import Role, SignedIn
from broker.wire.words import Problem

NUMBER_MOST: Final = 2**53
"""Highest number of a record that a path may name; JSON's readers are exact up to there."""


class Who(Enum):
    """Who may, where it does not depend on roles."""

    ANYONE = "anyone"
    SIGNED_IN = "signed in"


May = Who | frozenset[Role]
"""Who may: anyone, whoever is signed in, or whoever has one of these roles."""


class Kind(Enum):
    """What a row is: it decides what else a request has to be."""

    JSON = "json"
    FILE = "file"
    BROWSER_SOCKET = "browser socket"
    """A WebSocket of the broker's own page: its `Origin` is checked as for a state change."""
    AGENT_SOCKET = "agent socket"


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that may be answered: who asks and what, all of it checked."""

    request: web.Request
    by: SignedIn | None = None
    """None where nobody is signed in, which only rows for anyone let happen."""
    body: Mapping[str, Any] = field(default_factory=dict)
    query: Mapping[str, int] = field(default_factory=dict)

    @property
    def who(self) -> SignedIn:
        """Who asks. Raises `Refusal` where that is nobody."""
        if self.by is None:
            raise Refusal(Problem.NOT_SIGNED_IN)
        return self.by

    @property
    def number(self) -> int:
        """The number of the record that the path names. Raises `Refusal` where it is none."""
        number = number_in(next(iter(self.request.match_info.values()), ""), NUMBER_MOST)
        if number is None:
            raise Refusal(Problem.NOT_FOUND)
        return number

    @property
    def address(self) -> str:
        """Where the request came from, seen through the trusted proxies."""
        return self.request.remote or ""


Answer = Mapping[str, Any] | web.StreamResponse
"""What a handler gives: the JSON object, or a whole response."""


@dataclass(frozen=True, slots=True)
class Route:
    """One row. There is no row without a word on who may."""

    method: str
    path: str
    may: May
    handler: Callable[[Asked], Awaitable[Answer]]
    answer: Schema = field(default_factory=dict)
    body: Mapping[str, Check] = field(default_factory=dict)
    query: Mapping[str, int] = field(default_factory=dict)
    """The names that a query may have, each with the highest number it may be."""
    problems: tuple[Problem, ...] = ()
    """What may go wrong besides what follows from the row itself."""
    kind: Kind = Kind.JSON

    @property
    def changes(self) -> bool:
        """Whether it is a state change, which only the broker's own page may ask for."""
        return self.method != "GET"
