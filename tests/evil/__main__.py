"""One run again, as a failure named it: `python -m tests.evil SEED NUMBER`."""

import sys

from tests.evil.office import office
from tests.evil.plan import attack

with office() as one:
    print(attack(one, int(sys.argv[1]), [int(sys.argv[2])]))
