"""A receipt as a page that can be read and printed: one HTML file that needs nothing else.

The page is for people. What is signed is the text in the file beside it.
"""

from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Final

from broker.wire.receiptfile import ReceiptFile, Side
from broker.wire.receipts import Moment, Receipt, local_text, utc_text
from broker.wire.texts import Texts, load
from broker.wire.words import Verdict

FOLDER: Final = Path(__file__).parent
"""Where the page's sentences are."""

_STYLE: Final = """
body { font: 16px/1.5 system-ui, sans-serif; color: #1b1b1b; background: #fff;
  max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; margin-bottom: 0; } h2 { font-size: 1.1rem; margin: 1.6rem 0 .4rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1.2rem; margin: 1rem 0; }
dt { color: #555; } dd { margin: 0; }
table { border-collapse: collapse; } td, th { padding: .2rem 1.2rem .2rem 0; text-align: left; }
.key { font: .8rem monospace; overflow-wrap: anywhere; color: #555; }
.big { font-size: 1.3rem; font-weight: 600; } small { color: #555; }
@media print { body { margin: 0; max-width: none; font-size: 11pt; } h2 { break-after: avoid; } }
"""


def page(file: ReceiptFile, receipt: Receipt) -> str:
    """The page of a receipt, in its own language. `receipt` is what the file's text says."""
    words = load(FOLDER, receipt.language)
    title = escape(words("title" if receipt.final else "title_running", entry=receipt.entry))
    body = "\n".join(_parts(words, file, receipt, title))
    return (
        f'<!doctype html>\n<html lang="{receipt.language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n{body}\n</body>\n"
        "</html>\n"
    )


def euros(cents: int, language: str) -> str:
    """An amount, e.g. 1.234,50 € in Italian, €1,234.50 in English."""
    english = f"{cents // 100:,}.{cents % 100:02}"
    if language == "en":
        return f"€{english}"
    return english.translate(str.maketrans(",.", ".,")) + " €"


def length(words: Texts, seconds: int) -> str:
    """A length of time in words."""
    minutes, rest = divmod(seconds, 60)
    hours, below = divmod(minutes, 60)
    if hours:
        return words("hours", hours=hours, minutes=below, seconds=rest)
    return words("minutes", minutes=minutes, seconds=rest)


def _parts(words: Texts, file: ReceiptFile, receipt: Receipt, title: str) -> Iterator[str]:
    yield f"<h1>{title}</h1>"
    yield f"<p>{escape(words('lead', organisation=receipt.organisation))}</p>"
    rows = "".join(
        f"<dt>{escape(words(key))}</dt><dd>{escape(value)}</dd>"
        for key, value in _facts(words, receipt)
    )
    yield f"<dl>{rows}</dl>"
    yield from _price(words, receipt)
    yield from _intervals(words, receipt)
    yield from _signatures(words, file, receipt)
    yield f"<p><small>{escape(words('verify'))}</small></p>"


def _facts(words: Texts, receipt: Receipt) -> Iterator[tuple[str, str]]:
    yield "technician", receipt.technician
    yield "customer", receipt.customer or words("customer_unknown")
    yield "pc", receipt.pc
    if receipt.reason:
        yield "reason", receipt.reason
    yield "joined", _when(receipt.joined)
    yield "until" if receipt.final else "until_running", _when(receipt.until)
    if receipt.outcome:
        yield "outcome", words(f"outcome_{receipt.outcome}")
    yield "time", length(words, receipt.seconds)


def _price(words: Texts, receipt: Receipt) -> Iterator[str]:
    yield f"<h2>{escape(words('price'))}</h2>"
    yield f'<p class="big">{escape(amount(words, receipt))}</p>'
    if receipt.tariff:
        version = words("tariff_version", name=receipt.tariff, version=receipt.tariff_version)
        yield f"<p>{escape(words('tariff'))}: {escape(version)}</p>"
    if receipt.lines:
        lines = "".join(f"<li>{escape(line)}</li>" for line in receipt.lines)
        yield f"<h2>{escape(words('why'))}</h2><ul>{lines}</ul>"
    if receipt.more_lines:
        yield f"<p>{escape(words('more_lines', count=receipt.more_lines))}</p>"


def amount(words: Texts, receipt: Receipt) -> str:
    """The price in one line; `words` are this page's own sentences."""
    if receipt.cents is None:
        return words("price_follows")
    found = []
    if receipt.units:
        found.append(words("price_units", units=receipt.units))
    if receipt.cents or not receipt.units:
        worth = euros(receipt.cents, receipt.language)
        percent = receipt.vat_percent
        key = "price_cents" if percent is None else "price_cents_vat"
        values = {} if percent is None else {"percent": percent}
        found.append(words(key, amount=worth, **values))
    if receipt.units_left is not None:
        found.append(words("units_left", units=receipt.units_left))
    return ", ".join(found)


def _intervals(words: Texts, receipt: Receipt) -> Iterator[str]:
    yield f"<h2>{escape(words('intervals'))}</h2>"
    told = [(_when(one.start), one.ms) for one in receipt.intervals]
    if receipt.more_intervals:
        told.append((words("more_intervals", count=receipt.more_intervals), receipt.more_ms))
    rows = "".join(
        f"<tr><td>{escape(when)}</td><td>{escape(length(words, ms // 1000))}</td></tr>"
        for when, ms in told
    )
    head = f"<tr><th>{escape(words('from'))}</th><th>{escape(words('lasted'))}</th></tr>"
    yield f"<table>{head}{rows}</table>"
    yield f"<p><small>{escape(words('zone', zone=receipt.zone))}</small></p>"


def _signatures(words: Texts, file: ReceiptFile, receipt: Receipt) -> Iterator[str]:
    yield f"<h2>{escape(words('signatures'))}</h2>"
    rows = ""
    for side in Side:
        proof = file.proofs.get(side)
        shown = words("not_signed") if proof is None else words("key", digits=proof.key)
        who = words(f"by_{side}", name=receipt.broker)
        rows += f'<dt>{escape(who)}</dt><dd class="key">{escape(shown)}</dd>'
    yield f"<dl>{rows}</dl>"
    if file.verdict is not Verdict.NONE:
        yield f"<p>{escape(words(f'verdict_{file.verdict}'))}</p>"
    if file.note:
        yield f"<p>{escape(words('verdict_note', note=file.note))}</p>"


def _when(moment: Moment) -> str:
    """The clock on the wall, and in brackets the time in UTC."""
    local = local_text(moment)
    day = f"{local[8:10]}/{local[5:7]}/{local[:4]}"
    return f"{day} {local[11:19]} ({utc_text(moment)[11:19]} UTC)"
