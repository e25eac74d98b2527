"""The console's files: what is served, and what is not."""

import asyncio
import base64
import hashlib
import json
import re
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from broker.integrity import Hashes, with_hashes
from broker.pages import web_folder
from tests.stack.house import House, house

INDEX = "<!doctype html><title>Console</title>"
PAGE = """<!doctype html><title>Console</title>
<link rel="icon" href="icon.svg"><link rel="stylesheet" href="style.css">
<script type="module" src="wire.js"></script>"""


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[House]:
    folder = tmp_path / "web"
    make_files(folder)
    (tmp_path / "secret.js").write_text("secret")
    async with house(tmp_path / "data", folder) as built:
        yield built


@pytest.fixture(autouse=True)
def data_folder(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()


def make_files(folder: Path) -> None:
    (folder / "texts").mkdir(parents=True)
    for name, content in {
        "index.html": INDEX,
        "wire.js": "export {};",
        "style.css": "a{}",
        "texts/it.json": "{}",
        ".hidden.js": "hidden",
        "notes.md": "notes",
        "no-suffix": "none",
    }.items():
        (folder / name).write_text(content)
    (folder / "link.js").symlink_to(folder.parent / "secret.js")


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/index.html", "text/html; charset=utf-8"),
        ("/wire.js", "text/javascript; charset=utf-8"),
        ("/style.css", "text/css; charset=utf-8"),
        ("/texts/it.json", "application/json; charset=utf-8"),
    ],
)
async def test_files_have_their_types(here: House, path: str, kind: str) -> None:
    async with here.client.get(here.url + path) as answer:
        assert (answer.status, answer.headers["Content-Type"]) == (200, kind)


async def test_an_unchanged_file_is_not_sent_again(here: House, tmp_path: Path) -> None:
    async with here.client.get(here.url + "/wire.js") as answer:
        tag = answer.headers["ETag"]
    kept = {"If-None-Match": f'"other", W/{tag}'}
    async with here.client.get(here.url + "/wire.js", headers=kept) as answer:
        assert (answer.status, await answer.read()) == (304, b"")
        assert answer.headers["ETag"] == tag
    rewrite(tmp_path / "web" / "wire.js")
    async with here.client.get(here.url + "/wire.js", headers=kept) as answer:
        assert (answer.status, await answer.text()) == (200, "export default 1;")


def rewrite(file: Path) -> None:
    file.write_text("export default 1;")


async def test_head(here: House) -> None:
    async with here.client.head(here.url + "/") as answer:
        assert (answer.status, await answer.read()) == (200, b"")
        assert answer.headers["Content-Length"] == str(len(INDEX))


def sha(kind: str, data: bytes) -> str:
    return f"{kind}-{base64.b64encode(hashlib.new(kind, data).digest()).decode()}"


async def test_the_page_names_the_hash_of_all_that_it_loads(here: House, tmp_path: Path) -> None:
    folder = tmp_path / "web"
    (folder / "index.html").write_text(PAGE)
    (folder / "parts").mkdir()
    (folder / "parts" / "deep.js").write_text("export const deep = 1;")
    for content in ("export {};", "export default 1;"):
        (folder / "wire.js").write_text(content)
        async with here.client.get(here.url + "/") as answer:
            text, headers = await answer.text(), answer.headers
        found = re.search(r'<script type="importmap">(.*?)</script>', text)
        assert found
        assert json.loads(found[1]) == {
            "integrity": {
                "./parts/deep.js": sha("sha384", b"export const deep = 1;"),
                "./wire.js": sha("sha384", content.encode()),
            }
        }
        own = sha("sha384", content.encode())
        assert f'<script type="module" src="wire.js" integrity="{own}"></script>' in text
        assert f'href="style.css" integrity="{sha("sha384", b"a{}")}">' in text
        assert text.index("importmap") < text.index('type="module"')
        policy = headers["Content-Security-Policy"].split("; ")
        assert f"script-src 'self' '{sha('sha256', found[1].encode())}'" in policy
        assert {"worker-src blob:", "trusted-types affianco-worker"} <= set(policy)
        assert "require-trusted-types-for 'script'" in policy
        assert headers["Integrity-Policy"] == "blocked-destinations=(script)"


async def test_other_files_allow_no_inline_script(here: House) -> None:
    async with here.client.get(here.url + "/wire.js") as answer:
        assert "script-src 'self'" in answer.headers["Content-Security-Policy"].split("; ")
        assert "sha256" not in answer.headers["Content-Security-Policy"]
        policy = answer.headers["Content-Security-Policy"].split("; ")
        assert {"worker-src 'none'", "trusted-types 'none'"} <= set(policy)


def test_the_page_in_the_tree_has_a_place_for_all_hashes() -> None:
    known = Hashes(web_folder()).known()
    filled = with_hashes((web_folder() / "index.html").read_text(encoding="utf-8"), known)
    loaded = re.findall(r'<(?:script|link)[^>]*(?:src|href)="([^"]+\.(?:js|css))"', filled.page)
    assert len(loaded) == filled.page.count(' integrity="') >= 2
    modules = {path.relative_to(web_folder()) for path in web_folder().rglob("*.js")}
    named = {Path(name) for name in json.loads(filled.import_map)["integrity"]}
    assert named == modules


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.js",
        "/texts/../../secret.js",
        "/%2e%2e/secret.js",
        "/..%2fsecret.js",
        "/%2e%2e%2fsecret.js",
        "/..%5csecret.js",
        "//secret.js",
        "/texts//it.json",
        "/./index.html",
        "/texts",
        "/texts/",
        "/.hidden.js",
        "/notes.md",
        "/no-suffix",
        "/link.js",
        "/wire.js%00",
        "/wire.js/",
        "/index.html%20",
        "/" + "a/" * 9 + "b.js",
        "/" + "a" * 3000 + ".js",
        "/%ff.js",
        "/none.js",
    ],
)
async def test_nothing_else_is_served(here: House, path: str) -> None:
    status = await asyncio.to_thread(status_of, here.settings.port, path)
    assert status in (b"404", b"400")


def status_of(port: int, path: str) -> bytes:
    """The status of the answer to a path sent as it is, which no client would."""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as raw:
        raw.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        return raw.recv(4096).split(b" ", 2)[1]


def test_the_consoles_folder_is_the_checkouts_or_the_packages() -> None:
    assert web_folder().name == "web"
    assert web_folder().is_dir()
