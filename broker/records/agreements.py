"""What a customer's record holds beside the name: invoice data, language, patron, dates. Pure."""

import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from enum import StrEnum
from typing import Final

from broker.records.places import COUNTRIES, ITALY, PATRONS, PROVINCES, SARDINIAN
from broker.records.taxes import is_tax_code, is_tax_code_form, is_vat_form, is_vat_number

LANGUAGES: Final = ("it", "en")
TEXT_MOST: Final = 80
"""Characters of a name or an address: the bounds of FatturaPA's Denominazione (80) and Indirizzo
(60) are the tightest that a record goes to."""
STREET_MOST: Final = 60
CODE_MOST: Final = 28
"""Characters of a tax number from abroad (FatturaPA, IdCodice)."""
MAIL_MOST: Final = 254
"""RFC 5321, 4.5.3.1.3, without the angle brackets."""
POSTCODE_MOST: Final = 16
_MAIL: Final = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+"
    r"[A-Za-z](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])"
)
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


class Reason(StrEnum):
    """Why a field of a customer's details will not do."""

    TOO_LONG = "too_long"
    NOT_TEXT = "not_text"
    """It holds control characters, such as a line break."""
    VAT_FORM = "vat_form"
    VAT_CHECK = "vat_check"
    TAX_CODE_FORM = "tax_code_form"
    TAX_CODE_CHECK = "tax_code_check"
    FOREIGN_CODE = "foreign_code"
    SDI_FORM = "sdi_form"
    MAIL_FORM = "mail_form"
    CAP_FORM = "cap_form"
    PROVINCE = "province"
    NOT_ABROAD = "not_abroad"
    """An Italian province where the country is another."""
    COUNTRY = "country"
    LANGUAGE = "language"
    PATRON = "patron"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Wrong:
    """One field that will not do, why, and what was said."""

    field: str
    reason: Reason
    value: str


@dataclass(frozen=True, slots=True)
class Details:
    """A customer's details; everything but country and language may be empty, and come later."""

    invoice_name: str = ""
    """As the invoice says it; empty where it is the record's name."""
    vat_number: str = ""
    """Partita IVA without `IT`; of another country: as that country writes it."""
    tax_code: str = ""
    sdi_code: str = ""
    """Codice destinatario of the electronic invoice: seven characters."""
    pec: str = ""
    """Certified mail address, for invoices where there is no `sdi_code`."""
    address: str = ""
    postcode: str = ""
    """CAP, in Italy five digits."""
    town: str = ""
    province: str = ""
    country: str = ITALY
    language: str = "it"
    """Of what the customer reads: windows, receipts, explanations of prices."""
    patron: str = ""
    """Whose patron saint's day is a holiday, of `PATRONS`; empty for none."""
    enrolled_on: str = ""
    """Day of the enrolment, `YYYY-MM-DD`."""
    email: str = ""

    def as_json(self) -> dict[str, str]:
        """Every field by its name."""
        return asdict(self)


FIELDS: Final = tuple(field.name for field in fields(Details))
_LENGTHS: Final[Mapping[str, int]] = {
    "invoice_name": TEXT_MOST,
    "address": STREET_MOST,
    "town": STREET_MOST,
    "postcode": POSTCODE_MOST,
    "pec": MAIL_MOST,
    "email": MAIL_MOST,
}
_SPACELESS: Final = ("vat_number", "tax_code", "sdi_code", "postcode", "province", "country")
_INVOICE: Final = ("address", "postcode", "town", "province")
"""What an Italian invoice cannot do without, beside the tax numbers."""


def read_details(said: Mapping[str, str]) -> tuple[Details, tuple[Wrong, ...]]:
    """The details that were said, tidied, and every field that is wrong, in the fields' order.

    Fields left out are empty. KeyError for a field that there is not.
    """
    unknown = set(said) - set(FIELDS)
    if unknown:
        raise KeyError(min(unknown))
    found = _tidied(said)
    checked = ((name, _reason(name, found)) for name in FIELDS)
    wrong = [Wrong(name, reason, getattr(found, name)) for name, reason in checked if reason]
    return found, tuple(wrong)


