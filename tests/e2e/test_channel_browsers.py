"""The console's channel in real browsers: tests/vectors/rab1/, and published vectors."""

import asyncio
import json
import os
import shutil
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from tests.stack import firefox
from tests.vectors_folder import shared_vectors

ROOT = Path(__file__).parents[2]
VECTORS = ROOT / "tests" / "vectors" / "rab1"
PAGE = """<!doctype html><meta charset="utf-8"><title>rab1</title>
<script type="module">
import { supported } from "/web/handshake.js";
import { run } from "/tests/web/rab1.js";
import { published } from "/tests/web/published.js";
const report = { agent: navigator.userAgent, supported: await supported(), passed: 0, failed: [] };
const work = await (await fetch("/cases")).json();
for (const wanted of work.cases) {
  try { await run(wanted); report.passed += 1; }
  catch (error) { report.failed.push(`${wanted.name}: ${error}`); }
}
report.counts = {};
for (const [file, vectors] of Object.entries(work.published)) {
  try { report.counts[file] = await published(file, vectors); }
  catch (error) { report.failed.push(`${file}: ${error}`); }
}
await fetch("/report", { method: "POST", body: JSON.stringify(report) });
</script>"""


def cases() -> list[dict[str, Any]]:
    """What the console runs of the vectors."""
    names = [path.name for path in VECTORS.glob("*.json") if not path.name.startswith("agent_")]
    return [case for name in sorted(names) for case in json.loads((VECTORS / name).read_text())]


PUBLISHED = (
    "cpace_draft21.json",
    "cpace_x25519_loworder.json",
    "wycheproof_x25519_test.json",
    "wycheproof_ed25519_test.json",
    "wycheproof_hkdf_sha512_test.json",
    "wycheproof_hmac_sha512_test.json",
    "wycheproof_aes_gcm_test.json",
)


@asynccontextmanager
async def page_server(
    report: asyncio.Future[dict[str, Any]], work: dict[str, Any]
) -> AsyncIterator[str]:
    """The address of a page that runs the vectors and hands in what came of them."""

    async def page(_request: web.Request) -> web.Response:
        return web.Response(text=PAGE, content_type="text/html")

    async def give(_request: web.Request) -> web.Response:
        return web.json_response(work)

    async def take(request: web.Request) -> web.Response:
        report.set_result(await request.json())
        return web.Response()

    app = web.Application()
    app.add_routes([web.get("/", page), web.get("/cases", give), web.post("/report", take)])
    app.router.add_static("/web", ROOT / "web")
    app.router.add_static("/tests/web", ROOT / "tests" / "web")
    runner = web.AppRunner(app)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/"
    finally:
        await runner.cleanup()


@asynccontextmanager
async def browser(*command: str) -> AsyncIterator[None]:
    """A browser process, ended with all its children."""
    process = await asyncio.create_subprocess_exec(
        *command,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        await process.wait()


def commands(folder: Path) -> Iterator[tuple[str, list[str]]]:
    """Each browser's own words for: no window, a profile of its own."""
    quiet = ["--no-first-run", "--disable-background-networking", "--disable-dev-shm-usage"]
    yield "chromium", ["--headless=new", "--no-sandbox", f"--user-data-dir={folder}", *quiet]
    for name in firefox.NAMES:
        yield name, firefox.arguments(folder)


BROWSERS = pytest.mark.parametrize("names", [("chromium",), firefox.NAMES], ids=lambda n: n[0])


async def done_in(names: tuple[str, ...], folder: Path, work: dict[str, Any]) -> dict[str, Any]:
    """What the first of these browsers that is here reports; skips where none is."""
    found = next((name for name in names if shutil.which(name)), None)
    if found is None:
        pytest.skip(f"{' or '.join(names)} is not installed here")
    report: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
    async with page_server(report, work) as address:
        arguments = dict(commands(folder))[found]
        async with browser(found, *arguments, address):
            came = await asyncio.wait_for(report, 90)
    assert came["supported"] is True
    assert came["failed"] == []
    return came


@BROWSERS
async def test_every_vector_in_a_browser(names: tuple[str, ...], tmp_path: Path) -> None:
    came = await done_in(names, tmp_path, {"cases": cases(), "published": {}})
    assert came["passed"] == len(cases())


@BROWSERS
async def test_published_vectors_in_a_browser(names: tuple[str, ...], tmp_path: Path) -> None:
    vectors = {name: json.loads(shared_vectors(name).read_text()) for name in PUBLISHED}
    came = await done_in(names, tmp_path, {"cases": [], "published": vectors})
    print(came["agent"], came["counts"])
    counted = {name: sum(counts.values()) for name, counts in came["counts"].items()}
    assert counted == {name: one.get("numberOfTests", 1) for name, one in vectors.items()}
    assert all(counts["agreed"] > 0 for counts in came["counts"].values())
