"""Which commands there are, and what becomes of their errors."""

import argparse
import logging
from collections.abc import Callable, Mapping
from importlib.metadata import version
from typing import Final

from broker.cli import (
    backup,
    billing,
    customers,
    demo,
    ledger,
    org,
    quote,
    receipt,
    roster,
    run,
    secrets,
    sessions,
    technicians,
)
from broker.cli.parsing import Parser
from broker.cli.saying import FAILED, Plain, Voice, voice_for
from broker.ledgerkey import LedgerKeyFault
from broker.store import StoreFault
from broker.vault import VaultFault
from broker.wire.texts import Texts

COMMANDS: Final = (
    run,
    demo,
    technicians,
    customers,
    org,
    quote,
    roster,
    sessions,
    billing,
    ledger,
    receipt,
    backup,
    secrets,
)
_INTERRUPTED: Final = 130
_LOG: Final = logging.getLogger("affianco")


def parser_for(texts: Texts) -> Parser:
    """The parser of the whole command line."""
    parser = Parser(texts=texts, prog="affianco-broker", description=texts("help_program"))
    parser.add_argument(
        "--version", action="version", version=version("affianco"), help=texts("help_version")
    )
    commands = parser.commands()
    for command in COMMANDS:
        command.add(parser, commands)
    return parser


def run_command(words: list[str], environ: Mapping[str, str]) -> int:
    """Run one command line; every error is one sentence and an exit code."""
    voice = voice_for(environ)
    try:
        arguments = parser_for(voice.texts).parsed(words)
        act: Callable[[argparse.Namespace, Mapping[str, str], Voice], None] = arguments.act
        act(arguments, environ, voice)
    except Plain as plain:
        return voice.complain(plain)
    except StoreFault as fault:
        return voice.complain(Plain(f"store_{fault.trouble}", details=fault.details))
    except VaultFault as fault:
        return voice.complain(Plain(f"secrets_{fault.trouble}", path=fault.path))
    except LedgerKeyFault as fault:
        return voice.complain(Plain(f"ledger_key_{fault.trouble}", path=fault.path))
    except KeyboardInterrupt:
        return _INTERRUPTED
    except BrokenPipeError:
        return FAILED
    except Exception as error:  # noqa: BLE001 - the outermost edge of a command: told plainly
        _LOG.debug("fault", exc_info=True)
        return voice.complain(Plain("fault", details=f"{type(error).__name__}: {error}"))
    return 0
