"""CSV for the spreadsheets of Italian offices: semicolons, decimal commas, UTF-8 with its mark.

RFC 4180 but for the separator, which is what Excel and LibreOffice expect where the comma is the
decimal sign. Without the mark Excel reads UTF-8 as the machine's old code page.
"""

import csv
import io
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import BinaryIO, Final

from broker.exports.columns import ROW_SHAPES, Column, Reader, Shape, Value, values_of
from broker.records.months import BillLine, CustomerTotal

_MARK: Final = "\ufeff"
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%", "＝", "＋", "－", "＠")
"""Signs at the beginning that a spreadsheet may take for a formula or a call of a program (OWASP,
CSV injection), the wide forms too, which some fold."""


class CsvTable:
    """Writes lines as they come; nothing is kept."""

    def __init__(self, out: BinaryIO, reader: Reader) -> None:
        self._out = out
        self._reader = reader
        heads = [reader.texts(f"export_{column}") for column in Column]
        out.write(_MARK.encode() + _rows([heads]))

    def write(self, lines: Sequence[BillLine]) -> None:
        """Some more lines."""
        self._out.write(_rows([self._cells(line) for line in lines]))

    def close(self, totals: Sequence[CustomerTotal]) -> None:
        """The end. Sums are left to the spreadsheet: below the lines they would be counted in."""

    def _cells(self, line: BillLine) -> list[str]:
        values = values_of(line, self._reader)
        return [written(*one) for one in zip(values, ROW_SHAPES, strict=True)]


def written(value: Value, shape: Shape) -> str:
    """A value as a spreadsheet set to Italian reads it; a text never as a formula."""
    if value is None:
        return ""
    if isinstance(value, str):
        return harmless(value)
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds")
    if isinstance(value, timedelta):
        minutes, seconds = divmod(int(value.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02d}:{seconds:02d}"
    return euros(value, ",") if shape is Shape.CENTS else str(value)


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula, also after blanks."""
    if not text or text[0].isalnum():
        return text
    return "'" + text if text.lstrip(" \u00a0").startswith(_FORMULA) else text


def euros(cents: int, sign: str = ".") -> str:
    """Cents as euros with two decimals, exactly."""
    whole, rest = divmod(abs(cents), 100)
    return f"{'-' if cents < 0 else ''}{whole}{sign}{rest:02d}"


def _rows(rows: Sequence[Sequence[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=";", lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode("utf-8", "replace")
