"""What is measured, with whom and how often. Pure."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from typing import Final

from bench.screen.lane import Rule

OURS: Final = "affianco"
X0: Final = "X0tigervnc"
XTIGER: Final = "Xtigervnc"
X11VNC: Final = "x11vnc"
X11VNC_WHOLE: Final = "x11vnc -nowireframe"
PEERS: Final = (X0, OURS, XTIGER, X11VNC, X11VNC_WHOLE)

TUNED: Final = ("idle", "typing", "scroll", "drag", "video")
UNTUNED: Final = ("log", "menus", "slides", "pan")
"""Activities for which nothing was tuned."""
ACTIVITIES: Final = (*TUNED, *UNTUNED)

QUIET: Final = "quiet"
"""The situation in which nothing else happens."""

PLAIN: Final = "1920x1080"
LINE_4: Final = "4 Mbit/s, 40 ms"
LINE_1: Final = "1 Mbit/s, 100 ms"
LARGE: Final = "3840x2160"
TWO: Final = "two monitors"
LONG: Final = "long"


@dataclass(frozen=True)
class Size:
    """Of a screen, and how many pixels stand for one of a 1080p screen."""

    width: int
    height: int
    unit: float = 1.0
    monitors: int = 1


@dataclass(frozen=True)
class Setting:
    """A screen, a line, and what is measured there."""

    name: str
    size: Size = field(default_factory=lambda: Size(1920, 1080))
    rule: Rule | None = None
    activities: tuple[str, ...] = ()
    glass: tuple[str, ...] = ()
    """Beside which activities the way from glass to glass is measured."""
    echo: tuple[str, ...] = ()
    """Beside which ones that from a key to its echo is."""


SETTINGS: Final = {
    one.name: one
    for one in (
        Setting(PLAIN, activities=ACTIVITIES, glass=(QUIET, "scroll", "video"), echo=(QUIET,)),
        Setting(LINE_4, rule=Rule(4e6, 0.02), glass=(QUIET, "scroll", "video")),
        Setting(LINE_1, rule=Rule(1e6, 0.05), echo=(QUIET, "video")),
        Setting(LARGE, Size(3840, 2160, 2.0), activities=("typing", "scroll", "video")),
        Setting(
            TWO, Size(3840, 1080, monitors=2), activities=("typing", "scroll", "drag", "video")
        ),
        Setting(LONG),
    )
}


@dataclass(frozen=True)
class Pace:
    """For how long: seconds of an activity and of a latency, and how many keys."""

    activity: float
    glass: float
    keys: int


FULL: Final = Pace(5.0, 8.0, 24)
QUICK: Final = Pace(3.0, 4.5, 12)


@dataclass(frozen=True)
class Task:
    """One visit: one peer, once, in a process of its own."""

    setting: str
    peer: str
    run: int
    pace: Pace
    activities: tuple[str, ...] = ACTIVITIES
    long: float = 0.0
    """Seconds for which memory is watched."""
    album: bool = False
    """Whether pictures are kept to look at."""

    def line(self) -> str:
        """As one line of JSON."""
        return json.dumps(asdict(self))

    @staticmethod
    def read(line: str) -> "Task":
        """From such a line."""
        said = json.loads(line)
        pace, activities = Pace(**said.pop("pace")), tuple(said.pop("activities"))
        return Task(**said, pace=pace, activities=activities)

    def seconds(self) -> float:
        """By when it has to be over; far more than it needs."""
        setting = SETTINGS[self.setting]
        activities = len(set(setting.activities) & set(self.activities))
        rest = (len(setting.glass) + len(setting.echo)) * 60
        return 180 + activities * 60 + rest + 2 * self.long


_PAIR: Final = (X0, OURS)
"""The two that are compared; they take turns."""


def tasks(runs: int, *, quick: bool, lines: bool) -> Iterator[Task]:
    """All visits. `quick`: only these two and once; `lines`: whether there can be slow lines."""
    one = Task(PLAIN, X0, 0, QUICK if quick else FULL)
    for run in range(runs):
        yield from (replace(one, peer=peer, run=run, album=run == 0) for peer in _PAIR)
    if lines:
        yield from (replace(one, setting=LINE_4, peer=peer) for peer in _PAIR)
        yield replace(one, setting=LINE_1, peer=OURS)
    if quick:
        return
    yield from (replace(one, peer=peer) for peer in (X11VNC, XTIGER))
    yield replace(one, peer=X11VNC_WHOLE, activities=("drag",))
    if lines:
        yield from (replace(one, setting=LINE_4, peer=peer, run=1) for peer in _PAIR)
        yield replace(one, setting=LINE_1)
        yield from (replace(one, setting=name, peer=X11VNC) for name in (LINE_4, LINE_1))
    for name in (LARGE, TWO):
        yield from (replace(one, setting=name, peer=peer) for peer in _PAIR)
