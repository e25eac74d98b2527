"""Every page on small screens and with large letters: nothing is cut off, all is within reach."""

import tkinter as tk
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from agent import views
from agent.password import Miss, Why
from agent.quick.limits import Limits
from agent.window.page import CALM_SECONDS
from agent.window.scroll import Scroll
from broker.wire import texts
from broker.wire.receipts import LINE_MAX, decode
from broker.wire.words import Asks, Outcome, Verdict
from tests.fakes.receipts import COST
from tests.stack.scene import Scene, Until, elsewhere, play
from tests.vectors.make_receipts import texts as texts_of_receipts

ANNA = "Anna Maria Rossi di Montelupo"
ORG = "Assistenza e Contabilità Bianchi & Figli"
REASON = "Aggiornamento del programma di contabilità, come da telefonata di ieri"
QUICK = views.QuickLine(ORG, Limits((ANNA,), (0, 2, 4), "08:00", "20:00", 3, "2026-12-31"), True)
MISSES = tuple(Miss(float(at), ANNA, ORG, why) for at, why in enumerate([Why.WRONG_PASSWORD] * 4))
CODE = views.Code("aiuto.example", "123456789", "WWWWWWWW", 900.0, MISSES[:1], "", QUICK)
MISSED = replace(CODE, misses=MISSES)
"""Too much for a small screen: what went wrong is below the codes, and may have to be scrolled."""
SUMMARY = views.Summary(
    ANNA, ORG, Outcome.FAILED, 5.0, "note_names_differ", True, views.Offer(ANNA, ORG)
)
LONGEST = (9, 165, 319)
DEAR = replace(
    COST,
    cents=999_999,
    hour_cents=1_999_999,
    base_cents=99_999,
    minimum_minutes=30,
    outside=True,
    urgent_percent=100,
)
RECEIPT = replace(
    decode(texts_of_receipts()["final.txt"]),
    technician=ANNA,
    organisation=ORG,
    cents=2**53 - 1,
    units=37,
    units_left=0,
    lines=tuple("W" * LINE_MAX for _ in range(24)),
)
"""As long as a receipt can be, in letters as wide as any."""
KEPT = views.ReceiptShown(
    RECEIPT,
    saved=f"/home/maria/Documenti/{'Affianco' * 8}/2026-01-05 10.00 session 17.html",
    counted=12.0,
)
OTHER_COUNT = replace(KEPT, fault="receipt_fault_too_long", told=False, saved="")
SHORT = replace(RECEIPT, cents=1500, units=0, units_left=None, lines=("Primi 15 minuti",))
RECEIPTS = tuple(
    replace(SUMMARY, note="", receipt=one)
    for one in (KEPT, OTHER_COUNT, replace(KEPT, sending=True, verdict=Verdict.DISPUTED))
)
"""These may have to be scrolled on any screen; what can be done about them stays in sight."""
VIEWS = (
    views.Advice(),
    views.Advice(QUICK, "quick_not_forgotten"),
    views.Connecting(),
    CODE,
    views.Consent(ANNA, ORG, "aiuto.example", Asks.CONTROL, 60.0, LONGEST),
    views.Consent(ANNA, ORG, "aiuto.example", Asks.CONTROL, 60.0, LONGEST, True, REASON),
    views.Consent(ANNA, ORG, "aiuto.example", Asks.CONTROL, 60.0, LONGEST, True, REASON, COST),
    views.Consent(ANNA, ORG, "aiuto.example", Asks.CONTROL, 60.0, LONGEST, cost=DEAR),
    views.Arriving(ANNA, ORG, Asks.CONTROL, REASON, 10.0),
    views.Arriving(ANNA, ORG, Asks.CONTROL, REASON, 10.0, DEAR),
    views.Reconnecting(ANNA, ORG, 60.0, 5.0),
    SUMMARY,
    replace(SUMMARY, note="", offer=None, receipt=replace(KEPT, receipt=SHORT, saved="/a.html")),
    views.Enrolling(),
    views.QuickDone(kept=True),
    views.QuickDone(kept=False),
    views.Trouble("trouble_certificate"),
)
SCREENS = (("800x600", 100), ("1024x768", 100), ("1280x800", 144), ("1920x1080", 192))
CRAMPED = ("800x600", 144)
"""Here a page may have to be scrolled, its buttons not."""


