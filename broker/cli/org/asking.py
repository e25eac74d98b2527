"""What the organisation's commands ask the person in front of them."""

import argparse
import getpass
import sys
import unicodedata
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from broker.cli.org.files import text_at
from broker.cli.parsing import Parser
from broker.cli.saying import WRONG_USE, Plain, Voice
from broker.organisation.rootfile import PASSPHRASE_LEAST, RootFile, WrongPassphrase, open_root

_TRIES: Final = 3
_PASSPHRASE_MOST: Final = 4096


def add_passphrase(
    command: Parser, name: str = "--passphrase-file", help_key: str = "help_passphrase_file"
) -> None:
    """A flag for those who cannot type one. It is never an argument itself: arguments are seen by
    everybody on the machine and kept in the shell's history."""
    command.add_argument(name, metavar="…", type=Path, help=command.texts(help_key))


def new_passphrase(file: Path | None, voice: Voice) -> str:
    """The passphrase for a new root file, typed twice; `Plain` where it will not do."""
    if file is not None:
        return _long_enough(_in_file(file))
    _need_terminal()
    voice.say("org_passphrase_ask", least=PASSPHRASE_LEAST)
    typed = _long_enough(getpass.getpass(voice.texts("org_passphrase_prompt")))
    if getpass.getpass(voice.texts("password_again")) != typed:
        raise Plain("org_passphrase_differs")
    return typed


def opened(root: RootFile, path: Path, file: Path | None, voice: Voice) -> Ed25519PrivateKey:
    """The private key of the root file at `path`; `Plain` where the passphrase is another."""
    if file is not None:
        return _opened(root, path, _in_file(file))
    _need_terminal()
    prompt = voice.texts("org_passphrase_of", path=path)
    for _ in range(_TRIES - 1):
        try:
            return open_root(root, getpass.getpass(prompt))
        except WrongPassphrase:
            voice.say("org_passphrase_wrong", path=path)
    return _opened(root, path, getpass.getpass(prompt))


def agreed(arguments: argparse.Namespace, voice: Voice) -> None:
    """The person compared the words and says yes; `Plain` where they do not."""
    if arguments.yes:
        return
    if not sys.stdin.isatty():
        raise Plain("org_compare_needs_terminal", WRONG_USE)
    yes = voice.texts("org_yes")
    try:
        answer = input(voice.texts("org_compare_prompt", yes=yes))
    except EOFError:
        answer = ""
    if _plain(answer) != _plain(yes):
        raise Plain("org_not_signed")


def _plain(text: str) -> str:
    """Without case and accents: not every keyboard has them."""
    letters = unicodedata.normalize("NFKD", text.strip().casefold())
    return "".join(one for one in letters if not unicodedata.combining(one))


def _opened(root: RootFile, path: Path, passphrase: str) -> Ed25519PrivateKey:
    try:
        return open_root(root, passphrase)
    except WrongPassphrase as error:
        raise Plain("org_passphrase_wrong", path=path) from error


def _in_file(file: Path) -> str:
    """The first line of a file."""
    return text_at(file, _PASSPHRASE_MOST).split("\n")[0].rstrip("\r")


def _long_enough(passphrase: str) -> str:
    if len(passphrase) < PASSPHRASE_LEAST:
        raise Plain("org_passphrase_short", least=PASSPHRASE_LEAST)
    return passphrase


def _need_terminal() -> None:
    if not sys.stdin.isatty():
        raise Plain("org_passphrase_needs_terminal", WRONG_USE)
