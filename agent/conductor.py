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
from agent.access import QuickAccess
from agent.aside import aside
from agent.consent import Answer
from agent.filing import Filing
from agent.opening import open_folder
from agent.person import Person
from agent.quick.limits import Limits
from agent.round import LOG, Round
from agent.setting import Setting
from agent.workshop import Workshop
from broker.wire.words import Verdict

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
        self._access = _access(setting)
        self._filing = Filing(setting, person)
        self._opted: Limits | None = None
        self._opting: asyncio.Task[bool] | None = None
        self._begun = False
        self._stops = 0
        self._round: Round | None = None
        self._thread = Thread(target=self._main, name="affianco-line", daemon=True)

    def start(self) -> None:
        """Start the thread; nothing is called before `begin`."""
        if self._access is not None:
            self._person.show(self._access.advice())
        self._thread.start()

    def join(self, seconds: float) -> bool:
        """Wait for the thread to end; whether it did."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def begin(self) -> None:
        """See `agent.person.Handle`, as for all that follow."""
        self._begun = True
        self._later(self._wanted.set)

    def new_code(self) -> None:
        self._post(ev.Done())
        self._later(self._wanted.set)

    def answer(self, answer: Answer) -> None:
        self._post(ev.Answered(answer))

    def seen(self) -> None:
        self._post(ev.Seen())

    def pause(self) -> None:
        current = self._round
        if current is not None:
            current.reins.pause()
        self._post(ev.Pause())

    def go_on(self) -> None:
        current = self._round
        self._post(ev.GoOn(0 if current is None else current.reins.pauses))

    def stop(self) -> None:
        self._stops += 1
        current = self._round
        if current is not None:
            current.reins.cut()
        self._post(ev.Stop())
        self._later(self._no_opting)

    def opt_in(self, limits: Limits) -> None:
        self._later(lambda: self._opt(limits))

    def no_opt_in(self) -> None:
        self._later(self._no_opting)

    def judge(self, verdict: Verdict, note: str) -> None:
        self._later(lambda: self._filing.judge(verdict, note))

    def show_receipt(self) -> None:
        if self._setting.cabinet is not None:
            open_folder(self._setting.cabinet.folder)

    def forget(self) -> None:
        if self._access is None:
            return
        note = self._access.forget()
        self._post(ev.Forgot(self._access.fresh(), note))
        if not self._begun:
            self._person.show(views.Advice(note=note))

    def change_limits(self, limits: Limits) -> None:
        changed = None if self._access is None else self._access.change(limits)
        self._post(ev.NotChanged() if changed is None else changed)

    def leave(self) -> None:
        self._leaving = True
        self.stop()
        self._later(self._hurry)

    def _opt(self, limits: Limits) -> None:
        self._opted = limits
        self._wanted.set()

    def _no_opting(self) -> None:
        self._opted = None
        if self._opting is not None:
            self._opting.cancel()

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
            self._filing.forget()
            if self._leaving:
                await self._filing.end()
                return
            limits, self._opted = self._opted, None
            if limits is not None:
                await self._opt_in(limits)
            else:
                await self._one_round()

    async def _opt_in(self, limits: Limits) -> None:
        if self._access is None or self._round is None:
            return
        self._person.show(views.Enrolling())
        self._opting = asyncio.create_task(self._access.opt_in(self._round.session, limits))
        try:
            kept = await self._opting
        except asyncio.CancelledError:
            kept = False
        finally:
            self._opting = None
        self._person.show(views.QuickDone(kept))

    async def _one_round(self) -> None:
        self._person.show(views.Connecting())
        fresh = self._passwords.renewed(self._setting.random, self._setting.now())
        access, stops = self._access, self._stops
        standing = None if access is None else await aside(access.standing)
        stop = self._stopped_elsewhere
        current = Round(self._setting, fresh, self._person, self._workshop, stop, standing)
        self._round = current
        if self._leaving:
            return
        if self._stops != stops:
            # Said while the keyring was being unlocked: there was no round yet to hear it.
            self._person.show(views.Trouble("trouble_stopped"))
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
            if access is not None:
                access.learn(current.session)
        await self._filing.begin(current.session.bill, current.shown)


def _access(setting: Setting) -> QuickAccess | None:
    if not setting.root or setting.keeping is None:
        return None
    return QuickAccess(setting, setting.keeping)
