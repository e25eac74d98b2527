"""Tables in Markdown of all that was measured. Pure."""

from collections.abc import Iterable, Iterator, Mapping

from bench.screen.compare import BEST_DB
from bench.screen.goals import goals, ratio
from bench.screen.plan import ACTIVITIES, LARGE, LINE_1, LINE_4, LONG, OURS, PLAIN, TWO, X0
from bench.screen.records import Results, percentile

_NONE = "–"


def report(results: Results, facts: Mapping[str, str], faults: list[str]) -> str:
    """The whole report."""
    parts = [
        _part("Machine", _table(["", ""], ([name, said] for name, said in facts.items()))),
        _part("kB/s on the wire into the browser", _rates(results, PLAIN, "browser_kb_s")),
        _part("First picture", _first(results)),
        _part("Sharpness half a second after the last change", _sharpness(results, PLAIN)),
        _part("Film of 640x360 at 25 frames a second", _film(results, PLAIN)),
        _part("CPU of the server, % of a core", _rates(results, PLAIN, "server_cpu")),
        _part("CPU of broker or websockify, % of a core", _rates(results, PLAIN, "proxy_cpu")),
        _part("Memory of the server, MB", _rates(results, PLAIN, "memory_mb")),
    ]
    parts += [
        _part(f"Delays in ms, p50/p95: {setting}", _delays(results, setting))
        for setting in (PLAIN, LINE_4, LINE_1)
    ]
    for setting in (LARGE, TWO):
        parts += [
            _part(f"{setting}: kB/s", _rates(results, setting, "browser_kb_s")),
            _part(f"{setting}: sharpness", _sharpness(results, setting)),
            _part(f"{setting}: film", _film(results, setting)),
            _part(f"{setting}: CPU, %", _rates(results, setting, "server_cpu")),
        ]
    parts += [_part("Memory over a long session", _long(results))]
    parts += [_part("Goals", _goals(results))]
    if faults:
        parts.append(_part("What went wrong", "\n".join(f"- {one}" for one in faults)))
    return "\n".join(part for part in parts if part)


def _part(title: str, text: str) -> str:
    return f"## {title}\n\n{text}\n" if text else ""


def _table(heads: list[str], rows: Iterable[list[str]]) -> str:
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    if not lines:
        return ""
    return "\n".join(["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads), *lines])


def _number(value: float | None, digits: int | None = None) -> str:
    if value is None:
        return _NONE
    if digits is None:
        digits = 0 if value >= 100 else 1 if value >= 10 else 2
    return f"{value:.{digits}f}"


def _rates(results: Results, setting: str, figure: str) -> str:
    peers = results.peers(setting)

    def rows() -> Iterator[list[str]]:
        for name in ACTIVITIES:
            found = [results.median(setting, peer, name, figure) for peer in peers]
            both = [results.median(setting, peer, name, figure) for peer in (OURS, X0)]
            if any(one is not None for one in found):
                yield [name, *map(_number, found), _number(ratio(*both))]

    return _table(["", *peers, f"{OURS} / {X0}"], rows())


def _first(results: Results) -> str:
    figures = ("near_kb", "near_s", "exact_kb", "exact_s", "all_kb", "psnr")
    heads = ["", "", "kB", "s", "kB until exact", "s", "kB until rest", "dB at rest"]

    def rows() -> Iterator[list[str]]:
        for setting in (PLAIN, LINE_4, LINE_1, LARGE, TWO):
            for peer in results.peers(setting):
                found = [results.median(setting, peer, "first", figure) for figure in figures]
                yield [setting, peer, *map(_number, found[:-1]), _level(found[-1])]

    return _table(heads, rows())


def _level(value: float | None) -> str:
    return "exact" if value == BEST_DB else _number(value, 1)


def _sharpness(results: Results, setting: str) -> str:
    """Of each activity: text, whole screen."""
    peers = results.peers(setting)

    def cell(peer: str, name: str) -> str:
        exact = results.all(setting, peer, name, "text_exact")
        if not exact:
            return _NONE
        level = min(results.all(setting, peer, name, "text_psnr"))
        text = "exact" if all(exact) else f"{level:.1f} dB"
        whole = _level(min(results.all(setting, peer, name, "psnr")))
        late = results.median(setting, peer, name, "exact_after_s")
        return f"{text}, {whole}" + (f", exact after {late:.1f} s" if late else "")

    each = [[name, *(cell(peer, name) for peer in peers)] for name in ACTIVITIES]
    told = (row for row in each if set(row[1:]) - {_NONE})
    table = _table(["text, whole screen", *peers], told)
    return table and f"{table}\n\nThe worst of all runs; dB are PSNR against the true screen."


def _film(results: Results, setting: str) -> str:
    def rows() -> Iterator[list[str]]:
        for peer in results.peers(setting):
            levels = results.pooled(setting, peer, "video", "film_psnr")
            if levels:
                mean = sum(levels) / len(levels)
                fps = results.median(setting, peer, "video", "fps")
                torn = results.total(setting, peer, "video", "torn")
                rate = results.median(setting, peer, "video", "browser_kb_s")
                row = [_level(mean), _level(levels[0]), _number(fps), str(torn), _number(rate)]
                yield [peer, *row]

    return _table(["", "dB, mean", "dB, worst", "frames/s", "torn", "kB/s"], rows())


def _delays(results: Results, setting: str) -> str:
    peers = results.peers(setting)

    def cell(peer: str, what: str) -> str:
        found = results.pooled(setting, peer, what)
        asked = results.total(setting, peer, what, "asked")
        missed = results.total(setting, peer, what, "missed")
        if not asked:
            return _NONE
        said = "/".join(_number(percentile(found, share)) for share in (0.5, 0.95))
        return said + (f" ({missed} of {asked} missed)" if missed else "")

    def ratios(what: str) -> str:
        both = [results.pooled(setting, peer, what) for peer in (OURS, X0)]
        shares = (0.5, 0.95)
        found = [ratio(*(percentile(one, share) for one in both)) for share in shares]
        return "/".join(map(_number, found))

    whats = [*results.whats(setting, "glass"), *results.whats(setting, "echo")]
    rows = ([what, *(cell(peer, what) for peer in peers), ratios(what)] for what in whats)
    return _table(["", *peers, f"{OURS} / {X0}"], rows)


def _long(results: Results) -> str:
    samples = [one for part in results.all(LONG, OURS, "long", "samples") for one in part]
    if not samples:
        return ""
    every = max(1, len(samples) // 12)
    rows = ([f"{at / 60:.0f}", _number(memory)] for at, memory in samples[::every])
    return _table(["minute", "MB"], rows)


def _goals(results: Results) -> str:
    words = {True: "met", False: "NOT met", None: "not measured"}
    rows = (
        [one.words, _number(one.value), f"{_number(one.most)} {one.unit}", words[one.met]]
        for one in goals(results)
    )
    return _table(["goal", "measured", "at most", ""], rows)
