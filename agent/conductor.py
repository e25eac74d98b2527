"""Runs round after round in a thread of its own, for as long as the person wants.

The local cut (`Reins`) is done in the thread of whoever says Stop, so it does not need the line's
thread to be well.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from threading import Thread
from typing import Final

from agent import events as ev
from agent import password, views
from agent.consent import Answer
from agent.person import Person
from agent.round import LOG, Round, Setting
from agent.workshop import Workshop

__all__ = ["Conductor", "Setting"]

LEAVE_SECONDS: Final = 1.0
"""How long leaving waits until the broker has heard of it."""


class Conductor:
    """The agent behind the window or the terminal: an `agent.person.Handle`."""

    def __init__(self, setting: Setting, person: Person, workshop: Workshop) -> None:
        self._setting = setting
        self._person = person
        self._workshop = workshop
        self._passwords = password.first(setting.random, setting.now())
        self._loop = asyncio.new_event_loop()
        self._wanted = asyncio.Event()
        self._leaving = False
        self._round: Round | None = None
        self._thread = Thread(target=self._main, name="affianco-line", daemon=True)

    def start(self) -> None:
        """Start the thread; nothing is called before `begin`."""
        self._thread.start()

    def join(self, seconds: float) -> bool:
        """Wait for the thread to end; whether it did."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def begin(self) -> None:
        """See `agent.person.Handle`, as for all that follow."""
        self._later(self._wanted.set)

    def new_code(self) -> None:
        self._post(ev.Done())
        self._later(self._wanted.set)

    def answer(self, answer: Answer) -> None:
        self._post(ev.Answered(answer))

    def pause(self) -> None:
        current = self._round
        if current is not None:
            current.reins.hold()
        self._post(ev.Pause())

    def go_on(self) -> None:
        self._post(ev.GoOn())

    def stop(self) -> None:
        current = self._round
        if current is not None:
            current.reins.cut()
        self._post(ev.Stop())

    def leave(self) -> None:
        self._leaving = True
        self.stop()
        self._later(self._hurry)

    def _hurry(self) -> None:
        self._wanted.set()
        self._loop.call_later(LEAVE_SECONDS, self._post, ev.Done())

    def _stopped_elsewhere(self) -> None:
        self.stop()
        self._person.stopped()

    def _post(self, event: ev.Event) -> None:
        current = self._round
        if current is not None:
            current.post(event)

    def _later(self, call: Callable[[], None]) -> None:
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(call)

    def _main(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_until_complete(self._rounds())
        finally:
            self._loop.close()

    async def _rounds(self) -> None:
        while True:
            await self._wanted.wait()
            self._wanted.clear()
            if self._leaving:
                return
            await self._one_round()

    async def _one_round(self) -> None:
        self._person.show(views.Connecting())
        fresh = self._passwords.renewed(self._setting.random, self._setting.now())
        current = Round(self._setting, fresh, self._person, self._workshop, self._stopped_elsewhere)
        self._round = current
        if self._leaving:
            return
        try:
            await current.run()
        except Exception:  # noqa: BLE001
            # The outermost edge: a fault of ours ends in a sentence, with everything cut.
            LOG.exception("a fault of the agent's own")
            self._person.show(views.Trouble("trouble_own_fault"))
        finally:
            current.reins.cut()
            self._passwords = current.session.passwords
