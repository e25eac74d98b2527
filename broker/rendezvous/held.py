"""One session as the node holds it where its agent came in: legs, state, run.

Every event is dealt with at once and without waiting (`_happen`), so the meter and the ledger see
it when it happens; what the legs are told goes out behind it, in order (`Post`).

What is lost when this node dies: the ID, its tokens, and at most the five last seconds of the
bill. The row is closed as `lost` at the next start. The agent's leg sees a cut, comes back to
another node with its token, is told `no_answer`, and gets a new ID. The console's leg, if it sits
on another node, finds nobody at the session's subject and is closed with `peer_lost`. When only the
console's node dies, nobody answers to its leg's subject: that is a cut like any other.
"""

from typing import Final

from broker import ids
from broker.ledger import LedgerFault
from broker.parcels import (
    Back,
    Broke,
    Enter,
    Gone,
    Said,
    Shut,
    ToSession,
    Vouched,
)
from broker.rendezvous import words
from broker.rendezvous.bills import Bills
from broker.rendezvous.legs import Legs
from broker.rendezvous.means import Means
from broker.rendezvous.presence import Presence
from broker.rendezvous.run import Run
from broker.rendezvous.visit import visit_of
from broker.session import Event, UnknownStep, step
from broker.wire import limits
from broker.wire.messages import Agreed, Forget, Message, Present, Registered
from broker.wire.words import Close, State

CROSSING_SECONDS: Final = 10.0
"""How long after a run an agent's words about it may still arrive."""

EXPIRY_GRACE_SECONDS: Final = 5.0
"""The agent ends an unused password itself; the broker does so a little later."""

STATE_AGAIN_SECONDS: Final = limits.STATE_SECONDS - 1.0
"""After how long a state is said again; sessions are looked at once a second."""

_ALLOWED: Final = frozenset({State.ACTIVE, State.PAUSED, State.RECONNECTING})
_SAID: Final = frozenset({State.ASKING, State.ACTIVE, State.PAUSED, State.RECONNECTING})


