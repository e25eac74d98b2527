"""The console's files, as they are: from the package, or from the checkout beside it."""

import asyncio
import hashlib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from aiohttp import web

from broker.integrity import INTEGRITY_POLICY, Hashes, content_policy, with_hashes
from broker.problems import Refusal
from broker.routing import Asked
from broker.wire.words import Problem

_TYPES: Final[Mapping[str, str]] = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".webmanifest": "application/manifest+json; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
}
_INDEX: Final = "index.html"
_PATH: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*(/[A-Za-z0-9_][A-Za-z0-9._-]*){0,7}")
_FILE_MOST: Final = 8 * 1024 * 1024


def web_folder() -> Path:
    """Where the console's files are: inside the installed package, else in the checkout."""
    package = Path(__file__).parent
    inside = package / "web"
    return inside if inside.is_dir() else package.parent / "web"


class Pages:
    """Serves the files of one folder, of known types only; there are no listings."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()
        self._hashes = Hashes(self._folder)

    async def page(self, asked: Asked) -> web.Response:
        """One file. Browsers keep it, and ask each time whether it is still the same."""
        request = asked.request
        wanted = request.match_info["path"] or _INDEX
        data, headers = await asyncio.to_thread(self._prepared, wanted)
        tag = f'"{hashlib.sha256(data).hexdigest()[:32]}"'
        headers |= {"ETag": tag, "Cache-Control": "no-cache"}
        if tag in _tags(request.headers.get("If-None-Match", "")):
            return web.Response(status=304, headers=headers)
        headers["Content-Type"] = _TYPES[Path(wanted).suffix]
        return web.Response(body=data, headers=headers)

    def _prepared(self, wanted: str) -> tuple[bytes, dict[str, str]]:
        """A file's content and its own headers; the page names the hashes of its scripts."""
        data = self._read(wanted)
        if wanted != _INDEX:
            return data, {}
        filled = with_hashes(data.decode("utf-8"), self._hashes.known())
        return filled.page.encode("utf-8"), {
            "Content-Security-Policy": content_policy(filled.import_map),
            "Integrity-Policy": INTEGRITY_POLICY,
        }

    def _read(self, wanted: str) -> bytes:
        if not _PATH.fullmatch(wanted) or Path(wanted).suffix not in _TYPES:
            raise Refusal(Problem.NOT_FOUND)
        try:
            path = (self._folder / wanted).resolve(strict=True)
            if not path.is_relative_to(self._folder) or path.stat().st_size > _FILE_MOST:
                raise Refusal(Problem.NOT_FOUND)
            return path.read_bytes()
        except (OSError, ValueError) as error:
            raise Refusal(Problem.NOT_FOUND) from error


def _tags(header: str) -> set[str]:
    """The entity tags of an `If-None-Match` header, compared weakly (RFC 9110, 13.1.2)."""
    return {tag.strip().removeprefix("W/") for tag in header.split(",")}
