"""The sealed side of a leg: what is left over from a cut, and Stop in another thread."""

import threading

import pytest

from agent import actions as do
from agent import events as ev
from agent.frames import control
from agent.frames.kinds import Kind
from agent.handshake import Mode
from agent.link import Link
from agent.outbox import Outbox
from agent.reins import Reins
from broker.wire.words import Asks
from tests.rab1.reference import Console, Setup

SETUP = Setup()


def random(count: int) -> bytes:
    return bytes(range(count))


class Ends:
    """A link, and the console at its other end."""

    def __init__(self) -> None:
        self.outbox = Outbox(lambda: None)
        self.reins = Reins()
        self.link = Link(self.outbox, self.reins, random)
        self.console = Console(SETUP)

    def offered(self, mode: Mode) -> bytes:
        password = SETUP.secret.decode()
        assert self.link.begin(do.Shake(mode, SETUP.session, SETUP.broker, password, None)) == []
        return self.sent()

    def sent(self) -> bytes:
        frame = self.outbox.take()
        assert isinstance(frame, bytes)
        return frame

    def take(self, frame: bytes) -> list[ev.Event]:
        return list(self.link.receive(frame, quiet=False))

    def prove(self, offer: bytes, *, mode: Mode = Mode.PASSWORD, secret: bytes = b"") -> None:
        self.console = Console(Setup(mode=mode, secret=secret or SETUP.secret))
        assert self.take(self.console.pake1(offer)) == [ev.Progress(True)]
        assert self.take(self.console.ta(self.sent())) == [ev.Progress(True)]
        tb, auth = self.sent(), self.sent()
        _, opened = self.take(self.console.auth(tb, auth))
        assert isinstance(opened, ev.Opened)

    def sealed(self) -> bytes:
        return self.console.c2a.seal(Kind.CONTROL, control.encode(control.Refresh()))


def cut() -> tuple[Ends, bytes]:
    """An open channel that was cut, and what its console had sealed; the resume offer is out."""
    ends = Ends()
    ends.prove(ends.offered(Mode.PASSWORD))
    left_over = ends.sealed()
    ends.link.drop()
    return ends, left_over


def test_what_is_left_over_from_the_cut_is_dropped_until_the_consoles_first_word() -> None:
    ends, left_over = cut()
    resume = ends.console.resume
    offer = ends.offered(Mode.RESUME)
    for frame in (left_over, b"\x10", b"\x14" + bytes(40), b"\xff"):
        assert ends.take(frame) == []
    ends.prove(offer, mode=Mode.RESUME, secret=resume)
    assert ends.take(ends.sealed()) == [control.Refresh()]


@pytest.mark.parametrize("frame", [b"", b"\x01", b"\x04" + bytes(64), b"\x0f"])
def test_anything_else_before_that_word_is_a_fault(frame: bytes) -> None:
    ends, _ = cut()
    ends.offered(Mode.RESUME)
    assert ends.take(frame) == [ev.Broken()]


def test_a_record_after_that_word_is_a_fault() -> None:
    ends, left_over = cut()
    resume = ends.console.resume
    console = Console(Setup(mode="resume", secret=resume))
    assert ends.take(console.pake1(ends.offered(Mode.RESUME))) == [ev.Progress(True)]
    assert ends.take(left_over) == [ev.Broken()]


def test_in_the_first_handshake_nothing_can_be_left_over() -> None:
    ends = Ends()
    ends.offered(Mode.PASSWORD)
    assert ends.take(b"\x14" + bytes(40)) == [ev.Broken()]


def test_a_record_that_comes_after_stop_means_nothing() -> None:
    """Stop drops the keys in the person's thread; the line's thread hears of it a little later."""
    ends = Ends()
    ends.prove(ends.offered(Mode.PASSWORD))
    frame = ends.sealed()
    stopping = threading.Thread(target=ends.reins.cut)
    stopping.start()
    stopping.join()
    assert ends.take(frame) == []
    ends.link.tell(control.Allowed(Asks.SEE))
    assert ends.outbox.take() is None


def test_keys_dropped_without_stop_are_a_fault() -> None:
    ends = Ends()
    ends.prove(ends.offered(Mode.PASSWORD))
    frame = ends.sealed()
    ends.reins.let_go()
    assert ends.take(frame) == [ev.Broken()]


def test_a_broken_record_is_a_fault_while_nobody_has_stopped() -> None:
    ends = Ends()
    ends.prove(ends.offered(Mode.PASSWORD))
    frame = bytearray(ends.sealed())
    frame[-1] ^= 1
    assert ends.take(bytes(frame)) == [ev.Broken()]
