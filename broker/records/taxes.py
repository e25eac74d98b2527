"""Italian tax numbers: their forms, and the character in each that gives a mistake away. Pure."""

import re
from typing import Final

_VAT: Final = re.compile(r"[0-9]{11}", re.ASCII)
_PERSON: Final = re.compile(
    r"[A-Z]{6}[0-9LMNPQRSTUV]{2}[ABCDEHLMPRST][0-9LMNPQRSTUV]{2}[A-Z][0-9LMNPQRSTUV]{3}[A-Z]",
    re.ASCII,
)
"""A person's code; letters stand in the place of digits where two people would share one."""
_LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ODD: Final = "BAKPLCQDREVOSFTGUHMINJWZYX"
"""Letters in the order of what they count at an odd place; a digit counts as the letter of its
number (0 as A)."""


def is_vat_form(text: str) -> bool:
    """Whether a text has the form of a Partita IVA: eleven digits, not all of them 0."""
    return _VAT.fullmatch(text) is not None and text.strip("0") != ""


def is_vat_number(text: str) -> bool:
    """Whether a text is a Partita IVA with the right check digit (D.M. 23.12.1976, Luhn's sum)."""
    if not is_vat_form(text):
        return False
    digits = [int(digit) for digit in text]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[1::2]]
    return (sum(digits[0::2]) + sum(doubled)) % 10 == 0


def is_tax_code_form(text: str) -> bool:
    """Whether a text has the form of a codice fiscale: a person's 16 characters, or 11 digits."""
    return _PERSON.fullmatch(text) is not None or is_vat_form(text)


def is_tax_code(text: str) -> bool:
    """Whether a text is a codice fiscale with the right check character (D.M. 23.12.1976)."""
    if _PERSON.fullmatch(text) is None:
        return is_vat_number(text)
    odd = sum(_ODD.index(_LETTERS[_place(sign)]) for sign in text[0:15:2])
    even = sum(_place(sign) for sign in text[1:15:2])
    return _LETTERS[(odd + even) % 26] == text[15]


def _place(sign: str) -> int:
    return int(sign) if sign.isdigit() else _LETTERS.index(sign)
