"""How a technician's password is chosen: typed, piped in, or generated."""

import argparse
import getpass
import secrets
import sys
from dataclasses import dataclass

from broker.cli.parsing import Parser
from broker.cli.saying import WRONG_USE, Plain, Voice
from broker.proofs import passwords


@dataclass(frozen=True, slots=True)
class Chosen:
    """A password, and whether the program made it up and so has to show it."""

    password: str
    generated: bool

    def hashed(self) -> str:
        """The hash to keep."""
        return passwords.hashed(self.password, secrets.token_bytes(passwords.SALT_BYTES))

    def __repr__(self) -> str:
        """Without the password: it may end up in a log."""
        return "Chosen()"


def add_password_choice(command: Parser) -> None:
    """Flags for those who cannot, or will not, type one. It is never an argument itself:
    arguments are seen by everybody on the machine and kept in the shell's history."""
    either = command.add_mutually_exclusive_group()
    either.add_argument(
        "--generate", action="store_true", help=command.texts("help_generate_password")
    )
    either.add_argument(
        "--password-stdin", action="store_true", help=command.texts("help_password_stdin")
    )


def chosen_password(arguments: argparse.Namespace, voice: Voice, name: str) -> Chosen:
    """The password for the account `name`; `Plain` where it will not do."""
    if arguments.generate:
        return Chosen(passwords.generated(secrets.token_bytes), True)
    if arguments.password_stdin:
        return _accepted(sys.stdin.readline().rstrip("\r\n"), name)
    if not sys.stdin.isatty():
        raise Plain("password_needs_terminal", WRONG_USE)
    voice.say("password_ask", least=passwords.LENGTH_LEAST)
    typed = getpass.getpass(voice.texts("password_prompt"))
    if not typed:
        return Chosen(passwords.generated(secrets.token_bytes), True)
    chosen = _accepted(typed, name)
    if getpass.getpass(voice.texts("password_again")) != typed:
        raise Plain("password_differs")
    return chosen


def _accepted(password: str, name: str) -> Chosen:
    fault = passwords.fault(password, name)
    if fault is not None:
        raise Plain(fault, least=passwords.LENGTH_LEAST, most=passwords.LENGTH_MOST)
    return Chosen(password, False)
