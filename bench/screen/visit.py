"""One visit to one peer, in a process of its own: python -m bench.screen.visit TASK FOLDER

Whatever a visit starts ends with it. Each record is written as soon as it is there.
"""

import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from bench.screen import activities, latency, ours, vnc
from bench.screen.album import Album
from bench.screen.line import line
from bench.screen.net import HERE
from bench.screen.plan import (
    ACTIVITIES,
    LONG,
    OURS,
    QUIET,
    SETTINGS,
    X11VNC,
    X11VNC_WHOLE,
    XTIGER,
    Setting,
    Task,
)
from bench.screen.records import Record
from bench.screen.view import View
from bench.screen.xserver import Stage, stage, xvfb
from tests.stack.house import free_port

RECORDS: Final = "records.jsonl"
CACHE: Final = "cache"
_SAMPLE_SECONDS: Final = 10.0
_LONG_ACTIVITY_SECONDS: Final = 20.0
_GRACE: Final = {True: 3.0, False: 0.5}
"""For how long late pictures are waited for, behind a slow line and without one."""


@contextmanager
def opened(task: Task, folder: Path) -> Iterator[tuple[Stage, View]]:
    """The screen of this visit, and the peer that shows it."""
    setting, cache = SETTINGS[task.setting], folder / CACHE
    with ExitStack() as stack:
        site = stack.enter_context(line(setting.rule)) if setting.rule else HERE
        port, options = free_port(), {X11VNC: (), X11VNC_WHOLE: ("-nowireframe",)}
        server = vnc.own_screen(setting.size, port) if task.peer == XTIGER else xvfb(setting.size)
        screen = stack.enter_context(stage(server, setting.size, cache))
        if task.peer == OURS:
            own = Path(stack.enter_context(TemporaryDirectory()))
            broker = stack.enter_context(ours.house(own / "broker"))
            view = ours.seen(screen, broker, own / "home", site)
        elif task.peer == XTIGER:
            view = vnc.seen(screen, port, [], site)
        elif task.peer in options:
            view = vnc.seen(screen, port, vnc.x11vnc(screen, port, *options[task.peer]), site)
        else:
            view = vnc.seen(screen, port, vnc.scraping(screen, port), site)
        yield screen, stack.enter_context(view)


def measured(task: Task, folder: Path) -> Iterator[Record]:
    """All that this visit is for."""

    def record(what: str, figures: dict[str, Any]) -> Record:
        return Record(task.setting, task.peer, task.run, what, figures)

    with opened(task, folder) as (screen, view):
        yield record("first", activities.first(view, screen))
        if task.setting == LONG:
            yield record("long", watched(view, screen, task.long))
            return
        album = Album(folder, task.peer) if task.album else None
        setting = SETTINGS[task.setting]
        for name in setting.activities:
            if name in task.activities:
                seconds = task.pace.activity
                cache = folder / CACHE
                found = activities.activity(view, screen, name, seconds, cache, album)
                yield record(name, found)
        yield from _latencies(task, setting, screen, view, record)


def _latencies(
    task: Task,
    setting: Setting,
    screen: Stage,
    view: View,
    record: Callable[[str, dict[str, Any]], Record],
) -> Iterator[Record]:
    grace, pace = _GRACE[setting.rule is not None], task.pace
    wanted = (QUIET, *task.activities)
    for name in setting.glass:
        if name in wanted:
            yield record(f"glass {name}", latency.glass(view, screen, name, pace.glass, grace))
            activities.calm(view)
    for name in setting.echo:
        if name in wanted:
            yield record(f"echo {name}", latency.echo(view, screen, name, pace.keys, grace))
            activities.calm(view)


def watched(view: View, screen: Stage, seconds: float) -> dict[str, Any]:
    """Memory of the server while the activities take turns: (seconds, MB) every ten seconds."""
    begun, turn = time.monotonic(), 0
    samples: list[tuple[float, float]] = []
    while (now := time.monotonic() - begun) < seconds:
        if now >= turn * _LONG_ACTIVITY_SECONDS:
            screen.painter.do("prepare", name=ACTIVITIES[turn % len(ACTIVITIES)])
            screen.painter.do("start")
            turn += 1
        samples.append((now, view.trees["server"].megabytes()))
        time.sleep(_SAMPLE_SECONDS)
    screen.painter.do("reset")
    return {"samples": samples}


def main() -> None:
    task, folder = Task.read(sys.argv[1]), Path(sys.argv[2])
    signal.signal(signal.SIGTERM, _end)
    with (folder / RECORDS).open("a", encoding="utf-8") as file:
        for record in measured(task, folder):
            file.write(record.line() + "\n")
            file.flush()


def _end(*_: object) -> None:
    # Once: the way out must not be interrupted.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    sys.exit(1)


if __name__ == "__main__":
    main()
