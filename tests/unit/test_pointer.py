"""What of the cursor is sent, and when."""

from agent.frames import cursor
from agent.screen.pointer import PLACE_SECONDS, Pointer
from agent.screen.source import CursorChange, CursorImage

ARROW = CursorImage(2, 2, 1, 0, bytes((0, 0, 0, 255)) * 4)


def test_shape_and_place_go_at_once() -> None:
    sent: list[bytes] = []
    pointer = Pointer(sent.append)
    assert pointer.due_in(0.0) is None
    pointer.note(CursorChange(ARROW, (5, 6)))
    assert pointer.due_in(0.0) == 0.0
    pointer.send(0.0)
    shape, place = map(cursor.decode, sent)
    assert isinstance(shape, cursor.Shape)
    assert place == cursor.Place(5, 6)
    assert pointer.due_in(0.0) is None


def test_only_the_newest_place_and_not_too_often() -> None:
    sent: list[bytes] = []
    pointer = Pointer(sent.append)
    pointer.note(CursorChange(None, (1, 1)))
    pointer.send(1.0)
    for x in range(2, 9):
        pointer.note(CursorChange(None, (x, 1)))
        pointer.send(1.001)
    assert len(sent) == 1
    wait = pointer.due_in(1.001)
    assert wait is not None
    assert 0 < wait < PLACE_SECONDS
    pointer.send(1.0 + PLACE_SECONDS)
    assert cursor.decode(sent[-1]) == cursor.Place(8, 1)


def test_again_sends_all_that_is_known() -> None:
    sent: list[bytes] = []
    pointer = Pointer(sent.append)
    pointer.note(CursorChange(ARROW, None))
    pointer.note(CursorChange(None, (3, 4)))
    pointer.send(0.0)
    pointer.again()
    pointer.send(1.0)
    assert sent[2:] == sent[:2]
