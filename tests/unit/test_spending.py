"""A budget of bytes is spent, hardly exceeded, and never spent on nothing."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from agent.frames.operations import Webp
from agent.screen.encode.stills.spending import Spending
from agent.screen.source import Box

BOX = Box(0, 0, 100, 10)


def images(per_pixel: float, asked: list[int]):
    def encode(boxes: Sequence[Box]) -> list[Webp]:
        asked.append(len(boxes))
        return [
            Webp(b.x, b.y, b.width, b.height, bytes(int(b.width * b.height * per_pixel)))
            for b in boxes
        ]

    return encode


def test_no_boxes_cost_nothing() -> None:
    assert Spending().encode([], 100, images(1, [])) == ([], 0)


def test_one_at_least() -> None:
    found, count = Spending().encode([BOX] * 3, 0, images(1, []))
    assert (len(found), count) == (1, 1)


def test_learns_the_cost() -> None:
    spending, asked = Spending(), []
    for _ in range(20):
        spending.encode([BOX] * 50, 10_000, images(1, asked))
    asked.clear()
    _, count = spending.encode([BOX] * 50, 10_000, images(1, asked))
    assert count in (10, 11)
    assert len(asked) <= 2


@given(st.lists(st.integers(1, 200), max_size=30), st.integers(-10, 50_000), st.floats(0.01, 4))
def test_spends_the_budget_and_no_box_beyond(
    widths: list[int], budget: int, per_pixel: float
) -> None:
    boxes = [Box(0, 0, width, 10) for width in widths]
    found, count = Spending().encode(boxes, budget, images(per_pixel, []))
    assert [one.width for one in found] == widths[:count]
    spent = sum(len(one.data) for one in found)
    assert count == len(boxes) or spent >= budget
    assert bool(boxes) == bool(count)
