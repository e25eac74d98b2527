"""Months as files: tables for spreadsheets, JSON for programs, drafts of invoices."""

import asyncio
import zipfile
from collections.abc import AsyncIterator, Callable, Sequence
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO, Final, Protocol
from zoneinfo import ZoneInfo

from broker.billing.phrases import price_phrases
from broker.exports.columns import Reader
from broker.exports.document import JsonDocument
from broker.exports.invoices import Draft, NoDraft, Sale, draft, draft_number
from broker.exports.issuer import Issuer, read_issuer
from broker.exports.separated import CsvTable
from broker.exports.workbook import Workbook
from broker.records.months import BillLine, CustomerTotal
from broker.store import Store
from broker.tariff.explain import sentences
from broker.tariff.kept import price_of
from broker.wire.texts import LANGUAGES, Texts, load

ISSUER_FILE: Final = "issuer.toml"
"""In the data directory: who issues the invoices."""
_FOLDER: Final = Path(__file__).parent.parent / "texts"
_EXPLAINED: Final = 4096


class Form(StrEnum):
    """What a month is written as."""

    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"


MEDIA: Final = {
    Form.CSV: "text/csv; charset=utf-8",
    Form.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Form.JSON: "application/json",
}


class OpenMonth(Exception):
    """Invoices are made of closed months only."""


class Table(Protocol):
    """What lines are written to."""

    def write(self, lines: Sequence[BillLine]) -> None: ...

    def close(self, totals: Sequence[CustomerTotal]) -> None: ...


class Exports:
    """Writes what the store has; a month of any size takes the memory of one batch of lines."""

    def __init__(self, store: Store, zone: str) -> None:
        """`zone`: in which local times are written (an IANA name)."""
        self._store = store
        self._zone = ZoneInfo(zone)

    async def write(
        self,
        form: Form,
        month: str,
        out: BinaryIO,
        *,
        language: str,
        customer: int | None = None,
        progress: Callable[[int], None] = lambda _lines: None,
    ) -> AsyncIterator[None]:
        """Write a month to `out`, a batch of lines for each step; `progress` hears how many lines
        there are so far. An export that is not gone on with leaves nothing behind."""
        closed = await self._store.closed_period(month)
        reader = reader_for(language, self._zone)
        table = _table(form, out, reader, month, closed=closed is not None)
        done = 0
        try:
            async for lines in self._store.bill_lines(month, customer):
                await asyncio.to_thread(table.write, lines)
                done += len(lines)
                progress(done)
                yield
            totals = closed.totals if closed else await self._store.month_totals(month)
            await asyncio.to_thread(table.close, _of(totals, customer))
        finally:
            if isinstance(table, Workbook):
                table.abandon()

    async def drafts(
        self,
        month: str,
        issuer: Issuer,
        *,
        first: int | None = None,
        customer: int | None = None,
    ) -> AsyncIterator[Draft | NoDraft]:
        """The draft for each customer of a closed month, by name, or why there is none.

        `first`: the first invoice's number; None leaves numbers to the accounting program. Raises
        `OpenMonth`.
        """
        closed = await self._store.closed_period(month)
        if closed is None:
            raise OpenMonth(month)
        number = first
        for total in _of(closed.totals, customer):
            if total.customer is None:
                continue
            one = total.customer
            details = await self._store.details_of(one.id)
            lines = await self._store.charged_lines(month, one.id)
            named = draft_number(month, one) if number is None else str(number)
            reader = reader_for(details.language, self._zone)
            sale = Sale(one, details, lines, named)
            made = await asyncio.to_thread(draft, sale, issuer, month, reader)
            if number is not None and isinstance(made, Draft):
                number += 1
            yield made


def issuer_in(folder: Path) -> Issuer:
    """The issuer of a data directory. Raises `FileNotFoundError`, `IssuerFault`."""
    return read_issuer((folder / ISSUER_FILE).read_text(encoding="utf-8"))


def pack_drafts(drafts: Sequence[Draft], out: BinaryIO) -> None:
    """The drafts as one ZIP."""
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for one in drafts:
            packed.writestr(one.file_name, one.content)


def reader_for(language: str, zone: ZoneInfo) -> Reader:
    """A reader of a language; sentences of equal prices are made once."""
    phrases = price_phrases(language)

    @lru_cache(_EXPLAINED)
    def explain(price: str) -> tuple[str, ...]:
        return tuple(sentences(price_of(price), phrases))

    return Reader(_texts(language), zone, explain)


@lru_cache(len(LANGUAGES))
def _texts(language: str) -> Texts:
    return load(_FOLDER, language)


def _table(form: Form, out: BinaryIO, reader: Reader, month: str, *, closed: bool) -> Table:
    if form is Form.CSV:
        return CsvTable(out, reader)
    if form is Form.XLSX:
        return Workbook(out, reader)
    return JsonDocument(out, reader, month=month, closed=closed)


def _of(totals: Sequence[CustomerTotal], customer: int | None) -> list[CustomerTotal]:
    if customer is None:
        return list(totals)
    return [one for one in totals if (one.customer.id if one.customer else 0) == customer]
