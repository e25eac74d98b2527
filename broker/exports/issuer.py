"""Who issues the invoices: `issuer.toml`, read strictly. Pure; docs/billing.md has an example."""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any, Final

from broker.records.places import PROVINCES, SARDINIAN
from broker.records.taxes import is_tax_code, is_vat_number

_REGIME: Final = re.compile(r"RF(0[1-9]|1[0-9]|20)")
_NATURE: Final = re.compile(r"N[1-7](\.[1-9])?")
_IBAN: Final = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
_DAYS_MOST: Final = 365


class IssuerFault(ValueError):
    """An issuer's file that cannot be used: the field, and the key of the reason's sentence."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Issuer:
    """The seller as an electronic invoice names it (FatturaPA 1.2, CedentePrestatore)."""

    name: str
    vat_number: str
    regime: str
    """RegimeFiscale, `RF01` for the ordinary one."""
    address: str
    postcode: str
    town: str
    province: str
    tax_code: str = ""
    email: str = ""
    phone: str = ""
    zero_vat_nature: str = ""
    """Natura of lines without VAT, e.g. `N2.2`."""
    zero_vat_reference: str = ""
    """The rule of law that goes with it."""
    iban: str = ""
    """With it the invoice asks for a bank transfer."""
    payment_days: int = 30


def read_issuer(text: str) -> Issuer:
    """The issuer of a TOML text. Raises `IssuerFault` with the first field that is wrong."""
    try:
        said = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise IssuerFault("", "issuer_not_toml") from error
    known = {field.name for field in fields(Issuer)}
    for name in said:
        if name not in known:
            raise IssuerFault(name, "issuer_unknown_field")
    for name, (right, needed) in _CHECKS.items():
        _checked(name, said, right, needed)
    return Issuer(**said)


def _checked(
    name: str, said: Mapping[str, Any], right: Callable[[Any], bool], needed: bool
) -> None:
    if name not in said:
        if needed:
            raise IssuerFault(name, "issuer_missing")
        return
    if not right(said[name]):
        raise IssuerFault(name, "issuer_wrong")


def _text(most: int, least: int = 1) -> Callable[[Any], bool]:
    def right(value: Any) -> bool:
        return isinstance(value, str) and least <= len(value) <= most and value.isprintable()

    return right


def _form(form: re.Pattern[str]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, str) and form.fullmatch(value) is not None


def _days(value: Any) -> bool:
    return type(value) is int and 0 <= value <= _DAYS_MOST


_CHECKS: Final[Mapping[str, tuple[Callable[[Any], bool], bool]]] = {
    "name": (_text(80), True),
    "vat_number": (lambda value: isinstance(value, str) and is_vat_number(value), True),
    "regime": (_form(_REGIME), True),
    "address": (_text(60), True),
    "postcode": (_form(re.compile(r"[0-9]{5}", re.ASCII)), True),
    "town": (_text(60), True),
    "province": (lambda value: value in PROVINCES | SARDINIAN, True),
    "tax_code": (lambda value: isinstance(value, str) and is_tax_code(value), False),
    "email": (_text(256, 7), False),
    "phone": (_form(re.compile(r"[0-9+ ]{5,12}", re.ASCII)), False),
    "zero_vat_nature": (_form(_NATURE), False),
    "zero_vat_reference": (_text(100), False),
    "iban": (_form(_IBAN), False),
    "payment_days": (_days, False),
}
"""Each field's check, and whether it has to be there."""
