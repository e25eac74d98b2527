"""How a case of tests/vectors/rab1/ is built: both reference ends play, every frame is noted."""

from dataclasses import asdict
from typing import Any

from tests.rab1.reference import Agent, Console, Setup, public

Case = dict[str, Any]

TOO_LONG = bytes(65536)
DEFAULT_LIMITS = (Setup.records, Setup.octets, Setup.sequence)


class Play:
    """One run, advanced flight by flight. The ends may be set up apart, to make one wrong."""

    def __init__(self, agent: Setup | None = None, console: Setup | None = None) -> None:
        self.agent_setup = agent or Setup()
        self.console_setup = console or self.agent_setup
        self.agent = Agent(self.agent_setup)
        self.console = Console(self.console_setup)
        self.flights: list[Case] = []
        self.records: list[Case] = []

    def note(self, sender: str, frame: bytes) -> bytes:
        self.flights.append({"from": sender, "frame": frame.hex()})
        return frame

    def offer(self) -> bytes:
        return self.note("agent", self.agent.offer())

    def pake1(self) -> bytes:
        return self.note("console", self.console.pake1(self.offer()))

    def pake2(self) -> bytes:
        return self.note("agent", self.agent.pake2(self.pake1()))

    def ta(self) -> bytes:
        return self.note("console", self.console.ta(self.pake2()))

    def tb(self) -> bytes:
        self.ta()
        return self.note("agent", self.agent.tb())

    def agent_auth(self) -> tuple[bytes, bytes]:
        return self.tb(), self.note("agent", self.agent.auth())

    def console_auth(self) -> bytes:
        return self.note("console", self.console.auth(*self.agent_auth()))

    def open(self) -> "Play":
        """The whole handshake, both ends ready for records."""
        frame = self.console_auth()
        self.agent.c2a.open(frame)
        return self

    def record(self, sender: str, kind: int, plaintext: bytes) -> bytes:
        end = self.agent.a2c if sender == "agent" else self.console.c2a
        other = self.console.a2c if sender == "agent" else self.agent.c2a
        frame = end.seal(kind, plaintext)
        other.open(frame)
        self.records.append(
            {"from": sender, "kind": kind, "plaintext": plaintext.hex(), "frame": frame.hex()}
        )
        return frame

    def case(self, name: str, role: str, end: Case | None = None, **more: Any) -> Case:
        """The run so far; `end` is what must fail."""
        own = self.agent_setup if role == "agent" else self.console_setup
        return {
            "name": name,
            "role": role,
            "setup": described(own),
            "flights": self.flights,
            "records": self.records,
            **({"end": end} if end else {}),
            **more,
        }


def described(setup: Setup) -> Case:
    """A setup as JSON, bytes in hex. A console in mode `quick` expects its agent's own key."""
    values = asdict(setup)
    if setup.mode == "quick" and not setup.expects:
        values["expects"] = public(setup.agent_seed)
    limits = {name: values.pop(name) for name in ("records", "octets", "sequence")}
    del values["device_key"], values["agent_key"]
    coded = {
        key: value.hex() if isinstance(value, bytes) else value for key, value in values.items()
    }
    return {**coded, **({"limits": limits} if tuple(limits.values()) != DEFAULT_LIMITS else {})}


def refuse(frame: bytes, fault: str) -> Case:
    """The end of a must-reject case: this frame, and so many zeros behind it, must fail so."""
    if frame.endswith(TOO_LONG):
        return {"frame": frame[: -len(TOO_LONG)].hex(), "zeros": len(TOO_LONG), "fault": fault}
    return {"frame": frame.hex(), "fault": fault}


def flipped(data: bytes, at: int, bit: int = 1) -> bytes:
    """The same with one bit the other way round."""
    at %= len(data)
    return data[:at] + bytes([data[at] ^ bit]) + data[at + 1 :]
