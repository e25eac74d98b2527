"""What stands around every handler: the error shape, the real address, the Origin, the headers."""

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Final, Protocol

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from broker.addresses import client_address
from broker.config import COOKIE, Settings
from broker.integrity import content_policy
from broker.problems import STATUS, Refusal, Why, problem_of, read_body, read_query, shape
from broker.records import SignedIn
from broker.routing import Asked, Kind, Route, Who
from broker.wire.words import Problem

_LOG: Final = logging.getLogger("affianco.http")
_ACCESS_LOG: Final = logging.getLogger("affianco.access")
_METADATA: Final[Mapping[Kind, Mapping[str, frozenset[str]]]] = {
    Kind.JSON: {
        "Sec-Fetch-Site": frozenset({"same-origin"}),
        "Sec-Fetch-Mode": frozenset({"cors", "same-origin"}),
        "Sec-Fetch-Dest": frozenset({"empty"}),
    },
    Kind.BROWSER_SOCKET: {
        "Sec-Fetch-Site": frozenset({"same-origin"}),
        "Sec-Fetch-Mode": frozenset({"websocket"}),
        "Sec-Fetch-Dest": frozenset({"empty", "websocket"}),
    },
}
"""What a browser says of a request of the broker's own page, where it says so."""
_OWN_POWERS: Final = (
    "fullscreen",
    "clipboard-read",
    "clipboard-write",
    "publickey-credentials-create",
    "publickey-credentials-get",
)
_POWERS: Final = (
    *(
        f"{power}=()"
        for power in (
            "accelerometer",
            "camera",
            "display-capture",
            "geolocation",
            "gyroscope",
            "magnetometer",
            "microphone",
            "midi",
            "payment",
            "screen-wake-lock",
            "serial",
            "usb",
            "xr-spatial-tracking",
        )
    ),
    *(f"{power}=(self)" for power in _OWN_POWERS),
)
_HEADERS: Final[Mapping[str, str]] = {
    "Server": "affianco",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Permissions-Policy": ", ".join(_POWERS),
}


class SignIns(Protocol):
    """What of the accounts is needed here."""

    async def signed_in(self, cookie_token: str) -> SignedIn | None:
        """Whose sign-in the cookie is; None where it is none, or over."""
        ...


def one_shape(random: Callable[[int], bytes]) -> Middleware:
    """Tell every error as JSON in the one shape; log a fault of the broker under an id."""

    @web.middleware
    async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            return await handler(request)
        except Refusal as refusal:
            return _told(refusal.problem, refusal.field, refusal.why)
        except web.HTTPException as error:
            return _told(problem_of(error.status), allow=error.headers.get("Allow"))
        except Exception as error:  # noqa: BLE001 - the outermost edge of a request: logged, told
            if isinstance(error, ConnectionResetError) and request.transport is None:
                # Whoever asked went away before the answer: no fault, and nobody reads this.
                return _told(Problem.BAD_REQUEST)
            fault = random(4).hex()
            _LOG.exception("fault %s: %s %s", fault, request.method, request.rel_url.raw_path)
            return _told(Problem.BROKER_FAULT)

    return guard


def real_address(settings: Settings) -> Middleware:
    """Put the client's address, seen through the trusted proxies, into `request.remote`."""

    @web.middleware
    async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
        said = ",".join(request.headers.getall("X-Forwarded-For", []))
        forwarded = [address.strip() for address in said.split(",") if address.strip()]
        address = client_address(request.remote or "", forwarded, settings.proxy_networks)
        return await handler(request.clone(remote=address))

    return guard


def access_line(now: Callable[[], float]) -> Middleware:
    """Log one line for each request, without its query string, headers or body."""

    @web.middleware
    async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
        start = now()
        response = await handler(request)
        _ACCESS_LOG.info(
            "%s %s %s %d %d ms",
            request.remote,
            request.method,
            request.rel_url.raw_path[:200],
            response.status,
            round((now() - start) * 1000),
        )
        return response

    return guard


def guarded(route: Route, accounts: SignIns, settings: Settings) -> Handler:
    """The handler of a row behind all that a request has to pass, in this order.

    It comes from the broker's own page, if it changes something; somebody is signed in, if it is
    not for anyone; they have one of the row's roles; body and query are what the row says.
    """

    async def handle(request: web.Request) -> web.StreamResponse:
        if route.changes or route.kind is Kind.BROWSER_SOCKET:
            _refuse_foreign(route, request, settings)
        by = await _who(route, request, accounts)
        query = read_query(request.query.items(), route.query) if route.kind is Kind.JSON else {}
        body = read_body(await _data(route, request), route.body) if route.changes else {}
        answer = await route.handler(Asked(request, by, body, query))
        return answer if isinstance(answer, web.StreamResponse) else web.json_response(answer)

    return handle


def _refuse_foreign(route: Route, request: web.Request, settings: Settings) -> None:
    """Raise `Refusal` for a request of another page (Fetch, 3.2; Fetch Metadata, 2)."""
    origins = request.headers.getall("Origin", [])
    known = len(origins) == 1 and origins[0] in settings.origins
    wanted = _METADATA[route.kind]
    told = {name: request.headers.getall(name, []) for name in wanted}
    if not known or any(not set(said) <= wanted[name] for name, said in told.items()):
        raise Refusal(Problem.FOREIGN_ORIGIN)


async def _who(route: Route, request: web.Request, accounts: SignIns) -> SignedIn | None:
    """Who asks; raises `Refusal` where the row is not for them."""
    if route.may is Who.ANYONE:
        return None
    by = await accounts.signed_in(request.cookies.get(COOKIE, ""))
    if by is None:
        raise Refusal(Problem.NOT_SIGNED_IN)
    if route.may is not Who.SIGNED_IN and not route.may & by.roles:
        raise Refusal(Problem.NOT_ALLOWED)
    return by


async def _data(route: Route, request: web.Request) -> bytes:
    """The body of a state change, which is JSON by its own word (RFC 8259, 11)."""
    data = await request.read()
    bodiless = route.method == "DELETE" and not data
    if not bodiless and request.content_type != "application/json":
        raise Refusal(Problem.BAD_REQUEST)
    return data


def headers_for(
    settings: Settings,
) -> Callable[[web.Request, web.StreamResponse], Awaitable[None]]:
    """Set the headers that every answer carries."""
    secure = settings.own_url.startswith("https:")

    async def add(_request: web.Request, response: web.StreamResponse) -> None:
        if response.status == 101:
            return
        response.headers.update(_HEADERS)
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault("Content-Security-Policy", content_policy())
        if secure:
            response.headers["Strict-Transport-Security"] = "max-age=31536000"

    return add


def _told(
    problem: Problem,
    field: str | None = None,
    why: Sequence[Why] = (),
    *,
    allow: str | None = None,
) -> web.Response:
    headers = {"Allow": allow} if allow else None
    return web.json_response(shape(problem, field, why), status=STATUS[problem], headers=headers)
