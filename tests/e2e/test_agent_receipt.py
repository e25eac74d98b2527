"""What a session costs and what its receipt says, in the window: clicked with a real mouse."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from agent import bill_words, views
from agent.receipts import Fault
from agent.window.over import RECEIPT_SECONDS, STAYS_SECONDS
from agent.window.page import CALM_SECONDS
from agent.window.receipt import DisputePage
from broker.wire import texts
from broker.wire.limits import NOTE_MAX
from broker.wire.receipts import LINE_MAX, decode
from broker.wire.words import Asks, Outcome, Verdict
from tests.fakes.receipts import COST
from tests.stack.scene import Scene, Until, elsewhere, play, without_leave
from tests.vectors.make_receipts import PRICED
from tests.vectors.make_receipts import texts as texts_of_receipts

FINAL = decode(texts_of_receipts()["final.txt"])
RUNNING = decode(texts_of_receipts()["running.txt"])
KEPT = views.ReceiptShown(FINAL, saved="/home/maria/Affianco/x.html", told=True, counted=61.0)
CONSENT = views.Consent(
    "Anna Rossi", "Aiuto SRL", "Prova", Asks.CONTROL, 60.0, (1, 2, 3), cost=COST
)
TOO_LONG = Fault.TOO_LONG.value


def over(shown: views.ReceiptShown | None) -> views.Summary:
    return views.Summary("Anna Rossi", "Aiuto SRL", Outcome.COMPLETED, 61.0, receipt=shown)


@pytest.fixture(scope="module")
def other() -> Iterator[Callable[..., Any]]:
    """Calls a function in another process, on a virtual screen."""
    with elsewhere() as call:
        yield call


def there(scene: Scene, view: views.View) -> Iterator[Until]:
    """The view is drawn, and its first second is over."""
    scene.show(view)
    yield None
    scene.clock.now += CALM_SECONDS
    yield None


def cost_first(scene: Scene) -> Iterator[Until]:
    for view in (CONSENT, views.Arriving("Anna Rossi", "Org", Asks.SEE, "Perché", 10.0, COST)):
        scene.show(view)
        yield None
        price, *conditions = bill_words.cost_lines(scene.say, COST)
        assert {price, " ".join(conditions)} <= set(scene.said())
    scene.show(replace(CONSENT, cost=None))
    yield scene.says("cost_unknown")


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_the_cost_is_said_before_anything_is_allowed(
    other: Callable[..., Any], language: str
) -> None:
    assert without_leave(other(play, language, cost_first)) == []


def says_all(scene: Scene) -> Iterator[Until]:
    scene.show(over(KEPT))
    yield None
    said = scene.said()
    for line in bill_words.receipt_facts(scene.say, FINAL):
        assert line in said
    assert f"• {PRICED.lines[0]}" in said
    assert {KEPT.saved, scene.say("receipt_sent"), scene.say("receipt_judge")} <= set(said)
    scene.press("receipt_open")
    yield lambda: ("show_receipt",) in scene.nobody.calls


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_the_last_window_shows_the_receipt_and_its_folder(
    other: Callable[..., Any], language: str
) -> None:
    assert without_leave(other(play, language, says_all)) == [("show_receipt",)]


def confirmed(scene: Scene) -> Iterator[Until]:
    scene.show(over(KEPT))
    yield None
    scene.press("receipt_confirm")
    yield None
    assert "judge" not in scene.nobody.done, "a click of the first second counted"
    scene.clock.now += CALM_SECONDS
    scene.press("receipt_confirm")
    yield lambda: "judge" in scene.nobody.done
    page = scene.window._page
    scene.show(over(replace(KEPT, verdict=Verdict.CONFIRMED, sending=True)))
    yield scene.says("receipt_telling")
    scene.show(over(replace(KEPT, verdict=Verdict.CONFIRMED, kept=True)))
    yield scene.says("receipt_confirmed")
    assert scene.window._page is page, "the page was made anew under the customer's hands"
    assert not {scene.say("receipt_confirm"), scene.say("receipt_dispute")} & set(scene.said())


def test_confirmed_with_one_click(other: Callable[..., Any]) -> None:
    calls = other(play, "it", confirmed)
    assert without_leave(calls) == [("judge", Verdict.CONFIRMED, "")]


def disputed(scene: Scene) -> Iterator[Until]:
    yield from there(scene, over(replace(KEPT, told=None)))
    scene.press("receipt_dispute")
    yield "title_dispute"
    scene.show(over(KEPT))
    yield "title_dispute"
    scene.display.hands("type", "Era meno")
    page = scene.window._page
    assert isinstance(page, DisputePage)
    yield lambda: page.note.get("1.0", "end").strip() == "Era meno"
    scene.clock.now += CALM_SECONDS
    scene.keys("Tab", "Return")
    yield "title_summary"


def test_disputed_with_a_note_by_keys_alone(other: Callable[..., Any]) -> None:
    """What the broker answers meanwhile takes nothing that was typed away."""
    calls = other(play, "it", disputed)
    assert without_leave(calls) == [("judge", Verdict.DISPUTED, "Era meno")]


def too_much(scene: Scene) -> Iterator[Until]:
    yield from there(scene, over(KEPT))
    scene.press("receipt_dispute")
    yield "title_dispute"
    page = scene.window._page
    assert isinstance(page, DisputePage)
    scene.clock.now += CALM_SECONDS
    page.note.insert("1.0", "x" * (NOTE_MAX + 1))
    yield lambda: str(scene.find("dispute_send")["state"]) == "disabled"
    scene.press("dispute_send")
    yield None
    assert scene.nobody.calls == []
    page.note.delete("1.0")
    yield lambda: str(scene.find("dispute_send")["state"]) == "normal"
    scene.keys("Escape")
    yield "title_summary"
    scene.find("receipt_dispute")


def test_a_note_that_is_too_long_is_not_sent_and_going_back_says_nothing(
    other: Callable[..., Any],
) -> None:
    assert without_leave(other(play, "it", too_much)) == []


def back_after_stop(scene: Scene) -> Iterator[Until]:
    scene.show(views.Active("Anna Rossi", "Aiuto SRL", Asks.CONTROL, 61.0, None))
    yield lambda: scene.window._bar is not None
    scene.window._stop()
    yield "title_summary"
    yield from there(scene, replace(over(KEPT), outcome=Outcome.STOPPED_BY_CUSTOMER))
    scene.press("receipt_dispute")
    yield "title_dispute"
    scene.press("dispute_back")
    yield "title_summary"


def test_the_way_back_from_a_dispute_is_there_after_stop_too(other: Callable[..., Any]) -> None:
    assert without_leave(other(play, "it", back_after_stop)) == [("stop",)]


def not_agreed(scene: Scene) -> Iterator[Until]:
    wrong = replace(KEPT, fault=TOO_LONG, told=False, counted=12.0)
    yield from there(scene, over(wrong))
    counts = scene.say("receipt_counts", own="12 s", theirs="1 min 1 s")
    assert {scene.say(TOO_LONG), counts} <= set(scene.said())
    assert scene.say("receipt_confirm") not in scene.said()
    scene.press("receipt_dispute")
    yield "title_dispute"
    scene.clock.now += CALM_SECONDS
    scene.press("dispute_send")
    yield "title_summary"


def test_a_receipt_that_does_not_agree_can_only_be_disputed(other: Callable[..., Any]) -> None:
    calls = other(play, "it", not_agreed)
    assert without_leave(calls) == [("judge", Verdict.DISPUTED, "")]


def cut_off(scene: Scene) -> Iterator[Until]:
    scene.show(over(views.ReceiptShown(RUNNING, saved="/x.html")))
    yield None
    assert scene.say("receipt_running", time="10:01") in scene.said()
    assert not {scene.say("receipt_confirm"), scene.say("receipt_dispute")} & set(scene.said())


def test_of_a_session_that_was_cut_off_the_last_agreed_minute_is_shown(
    other: Callable[..., Any],
) -> None:
    other(play, "it", cut_off)


def time_to_read(scene: Scene) -> Iterator[Until]:
    scene.show(over(None))
    yield None
    scene.clock.now = STAYS_SECONDS - 1
    scene.show(over(KEPT))
    yield None
    scene.clock.now += RECEIPT_SECONDS - 1
    yield None
    scene.nobody.still_there()
    scene.clock.now += 1
    yield None
    yield None
    scene.nobody.too_long()


def test_there_is_time_to_read_the_receipt(other: Callable[..., Any]) -> None:
    calls = other(play, "it", time_to_read)
    assert calls[0] == ("still_there",) and ("too_long",) not in calls


def priced(scene: Scene) -> Iterator[Until]:
    active = views.Active("Anna Rossi", "Org", Asks.CONTROL, 61.0, 0.0, hotkey=True, cost=COST)
    scene.show(active)
    yield lambda: scene.window._bar is not None
    bar = scene.window._bar
    assert bar is not None and not bar._price.winfo_ismapped()
    scene.show(replace(active, so_far=replace(RUNNING, cents=1500)))
    yield lambda: bool(bar._price.winfo_ismapped())
    assert "15,00 €" in bar._price["text"]
    paused = replace(active, since=None, so_far=replace(RUNNING, cents=1500))
    scene.show(paused)
    yield lambda: bar._notes["text"] == scene.say("bar_paused_more")
    before = bar._time["text"]
    scene.clock.now += 30
    yield None
    assert bar._time["text"] == before
    right = bar.top.winfo_rootx() + bar.top.winfo_width()
    assert right <= bar.top.winfo_screenwidth()


def test_the_price_so_far_is_in_the_bar_and_a_pause_does_not_count(
    other: Callable[..., Any],
) -> None:
    other(play, "it", priced)


def hostile(scene: Scene) -> Iterator[Until]:
    """The most that the wire lets through, in everything that a broker may say."""
    name = "𝕎" * 64
    most = replace(COST, cents=2**53 - 1, hour_cents=2**53 - 1, minutes=2**31 - 1, units=2**31 - 1)
    receipt = replace(
        FINAL,
        technician=name,
        organisation=name,
        cents=2**53 - 1,
        units=2**53 - 1,
        units_left=2**53 - 1,
        more_ms=2**53 - 1,
        lines=("﷽" * LINE_MAX,) * 24,
        more_lines=2**53 - 1,
    )
    for view in (
        replace(CONSENT, technician=name, organisation=name, cost=most),
        over(replace(KEPT, receipt=receipt)),
    ):
        scene.show(view)
        yield None
        page = scene.window._page
        assert page is not None
        for last in page.buttons.winfo_children():
            assert last.winfo_rooty() + last.winfo_height() <= last.winfo_screenheight()
    scene.show(over(KEPT))
    yield scene.says("receipt_sent")


def test_whatever_a_broker_says_the_window_stays_of_use(other: Callable[..., Any]) -> None:
    assert without_leave(other(play, "it", hostile)) == []
