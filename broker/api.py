"""The JSON API of docs/protocol.md: each handler reads a request, asks a service, answers."""

from collections.abc import Mapping
from importlib.metadata import version
from typing import Final

from aiohttp import web

from broker.accounts import Accounts, SignInFailed, TooManyTries
from broker.config import COOKIE, Settings
from broker.passwords import LENGTH_MOST
from broker.problems import Check, Refusal, number_in, read_body, text, whole
from broker.records import LedgerRow, Technician
from broker.store import Store
from broker.wire.limits import NAME_MAX, VERSION
from broker.wire.words import Problem

SESSIONS_MOST: Final = 100
_SESSIONS_USUAL: Final = 50
_ENTRY_MOST: Final = 2**53
_SIGN_IN: Final[Mapping[str, Check]] = {
    "name": text(NAME_MAX),
    "password": text(LENGTH_MOST),
    "code": text(16),
}
_ASSIGN: Final[Mapping[str, Check]] = {"customer": whole(2**31 - 1)}


class Api:
    """The handlers. A `Refusal` that one raises is told in the one shape by `broker.guards`."""

    def __init__(self, *, settings: Settings, accounts: Accounts, store: Store) -> None:
        self._settings = settings
        self._accounts = accounts
        self._store = store

    async def about(self, _request: web.Request) -> web.Response:
        """Who this broker is and what it speaks."""
        return web.json_response(
            {"name": self._settings.name, "version": version("affianco"), "wire": VERSION}
        )

    async def health(self, _request: web.Request) -> web.Response:
        """Whether the database answers."""
        return web.json_response({"ok": await self._store.answers()})

    async def sign_in(self, request: web.Request) -> web.Response:
        """Name, password and code for the cookie. A sign-in that the browser had is ended."""
        fields = read_body(await request.read(), _SIGN_IN)
        try:
            done = await self._accounts.sign_in(address=request.remote or "", **fields)
        except SignInFailed as error:
            raise Refusal(Problem.SIGN_IN_FAILED) from error
        except TooManyTries as error:
            raise Refusal(Problem.TOO_MANY_TRIES) from error
        await self._end_sign_in(request)
        response = _who(done.technician)
        response.set_cookie(
            COOKIE,
            done.token,
            max_age=done.seconds,
            path="/",
            secure=True,
            httponly=True,
            samesite="Strict",
        )
        return response

    async def sign_out(self, request: web.Request) -> web.Response:
        """End the sign-in and take the cookie back."""
        await self._signed_in(request)
        read_body(await request.read(), {})
        await self._end_sign_in(request)
        response = web.json_response({})
        response.del_cookie(COOKIE, path="/", secure=True, httponly=True, samesite="Strict")
        return response

    async def me(self, request: web.Request) -> web.Response:
        """Who is signed in."""
        return _who(await self._signed_in(request))

    async def tickets(self, request: web.Request) -> web.Response:
        """A ticket for one `join`."""
        technician = await self._signed_in(request)
        read_body(await request.read(), {})
        return web.json_response({"ticket": self._accounts.ticket(technician)})

    async def customers(self, request: web.Request) -> web.Response:
        """Every customer record."""
        await self._signed_in(request)
        found = await self._store.customers()
        return web.json_response({"customers": [{"id": one.id, "name": one.name} for one in found]})

    async def sessions(self, request: web.Request) -> web.Response:
        """The technician's own sessions, newest first."""
        technician = await self._signed_in(request)
        asked = _query(request, {"before": _ENTRY_MOST, "limit": SESSIONS_MOST})
        limit = asked.get("limit", _SESSIONS_USUAL)
        rows = await self._store.sessions(technician.id, asked.get("before"), limit + 1)
        shown = [row.as_json() for row in rows[:limit]]
        return web.json_response({"sessions": shown, "more": len(rows) > limit})

    async def assign(self, request: web.Request) -> web.Response:
        """Assign an own session to a customer, or to none."""
        technician = await self._signed_in(request)
        entry = (await self._own_session(request, technician)).entry
        customer = read_body(await request.read(), _ASSIGN)["customer"]
        if customer and not await self._store.customer_exists(customer):
            raise Refusal(Problem.BAD_REQUEST, "customer")
        await self._store.set_customer(entry, customer or None)
        return web.json_response((await self._own_session(request, technician)).as_json())

    async def _own_session(self, request: web.Request, technician: Technician) -> LedgerRow:
        entry = number_in(request.match_info["entry"], _ENTRY_MOST)
        row = await self._store.session(entry) if entry else None
        if row is None or row.technician_id != technician.id:
            raise Refusal(Problem.NOT_FOUND)
        return row

    async def _signed_in(self, request: web.Request) -> Technician:
        technician = await self._accounts.signed_in(request.cookies.get(COOKIE, ""))
        if technician is None:
            raise Refusal(Problem.NOT_SIGNED_IN)
        return technician

    async def _end_sign_in(self, request: web.Request) -> None:
        token = request.cookies.get(COOKIE)
        if token:
            await self._accounts.sign_out(token)


def _who(technician: Technician) -> web.Response:
    return web.json_response(
        {"technician": technician.full_name, "organisation": technician.organisation}
    )


def _query(request: web.Request, most: Mapping[str, int]) -> dict[str, int]:
    """The numbers of a query string: names of `most`, each once at most."""
    asked: dict[str, int] = {}
    for name, value in request.query.items():
        number = number_in(value, most[name]) if name in most and name not in asked else None
        if number is None:
            raise Refusal(Problem.BAD_REQUEST, name if name in most else None)
        asked[name] = number
    return asked
