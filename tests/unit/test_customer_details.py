"""Customers' details: each field with its own reason, and the check digits of tax numbers."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broker.records.agreements import FIELDS, Details, Reason, lacking, read_details
from broker.records.places import COUNTRIES, PATRONS, PROVINCES
from broker.records.taxes import is_tax_code, is_vat_number

RIGHT = {
    "invoice_name": "Panificio Rossi S.n.c.",
    "vat_number": "12345678903",
    "tax_code": "RSSMRA85T10A562S",
    "sdi_code": "M5UXCR1",
    "pec": "panificio.rossi@pec.example.it",
    "address": "Via Garibaldi 12/A",
    "postcode": "20121",
    "town": "Milano",
    "province": "MI",
    "country": "IT",
    "language": "it",
    "patron": "MI",
    "enrolled_on": "2026-01-05",
    "email": "info@panificio-rossi.example.it",
}


def reasons(**said: str) -> dict[str, Reason]:
    return {one.field: one.reason for one in read_details({**RIGHT, **said})[1]}


def test_right_details() -> None:
    found, wrong = read_details(RIGHT)
    assert wrong == ()
    assert found.as_json() == RIGHT
    assert set(RIGHT) == set(FIELDS)
    assert lacking(found) == ()


def test_an_empty_record_is_right_and_says_what_an_invoice_lacks() -> None:
    found, wrong = read_details({"country": "IT", "language": "it"})
    assert (found, wrong) == (Details(), ())
    needed = ("vat_number", "sdi_code", "address", "postcode", "town", "province")
    assert lacking(found) == needed
    reached = dataclasses.replace(found, tax_code="RSSMRA85T10A562S", pec="a@pec.example.it")
    assert lacking(reached) == ("address", "postcode", "town", "province")
    abroad = dataclasses.replace(found, country="FR")
    assert lacking(abroad) == ("vat_number", "address", "town")


@pytest.mark.parametrize(
    ("number", "right"),
    [
        ("12345678903", True),
        ("00743110157", True),
        ("07643520567", True),
        ("00000000000", False),
        ("12345678900", False),
        ("12345678904", False),
        ("21345678903", False),
        ("1234567890", False),
        ("123456789030", False),
        ("1234567890A", False),
        ("١٢٣٤٥٦٧٨٩٠٣", False),
        ("", False),
    ],
)
def test_the_check_digit_of_a_partita_iva(number: str, right: bool) -> None:
    assert is_vat_number(number) is right


@pytest.mark.parametrize(
    ("code", "right"),
    [
        ("RSSMRA85T10A562S", True),
        ("MRTMTT25D09F205Z", True),
        ("MRTMTT91D08F205J", True),
        ("MLLSNT82P65Z404U", True),
        ("RSSMRA85T10A562T", False),
        ("RSSMRA85T10A561S", False),
        ("RSSMRA85T10A56NH", True),
        ("RSSMRA85T10A56NS", False),
        ("RSSMRA85Z10A562S", False),
        ("RSSMRA85T10A562", False),
        ("12345678903", True),
        ("12345678904", False),
        ("", False),
    ],
)
def test_the_check_character_of_a_codice_fiscale(code: str, right: bool) -> None:
    assert is_tax_code(code) is right


@given(st.integers(1, 10**10 - 1), st.integers(0, 10), st.integers(1, 9))
def test_one_wrong_digit_is_always_found(digits: int, place: int, step: int) -> None:
    ten = f"{digits:010}"
    right = next(ten + str(last) for last in range(10) if is_vat_number(ten + str(last)))
    changed = str((int(right[place]) + step) % 10)
    assert not is_vat_number(right[:place] + changed + right[place + 1 :])


WRONG = [
    ("invoice_name", "x" * 81, Reason.TOO_LONG),
    ("invoice_name", "a\nb", Reason.NOT_TEXT),
    ("vat_number", "1234567890", Reason.VAT_FORM),
    ("vat_number", "FR12345678901", Reason.VAT_FORM),
    ("vat_number", "00000000000", Reason.VAT_FORM),
    ("vat_number", "12345678904", Reason.VAT_CHECK),
    ("tax_code", "RSSMRA85T10A562", Reason.TAX_CODE_FORM),
    ("tax_code", "RSSMRA85T10A562T", Reason.TAX_CODE_CHECK),
    ("sdi_code", "M5UXCR", Reason.SDI_FORM),
    ("sdi_code", "M5UXCR-", Reason.SDI_FORM),
    ("pec", "panificio", Reason.MAIL_FORM),
    ("pec", "a@b", Reason.MAIL_FORM),
    ("email", "a..b@example.it", Reason.MAIL_FORM),
    ("email", "a b@example.it", Reason.MAIL_FORM),
    ("email", f"{'a' * 65}@example.it", Reason.MAIL_FORM),
    ("email", "x" * 255, Reason.TOO_LONG),
    ("address", "x" * 61, Reason.TOO_LONG),
    ("town", "x" * 61, Reason.TOO_LONG),
    ("postcode", "2012", Reason.CAP_FORM),
    ("postcode", "2012A", Reason.CAP_FORM),
    ("postcode", "2" * 17, Reason.TOO_LONG),
    ("province", "XX", Reason.PROVINCE),
    ("country", "IX", Reason.COUNTRY),
    ("country", "", Reason.COUNTRY),
    ("language", "de", Reason.LANGUAGE),
    ("language", "", Reason.LANGUAGE),
    ("patron", "Milano", Reason.PATRON),
    ("enrolled_on", "2026-02-29", Reason.DAY),
    ("enrolled_on", "5/1/2026", Reason.DAY),
    ("enrolled_on", "20260105", Reason.DAY),
]


@pytest.mark.parametrize(("field", "value", "reason"), WRONG)
def test_each_field_says_what_is_wrong_with_it(field: str, value: str, reason: Reason) -> None:
    assert reasons(**{field: value})[field] is reason


def test_all_that_is_wrong_is_told_in_the_order_of_the_fields() -> None:
    _, wrong = read_details({**RIGHT, "email": "no", "vat_number": "1", "postcode": "x"})
    assert [one.field for one in wrong] == ["vat_number", "postcode", "email"]
    assert [one.value for one in wrong] == ["1", "X", "no"]


def test_what_people_type_is_tidied() -> None:
    found, wrong = read_details(
        {
            **RIGHT,
            "vat_number": " it 123 456 789 03 ",
            "tax_code": "rss mra 85t10 a562s",
            "sdi_code": "m5uxcr1",
            "province": "mi",
            "country": "it",
            "town": "  Milano ",
        }
    )
    assert wrong == ()
    assert found == Details(**RIGHT)


def test_a_customer_abroad_has_the_rules_of_no_country() -> None:
    plain = {"country": "FR", "province": "", "tax_code": "", "patron": "", "sdi_code": "XXXXXXX"}
    for number in ("FR12345678901", "CHE-123.456.789", "A" * 28):
        assert reasons(**plain, vat_number=number, postcode="SW1A 1AA") == {}
    for number in ("A" * 29, "12#4", "1é2"):
        assert reasons(**plain, vat_number=number) == {"vat_number": Reason.FOREIGN_CODE}
    assert reasons(**{**plain, "tax_code": "a!"}) == {"tax_code": Reason.FOREIGN_CODE}
    assert reasons(**{**plain, "province": "MI"}) == {"province": Reason.NOT_ABROAD}


def test_a_field_that_there_is_not_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(KeyError, match="fax"):
        read_details({"fax": "1"})


def test_every_reason_is_reached() -> None:
    abroad = {Reason.FOREIGN_CODE, Reason.NOT_ABROAD}
    assert {reason for _, _, reason in WRONG} | abroad == set(Reason)


def test_the_closed_lists_are_whole() -> None:
    assert (len(COUNTRIES), len(PROVINCES), len(PATRONS)) == (249, 107, 114)


def test_the_patrons_are_those_that_the_holidays_are_known_of() -> None:
    from holidays.countries import Italy

    assert set(Italy.subdivisions) == PATRONS
