"""The line between the ends, with a broker in it that may do anything; and what must hold."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.evil.ends import FROM_AGENT, FROM_CONSOLE, AgentEnd, ConsoleEnd, End

AGENT, CONSOLE = "agent", "console"
OTHER = {AGENT: CONSOLE, CONSOLE: AGENT}

Carry = Callable[["Line", str, int, bytes], list[tuple[str, bytes]]]
"""What becomes of a frame: the line, who sent it, its number of that sender, the frame."""


class Wrong(AssertionError):
    """An end was led astray."""


def honestly(_line: "Line", sender: str, _number: int, frame: bytes) -> list[tuple[str, bytes]]:
    """As a broker should."""
    return [(OTHER[sender], frame)]


@dataclass
class Line:
    """One run over one line. `sent` by each end, `given` to each end, in order."""

    agent: AgentEnd
    console: ConsoleEnd
    carry: Carry = honestly
    lies: bool = False
    """Whether the ends were told things that differ before they began."""
    sent: dict[str, list[bytes]] = field(default_factory=lambda: {AGENT: [], CONSOLE: []})
    given: dict[str, list[bytes]] = field(default_factory=lambda: {AGENT: [], CONSOLE: []})
    _queue: deque[tuple[str, bytes]] = field(default_factory=deque)

    def run(self) -> str:
        """Until nothing moves any more; the verdict."""
        ends: dict[str, End] = {AGENT: self.agent, CONSOLE: self.console}
        self._send(AGENT, self.agent.start())
        moved = True
        while moved:
            while self._queue:
                to, frame = self._queue.popleft()
                self.given[to].append(frame)
                for answer in ends[to].take(frame):
                    self._send(to, answer)
            moved = False
            for sender, end in ends.items():
                frame = end.seal()
                if frame is not None:
                    moved = True
                    self._send(sender, frame)
        return self.verdict()

    def _send(self, sender: str, frame: bytes) -> None:
        number = len(self.sent[sender])
        self.sent[sender].append(frame)
        self._queue.extend(self.carry(self, sender, number, frame))

    @property
    def changed(self) -> bool:
        """Whether an end was given anything but what the other sent."""
        return self.lies or any(self.given[OTHER[one]] != self.sent[one] for one in OTHER)

    def verdict(self) -> str:
        """`honest`, `fault` or `starved`; Wrong where an end was led astray."""
        self._nothing_forged()
        self._nobody_in_between()
        faults = (self.agent.fault, self.console.fault)
        if not self.changed:
            whole = len(self.agent.delivered), len(self.console.delivered)
            if any(faults) or whole != (len(FROM_CONSOLE), len(FROM_AGENT)):
                raise Wrong(f"nothing was changed, yet it did not go through: {faults} {whole}")
            return "honest"
        if any(faults):
            return "fault"
        if self.lies or not self._only_missing():
            raise Wrong("something was changed and neither end minded")
        return "starved"

    def _only_missing(self) -> bool:
        """Whether each end was given, of what the other sent, the beginning and no more."""
        return all(
            self.given[OTHER[one]] == self.sent[one][: len(self.given[OTHER[one]])] for one in OTHER
        )

    def _nothing_forged(self) -> None:
        for name, end, other in (
            ("agent", self.agent, self.console),
            ("console", self.console, self.agent),
        ):
            if end.delivered != other.sealed[: len(end.delivered)]:
                kinds = [kind for kind, _ in end.delivered], [kind for kind, _ in other.sealed]
                raise Wrong(f"the {name} opened what was not sealed there: {kinds}")

    def _nobody_in_between(self) -> None:
        agent, console = self.agent.opened, self.console.opened
        if self.agent.proved and not self._same_flights(offered=2, answered=2):
            raise Wrong("the agent took a changed handshake for proved")
        if console is not None and not self._same_flights(offered=4, answered=2):
            raise Wrong("the console opened on a changed handshake")
        if agent is not None and not self._same_flights(offered=4, answered=3):
            raise Wrong("the agent opened on a changed handshake")
        if agent is not None and (console is None or agent.resume != console.resume):
            raise Wrong("the agent opened with somebody else")
        if agent and console and agent.words != console.words:
            raise Wrong("one channel, and other words at its ends")

    def _same_flights(self, offered: int, answered: int) -> bool:
        """Whether the first frames came as they were sent: of the agent, of the console."""
        return (
            self.given[CONSOLE][:offered] == self.sent[AGENT][:offered]
            and self.given[AGENT][:answered] == self.sent[CONSOLE][:answered]
        )
