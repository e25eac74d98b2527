"""Drafts of electronic invoices, judged by the library that others judge theirs with."""

import xml.etree.ElementTree as ET
from dataclasses import replace
from typing import Any

import a38
import pytest
from a38.validation import Validation

from broker.exports.invoices import LINES_MOST, Draft, NoDraft, Sale, Without, draft, plain
from broker.exports.issuer import Issuer, IssuerFault, read_issuer
from broker.records.agreements import Details
from broker.records.months import BillLine, tax_of
from tests.fakes.month import ROSSI, charge, line, reader

ISSUER = """
name = "Assistenza Blu S.r.l."
vat_number = "01234567897"
regime = "RF01"
address = "Via Roma 1"
postcode = "40121"
town = "Bologna"
province = "BO"
iban = "IT60X0542811101000000123456"
"""
DETAILS = Details(
    vat_number="12345678903",
    sdi_code="ABC1234",
    address="Via Verdi 2",
    postcode="40100",
    town="Bologna",
    province="BO",
)


def made(*lines: BillLine, details: Details = DETAILS, issuer: str = ISSUER) -> Draft | NoDraft:
    sale = Sale(ROSSI, details, lines, "1")
    return draft(sale, read_issuer(issuer), "2026-03", reader())


def read(one: Draft | NoDraft) -> Any:
    """The invoice as another program reads it, found to be right."""
    assert isinstance(one, Draft), one
    found = a38.auto_from_etree(ET.fromstring(one.content))
    judged = Validation()
    found.validate(judged)
    assert judged.errors == []
    return found


def test_a_draft_says_what_was_done_and_what_it_costs() -> None:
    found = read(made(line(1500), line(500, minutes=10)))
    body = found.fattura_elettronica_body[0]
    lines = body.dati_beni_servizi.dettaglio_linee
    assert [str(one.prezzo_totale) for one in lines] == ["15.00", "5.00"]
    assert lines[0].descrizione == "Assistenza remota 02/03/2026 10:00, 30:00 min, Anna Rossi"
    sums = body.dati_beni_servizi.dati_riepilogo[0]
    assert (str(sums.imponibile_importo), str(sums.imposta)) == ("20.00", "4.40")
    document = body.dati_generali.dati_generali_documento
    assert (document.tipo_documento, str(document.importo_totale_documento)) == ("TD01", "24.40")
    assert str(document.data) == "2026-03-31"
    paying = body.dati_pagamento[0].dettaglio_pagamento[0]
    assert (str(paying.importo_pagamento), str(paying.data_scadenza_pagamento)) == (
        "24.40",
        "2026-04-30",
    )


def test_each_rate_has_its_sum() -> None:
    free = BillLine(line().row, charge(1000, vat_percent=0), False)
    issuer = ISSUER + 'zero_vat_nature = "N2.2"\nzero_vat_reference = "Art. 7-ter DPR 633/72"\n'
    body = read(made(line(1001), free, issuer=issuer)).fattura_elettronica_body[0]
    sums = body.dati_beni_servizi.dati_riepilogo
    assert [(str(one.aliquota_iva), str(one.imposta)) for one in sums] == [
        ("0.00", "0.00"),
        ("22.00", "2.20"),
    ]


def test_a_rate_of_nothing_needs_its_nature() -> None:
    free = BillLine(line().row, charge(1000, vat_percent=0), False)
    assert made(free) == NoDraft(ROSSI, Without.LACKING, ("issuer.zero_vat_nature",))


def test_what_is_missing_is_named() -> None:
    found = made(line(), details=replace(DETAILS, address="", sdi_code=""))
    assert found == NoDraft(ROSSI, Without.LACKING, ("sdi_code", "address"))


def test_a_certified_address_will_do() -> None:
    details = replace(DETAILS, sdi_code="", pec="rossi@pec.example.it")
    sending = read(made(line(), details=details)).fattura_elettronica_header.dati_trasmissione
    assert sending.codice_destinatario == "0000000"
    assert sending.pec_destinatario == "rossi@pec.example.it"


def test_somebody_abroad() -> None:
    details = Details(
        vat_number="DE123456788",
        address="Hauptstraße 1",
        town="Köln",
        postcode="50667",
        country="DE",
    )
    header = read(made(line(), details=details)).fattura_elettronica_header
    assert header.dati_trasmissione.codice_destinatario == "XXXXXXX"
    assert header.cessionario_committente.sede.nazione == "DE"


def test_nothing_to_pay() -> None:
    assert made(line(0), line(None)) == NoDraft(ROSSI, Without.NOTHING)


def test_more_was_taken_back_than_done() -> None:
    back = BillLine(line().row, charge(-3000, reason="Cliente sbagliato"), True)
    body = read(made(line(1000), back)).fattura_elettronica_body[0]
    document = body.dati_generali.dati_generali_documento
    assert (document.tipo_documento, str(document.importo_totale_documento)) == ("TD04", "24.40")
    assert "Cliente sbagliato" in body.dati_beni_servizi.dettaglio_linee[1].descrizione
    assert body.dati_pagamento == []


def test_more_lines_than_an_invoice_can_have() -> None:
    lines = [line(1)] * (LINES_MOST + 1)
    assert made(*lines) == NoDraft(ROSSI, Without.TOO_MANY)


def test_signs_that_the_format_does_not_have() -> None:
    assert plain("«Caffè» – 10 € “sì” … ł 漢 😀\n") == '«Caffè» - 10 EUR "sì" ... ? ? ??'
    odd = replace(line().row, technician="Łukasz 漢 <b>&")
    read(made(BillLine(odd, charge(100), False)))


@pytest.mark.parametrize(("cents", "tax"), [(100, 22), (2, 0), (3, 1), (-3, -1), (-100, -22)])
def test_tax_is_rounded_half_away_from_zero(cents: int, tax: int) -> None:
    assert tax_of(cents, 22) == tax


@pytest.mark.parametrize(
    ("changed", "field", "reason"),
    [
        ('name = ""', "name", "issuer_wrong"),
        ("vat_number = '01234567890'", "vat_number", "issuer_wrong"),
        ("regime = 'RF99'", "regime", "issuer_wrong"),
        ("postcode = 40121", "postcode", "issuer_wrong"),
        ("province = 'XX'", "province", "issuer_wrong"),
        ("payment_days = -1", "payment_days", "issuer_wrong"),
        ("colour = 'blue'", "colour", "issuer_unknown_field"),
        ("town", "", "issuer_not_toml"),
    ],
)
def test_an_issuer_that_will_not_do(changed: str, field: str, reason: str) -> None:
    name = changed.partition(" ")[0]
    kept = [one for one in ISSUER.splitlines() if not one.startswith(f"{name} ")]
    with pytest.raises(IssuerFault) as fault:
        read_issuer("\n".join([*kept, changed]))
    assert (fault.value.field, fault.value.reason) == (field, reason)


@pytest.mark.parametrize("field", ["name", "vat_number", "regime", "address", "town"])
def test_an_issuer_that_lacks_something(field: str) -> None:
    kept = [one for one in ISSUER.splitlines() if not one.startswith(field)]
    with pytest.raises(IssuerFault) as fault:
        read_issuer("\n".join(kept))
    assert (fault.value.field, fault.value.reason) == (field, "issuer_missing")


def test_an_issuer_is_what_the_file_says() -> None:
    assert isinstance(read_issuer(ISSUER), Issuer)
    assert read_issuer(ISSUER).payment_days == 30
