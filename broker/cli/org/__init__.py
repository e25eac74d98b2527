"""`affianco-broker org`: the organisation's root and its roster. Files only, and no broker.

Meant for a computer that is not the broker. Who holds the root file and its passphrase says who
may use quick access; a broker that is broken into cannot.
"""

from typing import Any

from broker.cli.org import devices, root, showing
from broker.cli.parsing import Parser


def add(parser: Parser, commands: Any) -> None:
    """Add the command and its own commands."""
    org = parser.command(commands, "org")
    own = org.commands()
    for part in (root, devices, showing):
        part.add(org, own)
