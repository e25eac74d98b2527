"""Drafts of electronic invoices (FatturaPA 1.2, FPR12), one for each customer of a closed month.

Drafts: numbers and dates are the accounting program's. a38 builds them and judges them by its
checks, which follow the tax office's list (Elenco controlli).
"""

import io
import unicodedata
from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

import a38  # type: ignore[import-untyped]
from a38.validation import Validation  # type: ignore[import-untyped]

from broker.exports.columns import Reader
from broker.exports.issuer import Issuer
from broker.exports.separated import euros
from broker.records.agreements import Details, lacking
from broker.records.customers import Customer
from broker.records.months import BillLine, tax_of
from broker.records.places import ITALY

LINES_MOST: Final = 9999
"""NumeroLinea has four digits."""
_TEXT_MOST: Final = 1000
_ABROAD: Final = "XXXXXXX"
"""CodiceDestinatario of customers abroad."""
_SIGNS: Final = str.maketrans(
    {"€": "EUR", "–": "-", "—": "-", "‘": "'", "’": "'", "“": '"', "”": '"', "…": "...", "•": "-"}
)


class Without(StrEnum):
    """Why there is no draft for a customer."""

    LACKING = "lacking"
    """Data for the invoice are missing; they are named."""
    NOTHING = "nothing"
    """Nothing is to be paid."""
    TOO_MANY = "too_many"
    """More lines than an invoice can have."""
    REFUSED = "refused"
    """a38 refuses the draft; what it says is named."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft, as the bytes of its file."""

    customer: Customer
    number: str
    file_name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class NoDraft:
    """A customer for whom no draft was made. `fields`: what is missing or refused."""

    customer: Customer
    why: Without
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sale:
    """What one customer is invoiced for."""

    customer: Customer
    details: Details
    lines: Sequence[BillLine]
    number: str


def draft(sale: Sale, issuer: Issuer, month: str, reader: Reader) -> Draft | NoDraft:
    """The draft for one customer, or why there is none."""
    lines = [line for line in sale.lines if line.charge is not None]
    cents = sum(line.charge.cents for line in lines if line.charge)
    if cents == 0:
        return NoDraft(sale.customer, Without.NOTHING)
    missing = _missing(sale.details, lines, issuer)
    if missing:
        return NoDraft(sale.customer, Without.LACKING, missing)
    if len(lines) > LINES_MOST:
        return NoDraft(sale.customer, Without.TOO_MANY)
    made = _invoice(sale, issuer, month)
    _fill(made, lines, issuer, reader, credit=cents < 0)
    judged = Validation()
    made.validate(judged)
    if judged.errors:
        return NoDraft(sale.customer, Without.REFUSED, tuple(map(str, judged.errors)))
    name = f"{ITALY}{issuer.vat_number}_{_serial(month, sale.customer)[-5:]}.xml"
    return Draft(sale.customer, sale.number, name, _bytes(made))


def draft_number(month: str, customer: Customer) -> str:
    """What stands for the number in a draft that the accounting program will number."""
    return f"BOZZA {month}/{customer.id}"[:20]


def _missing(details: Details, lines: Iterable[BillLine], issuer: Issuer) -> tuple[str, ...]:
    free = any(line.charge and line.charge.vat_percent == 0 for line in lines)
    of_issuer = ("issuer.zero_vat_nature",) if free and not issuer.zero_vat_nature else ()
    return (*lacking(details), *of_issuer)


def _serial(month: str, customer: Customer) -> str:
    """ProgressivoInvio, and the end of the file's name: digits of the month and the customer."""
    return f"{month[2:4]}{month[5:]}{customer.id % 1_000_000:06d}"


def _invoice(sale: Sale, issuer: Issuer, month: str) -> Any:
    made = a38.FatturaPrivati12()
    header, details = made.fattura_elettronica_header, sale.details
    sending = header.dati_trasmissione
    sending.id_trasmittente = a38.IdTrasmittente(ITALY, issuer.tax_code or issuer.vat_number)
    sending.progressivo_invio = _serial(month, sale.customer)
    sending.formato_trasmissione = "FPR12"
    abroad = "" if details.country == ITALY else _ABROAD
    sending.codice_destinatario = abroad or details.sdi_code or "0000000"
    if not abroad and not details.sdi_code:
        sending.pec_destinatario = details.pec
    _seller(header.cedente_prestatore, issuer)
    _buyer(header.cessionario_committente, sale)
    body = made.fattura_elettronica_body[0]
    document = body.dati_generali.dati_generali_documento
    document.divisa = "EUR"
    document.data = _last_day(month)
    document.numero = sale.number
    document.causale = [plain(f"BOZZA - assistenza remota {month[5:]}/{month[:4]}")]
    return made


def _seller(seller: Any, issuer: Issuer) -> None:
    about = seller.dati_anagrafici
    about.id_fiscale_iva = a38.IdFiscaleIVA(ITALY, issuer.vat_number)
    about.codice_fiscale = issuer.tax_code or None
    about.anagrafica.denominazione = plain(issuer.name)
    about.regime_fiscale = issuer.regime
    seller.sede = a38.Sede(
        indirizzo=plain(issuer.address),
        cap=issuer.postcode,
        comune=plain(issuer.town),
        provincia=issuer.province,
        nazione=ITALY,
    )
    if issuer.email or issuer.phone:
        seller.contatti = a38.Contatti(telefono=issuer.phone or None, email=issuer.email or None)


