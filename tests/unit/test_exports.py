"""Months as tables and as JSON, read back as others read them."""

import csv
import io
import json
import zipfile
from datetime import datetime, timedelta
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from broker.exports.columns import Column, Shape, Sum
from broker.exports.document import JsonDocument
from broker.exports.separated import CsvTable, euros, harmless, written
from broker.exports.workbook import Workbook
from broker.records.months import BillLine, CustomerTotal
from tests.fakes.month import ROSSI, line, reader

TOTALS = [
    CustomerTotal(ROSSI, 2, 3_600_000, 3, 3000, ((22, 3000),)),
    CustomerTotal(None, 1, 60_000, 0, 0, ()),
]
SPITEFUL = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", '=HYPERLINK("http://x")', "|calc"]


def table(*lines: BillLine, language: str = "it") -> list[list[str]]:
    out = io.BytesIO()
    made = CsvTable(out, reader(language))
    made.write(lines)
    made.close(TOTALS)
    text = out.getvalue().decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))


def cells(one: BillLine) -> dict[Column, str]:
    return dict(zip(Column, table(one)[1], strict=True))


def test_csv_begins_with_the_mark_and_headings() -> None:
    out = io.BytesIO()
    CsvTable(out, reader())
    assert out.getvalue().startswith(b"\xef\xbb\xbfMese;Voce;Cliente;Inizio;")
    assert out.getvalue().endswith(b"\r\n")
    assert table(line(), language="en")[0][:4] == ["Month", "Item", "Customer", "Began"]


def test_csv_cells() -> None:
    found = cells(line(-1234, minutes=61, urgent=True))
    assert found[Column.BEGAN] == "2026-03-02 10:00:00"
    assert found[Column.LENGTH] == "1:01:00"
    assert found[Column.AMOUNT] == "-12,34"
    assert found[Column.VAT] == "22"
    assert found[Column.CUSTOMER] == "Panificio Rossi"
    assert found[Column.TARIFF] == "Ore 1"
    assert found[Column.URGENT] == "sì"
    assert found[Column.RECEIPT] == "firmata"


def test_what_has_no_price_has_empty_cells() -> None:
    found = cells(line(None, customer=None))
    assert found[Column.AMOUNT] == found[Column.TARIFF] == found[Column.EXPLANATION] == ""
    assert found[Column.CUSTOMER] != ""


@pytest.mark.parametrize("text", SPITEFUL)
def test_no_text_is_a_formula(text: str) -> None:
    for column, field in ((Column.NOTE, "note"), (Column.PC, "pc"), (Column.ASKED, "asked")):
        assert cells(line(**{field: text}))[column] == "'" + text


@given(st.text())
def test_harmless_texts_never_begin_like_a_formula(text: str) -> None:
    made = harmless(text)
    assert made in (text, "'" + text)
    assert made.lstrip(" \u00a0")[:1] not in ("=", "+", "-", "@", "\t", "\r")


@pytest.mark.parametrize("note", ['a;b"c', "zwei\nZeilen", "due\r\nrighe", "è", "😀", "\ud800"])
def test_signs_that_csv_and_utf8_may_stumble_over(note: str) -> None:
    wanted = note if note != "\ud800" else "?"
    assert cells(line(note=note))[Column.NOTE] == wanted


@pytest.mark.parametrize(
    ("cents", "text"),
    [(0, "0.00"), (5, "0.05"), (-5, "-0.05"), (123456, "1234.56"), (-100, "-1.00")],
)
def test_euros(cents: int, text: str) -> None:
    assert euros(cents) == text


def test_lengths_over_a_day_and_nothing() -> None:
    assert written(timedelta(hours=30, seconds=1), Shape.LENGTH) == "30:00:01"
    assert written(None, Shape.CENTS) == ""


def sheets(lines: list[BillLine], **options: Any) -> Any:
    out = io.BytesIO()
    made = Workbook(out, reader(), **options)
    made.write(lines)
    made.close(TOTALS)
    out.seek(0)
    return openpyxl.load_workbook(out)


def test_a_workbook_has_real_numbers_dates_and_lengths() -> None:
    book = sheets([line(1234, minutes=90, note="=1+1"), line(None)])
    sheet = book["Righe"]
    values = dict(zip(Column, [cell.value for cell in sheet[2]], strict=True))
    assert values[Column.AMOUNT] == 12.34
    assert values[Column.BEGAN] == datetime(2026, 3, 2, 10, 0)
    assert values[Column.LENGTH] == timedelta(minutes=90)
    assert values[Column.NOTE] == "=1+1"
    assert sheet.cell(2, list(Column).index(Column.NOTE) + 1).data_type == "s"
    assert sheet.freeze_panes == "A2"
    assert sheet.max_row == 3
    assert sheet.cell(3, list(Column).index(Column.AMOUNT) + 1).value is None


def test_a_workbook_has_the_sums() -> None:
    sheet = sheets([line()])["Totali"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert len(rows[0]) == len(Sum)
    assert rows[1] == ["Panificio Rossi", 2, timedelta(hours=1), 3, 30, 6.6, 36.6]
    assert rows[3][0] == "Totale"
    assert rows[3][1:] == [3, timedelta(minutes=61), 3, 30, 6.6, 36.6]


def test_a_full_sheet_goes_on_in_another() -> None:
    book = sheets([line() for _ in range(5)], rows_most=2)
    assert book.sheetnames == ["Righe", "Righe 2", "Righe 3", "Totali"]
    assert [book[name].max_row for name in book.sheetnames[:3]] == [3, 3, 2]


def test_no_formula_and_no_link_is_in_the_file() -> None:
    out = io.BytesIO()
    made = Workbook(out, reader())
    made.write([line(note=text) for text in (*SPITEFUL, "http://example.org")])
    made.close(TOTALS)
    with zipfile.ZipFile(out) as packed:
        text = "".join(packed.read(name).decode() for name in packed.namelist() if "sheet" in name)
    assert "<f>" not in text and "hyperlink" not in text


def document(*lines: BillLine) -> Any:
    out = io.BytesIO()
    made = JsonDocument(out, reader(), month="2026-03", closed=True)
    for one in lines:
        made.write([one])
    made.close(TOTALS)
    return json.loads(out.getvalue())


def test_json_is_exact_and_in_utc() -> None:
    found = document(line(1500), line(None, correction=True))
    assert (found["format"], found["month"], found["closed"]) == (
        "affianco month 1",
        "2026-03",
        True,
    )
    first = found["lines"][0]
    assert first["charge"]["cents"] == 1500
    assert first["began_at"] == "2026-03-02T09:00:00.000Z"
    assert first["ms"] == 1_800_000
    assert found["lines"][1]["charge"] is None
    assert found["lines"][1]["correction"] is True
    assert found["totals"][0]["vat_cents"] == 660


def test_json_without_lines() -> None:
    assert document()["lines"] == []
