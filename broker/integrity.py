"""What the console's page may load, by hash: Subresource Integrity, Content Security Policy.

There is no build step, so the hashes are taken from the files when the page is served. They go into
the page's import map (HTML, 8.1.5.2), which modules cannot leave: a module that was changed on its
way, or in a cache, is refused by the browser. Import maps do not reach into workers, so no
worker is loaded from anywhere: the page makes them of the text of modules that were checked so
(web/screen/starter.js), and a string from elsewhere cannot become another (Trusted Types).
"""

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

WORKER_POLICY: Final = "affianco-worker"
"""The one Trusted Types policy: it makes of any text the address of the worker's own."""
INTEGRITY_POLICY: Final = "blocked-destinations=(script)"
"""No script without a hash (Subresource Integrity, 3.8)."""
_SUFFIXES: Final = frozenset({".js", ".css"})
_POLICY: Final = (
    "default-src 'none'",
    "script-src 'self'{scripts}",
    "style-src 'self'",
    "img-src 'self' blob: data:",
    "connect-src 'self'",
    "font-src 'self'",
    "manifest-src 'self'",
    "worker-src {workers}",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types {types}",
)
_LOADS: Final = re.compile(
    r'<(?P<tag>script|link)(?P<rest>[^>]*\b(?:src|href)="(?P<file>[^"]+\.(?:js|css))"[^>]*)>'
)


@dataclass(frozen=True, slots=True)
class Filled:
    """The page with its hashes, and the import map that stands in it."""

    page: str
    import_map: str


class Hashes:
    """The SHA-384 of every script and style sheet below a folder, taken anew when one changes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._stamps: Mapping[str, tuple[int, int]] = {}
        self._known: Mapping[str, str] = {}

    def known(self) -> Mapping[str, str]:
        """The hashes by path, as Subresource Integrity writes them."""
        files = {
            path.relative_to(self._folder).as_posix(): path
            for path in self._folder.rglob("[!.]*")
            if path.suffix in _SUFFIXES and path.is_file() and not path.is_symlink()
        }
        stamps = {
            name: (stat.st_mtime_ns, stat.st_size)
            for name, stat in ((name, path.stat()) for name, path in files.items())
        }
        if stamps != self._stamps:
            known = {name: _hash("sha384", path.read_bytes()) for name, path in files.items()}
            self._stamps, self._known = stamps, known
        return self._known


def with_hashes(page: str, known: Mapping[str, str]) -> Filled:
    """The page with an import map before its first script and a hash on all that it loads."""
    modules = {f"./{name}": value for name, value in sorted(known.items()) if name[-3:] == ".js"}
    import_map = json.dumps({"integrity": modules}, separators=(",", ":"))
    filled = _LOADS.sub(lambda load: _with_hash(load, known), page)
    place = filled.find("<script")
    if place < 0:
        return Filled(filled, "")
    whole = f'<script type="importmap">{import_map}</script>\n'
    return Filled(filled[:place] + whole + filled[place:], import_map)


def content_policy(import_map: str = "") -> str:
    """The Content Security Policy; the one inline script that it allows is that import map.

    Only the page that has one may make the worker, too.
    """
    policy = "; ".join(_POLICY)
    if not import_map:
        return policy.format(scripts="", workers="'none'", types="'none'")
    scripts = f" '{_hash('sha256', import_map.encode())}'"
    return policy.format(scripts=scripts, workers="blob:", types=WORKER_POLICY)


def _with_hash(load: re.Match[str], known: Mapping[str, str]) -> str:
    value = known.get(load["file"])
    return load[0] if value is None else f'<{load["tag"]}{load["rest"]} integrity="{value}">'


def _hash(kind: str, data: bytes) -> str:
    digest = hashlib.new(kind, data).digest()
    return f"{kind}-{base64.b64encode(digest).decode()}"
