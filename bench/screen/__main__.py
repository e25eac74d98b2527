"""Our picture against VNC's: python -m bench.screen, or make bench-screen

Everybody is visited in turn, each time from the beginning: screen, server, browser. Nothing is
asserted; the report says what was measured, and which goals of the picture are met.
"""

import argparse
import json
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import psutil

from bench.screen import machine, plots
from bench.screen.album import sheet
from bench.screen.line import why_not
from bench.screen.plan import ACTIVITIES, FULL, LONG, OURS, PEERS, PLAIN, SETTINGS, Task, tasks
from bench.screen.records import Results
from bench.screen.report import report
from bench.screen.visit import CACHE, RECORDS

ROOT: Final = Path(__file__).parents[2]
ERRORS: Final = "errors.txt"
FAULTS: Final = "faults.txt"
_END_SECONDS: Final = 25.0
_SHEETS: Final = ("scroll", "drag", "slides", "film")


def options(words: Sequence[str] | None = None) -> argparse.Namespace:
    """What is wanted."""
    parser = argparse.ArgumentParser(prog="python -m bench.screen", description=__doc__)
    parser.add_argument("--runs", type=int, default=3, help="visits to each of the two compared")
    parser.add_argument("--quick", action="store_true", help="these two only, once, in six minutes")
    parser.add_argument("--only", default="", help="peers and activities, separated by commas")
    parser.add_argument("--settings", default="", help="settings, separated by semicolons")
    parser.add_argument("--long", type=float, default=0.0, help="only memory, for so many seconds")
    out, pictures = ROOT / "test-results" / "bench-screen", ROOT / "docs" / "pictures" / "bench"
    parser.add_argument("--out", type=Path, default=out, help="where records and report go")
    parser.add_argument("--pictures", type=Path, default=pictures, help="where plots go")
    parser.add_argument("--again", action="store_true", help="only the report, of what is there")
    return parser.parse_args(words)


def chosen(wanted: argparse.Namespace) -> list[Task]:
    """The visits of these options."""
    if wanted.long:
        return [Task(LONG, OURS, 0, FULL, long=wanted.long)]
    words = [word.strip() for word in wanted.only.split(",") if word.strip()]
    unknown = set(words) - set(PEERS) - set(ACTIVITIES)
    settings = [word.strip() for word in wanted.settings.split(";") if word.strip()]
    unknown |= set(settings) - set(SETTINGS)
    if unknown:
        raise SystemExit(
            f"unknown: {', '.join(sorted(unknown))}; there are {PEERS}, "
            f"{ACTIVITIES} and {tuple(SETTINGS)}"
        )
    found = list(tasks(1 if wanted.quick else wanted.runs, quick=wanted.quick, lines=not why_not()))
    peers, names = set(words) & set(PEERS), [name for name in ACTIVITIES if name in words]
    found = [one for one in found if not peers or one.peer in peers]
    found = [one for one in found if not settings or one.setting in settings]
    return [one if not names else _only(one, names) for one in found]


def _only(task: Task, names: list[str]) -> Task:
    kept = tuple(name for name in names if name in task.activities)
    return Task(task.setting, task.peer, task.run, task.pace, kept, task.long, task.album)


def visit(task: Task, folder: Path) -> str:
    """Makes a visit; gives what went wrong, empty if nothing."""
    command = [sys.executable, "-m", "bench.screen.visit", task.line(), str(folder)]
    process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True)
    try:
        _, said = process.communicate(timeout=task.seconds())
    except subprocess.TimeoutExpired:
        return f"{task.setting}, {task.peer}, run {task.run}: not over in {task.seconds():.0f} s"
    finally:
        _end(process)
    last = said.strip().splitlines()[-1:] or ["no word"]
    with (folder / ERRORS).open("a", encoding="utf-8") as file:
        file.write(said)
    wrong = f"{task.setting}, {task.peer}, run {task.run}: {last[0]}"
    return wrong if process.returncode else ""


def _end(process: subprocess.Popen[Any]) -> None:
    """Ends a visit and all that it started and left."""
    if process.poll() is not None:
        return
    started = psutil.Process(process.pid).children(recursive=True)
    process.terminate()
    try:
        process.wait(_END_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    for one in started:
        if one.is_running():
            one.kill()


def main() -> None:
    wanted = options()
    wanted.out.mkdir(parents=True, exist_ok=True)
    records, facts = wanted.out / RECORDS, wanted.out / "machine.json"
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    if not wanted.again:
        todo = chosen(wanted)
        (wanted.out / CACHE).mkdir(exist_ok=True)
        for old in (
            records,
            wanted.out / "errors.txt",
            wanted.out / FAULTS,
            *wanted.out.glob("*.png"),
        ):
            old.unlink(missing_ok=True)
        facts.write_text(json.dumps(machine.facts(), indent=1), encoding="utf-8")
        _visit_all(todo, wanted.out)
    told = wanted.out / FAULTS
    faults = told.read_text(encoding="utf-8").splitlines() if told.is_file() else []
    results = Results.read(records)
    text = report(results, json.loads(facts.read_text(encoding="utf-8")), faults)
    (wanted.out / "report.md").write_text(text, encoding="utf-8")
    print(text)
    for file in plots.draw(results, wanted.pictures):
        print(f"drawn: {file}")
    for name in _SHEETS:
        peers = results.peers(PLAIN)
        sheet(wanted.out, name, peers, wanted.pictures / f"eye-{name}.png")
    sys.exit(1 if faults else 0)


def _visit_all(todo: list[Task], folder: Path) -> None:
    if why_not():
        print(f"no slow lines: {why_not()}", file=sys.stderr)
    faults: list[str] = []
    begun = time.monotonic()
    for number, task in enumerate(todo, 1):
        print(
            f"{time.monotonic() - begun:5.0f} s  {number} of {len(todo)}: "
            f"{task.setting}, {task.peer}, run {task.run}",
            file=sys.stderr,
        )
        wrong = visit(task, folder)
        if wrong:
            print(f"         {wrong}", file=sys.stderr)
            faults.append(wrong)
    print(f"{time.monotonic() - begun:5.0f} s  over", file=sys.stderr)
    (folder / FAULTS).write_text("\n".join(faults), encoding="utf-8")


if __name__ == "__main__":
    main()
