"""What the console's files load: everything must lie in web/ itself."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

_STRING = r"""(?P<quote>["'])(?P<target>[^"'\n]*)(?P=quote)"""
_LOADS = re.compile(
    rf"""
    \b(?:import|export)\b [^;"'()=]*? \bfrom\s* {_STRING}      # import … from, export … from
    | ^\s*import\s* {_STRING.replace("quote", "quote2").replace("target", "target2")}
    | \b(?:import|importScripts|Worker|SharedWorker)\s*\( \s* (?P<call>[^)\n]*)
    """,
    re.VERBOSE | re.MULTILINE,
)
_LITERAL = re.compile(rf"\s*{_STRING}\s*(?:,.*)?$")
_OWN_WORKER = 'new Worker(this.#rules.createScriptURL(""), { name: POLICY })'
"""Its address is that of the text of a module of web/, whatever it is asked for: see starter.js."""
_CSS = re.compile(r"""@import\s+["']?([^"');\s]+)|url\(\s*["']?([^"')]*)""")
_COMMENT = re.compile(r"/\*.*?\*/|(?<![:\"'\w])//[^\n]*", re.DOTALL)


def outside(root: Path) -> list[str]:
    """Whatever a file below `root` loads from elsewhere, or in a way that cannot be read off."""
    problems = []
    for path in sorted(root.rglob("*")):
        for target in _targets(path):
            problem = _problem(root, path, target)
            if problem:
                problems.append(f"{path.relative_to(root)}: {target or '?'}: {problem}")
    return problems


def _targets(path: Path) -> Iterator[str]:
    text = path.read_text(encoding="utf-8") if path.suffix in _READERS else ""
    yield from _READERS.get(path.suffix, lambda _text: iter(()))(text)


def _problem(root: Path, path: Path, target: str) -> str | None:
    if not target:
        return "not a plain text, so nobody can tell what is loaded"
    if re.match(r"[a-z][a-z0-9+.-]*:|//|/", target, re.IGNORECASE):
        return "not relative"
    if path.suffix == ".js" and not target.startswith(("./", "../")):
        return "a bare name"
    found = (path.parent / target.split("?")[0].split("#")[0]).resolve()
    if not found.is_relative_to(root.resolve()):
        return "outside web/"
    return None if found.is_file() else "no such file"


def _script(text: str) -> Iterator[str]:
    for load in _LOADS.finditer(_COMMENT.sub(" ", text).replace(_OWN_WORKER, "")):
        static = load["target"] if load["target"] is not None else load["target2"]
        if static is not None:
            yield static
        else:
            literal = _LITERAL.match(load["call"])
            yield literal["target"] if literal else ""


def _style(text: str) -> Iterator[str]:
    for load in _CSS.finditer(_COMMENT.sub(" ", text)):
        target = load[1] or load[2]
        if not target.startswith("data:"):
            yield target


def _page(text: str) -> Iterator[str]:
    page = _Page()
    page.feed(text)
    yield from page.targets


class _Page(HTMLParser):
    """What a page loads; a script or style inside it counts as one that nobody can read off."""

    def __init__(self) -> None:
        super().__init__()
        self.targets: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag in ("script", "img", "iframe", "source", "embed"):
            self.targets.append(values.get("src") or "")
        elif tag == "link":
            self.targets.append(values.get("href") or "")
        elif tag == "style" or any(name.startswith("on") or name == "style" for name in values):
            self.targets.append("")


_READERS = {".js": _script, ".css": _style, ".html": _page}
