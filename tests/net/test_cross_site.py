"""What another web page can make a browser send, byte for byte: every change is refused."""

import asyncio
import json
import re
from unittest.mock import Mock

import pytest

from broker.app import routes
from broker.config import COOKIE
from broker.records import Role
from tests.stack.house import House, Person

UPGRADE = (
    "Upgrade: websocket",
    "Connection: Upgrade",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
)
OWN = "Origin: {own}"
FOREIGN: list[list[str]] = [
    [],
    ["Origin: null"],
    ["Origin:"],
    ["Origin: https://evil.example"],
    ["Origin: {own}.evil.example"],
    ["Origin: {own}/"],
    ["Origin: {own}0"],
    ["Origin: {own}", "Origin: https://evil.example"],
    ["Origin: https://evil.example", "Origin: {own}"],
    ["Origin: {own}, https://evil.example"],
    ["Origin: {https}"],
    ["Origin: {bare}"],
    ["Origin: {upper}"],
    ["Referer: {own}/"],
    ["Origin: https://evil.example", "X-Forwarded-Host: evil.example", "Host: evil.example"],
    [OWN, "Sec-Fetch-Site: cross-site"],
    [OWN, "Sec-Fetch-Site: same-site"],
    [OWN, "Sec-Fetch-Site: none"],
    [OWN, "Sec-Fetch-Site: same-origin", "Sec-Fetch-Mode: navigate"],
    [OWN, "Sec-Fetch-Site: same-origin", "Sec-Fetch-Mode: no-cors"],
    [OWN, "Sec-Fetch-Site: same-origin", "Sec-Fetch-Site: cross-site"],
    [OWN, "Sec-Fetch-Site: same-origin", "Sec-Fetch-Dest: document"],
    [OWN, "Sec-Fetch-Site: same-origin", "Sec-Fetch-Dest: iframe"],
]
FORMS = [
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "text/plain",
    "text/plain; charset=application/json",
    "application/jsonp",
    "",
]


def lines(here: House, wanted: list[str]) -> list[str]:
    own = here.url
    forms = {
        "own": own,
        "https": own.replace("http:", "https:"),
        "bare": own.rpartition(":")[0],
        "upper": own.replace("http:", "HTTP:"),
    }
    return [line.format(**forms) for line in wanted]


async def raw(here: House, method: str, path: str, *headers: str, body: bytes = b"") -> bytes:
    """The whole answer to a request of exactly these lines."""
    reader, writer = await asyncio.open_connection("127.0.0.1", here.settings.port)
    host = [] if any(line.startswith("Host:") for line in headers) else ["Host: 127.0.0.1"]
    length = f"Content-Length: {len(body)}"
    head = [f"{method} {path} HTTP/1.1", *host, *headers, length, "", ""]
    try:
        writer.write("\r\n".join(head).encode() + body)
        answered = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 5)
        size = re.search(rb"Content-Length: (\d+)", answered)
        rest = int(size[1]) if size else 0
        return answered + await asyncio.wait_for(reader.readexactly(rest), 5)
    finally:
        writer.close()


def refused(answer: bytes, status: int, code: str) -> bool:
    head, _, body = answer.partition(b"\r\n\r\n")
    said = json.loads(body) if body else None
    return head.startswith(f"HTTP/1.1 {status} ".encode()) and said == {"error": {"code": code}}


def changes() -> list[tuple[str, str]]:
    """Every state change, at an address where it would mean something."""
    found = [row for row in routes(Mock(), Mock(), Mock()) if row.changes]
    return [(row.method, re.sub(r"\{\w+\}", "1", row.path)) for row in found]


@pytest.fixture
async def everyone(here: House) -> Person:
    return await here.person("mara", "Mara Verdi", Role)


async def test_every_change_of_another_page(here: House, everyone: Person) -> None:
    cookie = f"Cookie: {COOKIE}={await here.signed_in(everyone)}"
    assert len(changes()) >= 17
    for wanted in FOREIGN:
        headers = [cookie, "Content-Type: application/json", *lines(here, wanted)]
        for method, path in changes():
            answer = await raw(here, method, path, *headers, body=b"{}")
            assert refused(answer, 403, "foreign_origin"), (wanted, method, path, answer)
    assert (await raw(here, "GET", "/api/me", cookie)).startswith(b"HTTP/1.1 200 ")


