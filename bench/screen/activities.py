"""What the first picture and an activity cost through a peer, and how good the picture is."""

import time
from pathlib import Path
from typing import Any, Final

import numpy as np

from bench.screen import compare
from bench.screen.album import Album
from bench.screen.paint import barcode
from bench.screen.paint.activity import AREA
from bench.screen.paint.moving import FILM
from bench.screen.view import View
from bench.screen.wire import Log
from bench.screen.xserver import Stage

SOON_SECONDS: Final = 0.5
"""When text has to be exact after the last change."""
TAIL_SECONDS: Final = 1.0
"""What is sent so long after the last change still counts for the activity."""
_LATE_SECONDS: Final = 10.0
"""How much longer the steps of an activity may take on a busy machine."""
_LATE_LOOK_SECONDS: Final = 0.02
_EXACT_SECONDS: Final = 1.5
_LOOK_SECONDS: Final = 0.15
_FIRST_SECONDS: Final = 90.0
_SETTLED_SECONDS: Final = 6.0
_NEAR: Final = 0.999
_NEAR_LEVELS: Final = 48
"""The first picture is there when 99.9 % of the places look right but for what a lossy picture
changes: 48 of 255 levels."""
_ALBUM_FRAME: Final = 3
_STANDING: Final = 2
"""How many text windows are on the desktop without any activity."""
_CALM_BYTES: Final = 300
_CALM_SECONDS: Final = 0.7


def first(view: View, stage: Stage) -> dict[str, Any]:
    """kB and seconds until the whole screen is seen (`near`), until it is exact if ever, and at all
    once nothing more comes."""
    truth = stage.grab()
    digest = compare.digest(truth)
    view.eyes.truth(compare.points(truth))
    offset = view.eyes.clock() / 1000
    with Log(lambda: view.sent()["browser"]) as log:
        begun = time.monotonic()
        view.begin()
        near = view.eyes.near(_NEAR_LEVELS, _NEAR, _FIRST_SECONDS) / 1000 + offset
    found: dict[str, Any] = {"near_kb": log.until(near) / 1000, "near_s": near - begun}
    while time.monotonic() - near < _SETTLED_SECONDS:
        if view.eyes.keep() == digest:
            found["exact_kb"] = (view.sent()["browser"] - log.begin) / 1000
            found["exact_s"] = time.monotonic() - begun
            break
        time.sleep(_LOOK_SECONDS)
    calm(view)
    found["all_kb"] = (view.sent()["browser"] - log.begin) / 1000
    found["psnr"] = compare.psnr(view.eyes.kept(), truth)
    return found


def calm(view: View, most: float = 20.0) -> None:
    """Waits until next to nothing is sent any more, or for so many seconds."""
    end, before = time.monotonic() + most, view.sent()["browser"]
    while time.monotonic() < end:
        time.sleep(_CALM_SECONDS)
        now = view.sent()["browser"]
        if now - before < _CALM_BYTES:
            return
        before = now


def activity(
    view: View, stage: Stage, name: str, seconds: float, cache: Path, album: Album | None
) -> dict[str, Any]:
    """kB/s, CPU and sharpness; of the film also its frames. `cache`: where the film itself is."""
    prepared = stage.painter.do("prepare", name=name)
    box, steps = prepared["film"], round(seconds * prepared["rate"])
    calm(view)
    if box:
        view.eyes.watch((box[0], box[1]), box)
    sent, spent = view.sent(), view.spent()
    stage.painter.do("start", steps=steps)
    time.sleep(steps / prepared["rate"])
    late = time.monotonic() + _LATE_SECONDS
    while not stage.painter.do("over")["over"] and time.monotonic() < late:
        time.sleep(_LATE_LOOK_SECONDS)
    done = stage.painter.do("stop")
    _until(done["last"] + SOON_SECONDS)
    digest = view.eyes.keep()
    looked = time.monotonic() - done["last"]
    _until(done["last"] + TAIL_SECONDS)
    found = {"looked_s": looked, "steps_per_s": done["steps"] / done["seconds"]}
    found |= _rates(view, sent, spent, done["seconds"])
    if album:
        corner = done["text"][-1] if len(done["text"]) > _STANDING else AREA
        album.screen(name, view.eyes.kept(), stage.grab(), corner)
    found |= _sharpness(view, stage, digest, done)
    if box:
        found |= _film(view, box, done["seconds"], cache, album)
    found["memory_mb"] = view.trees["server"].megabytes()
    return found


def _until(instant: float) -> None:
    time.sleep(max(0.0, instant - time.monotonic()))


def _rates(
    view: View, sent: dict[str, int], spent: dict[str, float], seconds: float
) -> dict[str, Any]:
    kb = {f"{name}_kb_s": (now - sent[name]) / 1000 / seconds for name, now in view.sent().items()}
    cpu = {f"{name}_cpu": 100 * (now - spent[name]) / seconds for name, now in view.spent().items()}
    return kb | cpu


def _sharpness(view: View, stage: Stage, digest: int, done: dict[str, Any]) -> dict[str, Any]:
    """Of the picture that was kept, against the screen, which rests."""
    truth = stage.grab()
    exact = compare.digest(truth)
    if digest == exact:
        best = compare.BEST_DB
        return {"exact": True, "text_exact": True, "text_psnr": best, "psnr": best}
    kept = view.eyes.kept()
    text, true_text = compare.parts(kept, done["text"]), compare.parts(truth, done["text"])
    found: dict[str, Any] = {
        "exact": False,
        "text_exact": bool(np.array_equal(text, true_text)),
        "text_psnr": compare.psnr(text, true_text),
        "psnr": compare.psnr(kept, truth),
    }
    while (after := time.monotonic() - done["last"]) < _EXACT_SECONDS:
        if view.eyes.keep() == exact:
            found["exact_after_s"] = after
            break
        time.sleep(_LOOK_SECONDS)
    return found


def _film(
    view: View, box: list[int], seconds: float, cache: Path, album: Album | None
) -> dict[str, Any]:
    """How many frames came, and how good those were that were kept."""
    seen = view.eyes.seen()
    film = np.load(cache / FILM, mmap_mode="r")
    *_, width, height = box
    levels = []
    for at, number in enumerate(seen["frames"]):
        frame = view.eyes.frame(at, width, height)[barcode.HEIGHT : -barcode.HEIGHT]
        true = film[number % len(film)][:, :, 2::-1]
        levels.append(compare.psnr(frame, true))
        if album and at == _ALBUM_FRAME:
            album.film(frame, true)
    fps = len({number for number, _ in seen["seen"]}) / seconds
    return {"fps": fps, "torn": seen["torn"], "film_psnr": levels}
