"""What `test_lossy_line` runs in a network namespace of its own: it says as JSON what it saw.

python -m tests.e2e.line.inside FOLDER
"""

import json
import sys
from pathlib import Path

from tests.e2e.line.scene import Scene, scene
from tests.stack.lossy import HERE, LossyLine, lossy

MOVING_SECONDS = 5.0


def watched(one: Scene, line: LossyLine) -> dict[str, float]:
    """A photograph moves for some seconds; what came of it."""
    lost, before = line.lost, one.mark
    one.marks()
    one.paint_for(MOVING_SECONDS)
    seen = one.marks()
    painted, lost = one.mark - before, line.lost - lost
    behind = one.mark - max(seen)
    seen += one.newest(10)
    one.exact(20)
    return {
        "painted": painted,
        "seen": len(seen),
        "in_order": seen == sorted(seen),
        "behind": behind,
        "lost": lost,
    }


def main() -> None:
    line = LossyLine(rate=500_000, delay=0.02, loss=0.02)
    with lossy(line) as within, scene(Path(sys.argv[1]), HERE, within) as one:
        print(json.dumps(watched(one, line)))


if __name__ == "__main__":
    main()
