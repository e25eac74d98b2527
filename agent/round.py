"""One registration with the broker: events in from line, person and desktop, actions out.

Everything here happens in the thread of the line, so nothing needs a lock. Only `post` may be
called from elsewhere.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from threading import Thread
from typing import Any, Final

from agent import actions as do
from agent import events as ev
from agent.client import CannotOpen, Client, Closed
from agent.frames.kinds import BadFrame
from agent.keeping.pins import NotKept, NotWritten
from agent.link import Link
from agent.outbox import Outbox
from agent.password import Passwords
from agent.person import Person
from agent.quick.pin import Pin
from agent.quick.standing import Standing
from agent.reins import Reins
from agent.session import Session, Stage
from agent.setting import Setting
from agent.views import View
from agent.workshop import CannotEquip, Gear, Hotkey, Workshop
from broker.wire import messages
from broker.wire.words import Asks, Close

LOG: Final = logging.getLogger("affianco.agent")

TICK_SECONDS: Final = 0.2
"""How often the session is told that time passes."""

LEAVE_SECONDS: Final = 2.0
"""How long the end of a round may take after the session is over, or on leaving."""

_RETRY_SECONDS: Final = (0.2, 0.5, 1.0, 2.0, 3.0)
_COMES_BACK: Final = frozenset({None, Close.STALLED})
"""Ways of closing after which the leg is called again."""


class Round:
    """One registration with the broker; `shown` is what the customer was shown last."""

    def __init__(
        self,
        setting: Setting,
        passwords: Passwords,
        person: Person,
        workshop: Workshop,
        stop: Callable[[], None],
        standing: Standing | None = None,
    ) -> None:
        self.reins = Reins()
        self._setting = setting
        self._person = person
        self._workshop = workshop
        self._stop = stop
        self._loop = asyncio.get_running_loop()
        self._outbox = Outbox(self._wake)
        self._client = Client(setting.address, self._outbox)
        self._link = Link(self._outbox, self.reins, setting.random)
        self._gear: Gear | None = None
        self._hotkey: Hotkey | None = None
        self._over = asyncio.Event()
        self._fault: Exception | None = None
        self.shown: View | None = None
        self.session = Session(
            pc=setting.pc,
            passwords=passwords,
            random=setting.random,
            now=setting.now(),
            wall=setting.wall,
            standing=standing,
        )

    async def run(self) -> None:
        """Until the session is over and the line is closed."""
        lines = asyncio.create_task(self._lines())
        ticks = asyncio.create_task(self._ticks())
        lines.add_done_callback(lambda _: self._over.set())
        try:
            await self._over.wait()
            if self._fault is not None:
                raise self._fault
            with suppress(TimeoutError):
                async with asyncio.timeout(LEAVE_SECONDS):
                    await lines
        finally:
            for task in (lines, ticks):
                task.cancel()
            await asyncio.gather(lines, ticks, return_exceptions=True)
            self.reins.cut()
            self._put_away()
            if self._hotkey is not None:
                self._hotkey.close()

    def feed(self, event: ev.Event) -> None:
        """Something happened; do what follows. In the conductor's thread."""
        if self._fault is not None:
            return
        try:
            self._step(event)
        except Exception as error:  # noqa: BLE001
            # Called from the loop as well as from tasks: `run` is the one place that reports it.
            self._fault = error
            self._over.set()

    def _step(self, event: ev.Event) -> None:
        before = self.session.stage
        for action in self.session.step(event, self._setting.now()):
            _DO[type(action)](self, action)
        if self.session.stage is not before:
            LOG.debug("%s -> %s on %s", before, self.session.stage, type(event).__name__)
        if self.session.stage is Stage.OVER:
            self._over.set()

    def post(self, event: ev.Event) -> None:
        """As `feed`, from any thread, later."""
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self.feed, event)

    def _wake(self) -> None:
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._client.wake)

    async def _lines(self) -> None:
        tries = 0
        while self.session.wants_line:
            try:
                closed = await self._client.hold(self._line_up, self._came)
            except CannotOpen as error:
                LOG.debug("no line: %s", error.detail)
                self.feed(ev.Unreachable(error.key, error.detail))
            else:
                tries = 0
                self.feed(_gone(closed))
            if self.session.wants_line:
                await self._until_over(_RETRY_SECONDS[min(tries, len(_RETRY_SECONDS) - 1)])
                tries += 1

    async def _until_over(self, seconds: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._over.wait()

    async def _ticks(self) -> None:
        while True:
            await asyncio.sleep(TICK_SECONDS)
            self.feed(ev.Tick())

    def _line_up(self) -> None:
        self.feed(ev.LineUp())

    def _came(self, frame: str | bytes) -> None:
        if isinstance(frame, bytes):
            for event in self._link.receive(frame, quiet=self.session.stage in _QUIET):
                self.feed(event)
            return
        try:
            self.feed(_from_broker(messages.decode(frame, messages.TO_AGENT)))
        except messages.BadMessage as error:
            LOG.debug("bad message: %s", error)
            self.feed(ev.Broken())

    def _say(self, action: do.Say) -> None:
        self._outbox.say(messages.encode(action.message))

    def _shake(self, action: do.Shake) -> None:
        for event in self._link.begin(action):
            self.feed(event)

    def _tell(self, action: do.Tell) -> None:
        self._link.tell(action.message)

    def _equip(self, action: do.Equip) -> None:
        try:
            gear = self._workshop.equip(action.allowed, self._outbox.show, self._broke)
        except CannotEquip as error:
            self.feed(ev.NotEquipped(error.key))
            return
        if action.paused:
            gear.gate.hold()
        self._gear = gear
        self.reins.take_gear(gear.gate, gear.hands)
        if self._hotkey is None:
            self._hotkey = self._workshop.hotkey(self._stop)
        allowed = Asks.SEE if gear.hands is None else action.allowed
        self.feed(ev.Equipped(allowed, gear.note, self._hotkey is not None))

    def _broke(self, key: str) -> None:
        self.post(ev.NotEquipped(key))

    def _begin(self, _: do.Begin) -> None:
        if self._gear is not None:
            self._gear.pictures.start()

    def _hold(self, _: do.Hold) -> None:
        self.reins.hold()

    def _release(self, action: do.Release) -> None:
        self.reins.release(action.pause)

    def _cut(self, _: do.Cut) -> None:
        self.reins.let_go()
        self._link.drop()
        self._put_away()

    def _put_away(self) -> None:
        gear, self._gear = self._gear, None
        if gear is not None:
            # Closing may wait for a capture that hangs; nothing here may wait for that.
            Thread(target=gear.close, name="affianco-put-away", daemon=True).start()

    def _inject(self, action: do.Inject) -> None:
        if self._gear is not None and self._gear.hands is not None:
            self._gear.hands.do(action.record, self._gear.gate)

    def _drawn(self, action: do.Drawn) -> None:
        if self._gear is None:
            return
        try:
            self._gear.pictures.shown(action.frame)
        except BadFrame as error:
            LOG.debug("bad frame: %s", error)
            self.feed(ev.Broken())

    def _look(self, action: do.Look) -> None:
        if self._gear is not None:
            self._gear.pictures.look(action.view)

    def _repaint(self, _: do.Repaint) -> None:
        if self._gear is not None:
            self._gear.pictures.refresh()

    def _believe(self, action: do.Believe) -> None:
        try:
            self._change(lambda pin: pin.believing(action.trust))
        except (NotKept, NotWritten) as error:
            LOG.debug("a roster's version was not kept: %s", error)

    def _count(self, _: do.Count) -> None:
        try:
            counted = self._change(Pin.counted)
        except (NotKept, NotWritten, ValueError) as error:
            LOG.debug("a use was not counted: %s", error)
            self.feed(ev.NotCounted())
        else:
            self.feed(ev.Counted(counted))

    def _change(self, change: Callable[[Pin], Pin]) -> Pin:
        pin = self.session.knowing.pin
        if pin is None or self._setting.keeping is None:
            raise NotWritten
        return self._setting.keeping.change(pin.public, change)

    def _show(self, action: do.Show) -> None:
        self.shown = action.view
        self._person.show(action.view)

    def _hang_up(self, _: do.HangUp) -> None:
        self._client.hang_up()


def _gone(closed: Closed) -> ev.Event:
    if closed.why is None or closed.why in _COMES_BACK:
        return ev.LineLost()
    return ev.LineClosed(closed.why)


def _from_broker(message: messages.Message) -> ev.Event:
    return message if isinstance(message, ev.FromBroker) else ev.Broken()


_QUIET: Final = frozenset({Stage.RECONNECTING, Stage.SETTLING, Stage.OVER})
"""Stages in which a record that was still on its way means nothing."""

_DO: Final[Mapping[type, Callable[[Round, Any], None]]] = {
    do.Say: Round._say,
    do.Shake: Round._shake,
    do.Tell: Round._tell,
    do.Equip: Round._equip,
    do.Begin: Round._begin,
    do.Hold: Round._hold,
    do.Release: Round._release,
    do.Cut: Round._cut,
    do.Inject: Round._inject,
    do.Drawn: Round._drawn,
    do.Look: Round._look,
    do.Repaint: Round._repaint,
    do.Believe: Round._believe,
    do.Count: Round._count,
    do.Show: Round._show,
    do.HangUp: Round._hang_up,
}
