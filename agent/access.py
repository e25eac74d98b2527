"""Quick access of this process: what is kept here, the opt-in and its end."""

import logging
from dataclasses import replace
from datetime import UTC
from typing import Final

from agent import events as ev
from agent import views
from agent.aside import aside
from agent.enrolment import enrol
from agent.keeping.pins import Fault, Keeping, NotKept, NotWritten
from agent.keys import AgentKey
from agent.quick.limits import Limits
from agent.quick.pin import Home, Pin
from agent.quick.roster import Trust
from agent.quick.standing import Standing
from agent.session import Session
from agent.setting import Setting
from broker.wire import limits as wire
from broker.wire import messages, signing

LOG: Final = logging.getLogger("affianco.agent")

_MENDED: Final = frozenset({Fault.BROKEN, Fault.TOO_OPEN, Fault.KEY_LOST, Fault.OTHER_ROOT})
"""Faults of what is kept that a new opt-in by the customer puts right."""


class QuickAccess:
    """Only where a root is known. What touches files and keyring may be called in any thread."""

    def __init__(self, setting: Setting, keeping: Keeping) -> None:
        self._setting = setting
        self._keeping = keeping
        self._blocked = False
        self._trust = Trust((setting.root,))

    def advice(self) -> views.Advice:
        """How it stands, before anything is called."""
        pin, fault = self._look()
        if pin is None:
            return views.Advice(note="" if fault is None else fault.value)
        return views.Advice(
            views.QuickLine(pin.organisation, pin.limits, None, pin.used, pin.technician)
        )

    def standing(self) -> Standing:
        """For a new run. May take as long as unlocking a keyring does."""
        pin, fault = self._look()
        if pin is not None:
            try:
                trust = max(pin.trust, self._trust, key=lambda one: one.version)
                return Standing(trust, self._keeping.key(pin), pin)
            except NotKept as error:
                fault = error.fault
        offer = fault is None or fault in _MENDED
        note = "" if fault is None else fault.value
        return Standing(self._trust, self.fresh(), None, offer, note)

    def fresh(self) -> AgentKey:
        """A key for one run, which is kept nowhere."""
        return AgentKey(self._setting.random(wire.KEY_SIZE))

    def learn(self, session: Session) -> None:
        """What a run has seen of rosters holds for the next one, too, be it kept or not."""
        self._trust = session.knowing.trust or self._trust

    def forget(self) -> str:
        """Delete what is kept, here and at once; the key of the sentence on what came of it."""
        try:
            self._keeping.forget()
        except NotWritten as error:
            LOG.debug("not forgotten: %s", error)
            self._blocked = True
            return Fault.NOT_FORGOTTEN.value
        return "quick_forgotten"

    def change(self, limits: Limits) -> ev.Changed | None:
        """Keep other limits; None where that could not be done."""
        pin, _ = self._look()
        if pin is None:
            return None
        try:
            return ev.Changed(self._keeping.change(pin.public, lambda one: one.allowed(limits)))
        except (NotKept, NotWritten, ValueError) as error:
            LOG.debug("limits were not kept: %s", error)
            return None

    async def opt_in(self, session: Session, limits: Limits) -> bool:
        """Keep what this run's customer allows, if the broker confirms it; else nothing is kept."""
        try:
            message = _enrol(session, self._setting.pc)
            pin = await aside(lambda: self._add(session, limits))
        except (NotKept, NotWritten, ValueError) as error:
            LOG.debug("nothing was kept: %s", error)
            return False
        kept = False
        try:
            if await enrol(self._setting.address, message):
                self._keeping.change(pin.public, lambda one: replace(one, enrolled=True))
                kept = True
        except (NotKept, NotWritten) as error:
            LOG.debug("not confirmed here: %s", error)
        finally:
            if not kept:
                self.forget()
        return kept

    def _add(self, session: Session, limits: Limits) -> Pin:
        key, knowing = session.knowing.key, session.knowing
        if not isinstance(key, AgentKey) or knowing.trust is None:
            raise ValueError("there is no offer")
        technician, organisation = session.said
        pin = Pin(
            broker=self._setting.address,
            organisation=organisation,
            technician=technician,
            trust=knowing.trust,
            public=key.public,
            key_in=Home.FILE,
            limits=limits,
            opted_at=self._setting.wall().astimezone(UTC).replace(microsecond=0),
        )
        knowing.ticket = ""
        self._keeping.forget()
        return self._keeping.add(pin, key)

    def _look(self) -> tuple[Pin | None, Fault | None]:
        """What is in force; or why what is kept is not."""
        if self._blocked:
            return None, Fault.NOT_FORGOTTEN
        try:
            pin = self._keeping.pin()
        except NotKept as error:
            return None, error.fault
        if pin is None:
            return None, None
        if pin.broker != self._setting.address:
            return None, Fault.OTHER_BROKER
        if self._setting.root not in pin.trust.roots:
            return None, Fault.OTHER_ROOT
        return pin, None


def _enrol(session: Session, pc: str) -> messages.Enrol:
    key, ticket = session.knowing.key, session.knowing.ticket
    if key is None or not ticket:
        raise ValueError("there is no offer")
    signature = key.sign(signing.enrol(session.broker, ticket, pc))
    return messages.Enrol(wire.VERSION, ticket, pc, key.public.hex(), signature.hex())
