"""The HTTP API: bodies, errors, headers, who may."""

import asyncio
import logging
from pathlib import Path

import aiohttp
import pytest
from sqlalchemy.exc import OperationalError

from tests.stack.house import House, Person, house


def error(code: str, field: str | None = None) -> dict[str, dict[str, str]]:
    return {"error": {"code": code, **({"field": field} if field else {})}}


async def test_about_and_health_need_no_sign_in(here: House) -> None:
    status, about, _ = await here.ask("GET", "/api/about")
    assert status == 200
    assert about["name"] == "Affianco"
    assert about["wire"] == 1
    assert set(about) == {"name", "version", "wire"}
    assert (await here.ask("GET", "/healthz"))[:2] == (200, {"ok": True})


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/api/me"),
        ("POST", "/api/sign-out"),
        ("POST", "/api/tickets"),
        ("GET", "/api/customers"),
        ("GET", "/api/sessions"),
        ("PATCH", "/api/sessions/1"),
    ],
)
async def test_what_needs_a_sign_in(here: House, method: str, path: str) -> None:
    for cookie in (None, "x", "y" * 43, "z" * 4000):
        answer = await here.ask(method, path, cookie=cookie)
        assert answer[:2] == (401, error("not_signed_in"))


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (b"", "name"),
        (b"{", None),
        (b"[]", None),
        (b"null", None),
        (b"\xff\xfe", None),
        (b"[" * 60_000, None),
        (b'{"name":"a","name":"b","password":"x","code":"1"}', None),
        (b'{"password":"x","code":"1"}', "name"),
        (b'{"name":1,"password":"x","code":"1"}', "name"),
        (b'{"name":"","password":"x","code":"1"}', "name"),
        (b'{"name":"a\\u0000","password":"x","code":"1"}', "name"),
        (b'{"name":"' + b"a" * 65 + b'","password":"x","code":"1"}', "name"),
        (b'{"name":"a","password":null,"code":"1"}', "password"),
        (b'{"name":"a","password":"' + b"p" * 257 + b'","code":"1"}', "password"),
        (b'{"name":"a","password":"x","code":123456}', "code"),
        (b'{"name":"a","password":"x","code":"1","more":1}', None),
        (b'{"name":"\\ud800","password":"x","code":"1"}', "name"),
    ],
)
async def test_malformed_bodies(here: House, body: bytes, field: str | None) -> None:
    answer = await here.ask("POST", "/api/sign-in", data=body)
    assert answer[:2] == (400, error("bad_request", field))


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "text/json"]
)
async def test_a_body_that_does_not_say_that_it_is_json(here: House, kind: str) -> None:
    body = b'{"name":"a","password":"x","code":"1"}'
    answer = await here.ask("POST", "/api/sign-in", data=body, headers={"Content-Type": kind})
    assert answer[:2] == (400, error("bad_request"))


@pytest.mark.parametrize("path", ["/healthz?a", "/api/about?x=1", "/api/openapi.json?x="])
async def test_a_query_that_means_nothing(here: House, path: str) -> None:
    assert (await here.ask("GET", path))[:2] == (400, error("bad_request"))


async def test_a_body_over_the_limit(here: House) -> None:
    answer = await here.ask("POST", "/api/sign-in", data=b" " * (64 * 1024 + 1))
    assert answer[:2] == (413, error("too_big"))


@pytest.mark.parametrize("origin", [None, "null", "https://evil.example", "http://127.0.0.1:1"])
async def test_a_change_from_another_page(here: House, anna: Person, origin: str | None) -> None:
    cookie = await here.signed_in(anna)
    headers = here.headers(cookie)
    headers.pop("Origin")
    if origin:
        headers["Origin"] = origin
    for method, path in (
        ("POST", "/api/sign-in"),
        ("POST", "/api/sign-out"),
        ("POST", "/api/tickets"),
        ("PATCH", "/api/sessions/1"),
    ):
        async with here.client.request(method, here.url + path, headers=headers) as answer:
            assert (answer.status, await answer.json()) == (403, error("foreign_origin"))
    assert (await here.ask("GET", "/api/me", cookie=cookie))[0] == 200


async def test_localhost_is_the_broker_too(here: House) -> None:
    localhost = here.url.replace("127.0.0.1", "localhost")
    answer = await here.ask("POST", "/api/sign-in", data=b"", headers={"Origin": localhost})
    assert answer[0] == 400


