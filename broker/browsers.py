"""A short name for a browser, so that people tell their sign-ins apart. Pure; never for deciding.

What a browser says of itself is its own word: it is cut, and what cannot be printed is replaced.
"""

from typing import Final

LABEL_MOST: Final = 120
_READ_MOST: Final = 1024
_BROWSERS: Final = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Version/", "Safari"),
)
"""What is found first counts: the later ones are in the earlier ones' texts too."""
_SYSTEMS: Final = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def label(user_agent: str) -> str:
    """Such as `Firefox 140, Linux`; the text itself, cut, where it is of no known browser."""
    said = user_agent[:_READ_MOST]
    for mark, name in _BROWSERS:
        _, found, rest = said.partition(mark)
        if found:
            version = rest.partition(".")[0].partition(" ")[0]
            number = version if version.isascii() and version.isdigit() else ""
            return f"{name} {number[:9]}".rstrip() + _system(said)
    return printable(said, LABEL_MOST)


def printable(text: str, most: int) -> str:
    """At most `most` characters of a text, each that cannot be printed replaced by `?`."""
    return "".join(one if one.isprintable() else "?" for one in text[:most])


def _system(said: str) -> str:
    found = next((name for mark, name in _SYSTEMS if mark in said), "")
    return f", {found}" if found else ""