def _buyer(buyer: Any, sale: Sale) -> None:
    details, about = sale.details, buyer.dati_anagrafici
    italian = details.country == ITALY
    if details.vat_number:
        about.id_fiscale_iva = a38.IdFiscaleIVA(details.country, details.vat_number)
    elif not italian:
        about.id_fiscale_iva = a38.IdFiscaleIVA(details.country, details.tax_code)
    if details.tax_code and italian:
        about.codice_fiscale = details.tax_code
    about.anagrafica.denominazione = plain(details.invoice_name or sale.customer.name)[:80]
    buyer.sede = a38.Sede(
        indirizzo=plain(details.address)[:60],
        cap=details.postcode if italian else "00000",
        comune=plain(details.town)[:60],
        provincia=details.province if italian else None,
        nazione=details.country,
    )


def _fill(
    made: Any, lines: Sequence[BillLine], issuer: Issuer, reader: Reader, *, credit: bool
) -> None:
    """Lines, sums and payment; a credit note (TD04) has its amounts turned round."""
    body = made.fattura_elettronica_body[0]
    document = body.dati_generali.dati_generali_documento
    document.tipo_documento = "TD04" if credit else "TD01"
    sign, rates = -1 if credit else 1, dict[int, int]()
    for number, line in enumerate(lines, start=1):
        if line.charge is None:
            continue
        percent, cents = line.charge.vat_percent, sign * line.charge.cents
        rates[percent] = rates.get(percent, 0) + cents
        body.dati_beni_servizi.dettaglio_linee.append(
            a38.DettaglioLinee(
                numero_linea=number,
                descrizione=plain(_described(line, reader))[:_TEXT_MOST],
                prezzo_unitario=_money(cents),
                prezzo_totale=_money(cents),
                aliquota_iva=Decimal(percent),
                natura=_nature(percent, issuer),
            )
        )
    taxes = {percent: tax_of(cents, percent) for percent, cents in rates.items()}
    body.dati_beni_servizi.dati_riepilogo = [
        _summary(percent, rates[percent], taxes[percent], issuer) for percent in sorted(rates)
    ]
    total = sum(rates.values()) + sum(taxes.values())
    document.importo_totale_documento = _money(total)
    if issuer.iban and not credit:
        _ask(body, issuer, document.data, total)


def _summary(percent: int, cents: int, tax: int, issuer: Issuer) -> Any:
    return a38.DatiRiepilogo(
        aliquota_iva=Decimal(percent),
        natura=_nature(percent, issuer),
        imponibile_importo=_money(cents),
        imposta=_money(tax),
        esigibilita_iva="I" if percent else None,
        riferimento_normativo=(plain(issuer.zero_vat_reference) or None) if not percent else None,
    )


def _ask(body: Any, issuer: Issuer, day: date, cents: int) -> None:
    """How it is paid: by bank transfer, all at once."""
    due = day + timedelta(days=issuer.payment_days)
    paying = a38.DettaglioPagamento(
        modalita_pagamento="MP05",
        data_scadenza_pagamento=due,
        importo_pagamento=_money(cents),
        iban=issuer.iban,
    )
    body.dati_pagamento.append(
        a38.DatiPagamento(condizioni_pagamento="TP02", dettaglio_pagamento=[paying])
    )


def _described(line: BillLine, reader: Reader) -> str:
    """One line of the invoice in words, and why a correction was made."""
    row, charge, texts = line.row, line.charge, reader.texts
    local = reader.local(row.began_at)
    when = f"{local:%d/%m/%Y %H:%M}" if local else ""
    minutes, seconds = divmod(row.ms // 1000, 60)
    said = [f"{texts(f'export_kind_{row.kind}')} {when}"]
    if row.ms:
        said.append(f"{minutes}:{seconds:02d} min")
    if row.count:
        said.append(texts("export_messages", count=row.count))
    if charge and charge.units:
        said.append(texts("export_pack_units", units=charge.units))
    if line.correction and charge:
        said.append(f"{texts('export_correction')}: {charge.reason}")
    return ", ".join([*said, row.technician])


def _nature(percent: int, issuer: Issuer) -> str | None:
    return None if percent else issuer.zero_vat_nature


def _money(cents: int) -> Decimal:
    return Decimal(euros(cents))


def plain(text: str) -> str:
    """A text in the signs that the format allows (Basic Latin and Latin-1 Supplement)."""
    kept = []
    for sign in text.translate(_SIGNS):
        if sign.isprintable() and ord(sign) < 256:
            kept.append(sign)
            continue
        bare = unicodedata.normalize("NFKD", sign).encode("latin-1", "ignore").decode("latin-1")
        kept.append(bare if bare.isprintable() and bare else "?")
    return "".join(kept)


def _last_day(month: str) -> date:
    year, number = int(month[:4]), int(month[5:])
    return date(year, number, monthrange(year, number)[1])


def _bytes(made: Any) -> bytes:
    out = io.BytesIO()
    made.build_etree().write(out, encoding="utf-8", xml_declaration=True)
    return out.getvalue()
