"""The terminal form with clock and keyboard in the test's hands."""

import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

import agent
from agent import views
from agent.phrases import who, who_within
from agent.terminal import OVER_SECONDS, Terminal
from broker.wire import texts
from broker.wire.words import Asks, Outcome

SAY = {one: texts.load(Path(agent.__file__).parent / "texts", one) for one in texts.LANGUAGES}
NAMES = ("Ada Bianchi", "Studio Bianchi")
SUMMARY = views.Summary(*NAMES, Outcome.COMPLETED, 5.0)
CODE = views.Code("Broker", "123456789", "ABCDEFGH", 900.0)


class Talk:
    """A terminal on which nobody types; `now` is the clock, `done` what it was asked to do."""

    def __init__(self, language: str = "en") -> None:
        self.now = 0.0
        self.said: list[str] = []
        self.done: list[str] = []
        self._quiet = threading.Event()
        self.terminal = Terminal(
            SAY[language], self, self.said.append, lambda: self.now, self._wall
        )
        self._main = threading.Thread(target=self.terminal.run, args=(self,), daemon=True)
        self._main.start()

    def _wall(self, _: float) -> datetime:
        return datetime(2026, 1, 5, tzinfo=UTC)

    def __iter__(self) -> Any:
        self._quiet.wait()
        return iter(())

    def __getattr__(self, name: str) -> Any:
        return lambda *_: self.done.append(name)

    def show(self, view: views.View, line: str) -> None:
        """Shows this, and waits until this line was said."""
        self.terminal.show(view)
        self.waits(lambda: line in self.said)

    def waits(self, what: Any) -> None:
        end = threading.Event()
        for _ in range(1000):
            if what():
                return
            end.wait(0.005)
        raise AssertionError(self.said)

    def goes_on(self) -> bool:
        """Whether it still runs, several of its turns later."""
        self._main.join(0.2)
        return self._main.is_alive()

    def ends(self) -> bool:
        self._main.join(5)
        return not self._main.is_alive()

    def close(self) -> None:
        self._quiet.set()
        assert self.ends()


@pytest.mark.parametrize("last", [SUMMARY, views.Trouble("trouble_unreachable")])
def test_after_the_end_it_ends_by_itself_in_a_minute(last: views.View) -> None:
    talk = Talk()
    talk.show(last, SAY["en"]("over_left", seconds=60))
    talk.now += OVER_SECONDS - 0.1
    assert talk.goes_on()
    talk.now += 0.2
    assert talk.ends()
    assert talk.done == ["leave"]


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
