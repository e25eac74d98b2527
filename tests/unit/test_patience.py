"""Searches in vain become rare, and something new is looked at at once."""

import numpy as np

from agent.screen.encode.grid import Mask
from agent.screen.encode.moves.patience import PAUSE_MAX, Patience


def area(top: int, left: int, height: int = 8, width: int = 10) -> Mask:
    mask = np.zeros((34, 60), np.bool_)
    mask[top : top + height, left : left + width] = True
    return mask


def searches(frames: int, patience: Patience, mask: Mask) -> tuple[list[int], Patience]:
    """The frames in which a search in vain took place."""
    done = []
    for frame in range(frames):
        due = patience.due(mask)
        done += [frame] * due
        patience = patience.after(mask, False if due else None)
    return done, patience


def test_each_search_in_vain_makes_the_next_pause_longer_up_to_a_bound() -> None:
    done, _ = searches(100, Patience(), area(3, 3))
    pauses = np.diff(done) - 1
    assert pauses[:4].tolist() == [0, 1, 3, 7]
    assert set(pauses[4:].tolist()) == {PAUSE_MAX}


def test_another_area_is_searched_at_once() -> None:
    _, patience = searches(30, Patience(), area(3, 3))
    assert not patience.due(area(3, 3))
    assert not patience.due(area(3, 3, 9, 10))
    assert patience.due(area(3, 30))
    assert patience.due(area(3, 3, 20, 30))
    other = patience.after(area(3, 30), False)
    assert other.due(area(3, 30))


def test_a_move_resets() -> None:
    _, patience = searches(30, Patience(), area(3, 3))
    assert patience.after(area(3, 3), True) == Patience()


def test_a_letter_typed_beside_a_film_teaches_nothing() -> None:
    _, patience = searches(30, Patience(), area(3, 3))
    assert patience.after(area(20, 40, 1, 2), False) == patience
    assert patience.after(np.zeros((34, 60), np.bool_), None) == patience