async def test_a_websocket_of_another_page(here: House, everyone: Person) -> None:
    cookie = f"Cookie: {COOKIE}={await here.signed_in(everyone)}"
    for wanted in FOREIGN:
        answer = await raw(here, "GET", "/ws/console", cookie, *UPGRADE, *lines(here, wanted))
        assert refused(answer, 403, "foreign_origin"), (wanted, answer)


async def test_an_agents_websocket_of_any_page(here: House) -> None:
    for wanted in ([OWN], ["Origin: null"], ["Origin:"], ["Origin: https://evil.example"]):
        answer = await raw(here, "GET", "/ws/agent", *UPGRADE, *lines(here, wanted))
        assert refused(answer, 403, "foreign_origin"), answer


async def test_what_a_form_sends_is_no_body(here: House, everyone: Person) -> None:
    cookie = f"Cookie: {COOKIE}={await here.signed_in(everyone)}"
    own = lines(here, [OWN])
    for kind in FORMS:
        for method, path in changes():
            headers = [cookie, *own, *([f"Content-Type: {kind}"] if kind else [])]
            answer = await raw(here, method, path, *headers, body=b"{}")
            assert refused(answer, 400, "bad_request"), (kind, method, path, answer)


async def test_what_the_own_page_sends_is_taken(here: House, everyone: Person) -> None:
    """As Chromium and Firefox send it: with the last test, only the Origin's lines differ."""
    cookie = f"Cookie: {COOKIE}={await here.signed_in(everyone)}"
    told = ["Sec-Fetch-Site: same-origin", "Sec-Fetch-Mode: cors", "Sec-Fetch-Dest: empty"]
    for more in ([], told):
        headers = [cookie, "Content-Type: application/json", *lines(here, [OWN]), *more]
        answer = await raw(here, "POST", "/api/tickets", *headers, body=b"{}")
        assert answer.startswith(b"HTTP/1.1 200 "), answer
    socket = ["Sec-Fetch-Site: same-origin", "Sec-Fetch-Mode: websocket", "Sec-Fetch-Dest: empty"]
    for more in ([], socket):
        headers = [cookie, *UPGRADE, *lines(here, [OWN]), *more]
        answer = await raw(here, "GET", "/ws/console", *headers)
        assert answer.startswith(b"HTTP/1.1 101 "), answer


async def test_a_preflight_is_answered_with_no_leave(here: House) -> None:
    for method, path in changes():
        asked = [f"Access-Control-Request-Method: {method}", "Origin: https://evil.example"]
        answer = await raw(here, "OPTIONS", path, *asked)
        assert answer.startswith(b"HTTP/1.1 405 "), answer
        assert b"access-control" not in answer.lower()


async def test_no_answer_can_be_read_by_another_page(here: House, everyone: Person) -> None:
    cookie = f"Cookie: {COOKIE}={await here.signed_in(everyone)}"
    for path in ("/api/me", "/api/customers", "/api/roster"):
        answer = await raw(here, "GET", path, cookie, "Origin: https://evil.example")
        assert b"access-control" not in answer.lower()
        assert b"Cross-Origin-Resource-Policy: same-origin" in answer


async def test_the_cookies_are_for_this_page_alone(here: House, everyone: Person) -> None:
    here.clock.pass_(30)
    proof = {
        "name": everyone.name,
        "password": "correct horse battery",
        "code": here.code(everyone),
    }
    headers = ["Content-Type: application/json", *lines(here, [OWN])]
    answer = await raw(here, "POST", "/api/sign-in", *headers, body=json.dumps(proof).encode())
    given = re.findall(rb"Set-Cookie: ([^\r]+)", answer)
    assert len(given) == 2
    for one in given:
        words = {word.strip().lower() for word in one.decode().split(";")}
        assert {"secure", "httponly", "samesite=strict", "path=/"} <= words
        assert one.startswith(b"__Host-affianco")
        assert not any(word.startswith("domain") for word in words)
