"""What waits to be sent: what was said goes first, and records are sealed in the order of going."""

import threading

import hypothesis.strategies as st
import pytest
from hypothesis import given

from agent.channel import ChannelError, Fault
from agent.frames import control, cursor, picture
from agent.frames.kinds import PLAINTEXT_MAX, SEAL_OVERHEAD, Kind
from agent.frames.operations import Fill
from agent.outbox import WAITING_MAX, Outbox

SHAPE = cursor.encode(cursor.HIDDEN)
SCREEN = control.encode(control.Screen(640, 480))
PAUSED = control.encode(control.Paused())
(PICTURE,) = picture.encode_parts(1, 0, [Fill(0, 0, 5, 5, (1, 2, 3))])


def place(number: int) -> bytes:
    return cursor.encode(cursor.Place(number, 0))


class Sealing:
    """Numbers records; what it seals can be read."""

    def __init__(self) -> None:
        self.count = 0
        self.dropped = False

    def seal(self, kind: int, plaintext: bytes) -> bytes:
        if self.dropped:
            raise ChannelError(Fault.DROPPED)
        self.count += 1
        return bytes([kind]) + self.count.to_bytes(SEAL_OVERHEAD - 1, "big") + plaintext


def opened() -> tuple[Outbox, Sealing]:
    outbox, sealing = Outbox(lambda: None), Sealing()
    outbox.open(sealing)
    return outbox, sealing


def taken(outbox: Outbox) -> list[str | bytes]:
    """All that is sent; records as their plaintext, in the order of their numbers."""
    out: list[str | bytes] = []
    last = 0
    while (frame := outbox.take()) is not None:
        if isinstance(frame, bytes) and frame[0] >= Kind.AUTH:
            number = int.from_bytes(frame[1:SEAL_OVERHEAD], "big")
            assert number > last
            last = number
            frame = frame[SEAL_OVERHEAD:]
        out.append(frame)
    return out


def test_what_is_said_overtakes_the_pointer_and_that_the_pictures() -> None:
    outbox, _ = opened()
    outbox.show(Kind.CONTROL, SCREEN)
    outbox.show(Kind.PICTURE, PICTURE)
    outbox.show(Kind.CURSOR, place(1))
    outbox.say("state")
    outbox.seal(Kind.CONTROL, PAUSED)
    assert taken(outbox) == ["state", PAUSED, place(1), SCREEN, PICTURE]
    assert outbox.waiting == 0


def test_a_record_already_taken_is_not_overtaken() -> None:
    outbox, _ = opened()
    parts = [bytes([number]) * 9 for number in range(3)]
    for part in parts:
        outbox.show(Kind.PICTURE, part)
    first = outbox.take()
    assert isinstance(first, bytes) and first.endswith(parts[0])
    outbox.seal(Kind.CONTROL, PAUSED)
    assert taken(outbox) == [PAUSED, *parts[1:]]


def test_of_the_pointer_only_the_newest_shape_and_place_wait() -> None:
    outbox, _ = opened()
    outbox.show(Kind.CURSOR, place(0))
    outbox.show(Kind.CURSOR, SHAPE)
    for number in range(1, 1000):
        outbox.show(Kind.CURSOR, place(number))
    assert outbox.waiting == len(place(0)) + len(SHAPE) + 2 * SEAL_OVERHEAD
    assert taken(outbox) == [place(999), SHAPE]
    assert outbox.waiting == 0


def test_the_handshake_goes_before_the_records_it_leads_to() -> None:
    outbox, sealing = Outbox(lambda: None), Sealing()
    outbox.shake(b"\x03offer")
    outbox.open(sealing)
    outbox.show(Kind.CURSOR, place(1))
    outbox.seal(Kind.CONTROL, PAUSED)
    assert taken(outbox) == [b"\x03offer", PAUSED, place(1)]


def test_while_held_only_what_was_said_goes() -> None:
    outbox, sealing = opened()
    outbox.show(Kind.PICTURE, PICTURE)
    outbox.hold()
    outbox.show(Kind.CURSOR, place(1))
    outbox.seal(Kind.CONTROL, PAUSED)
    assert taken(outbox) == [PAUSED]
    outbox.release()
    assert taken(outbox) == [place(1), PICTURE]
    outbox.hold()
    outbox.close()
    outbox.open(sealing)
    outbox.show(Kind.PICTURE, PICTURE)
    assert taken(outbox) == [PICTURE]