def lacking(details: Details) -> tuple[str, ...]:
    """Fields that are still empty and that an electronic invoice needs, in the fields' order.

    An Italian customer is reached by `sdi_code` or `pec`; without either the invoice only lies in
    the tax office's portal, so `sdi_code` is named. Somebody abroad needs a number and an address.
    """
    wanted = set(_INVOICE) if details.country == ITALY else {"address", "town"}
    if not (details.vat_number or details.tax_code):
        wanted.add("vat_number")
    if details.country == ITALY and not (details.sdi_code or details.pec):
        wanted.add("sdi_code")
    return tuple(name for name in FIELDS if name in wanted and not getattr(details, name))


def _tidied(said: Mapping[str, str]) -> Details:
    """Without spaces around; codes without any, in capitals, a Partita IVA without its `IT`."""
    values = {name: value.strip() for name, value in said.items()}
    for name in _SPACELESS:
        if name in values:
            values[name] = "".join(values[name].split(" ")).upper()
    found = Details(**values)
    if found.country == ITALY and found.vat_number.startswith(ITALY):
        found = replace(found, vat_number=found.vat_number.removeprefix(ITALY))
    return found


def _reason(name: str, details: Details) -> Reason | None:
    value: str = getattr(details, name)
    if not value.isprintable():
        return Reason.NOT_TEXT
    if len(value) > _LENGTHS.get(name, TEXT_MOST):
        return Reason.TOO_LONG
    check = _CHECKS.get(name)
    if check is None or (value == "" and name not in ("country", "language")):
        return None
    return check(value, details.country == ITALY)


def _vat_number(value: str, italian: bool) -> Reason | None:
    if not italian:
        return _foreign(value)
    if not is_vat_form(value):
        return Reason.VAT_FORM
    return None if is_vat_number(value) else Reason.VAT_CHECK


def _tax_code(value: str, italian: bool) -> Reason | None:
    if not italian:
        return _foreign(value)
    if not is_tax_code_form(value):
        return Reason.TAX_CODE_FORM
    return None if is_tax_code(value) else Reason.TAX_CODE_CHECK


def _foreign(value: str) -> Reason | None:
    """Other countries' numbers have other rules: only what an invoice can carry is asked for."""
    plain = re.sub(r"[-./+*&]", "", value)
    right = len(value) <= CODE_MOST and plain.isascii() and plain.isalnum()
    return None if right else Reason.FOREIGN_CODE


def _sdi_code(value: str, _italian: bool) -> Reason | None:
    return None if re.fullmatch(r"[A-Z0-9]{7}", value) else Reason.SDI_FORM


def _mail(value: str, _italian: bool) -> Reason | None:
    local = value.partition("@")[0]
    dots = local.startswith(".") or local.endswith(".") or ".." in local
    return None if _MAIL.fullmatch(value) and not dots else Reason.MAIL_FORM


def _postcode(value: str, italian: bool) -> Reason | None:
    return None if not italian or re.fullmatch(r"[0-9]{5}", value) else Reason.CAP_FORM


def _province(value: str, italian: bool) -> Reason | None:
    if not italian:
        return Reason.NOT_ABROAD
    return None if value in PROVINCES | SARDINIAN else Reason.PROVINCE


def _country(value: str, _italian: bool) -> Reason | None:
    return None if value in COUNTRIES else Reason.COUNTRY


def _language(value: str, _italian: bool) -> Reason | None:
    return None if value in LANGUAGES else Reason.LANGUAGE


def _patron(value: str, _italian: bool) -> Reason | None:
    return None if value in PATRONS else Reason.PATRON


def _day(value: str, _italian: bool) -> Reason | None:
    if _DAY.fullmatch(value) is None:
        return Reason.DAY
    try:
        date.fromisoformat(value)
    except ValueError:
        return Reason.DAY
    return None


_CHECKS: Final[Mapping[str, Callable[[str, bool], Reason | None]]] = {
    "vat_number": _vat_number,
    "tax_code": _tax_code,
    "sdi_code": _sdi_code,
    "pec": _mail,
    "postcode": _postcode,
    "province": _province,
    "country": _country,
    "language": _language,
    "patron": _patron,
    "enrolled_on": _day,
    "email": _mail,
}
