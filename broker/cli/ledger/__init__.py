"""`affianco-broker ledger`: the log of what is billed, its key, its checkpoints, its proofs."""

from typing import Any

from broker.cli.ledger import keys, proofs, verifying
from broker.cli.parsing import Parser


def add(parser: Parser, commands: Any) -> None:
    """Add the command and its own commands."""
    ledger = parser.command(commands, "ledger")
    own = ledger.commands()
    for part in (verifying, keys, proofs):
        part.add(ledger, own)