@pytest.fixture(params=(*SCREENS, CRAMPED), ids=lambda one: f"{one[0]}-{one[1]}", scope="module")
def screen(request: pytest.FixtureRequest) -> Iterator[tuple[bool, Callable[..., Any]]]:
    """Whether scrolling is allowed there, and runs steps in a window on such a screen."""
    with elsewhere(*request.param) as call:
        yield request.param == CRAMPED, call


def is_inside(one: tk.Misc, other: tk.Misc) -> bool:
    left, above = one.winfo_rootx() - other.winfo_rootx(), one.winfo_rooty() - other.winfo_rooty()
    wide, high = other.winfo_width() - one.winfo_width(), other.winfo_height() - one.winfo_height()
    return 0 <= left <= wide and 0 <= above <= high


def faults(scene: Scene, *, may_scroll: bool) -> list[str]:
    """What is cut off, sticks out, or must be scrolled to where that is not allowed."""
    page = scene.window._page
    assert page is not None
    wordy = (tk.Label, tk.Button, tk.Checkbutton, tk.Radiobutton, tk.Entry)
    found = []
    for one in scene.widgets():
        if not isinstance(one, wordy):
            continue
        name = one.get() if isinstance(one, tk.Entry) else one["text"]
        if one.winfo_reqwidth() > one.winfo_width() or one.winfo_reqheight() > one.winfo_height():
            found.append(f"{scene.title}: {name!r} is cut off")
        if not is_inside(one, page.body if within(one, page.body) else page.top):
            found.append(f"{scene.title}: {name!r} sticks out")
    if scrolls(page._scroll) and not may_scroll:
        found.append(f"{scene.title}: scrolls")
    return found + off_screen(page.top)


def within(one: Any, other: Any) -> bool:
    return str(one).startswith(f"{other}.")


def scrolls(part: Scroll) -> bool:
    return bool(part._bar.winfo_manager())


def off_screen(top: Any) -> list[str]:
    right = top.winfo_rootx() + top.winfo_width()
    below = top.winfo_rooty() + top.winfo_height()
    fits = right <= top.winfo_screenwidth() and below <= top.winfo_screenheight()
    return [] if fits and top.winfo_rootx() >= 0 and top.winfo_rooty() >= 0 else [top.title()]


def every_page(scene: Scene, *, may_scroll: bool) -> Iterator[Until]:
    found: list[str] = []
    for view in (MISSED, *VIEWS):
        scene.show(view)
        yield None
        found += faults(scene, may_scroll=may_scroll or view is MISSED)
    for view in RECEIPTS:
        scene.show(views.Connecting())
        scene.show(view)
        yield None
        yield None
        found += faults(scene, may_scroll=True)
    opened = (
        *((CODE, "quick_change"), (CODE, "quick_forget"), (SUMMARY, "offer_open")),
        (RECEIPTS[0], "receipt_dispute"),
    )
    for view, key in opened:
        scene.show(views.Connecting())
        scene.show(view)
        yield None
        yield None
        scene.clock.now += CALM_SECONDS
        scene.find(key).invoke()
        yield None
        found += faults(scene, may_scroll=may_scroll)
    assert not found, "\n".join(found)


def roomy(scene: Scene) -> Iterator[Until]:
    return every_page(scene, may_scroll=False)


def cramped(scene: Scene) -> Iterator[Until]:
    return every_page(scene, may_scroll=True)


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_nothing_is_cut_off(screen: tuple[bool, Callable[..., Any]], language: str) -> None:
    may_scroll, call = screen
    call(play, language, cramped if may_scroll else roomy)


def scroll_by_keys(scene: Scene) -> Iterator[Until]:
    """The last field is out of sight, and comes into it with the focus; the keys scroll, too."""
    scene.show(CODE)
    yield None
    page = scene.window._page
    assert page is not None and scrolls(page._scroll)
    scene.keys("Next", "Next", "Next")
    yield None
    view = page._scroll._view
    assert view.yview()[1] == 1.0
    scene.keys("Prior", "Prior", "Prior")
    yield None
    assert view.yview()[0] == 0.0
    forget = scene.find("quick_forget")
    assert not is_inside(forget, view)
    forget.focus_force()
    yield None
    assert is_inside(forget, view)


def test_what_is_out_of_sight_comes_with_the_focus_and_by_keys() -> None:
    with elsewhere(*CRAMPED) as call:
        call(play, "it", scroll_by_keys)
