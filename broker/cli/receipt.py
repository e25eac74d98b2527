"""`affianco-broker receipt`: checks a receipt that somebody has, without database and broker."""

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from broker.cli.parsing import Parser
from broker.cli.saying import FAILED, WRONG_USE, Plain, Voice, language_of
from broker.ledgerkey import public_of
from broker.receipt.checking import Checked, check
from broker.wire.receiptfile import FILE_MAX, BadFile, ReceiptFile, Side, read
from broker.wire.receiptpage import euros
from broker.wire.receipts import local_text
from broker.wire.words import Verdict


def add(parser: Parser, commands: Any) -> None:
    """Add the commands."""
    group = parser.command(commands, "receipt")
    command = group.command(group.commands(), "verify")
    command.add_argument("file", help=parser.texts("help_receipt_file"))
    command.add_argument("--key", metavar="HEX|PEM", help=parser.texts("help_receipt_key"))
    command.set_defaults(act=verify)


def verify(arguments: argparse.Namespace, environ: Mapping[str, str], voice: Voice) -> None:
    """Check form and signatures; say whose they are and what is signed."""
    known = _key(arguments.key)
    file = _read(Path(arguments.file))
    try:
        checked = check(file)
    except BadFile as error:
        raise Plain("receipt_bad", FAILED, path=arguments.file, details=error) from error
    if known and known != file.proofs[Side.BROKER].key:
        raise Plain("receipt_other_key", FAILED, path=arguments.file, digits=known)
    _tell(voice, file, checked, language_of(environ))
    voice.say("receipt_key_right" if known else "receipt_key_unknown")


def _tell(voice: Voice, file: ReceiptFile, checked: Checked, language: str) -> None:
    receipt = checked.receipt
    voice.say("receipt_right" if receipt.final else "receipt_right_running", entry=receipt.entry)
    names = (receipt.technician, receipt.organisation)
    voice.say("receipt_who", technician=names[0], organisation=names[1], pc=receipt.pc)
    values = {"joined": local_text(receipt.joined), "until": local_text(receipt.until)}
    voice.say("receipt_when", seconds=receipt.seconds, **values)
    if receipt.cents is None:
        voice.say("receipt_no_price")
    else:
        voice.say("receipt_price", amount=euros(receipt.cents, language), units=receipt.units)
    for side in Side:
        proof = file.proofs.get(side)
        if proof is None:
            voice.say(f"receipt_without_{side}")
        else:
            voice.say(f"receipt_by_{side}", digits=proof.key)
    if file.verdict is not Verdict.NONE:
        voice.say(f"receipt_{file.verdict}", note=file.note)


def _key(given: str | None) -> str:
    """The broker's key that was given: digits, PEM, or a file with either; empty for none."""
    if not given:
        return ""
    try:
        path = Path(given)
        text = path.read_text(encoding="ascii") if path.is_file() else given
        return public_of(text).hex()
    except (OSError, ValueError) as error:
        raise Plain("receipt_key_not_one", WRONG_USE) from error


def _read(path: Path) -> ReceiptFile:
    try:
        with path.open("rb") as file:
            return read(file.read(FILE_MAX + 1).decode("utf-8"))
    except OSError as error:
        raise Plain("receipt_unreadable", path=path, details=error.strerror) from error
    except ValueError as error:
        raise Plain("receipt_bad", path=path, details=error) from error
