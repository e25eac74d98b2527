"""How commands speak to the person in front of them."""

import io
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final, TextIO

import segno

from broker.wire.texts import Texts, choose, load

FAILED: Final = 1
WRONG_USE: Final = 2
_COLOURS: Final = ("\033[97;40m", "\033[0m")
"""White on black, and back: a QR code drawn in a light terminal's own colours is inverted."""
_FOLDER: Final = Path(__file__).parent.parent / "texts"


class Plain(Exception):
    """What went wrong, as the key of one sentence; the command ends with `code`."""

    def __init__(self, key: str, code: int = FAILED, **values: object) -> None:
        super().__init__(key)
        self.key = key
        self.code = code
        self.values = values


class Voice:
    """Says sentences on standard output, and what went wrong on standard error."""

    def __init__(self, texts: Texts, out: TextIO, err: TextIO) -> None:
        self.texts = texts
        self._out = out
        self._err = err

    def say(self, key: str, **values: object) -> None:
        """One sentence."""
        self.line(self.texts(key, **values))

    def line(self, text: str = "") -> None:
        """One line of text that is no sentence.

        A terminal that was closed hears nothing, and must not keep what is said from being done;
        a pipe that was closed ends the command as usual.
        """
        try:
            self._out.write(text + "\n")
            self._out.flush()
        except BrokenPipeError:
            raise
        except OSError:
            return

    @property
    def overwrites(self) -> bool:
        """Whether `progress` writes each line over the one before."""
        return self._err.isatty()

    def progress(self, key: str, **values: object) -> None:
        """How far something is, on standard error, where it disturbs no output."""
        sentence = self.texts(key, **values)
        self._err.write(f"\r{sentence}\033[K" if self.overwrites else sentence + "\n")
        self._err.flush()

    def progressed(self) -> None:
        """The end of what `progress` wrote over itself."""
        if self.overwrites:
            self._err.write("\r\033[K")
            self._err.flush()

    def complain(self, plain: Plain) -> int:
        """Say what went wrong; gives the exit code."""
        self._err.write(self.texts(plain.key, **plain.values) + "\n")
        self._err.flush()
        return plain.code

    def qr_code(self, content: str) -> None:
        """A QR code, where the terminal can show its characters."""
        try:
            "▀▄█".encode(self._out.encoding or "ascii")
        except UnicodeEncodeError:
            return
        drawn = io.StringIO()
        segno.make(content, error="l").terminal(drawn, border=2, compact=True)
        light_on_dark, usual = _COLOURS if self._out.isatty() else ("", "")
        for row in drawn.getvalue().splitlines():
            self.line(f"{light_on_dark}{row}{usual}")


def language_of(environ: Mapping[str, str]) -> str:
    """The language that the environment asks for (POSIX: LC_ALL, LC_MESSAGES, LANG)."""
    named = (environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return choose(next((name for name in named if name), None))


def voice_for(environ: Mapping[str, str]) -> Voice:
    """The voice for this process's terminal."""
    return Voice(load(_FOLDER, language_of(environ)), sys.stdout, sys.stderr)
