"""Where a server stands: on this machine's own network, or behind a line."""

import subprocess
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Site:
    """`address`: by which this side reaches it; `namespace`: its network, empty for this one;
    `back`: the address by which it reaches this side."""

    address: str = "127.0.0.1"
    namespace: str = ""
    back: str = "127.0.0.1"

    @property
    def inside(self) -> list[str]:
        """What a command begins with that runs there."""
        return ["ip", "netns", "exec", self.namespace] if self.namespace else []


HERE: Final = Site()


def listening(port: int, site: Site = HERE) -> bool:
    """Whether something listens on this port there."""
    words = [*site.inside, "ss", "-tlnH", f"( sport = :{port} )"]
    done = subprocess.run(words, capture_output=True, text=True, timeout=20, check=True)
    return bool(done.stdout.strip())