def test_the_end_of_a_channel_still_says_what_was_sealed() -> None:
    outbox, sealing = opened()
    outbox.show(Kind.PICTURE, PICTURE)
    outbox.show(Kind.CURSOR, place(1))
    outbox.seal(Kind.CONTROL, PAUSED)
    sealing.dropped = True
    outbox.close()
    outbox.say("end")
    outbox.show(Kind.PICTURE, PICTURE)
    outbox.seal(Kind.CONTROL, PAUSED)
    assert taken(outbox) == [PAUSED, "end"]
    assert outbox.waiting == 0


def test_stop_throws_away_sealed_and_unsealed_alike() -> None:
    outbox, _ = opened()
    outbox.say("end")
    outbox.shake(b"\x03offer")
    outbox.seal(Kind.CONTROL, PAUSED)
    outbox.show(Kind.CURSOR, place(1))
    outbox.show(Kind.PICTURE, PICTURE)
    outbox.drop_records()
    assert not outbox._pictures and not outbox._pointer
    outbox.show(Kind.PICTURE, PICTURE)
    assert outbox.waiting == 0
    assert taken(outbox) == ["end"]


def test_keys_that_are_gone_seal_nothing_even_before_the_outbox_hears_of_it() -> None:
    outbox, sealing = opened()
    outbox.show(Kind.PICTURE, PICTURE)
    outbox.show(Kind.PICTURE, PICTURE)
    sealing.dropped = True
    assert outbox.take() is None
    assert outbox.waiting == 0
    assert not outbox._pictures


def test_a_lost_line_leaves_nothing() -> None:
    outbox, _ = opened()
    outbox.say("state")
    outbox.show(Kind.PICTURE, PICTURE)
    outbox.clear()
    assert outbox.take() is None


def test_a_record_too_long_is_refused_where_it_is_made() -> None:
    outbox, _ = opened()
    outbox.show(Kind.PICTURE, bytes(PLAINTEXT_MAX))
    with pytest.raises(ValueError, match="longer"):
        outbox.show(Kind.PICTURE, bytes(PLAINTEXT_MAX + 1))


@pytest.mark.parametrize("end", ["drop_records", "close", "clear", "take"])
def test_who_shows_too_much_waits_until_there_is_room_or_an_end(end: str) -> None:
    outbox, _ = opened()
    while outbox.waiting < WAITING_MAX:
        outbox.show(Kind.PICTURE, bytes(PLAINTEXT_MAX))
    showing = threading.Thread(target=outbox.show, args=(Kind.PICTURE, bytes(9)), daemon=True)
    showing.start()
    showing.join(0.05)
    assert showing.is_alive()
    outbox.seal(Kind.CONTROL, PAUSED)
    for _ in range(2):
        getattr(outbox, end)()
    showing.join(5)
    assert not showing.is_alive()
    assert outbox.waiting <= WAITING_MAX + PLAINTEXT_MAX


DOINGS = st.sampled_from(("say", "seal", "place", "shape", "picture", "take", "hold", "release"))


@given(st.lists(DOINGS, max_size=60))
def test_any_order_of_doings(doings: list[str]) -> None:
    """Numbers rise as frames go, pictures keep their order, and the bytes add up."""
    outbox, _ = opened()
    sent: list[bytes] = []
    pictures = 0
    for number, doing in enumerate(doings):
        if doing == "say":
            outbox.say(str(number))
        elif doing == "seal":
            outbox.seal(Kind.CONTROL, PAUSED)
        elif doing in ("place", "shape"):
            outbox.show(Kind.CURSOR, place(number) if doing == "place" else SHAPE)
        elif doing == "picture":
            outbox.show(Kind.PICTURE, pictures.to_bytes(2, "big"))
            pictures += 1
        elif doing == "take":
            frame = outbox.take()
            sent += [frame] if isinstance(frame, bytes) else []
        else:
            getattr(outbox, doing)()
    outbox.release()
    while (frame := outbox.take()) is not None:
        sent += [frame] if isinstance(frame, bytes) else []
    numbers = [int.from_bytes(frame[1:SEAL_OVERHEAD], "big") for frame in sent]
    assert numbers == list(range(1, len(sent) + 1))
    shown = [frame[SEAL_OVERHEAD:] for frame in sent if frame[0] == Kind.PICTURE]
    assert shown == [number.to_bytes(2, "big") for number in range(pictures)]
    assert outbox.waiting == 0
