"""Both ends of one run, each the program's own code, driven frame by frame."""

from dataclasses import dataclass
from typing import Protocol

from agent import consent
from agent.channel import ChannelError, Limits
from agent.frames import control, cursor, picture
from agent.frames import input as input_frames
from agent.frames.kinds import BadFrame, Kind
from agent.frames.operations import Fill
from agent.handshake import Handshake, Mode
from broker.wire.words import Asks
from tests.evil.office import Office
from tests.rab1.reference import Setup, public
from tests.rab1.run import Seeded

Record = tuple[int, bytes]

FROM_AGENT: tuple[Record, ...] = (
    (Kind.CONTROL, control.encode(control.Allowed(Asks.CONTROL))),
    (Kind.CONTROL, control.encode(control.Screen(64, 64))),
    (Kind.PICTURE, picture.encode_parts(1, 0, [Fill(0, 0, 64, 64, (1, 2, 3))])[0]),
    (Kind.CURSOR, cursor.encode(cursor.Place(7, 9))),
    (Kind.PICTURE, picture.encode_parts(2, 0, [Fill(1, 1, 8, 8, (9, 9, 9))])[0]),
)
FROM_CONSOLE: tuple[Record, ...] = (
    (Kind.CONTROL, control.encode(control.Refresh())),
    (Kind.INPUT, input_frames.encode([input_frames.Text("rm")])),
    (Kind.SHOWN, picture.encode_shown(1)),
    (Kind.INPUT, input_frames.encode([input_frames.Move(3, 4), input_frames.Release()])),
    (Kind.SHOWN, picture.encode_shown(2)),
)


@dataclass(frozen=True)
class Opened:
    """What an end has of the other once it is open."""

    resume: bytes
    words: tuple[int, ...]
    peer_key: bytes
    peer_names: tuple[str, str] = ("", "")


class End(Protocol):
    """One end: `delivered` is what it opened, `sealed` what it sealed, both in order."""

    fault: str
    proved: bool
    opened: Opened | None
    delivered: list[Record]
    sealed: list[Record]

    def take(self, frame: bytes) -> list[bytes]:
        """The answers to a frame; none and a `fault` where it is not taken."""

    def seal(self) -> bytes | None:
        """The frame of its next record; None where there is none, or it is not open."""


class AgentEnd:
    """The agent, and of what stands behind its handshake what decides who is let in."""

    def __init__(self, setup: Setup, said: tuple[str, str], known: frozenset[bytes]) -> None:
        """`said`: the names that the broker told. `known`: device keys in the roster."""
        values = iter((setup.na, setup.yb))
        self._shake = Handshake(
            mode=Mode(setup.mode),
            session=setup.session,
            broker=setup.broker,
            secret=setup.secret,
            random=lambda _size: next(values),
            limits=Limits(setup.records, setup.octets, setup.sequence),
            signer=Seeded(setup.agent_seed) if setup.agent_seed else None,
        )
        self._quick, self._said, self._known = setup.mode == "quick", said, known
        self.fault = ""
        self.opened: Opened | None = None
        self.delivered: list[Record] = []
        self.sealed: list[Record] = []

    @property
    def proved(self) -> bool:
        return self._shake.proved

    def start(self) -> bytes:
        return self._shake.start()

    def take(self, frame: bytes) -> list[bytes]:
        if self.fault:
            return []
        try:
            return self._take(frame)
        except ChannelError as error:
            self.fault = error.fault.value
        except BadFrame:
            self.fault = "bad_frame"
        return []

    def _take(self, frame: bytes) -> list[bytes]:
        channel = self._shake.channel
        if channel is None:
            answers = self._shake.receive(frame)
            self._look()
            return answers
        kind, plaintext = channel.open(frame)
        _decode(kind, plaintext)
        self.delivered.append((kind, plaintext))
        return []

    def _look(self) -> None:
        channel, identity = self._shake.channel, self._shake.identity
        if channel is None or identity is None:
            return
        names = (identity.technician, identity.organisation)
        if not consent.same_names(names, self._said):
            self.fault = "names_differ"
        elif self._quick and identity.device_key not in self._known:
            self.fault = "roster"
        else:
            words = tuple(self._shake.words)
            self.opened = Opened(channel.take_resume(), words, identity.device_key, names)

    def seal(self) -> bytes | None:
        channel, place = self._shake.channel, len(self.sealed)
        if self.fault or channel is None or self.opened is None or place == len(FROM_AGENT):
            return None
        kind, plaintext = FROM_AGENT[place]
        self.sealed.append((kind, plaintext))
        return channel.seal(kind, plaintext)


def _decode(kind: int, plaintext: bytes) -> None:
    if kind == Kind.INPUT:
        input_frames.decode(plaintext)
    elif kind == Kind.SHOWN:
        picture.decode_shown(plaintext)
    else:
        control.decode(plaintext)


class ConsoleEnd:
    """The console, in the office's process."""

    def __init__(self, setup: Setup, office: Office) -> None:
        self._office, self._run = office, office.begin(setup)
        self.fault = ""
        self.proved = False
        self.opened: Opened | None = None
        self.delivered: list[Record] = []
        self.sealed: list[Record] = []

    def take(self, frame: bytes) -> list[bytes]:
        if self.fault:
            return []
        answer = self._office.order("take", self._run, frame=frame.hex())
        self.fault = answer.get("fault", "")
        if opened := answer.get("opened"):
            resume, key = bytes.fromhex(opened["resume"]), bytes.fromhex(opened["agent_key"])
            self.opened = Opened(resume, tuple(opened["words"]), key)
            self.proved = True
        if got := answer.get("got"):
            self.delivered.append((got[0], bytes.fromhex(got[1])))
        return [bytes.fromhex(one) for one in answer.get("frames", [])]

    def seal(self) -> bytes | None:
        place = len(self.sealed)
        if self.fault or self.opened is None or place == len(FROM_CONSOLE):
            return None
        kind, plaintext = FROM_CONSOLE[place]
        self.sealed.append((kind, plaintext))
        answer = self._office.order("seal", self._run, kind=kind, plaintext=plaintext.hex())
        return bytes.fromhex(answer["frames"][0])

    def forget(self) -> None:
        """The run is over."""
        self._office.order("end", self._run)


def agent_of(setup: Setup, said: tuple[str, str] | None = None) -> AgentEnd:
    """An agent whose roster holds the device of the setup."""
    names = said or (setup.technician, setup.organisation)
    return AgentEnd(setup, names, frozenset({public(setup.device_seed)}))
