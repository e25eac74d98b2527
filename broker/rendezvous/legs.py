"""The two legs of one session, and what they are told."""

from collections.abc import Callable
from functools import partial

from broker.bus import Bus
from broker.parcels import Shut, Tell
from broker.rendezvous import words
from broker.rendezvous.post import Post
from broker.rendezvous.run import Run
from broker.session import Event
from broker.wire.messages import (
    Ended,
    JoinedAgent,
    JoinedConsole,
    Message,
    Registered,
    RosterCame,
    SessionState,
)
from broker.wire.words import Close, Outcome, State


class Legs:
    """The agent's and the console's leg of a session, as far as they are there."""

    def __init__(self, bus: Bus, lost: Callable[[str], None]) -> None:
        """`lost` is told the subject of a leg to which nobody answers any more."""
        self.agent: Post | None = None
        self.console: Post | None = None
        self._bus = bus
        self._lost = lost
        self._posts: set[Post] = set()

    def is_agent(self, leg: str) -> bool:
        """Whether this is the agent's leg now."""
        return self.agent is not None and self.agent.leg == leg

    def is_console(self, leg: str) -> bool:
        """Whether this is the console's leg now."""
        return self.console is not None and self.console.leg == leg

    def attach_agent(self, leg: str, registered: Registered) -> None:
        """This is the agent's leg from now on; it is told its ID."""
        self.agent = self._post(leg)
        self.agent.put(Tell(registered, peer=""))

    def attach_console(self, leg: str) -> None:
        """This is the console's leg from now on."""
        self.console = self._post(leg)

    def pair(
        self, run: Run, to_console: JoinedConsole, to_agent: JoinedAgent, roster: str = ""
    ) -> None:
        """Tell both that they are together, the console first: the agent then speaks first.

        The agent is told the `roster` before, where there is one; both are told what it will cost.
        """
        agent, console = self.agent, self.console
        if agent is None or console is None:
            return
        run.console_told = run.paired = True
        cost = None if to_agent.resumed or run.cost is None else Tell(run.cost)

        def tell_agent() -> None:
            if run.open and self.agent is agent and self.console is console:
                run.agent_told = True
                if roster:
                    agent.put(Tell(RosterCame(roster)))
                if cost is not None:
                    agent.put(cost)
                agent.put(Tell(to_agent, peer=console.leg))

        if cost is not None:
            console.put(cost)
        console.put(Tell(to_console, peer=agent.leg), then=tell_agent)

    def tell_agent(self, message: Message) -> None:
        """Tell the agent this, where it is there."""
        if self.agent is not None:
            self.agent.put(Tell(message))

    def say_state(self, run: Run, state: State) -> None:
        """Tell both where the session stands; cut from each other, they have no peer."""
        peer = "" if state is State.RECONNECTING and not run.paired else None
        for post in (self.agent, self.console):
            if post is not None:
                post.put(Tell(SessionState(state, run.billable_ms()), peer=peer))

    def say_state_again(self, run: Run, state: State) -> None:
        """The same to those who know of this run: so they see that their line is alive.

        Not while both come back: to them `reconnecting` would be another cut.
        """
        if state is State.RECONNECTING and run.paired:
            return
        told = ((self.agent, run.agent_told), (self.console, run.console_told))
        for post, knows in told:
            if post is not None and knows:
                post.put(Tell(SessionState(state, run.billable_ms())))

    def end(self, run: Run | None, outcome: Outcome, event: Event, *, again: bool) -> None:
        """Tell both that it is over, once it is in the ledger; close what does not go on."""
        close = words.CLOSES.get(event, Close.SESSION_ENDED)
        if run is not None and self.console is not None:
            if run.console_told:
                self._say_ended(self.console, run, outcome, again=False)
            elif close is Close.SESSION_ENDED:
                close = Close.NO_ANSWER
            self.console.put(Shut(close))
        self.console = None
        if self.agent is None:
            return
        if (not again and event not in words.CLOSES) or (run is not None and run.agent_told):
            self._say_ended(self.agent, run, outcome, again=again)
        if not again:
            self.agent.put(Shut(words.CLOSES.get(event, Close.SESSION_ENDED)))
            self.agent = None

    async def delivered(self, seconds: float) -> None:
        """Wait until both were told all there was to tell, at most so many seconds each."""
        for post in tuple(self._posts):
            await post.delivered(seconds)
            post.stop()

    def _say_ended(self, post: Post, run: Run | None, outcome: Outcome, *, again: bool) -> None:
        billed = 0 if run is None else run.billable_ms()
        agent = post is self.agent
        first = None if run is None else partial(run.last_word, agent=agent)
        enrol = "" if run is None or not agent or again else run.enrol
        post.put(Tell(Ended(outcome, billed, again, enrol), peer=""), first=first)

    def _post(self, leg: str) -> Post:
        self._posts = {post for post in self._posts if post.busy}
        post = Post(self._bus, leg, self._lost)
        self._posts.add(post)
        return post
