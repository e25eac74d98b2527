"""XLSX: a sheet of lines and one of sums, with real numbers and dates; memory stays flat."""

import shutil
import tempfile
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO, Final

import xlsxwriter  # type: ignore[import-untyped]

from broker.exports.columns import (
    ROW_SHAPES,
    SUM_SHAPES,
    Column,
    Reader,
    Shape,
    Sum,
    Value,
    shape_of,
    sums_of,
    values_of,
)
from broker.records.months import BillLine, CustomerTotal, sum_of

ROWS_MOST: Final = 1_048_000
"""Lines of one sheet; what is more goes to a further one (a sheet ends at 1,048,576)."""
_FORMS: Final = {
    Shape.CENTS: "#,##0.00",
    Shape.MOMENT: "yyyy-mm-dd hh:mm:ss",
    Shape.LENGTH: "[h]:mm:ss",
    Shape.WHOLE: "0",
}
_WIDTHS: Final = {Shape.TEXT: 24, Shape.MOMENT: 20}
_USUAL_WIDTH: Final = 11
_WIDE: Final = {Column.EXPLANATION: 70, Column.MONTH: 9, Column.VAT: 7}
_OPTIONS: Final = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": _FORMS[Shape.MOMENT],
}


class Workbook:
    """Writes lines as they come to files of its own, and the whole at `close`."""

    def __init__(self, out: BinaryIO, reader: Reader, rows_most: int = ROWS_MOST) -> None:
        self._out = out
        self._reader = reader
        self._rows_most = rows_most
        self._folder = tempfile.TemporaryDirectory(prefix="affianco-export-")
        self._file = Path(self._folder.name) / "export.xlsx"
        self._book: Any = xlsxwriter.Workbook(
            str(self._file), {**_OPTIONS, "tmpdir": self._folder.name}
        )
        self._forms = {
            shape: self._book.add_format({"num_format": form}) for shape, form in _FORMS.items()
        }
        self._bold = self._book.add_format({"bold": True, "bottom": 1})
        self._sheets = 0
        self._begin()

    def write(self, lines: Sequence[BillLine]) -> None:
        """Some more lines."""
        for line in lines:
            if self._row > self._rows_most:
                self._begin()
            values = values_of(line, self._reader)
            for place, (shape, value) in enumerate(zip(ROW_SHAPES, values, strict=True)):
                self._put(self._sheet, self._row, place, value, shape)
            self._row += 1

    def close(self, totals: Sequence[CustomerTotal]) -> None:
        """The sums by customer, and the file as a whole."""
        try:
            self._filter()
            self._sums(totals)
            self._book.close()
            with self._file.open("rb") as made:
                shutil.copyfileobj(made, self._out)
        finally:
            self._folder.cleanup()

    def abandon(self) -> None:
        """Leave nothing behind of an export that was not finished."""
        self._folder.cleanup()

    def _begin(self) -> None:
        """A new sheet for lines."""
        if self._sheets:
            self._filter()
        self._sheets += 1
        name = self._reader.texts("export_sheet_lines")
        self._sheet = self._named(name if self._sheets == 1 else f"{name} {self._sheets}")
        self._heads(self._sheet, list(Column))
        for place, column in enumerate(Column):
            width = _WIDE.get(column, _WIDTHS.get(shape_of(column), _USUAL_WIDTH))
            self._sheet.set_column(place, place, width)
        self._row = 1

    def _sums(self, totals: Sequence[CustomerTotal]) -> None:
        sheet = self._named(self._reader.texts("export_sheet_sums"))
        self._heads(sheet, list(Sum))
        sheet.set_column(0, 0, _WIDTHS[Shape.TEXT])
        sheet.set_column(1, len(Sum) - 1, _USUAL_WIDTH)
        every = [sums_of(total, self._reader) for total in totals]
        last = sums_of(sum_of(totals), self._reader)
        whole = (self._reader.texts("export_all"), *last[1:])
        for number, values in enumerate((*every, whole), start=1):
            for place, (column, value) in enumerate(zip(Sum, values, strict=True)):
                self._put(sheet, number, place, value, SUM_SHAPES[column])

    def _named(self, name: str) -> Any:
        sheet = self._book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        return sheet

    def _heads(self, sheet: Any, columns: Sequence[Column | Sum]) -> None:
        for place, column in enumerate(columns):
            sheet.write_string(0, place, self._reader.texts(f"export_{column}"), self._bold)

    def _filter(self) -> None:
        self._sheet.autofilter(0, 0, max(self._row - 1, 0), len(Column) - 1)

    def _put(self, sheet: Any, row: int, place: int, value: Value, shape: Shape) -> None:
        form = self._forms.get(shape)
        if value is None or value == "":
            return
        if isinstance(value, datetime):
            sheet.write_datetime(row, place, value, form)
        elif isinstance(value, timedelta):
            sheet.write_number(row, place, value.total_seconds() / 86_400, form)
        elif isinstance(value, int):
            sheet.write_number(row, place, value / 100 if shape is Shape.CENTS else value, form)
        else:
            sheet.write_string(row, place, value)