@pytest.mark.parametrize("path", ["/api", "/api/", "/api/none", "/none", "/ws/none", "/api/me/"])
async def test_nothing_there(here: House, path: str) -> None:
    status, body, headers = await here.ask("GET", path)
    assert (status, body) == (404, error("not_found"))
    assert headers["Content-Type"] == "application/json; charset=utf-8"


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [("GET", "/api/sign-in", "POST"), ("DELETE", "/api/me", "GET,HEAD"), ("PUT", "/", "GET,HEAD")],
)
async def test_a_wrong_method(here: House, method: str, path: str, allowed: str) -> None:
    status, body, headers = await here.ask(method, path)
    assert (status, body) == (405, error("wrong_method"))
    assert headers["Allow"] == allowed


async def test_a_fault_is_told_plainly_and_logged_in_full(
    here: House, anna: Person, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    cookie = await here.signed_in(anna)

    async def broken(*_asked: object) -> bool:
        raise OperationalError("SELECT 1", {"token": "s3cret"}, Exception("gone"))

    monkeypatch.setattr(here.store, "sessions", broken)
    with caplog.at_level(logging.ERROR):
        answer = await here.ask("GET", "/api/sessions?limit=77", cookie=cookie)
    assert answer[:2] == (500, error("broker_fault"))
    assert "OperationalError" in caplog.text and "fault " in caplog.text
    assert "limit=77" not in caplog.text


async def test_the_access_log_has_no_query(here: House, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, logger="affianco.access"):
        await here.ask("GET", "/api/about?ticket=s3cret", cookie="s3cret")
    assert "/api/about" in caplog.text
    assert "s3cret" not in caplog.text


@pytest.mark.parametrize("path", ["/", "/api/about", "/api/me", "/none"])
async def test_every_answer_has_the_headers(here: House, path: str) -> None:
    (Path(here.settings.data_dir) / "index.html").write_text("{}")
    async with here.client.get(here.url + path) as answer:
        headers = answer.headers
    content = headers["Content-Security-Policy"].split("; ")
    assert "script-src 'self'" in content
    assert "trusted-types 'none'" in content
    assert "default-src 'none'" in content
    assert "frame-ancestors 'none'" in content
    assert "require-trusted-types-for 'script'" in content
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Cross-Origin-Embedder-Policy"] == "require-corp"
    powers = headers["Permissions-Policy"].split(", ")
    assert "camera=()" in powers
    assert {f"publickey-credentials-{verb}=(self)" for verb in ("create", "get")} <= set(powers)
    assert headers["Cache-Control"] == ("no-cache" if path == "/" else "no-store")
    assert "aiohttp" not in headers["Server"]
    assert "Strict-Transport-Security" not in headers


async def test_behind_https_browsers_are_told_to_stay_there(tmp_path: Path) -> None:
    async with house(tmp_path, public_url="https://help.example.org/") as here:
        _, _, headers = await here.ask("GET", "/api/about")
        assert "max-age=" in headers["Strict-Transport-Security"]
        answer = await here.ask("POST", "/api/sign-in", data=b"")
        assert answer[:2] == (403, error("foreign_origin"))
        origin = {"Origin": "https://help.example.org"}
        assert (await here.ask("POST", "/api/sign-in", data=b"", headers=origin))[0] == 400


async def test_tickets_are_random_and_need_an_empty_body(here: House, anna: Person) -> None:
    cookie = await here.signed_in(anna)
    _, first, _ = await here.ask("POST", "/api/tickets", cookie=cookie)
    _, second, _ = await here.ask("POST", "/api/tickets", cookie=cookie, data=b"{}")
    assert first["ticket"] != second["ticket"]
    assert len(first["ticket"]) >= 40
    answer = await here.ask("POST", "/api/tickets", cookie=cookie, json={"for": "all"})
    assert answer[:2] == (400, error("bad_request"))


async def test_the_legs_are_there_and_guarded(here: House, anna: Person) -> None:
    answer = await here.ask("GET", "/ws/console")
    assert answer[:2] == (401, error("not_signed_in"))
    evil = {"Origin": "https://evil.example"}
    assert (await here.ask("GET", "/ws/console", headers=evil))[0] == 403
    assert (await here.ask("GET", "/ws/agent"))[0] == 403


async def test_stopping_closes_legs_with_the_reason(tmp_path: Path) -> None:
    async with aiohttp.ClientSession() as client:
        async with house(tmp_path) as here:
            silent = await client.ws_connect(f"{here.url}/ws/agent")
            waiting = await client.ws_connect(f"{here.url}/ws/agent")
            await waiting.send_json({"type": "hello", "v": 1, "pc": "PC", "resume": ""})
            assert (await waiting.receive_json())["type"] == "registered"
            reading = [leg.receive() for leg in (silent, waiting)]
            closes = asyncio.gather(*reading)
            await asyncio.sleep(0)
        assert [message.data for message in await closes] == [4011, 4011]
