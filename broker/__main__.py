"""`affianco-broker`: the only module of the broker that acts on start."""

import os
import sys
from pathlib import Path
from typing import TextIO

from broker.wire.texts import choose, load

_WRONG_USE = 2


def main() -> int:
    """Run the command that the command line names; gives the exit code.

    The command is there in an installation of the agent alone too, where it can only say so.
    """
    try:
        from broker.cli.main import run_command
    except ModuleNotFoundError as error:
        return _not_installed(error.name or "")
    code = run_command(sys.argv[1:], os.environ)
    _let_go(sys.stdout)
    return code


def _let_go(stream: TextIO) -> None:
    """Forget what a closed terminal did not take: Python would try again and exit with 120."""
    try:
        stream.flush()
    except OSError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


def _not_installed(module: str) -> int:
    language = choose(os.environ.get("LC_ALL") or os.environ.get("LANG"))
    texts = load(Path(__file__).parent / "texts", language)
    sys.stderr.write(texts("broker_missing", module=module) + "\n")
    return _WRONG_USE


if __name__ == "__main__":
    sys.exit(main())
