"""`affianco-broker`: the only module of the broker that acts on start."""

import os
import sys

from broker.cli.main import run_command


def main() -> int:
    """Run the command that the command line names; gives the exit code."""
    return run_command(sys.argv[1:], os.environ)


if __name__ == "__main__":
    sys.exit(main())
