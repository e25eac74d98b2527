"""What stands around every handler: the error shape, the real address, the Origin, the headers."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from broker.addresses import client_address
from broker.config import Settings
from broker.problems import STATUS, Refusal, problem_of, shape
from broker.wire.words import Problem

_LOG: Final = logging.getLogger("affianco.http")
_ACCESS_LOG: Final = logging.getLogger("affianco.access")
_SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_CONTENT: Final = (
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' blob: data:",
    "connect-src 'self'",
    "font-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "require-trusted-types-for 'script'",
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
            "publickey-credentials-get",
            "screen-wake-lock",
            "serial",
            "usb",
            "xr-spatial-tracking",
        )
    ),
    *(f"{power}=(self)" for power in ("fullscreen", "clipboard-read", "clipboard-write")),
)
_HEADERS: Final[Mapping[str, str]] = {
    "Content-Security-Policy": "; ".join(_CONTENT),
    "Server": "affianco",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Permissions-Policy": ", ".join(_POWERS),
}


def one_shape(random: Callable[[int], bytes]) -> Middleware:
    """Tell every error as JSON in the one shape; log a fault of the broker under an id."""

    @web.middleware
    async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            return await handler(request)
        except Refusal as refusal:
            return _told(refusal.problem, refusal.field)
        except web.HTTPException as error:
            return _told(problem_of(error.status), allow=error.headers.get("Allow"))
        except Exception:  # noqa: BLE001 - the outermost edge of a request: logged, and told plainly
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


def own_origin(settings: Settings) -> Middleware:
    """Refuse a state change that does not come from the broker's own page (Fetch, 3.2)."""

    @web.middleware
    async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
        meant = request.match_info.http_exception is None and request.method not in _SAFE_METHODS
        if meant and request.headers.get("Origin") not in settings.origins:
            raise Refusal(Problem.FOREIGN_ORIGIN)
        return await handler(request)

    return guard


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
        if secure:
            response.headers["Strict-Transport-Security"] = "max-age=31536000"

    return add


def _told(problem: Problem, field: str | None = None, *, allow: str | None = None) -> web.Response:
    headers = {"Allow": allow} if allow else None
    return web.json_response(shape(problem, field), status=STATUS[problem], headers=headers)