class Held:
    """A session ID from `waiting` to `ended`."""

    def __init__(self, session: str, pc: str, leg: str, means: Means) -> None:
        self.session = session
        self.state = State.WAITING
        self._pc = pc
        self._means = means
        self._token = ids.new_token(session, means.random)
        self._legs = Legs(means.bus, lambda gone: self._gone(gone, clean=False))
        self._presence = Presence(session, self._token, self._legs, means, self.withdrawn)
        self._bills = Bills(self._legs, means)
        self._console_token = ""
        self._run: Run | None = None
        self._back_by: float | None = None
        self._crossing_until = means.now()
        self._state_said_at = means.now()
        self._attach_agent(leg)

    async def take(self, parcel: ToSession) -> Close | None:
        """Whatever the bus brings for this session; the answer says why a leg is to be closed."""
        match parcel:
            case Enter():
                return await self._enter(parcel)
            case Back():
                return self._agent_back(parcel)
            case Said():
                return await self._hear(parcel.leg, parcel.message)
            case Vouched():
                return self._vouched(parcel)
            case Gone():
                self._gone(parcel.leg, clean=parcel.clean)
            case Broke():
                self._broke(parcel.leg)
        return None

    async def _hear(self, leg: str, message: Message) -> Close | None:
        match message:
            case Present():
                await self._presence.present(leg, message, self.answers)
            case Forget():
                if await self._presence.forget(leg, message):
                    self._forgotten(message.key)
            case Agreed():
                await self._bills.agreed(self._run, leg, message)
            case _:
                return self._said(leg, message)
        return None

    def answers(self) -> bool:
        """Whether a technician who joins now finds an agent."""
        return self.state is State.WAITING and self._legs.agent is not None

    @property
    def key(self) -> str:
        """The PC's key by which a technician sees it or has come in; empty for none."""
        return self._run.key if self._run is not None and self._run.key else self._presence.key

    def sweep(self, now: float) -> None:
        """End what has waited for too long; say again where the others stand."""
        if self._back_by is not None and now >= self._back_by:
            self._happen(Event.NOT_BACK)
        elif self.state is State.WAITING and now >= self._presence.unused_by + EXPIRY_GRACE_SECONDS:
            self._happen(Event.UNUSED)
        elif self._run is not None and now >= self._state_said_at + STATE_AGAIN_SECONDS:
            self._state_said_at = now
            self._legs.say_state_again(self._run, self.state)
        if self._run is not None:
            self._bills.sweep(self._run, self.state)

    async def stop(self, seconds: float) -> None:
        """The broker stops: end in due form, and give the legs so many seconds to hear of it."""
        if self.state is not State.ENDED:
            self._happen(Event.STOPPING)
        await self._legs.delivered(seconds)

    async def _enter(self, enter: Enter) -> Close | None:
        if enter.resume:
            return self._console_back(enter)
        if not self.answers():
            return Close.NO_ANSWER
        means, key = self._means, self._presence.key
        visit = await visit_of(enter, self.session, self._pc, key, means.quick)
        if visit is None:
            self.withdrawn(key)
        if visit is None or not self.answers() or visit.key not in ("", self._presence.key):
            return Close.NO_ANSWER
        self._run = run = Run(visit, means.ledger, now=means.now, utcnow=means.utcnow)
        self._legs.attach_console(enter.leg)
        self._console_token = ids.new_token(self.session, means.random)
        self._happen(Event.JOIN)
        try:
            await run.row.entry()
        except LedgerFault:
            if run.open:
                self._happen(Event.FAULT)
            return Close.BROKER_FAULT
        if run.open:
            await self._bills.begin(run)
        if run.open:
            self._pair(run, resumed=False)
        return None

    def _pair(self, run: Run, *, resumed: bool) -> None:
        to_console = run.for_console(self._means.broker, self._console_token, resumed=resumed)
        roster = "" if resumed else run.visit.roster
        self._legs.pair(run, to_console, run.for_agent(resumed=resumed), roster)

    def _console_back(self, enter: Enter) -> Close | None:
        run = self._run
        if run is None or not ids.same(enter.resume, self._console_token):
            return Close.NO_ANSWER
        if enter.technician_id != run.visit.opening.technician_id:
            return Close.NO_ANSWER
        if self._legs.console is not None:
            self._legs.console.put(Shut(Close.REPLACED))
            self._gone(self._legs.console.leg, clean=False)
        if not run.open:
            return Close.NO_ANSWER
        self._legs.attach_console(enter.leg)
        self._together_again(run)
        return None

    def _agent_back(self, back: Back) -> Close | None:
        if not ids.same(back.resume, self._token):
            return Close.NO_ANSWER
        if self._legs.agent is not None:
            self._legs.agent.put(Shut(Close.REPLACED))
            self._gone(self._legs.agent.leg, clean=False)
        if self.state is State.ENDED:
            return Close.NO_ANSWER
        self._attach_agent(back.leg)
        if self.state is State.WAITING:
            self._back_by = None
        elif self._run is not None:
            self._together_again(self._run)
        return None

    def _attach_agent(self, leg: str) -> None:
        told = Registered(self.session, self._means.broker, self._token, self._presence.seconds())
        self._legs.attach_agent(leg, told)

    def _together_again(self, run: Run) -> None:
        """A leg came back: go on where both are there, else say that one is still missing."""
        if self._legs.agent is not None and self._legs.console is not None:
            self._pair(run, resumed=True)
        else:
            self._legs.say_state(run, self.state)

    def _said(self, leg: str, message: Message) -> Close | None:
        if self._legs.is_agent(leg):
            event = self._crossed(words.of_agent(message))
        elif self._legs.is_console(leg):
            event = words.of_console(message)
        else:
            return None  # a leg that was replaced, or of a run that is over: it is being closed
        try:
            if event is not None:
                self._happen(event)
                return None
        except UnknownStep:
            pass
        self._broke(leg)
        return Close.BAD_MESSAGE

    def withdrawn(self, key: str) -> None:
        """Quick access by this key has ended: nobody sees the PC, and who came in by it is out."""
        if key and key == self._presence.key:
            self._presence.vanish()
        if key and self._run is not None and self._run.key == key:
            self._happen(Event.WITHDRAWN)

    def _forgotten(self, key: str) -> None:
        """The customer has withdrawn: what runs goes on as they like, whatever the office does."""
        if self._run is not None and self._run.key == key:
            self._run.key = ""

    def _vouched(self, vouched: Vouched) -> Close | None:
        run = self._run
        if run is None or run.visit.key or self.state not in _ALLOWED or not run.console_told:
            return Close.NO_ANSWER
        if run.row.number() != vouched.entry:
            return Close.NO_ANSWER
        run.enrol = vouched.ticket
        return None

    def _crossed(self, event: Event | None) -> Event | None:
        """The agent's event, or `CROSSED` where it is about what had just ended or been cut."""
        if self.state is State.WAITING and event in words.CROSSING_IN_WAITING:
            return Event.CROSSED if self._means.now() < self._crossing_until else event
        if self.state is State.RECONNECTING and event in words.CROSSING_IN_RECONNECTING:
            return event if self._run is not None and self._run.paired else Event.CROSSED
        return event

    def _gone(self, leg: str, *, clean: bool) -> None:
        """A leg is no more; without effect where it was not one of the two."""
        if self._legs.is_agent(leg):
            self._legs.agent = None
            self._happen(Event.AGENT_STOPPED if clean else Event.AGENT_CUT)
        elif self._legs.is_console(leg):
            self._legs.console = None
            self._happen(Event.CONSOLE_LEFT if clean else Event.CONSOLE_CUT)

    def _broke(self, leg: str) -> None:
        """A leg broke the rules; whoever found it closes it, so it is not told anything here."""
        if self._legs.is_agent(leg):
            self._legs.agent = None
            self._happen(Event.AGENT_BROKE)
        elif self._legs.is_console(leg):
            self._legs.console = None
            self._happen(Event.CONSOLE_BROKE)

    def _happen(self, event: Event) -> None:
        """What follows from an event, at once; raises `UnknownStep` and changes nothing then."""
        before, to = self.state, step(self.state, event)
        if event is Event.CROSSED:
            return
        self.state = to.state
        run = self._run
        self._await_back(before)
        if to.outcome is not None:
            if run is not None:
                run.end(to.outcome)
                self._bills.end(run)
                self._run = None
                self._crossing_until = self._means.now() + CROSSING_SECONDS
            self._legs.end(run, to.outcome, event, again=to.again)
            if not to.again:
                self._presence.hide()
                self._means.ended(self.session)
        elif run is not None:
            run.move(to.state)
            if to.state is State.RECONNECTING:
                run.paired = False
            if to.state in _SAID:
                self._state_said_at = self._means.now()
                self._legs.say_state(run, to.state)

    def _await_back(self, before: State) -> None:
        """Start or stop the clock of a missing leg, which runs from the first cut."""
        missing = self.state is State.RECONNECTING or (
            self.state is State.WAITING and self._legs.agent is None
        )
        if not missing:
            self._back_by = None
        elif self._back_by is None or before is not self.state:
            self._back_by = self._means.now() + limits.RECONNECT_SECONDS
