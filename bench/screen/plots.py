"""Plots of what was measured, as small pictures."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import matplotlib as mpl
import matplotlib.pyplot as plt

from bench.screen.plan import ACTIVITIES, LINE_1, LINE_4, LONG, OURS, PLAIN
from bench.screen.records import Results, percentile

_COLOURS: Final = {OURS: "#0b6e4f"}
_OTHERS: Final = ("#7a8794", "#a9b4bf", "#c98f4a", "#e2c08f")
_SIZE: Final = (8.0, 3.2)
_LEAST_KB: Final = 0.05
"""What nothing at all is drawn as on a logarithmic scale."""


def draw(results: Results, folder: Path) -> list[Path]:
    """All plots that something was measured for; the files."""
    mpl.use("Agg")
    folder.mkdir(parents=True, exist_ok=True)
    drawn = [
        _rates(results, folder / "bytes.png", "browser_kb_s", "kB/s on the wire", log=True),
        _rates(results, folder / "cpu.png", "server_cpu", "CPU, % of a core", log=False),
        _delays(results, folder / "latency.png", (PLAIN,)),
        _delays(results, folder / "slow-lines.png", (LINE_4, LINE_1)),
        _memory(results, folder / "memory.png"),
    ]
    return [file for file in drawn if file]


def _colour(peers: Sequence[str], peer: str) -> str:
    others = [one for one in peers if one != OURS]
    return _COLOURS.get(peer) or _OTHERS[others.index(peer) % len(_OTHERS)]


def _bars(axes: Any, names: Sequence[str], peers: Sequence[str], heights: Any, tops: Any) -> None:
    """Groups of bars; `tops` draws a line on each up to there, or is None."""
    width = 0.8 / max(1, len(peers))
    for place, peer in enumerate(peers):
        at = [number + (place - (len(peers) - 1) / 2) * width for number in range(len(names))]
        values = [heights(peer, name) or 0 for name in names]
        axes.bar(at, values, width * 0.92, label=peer, color=_colour(peers, peer))
        if tops:
            ends = [tops(peer, name) or 0 for name in names]
            axes.vlines(at, values, ends, color="#333333", linewidth=1)
    axes.set_xticks(range(len(names)), names)
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(frameon=False, fontsize=8, loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=5)


def _save(figure: Any, file: Path) -> Path:
    figure.tight_layout()
    figure.savefig(file, dpi=110)
    plt.close(figure)
    return file


def _rates(results: Results, file: Path, figure: str, label: str, *, log: bool) -> Path | None:
    names = [name for name in ACTIVITIES if name in results.whats(PLAIN)]
    if not names:
        return None
    made, axes = plt.subplots(figsize=_SIZE)
    least = _LEAST_KB if log else 0.0

    def height(peer: str, name: str) -> float:
        return max(least, results.median(PLAIN, peer, name, figure) or 0.0)

    _bars(axes, names, results.peers(PLAIN), height, None)
    if log:
        axes.set_yscale("log")
    axes.set_ylabel(label)
    return _save(made, file)


def _delays(results: Results, file: Path, settings: Sequence[str]) -> Path | None:
    pairs = [(one, what) for one in settings for what in results.whats(one) if " " in what]
    if not pairs:
        return None
    peers = list(dict.fromkeys(peer for one in settings for peer in results.peers(one)))
    names = [what if len(settings) == 1 else f"{one.split(',')[0]}\n{what}" for one, what in pairs]
    places = dict(zip(names, pairs, strict=True))

    def share(part: float) -> Any:
        def found(peer: str, name: str) -> float | None:
            setting, what = places[name]
            return percentile(results.pooled(setting, peer, what), part)

        return found

    made, axes = plt.subplots(figsize=_SIZE)
    _bars(axes, names, peers, share(0.5), share(0.95))
    if len(settings) > 1:
        axes.set_yscale("log")
    axes.set_ylabel("ms: p50, line to p95")
    return _save(made, file)


def _memory(results: Results, file: Path) -> Path | None:
    samples = [one for part in results.all(LONG, OURS, "long", "samples") for one in part]
    if not samples:
        return None
    made, axes = plt.subplots(figsize=_SIZE)
    axes.plot([at / 60 for at, _ in samples], [memory for _, memory in samples], color="#0b6e4f")
    axes.set_ylim(bottom=0)
    axes.set_xlabel("minutes")
    axes.set_ylabel("MB of the agent")
    axes.spines[["top", "right"]].set_visible(False)
    return _save(made, file)
