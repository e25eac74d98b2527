"""A number drawn as black and white fields, readable after any lossy compression. Pure."""

from typing import Final

BITS: Final = 12
CELL: Final = 16
"""Side of a field in pixels."""
GUARDS: Final = 2
"""Fields before the number: a white and a black one, by which a barcode is known."""
WIDTH: Final = (GUARDS + BITS + 1) * CELL
HEIGHT: Final = CELL
MOST: Final = 1 << BITS


def fields(number: int) -> list[bool]:
    """From the left, which fields are white: guards, the bits from the highest, their parity."""
    bits = [bool(number >> place & 1) for place in reversed(range(BITS))]
    return [True, False, *bits, sum(bits) % 2 == 1]
