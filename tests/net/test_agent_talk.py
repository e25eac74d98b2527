"""The terminal form with clock and keyboard in the test's hands."""

import time

import pytest

from agent import views
from agent.phrases import who, who_within
from agent.terminal import OVER_SECONDS
from broker.wire import texts
from broker.wire.words import Asks, Outcome
from tests.fakes.talk import SAY, Talk

NAMES = ("Ada Bianchi", "Studio Bianchi")
SUMMARY = views.Summary(*NAMES, Outcome.COMPLETED, 5.0)
CODE = views.Code("Broker", "123456789", "ABCDEFGH", 900.0)


@pytest.mark.parametrize("last", [SUMMARY, views.Trouble("trouble_unreachable")])
def test_after_the_end_it_ends_by_itself_in_a_minute(last: views.View) -> None:
    talk = Talk()
    talk.show(last, SAY["en"]("over_left", seconds=60))
    talk.now += OVER_SECONDS - 0.1
    assert talk.goes_on()
    talk.now += 0.2
    assert talk.ends()
    assert talk.done == ["leave"]


def test_a_signal_is_seen_at_once_though_it_sleeps() -> None:
    talk = Talk()
    talk.waits(lambda: bool(talk.said))
    begun = time.monotonic()
    talk.terminal.interrupt()
    assert talk.ends()
    assert time.monotonic() - begun < 0.25
    assert talk.done == ["stop", "leave"]


def test_with_a_new_code_it_goes_on() -> None:
    talk = Talk()
    talk.show(SUMMARY, SAY["en"]("over_left", seconds=60))
    talk.show(CODE, SAY["en"]("terminal_code_help"))
    talk.now += OVER_SECONDS + 1
    assert talk.goes_on()
    talk.close()


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_the_advice_says_how_to_stop_here(language: str) -> None:
    talk = Talk(language)
    talk.waits(lambda: SAY[language]("terminal_advice_ask") in talk.said)
    advice = " ".join(talk.said)
    assert SAY[language]("advice_4") not in advice
    stop = SAY[language]("terminal_words_stop").split()[0]
    assert f" {stop} " in SAY[language]("terminal_advice_4")
    assert "Ctrl+C" in advice
    talk.close()


@pytest.mark.parametrize(("hotkey", "key"), [(True, "bar_hotkey"), (False, "bar_no_hotkey")])
def test_whether_the_hotkey_works_is_said(hotkey: bool, key: str) -> None:
    talk = Talk()
    keys = SAY["en"]("hotkey_keys")
    view = views.Active(*NAMES, Asks.CONTROL, 0.0, 0.0, "", hotkey)
    talk.show(view, SAY["en"](key, keys=keys))
    talk.close()


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_a_long_name_is_cut_and_never_what_is_said_of_it(language: str) -> None:
    view = views.Active("Giovanni Battista Pellegrini", "Org", Asks.CONTROL, 0.0, 0.0)
    whole = who(SAY[language], view)
    assert who_within(SAY[language], view, lambda _: True) == whole
    cut = who_within(SAY[language], view, lambda line: len(line) <= 40)
    assert len(cut) <= 40
    assert cut.startswith("Giovanni") and "… " in cut
    assert cut.endswith(whole.removeprefix(view.technician))
    shortest = who_within(SAY[language], view, lambda _: False)
    assert shortest == whole.replace(view.technician, "G…")
