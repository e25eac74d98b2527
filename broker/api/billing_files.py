"""Months as files to be downloaded, streamed as they are made."""

import io
import tempfile
from pathlib import Path
from typing import BinaryIO, Final

from aiohttp import web

from broker.api import billing_told as told
from broker.api.billing import month_of
from broker.billing.exporting import MEDIA, Exports, Form, OpenMonth, issuer_in, pack_drafts
from broker.exports.invoices import Draft, NoDraft
from broker.exports.issuer import Issuer, IssuerFault
from broker.problems import Refusal, Why, number_in
from broker.routing import NUMBER_MOST, Answer, Asked
from broker.wire.texts import LANGUAGES
from broker.wire.words import Problem

_PIECE: Final = 64 * 1024
_FIRST_MOST: Final = 999_999_999


class BillingFiles:
    """Handlers of the downloads."""

    def __init__(self, exports: Exports, folder: Path) -> None:
        """`folder`: where `issuer.toml` is."""
        self._exports = exports
        self._folder = folder

    async def csv(self, asked: Asked) -> Answer:
        """A month for spreadsheets that take CSV."""
        return await self._streamed(asked, Form.CSV)

    async def xlsx(self, asked: Asked) -> Answer:
        """A month for spreadsheets."""
        return await self._streamed(asked, Form.XLSX)

    async def json(self, asked: Asked) -> Answer:
        """A month for programs."""
        return await self._streamed(asked, Form.JSON)

    async def drafts(self, asked: Asked) -> Answer:
        """For which customers of a closed month there are drafts, and why not for the others."""
        month = month_of(asked)
        made = await self._made(month, None, self._issuer())
        return {
            "month": month,
            "drafts": [
                {"customer": told.named(one.customer), "number": one.number, "file": one.file_name}
                for one in made
                if isinstance(one, Draft)
            ],
            "without": [
                {"customer": told.named(one.customer), "why": one.why, "fields": list(one.fields)}
                for one in made
                if isinstance(one, NoDraft)
            ],
        }

    async def invoices(self, asked: Asked) -> Answer:
        """The drafts of a closed month's invoices, as one ZIP."""
        month = month_of(asked)
        said = _said(asked, ("first",))
        first = _number(said, "first", _FIRST_MOST)
        drafts = await self._made(month, first, self._issuer())
        with tempfile.TemporaryFile() as file:
            pack_drafts([one for one in drafts if isinstance(one, Draft)], file)
            response = await _begun(asked, f"fatturapa-{month}.zip", "application/zip")
            await _send(response, file)
        await response.write_eof()
        return response

    async def _streamed(self, asked: Asked, form: Form) -> Answer:
        """Raises `Refusal` before anything is sent; what fails later cuts the download off."""
        month = month_of(asked)
        said = _said(asked, ("customer", "language"))
        customer = _number(said, "customer", NUMBER_MOST)
        language = said.get("language", LANGUAGES[0])
        if language not in LANGUAGES:
            raise Refusal(Problem.BAD_REQUEST, "language")
        response = await _begun(asked, f"affianco-{month}.{form}", MEDIA[form])
        if asked.request.method == "HEAD":
            return response
        with tempfile.TemporaryFile() if form is Form.XLSX else io.BytesIO() as file:
            steps = self._exports.write(form, month, file, language=language, customer=customer)
            async for _ in steps:
                if form is not Form.XLSX:
                    await _drain(response, file)
            await _send(response, file)
        await response.write_eof()
        return response

    async def _made(self, month: str, first: int | None, issuer: Issuer) -> list[Draft | NoDraft]:
        try:
            return [one async for one in self._exports.drafts(month, issuer, first=first)]
        except OpenMonth as error:
            why = Why("month", "month_open", {"month": month})
            raise Refusal(Problem.CONFLICT, "month", [why]) from error

    def _issuer(self) -> Issuer:
        try:
            return issuer_in(self._folder)
        except FileNotFoundError as error:
            why = Why("issuer", "issuer_none", {})
            raise Refusal(Problem.CONFLICT, "issuer", [why]) from error
        except IssuerFault as error:
            why = Why(f"issuer.{error.field}", error.reason, {"field": error.field})
            raise Refusal(Problem.CONFLICT, "issuer", [why]) from error


def _said(asked: Asked, known: tuple[str, ...]) -> dict[str, str]:
    """A query of these names, each once at most. Raises `Refusal`."""
    said: dict[str, str] = {}
    for name, value in asked.request.query.items():
        if name not in known or name in said:
            raise Refusal(Problem.BAD_REQUEST, name if name in known else None)
        said[name] = value
    return said


def _number(said: dict[str, str], name: str, most: int) -> int | None:
    if name not in said:
        return None
    number = number_in(said[name], most)
    if number is None:
        raise Refusal(Problem.BAD_REQUEST, name)
    return number


async def _begun(asked: Asked, name: str, media: str) -> web.StreamResponse:
    headers = {"Content-Type": media, "Content-Disposition": f'attachment; filename="{name}"'}
    response = web.StreamResponse(headers=headers)
    await response.prepare(asked.request)
    return response


async def _drain(response: web.StreamResponse, file: BinaryIO) -> None:
    """Send what was written so far, and forget it."""
    await _send(response, file)
    file.seek(0)
    file.truncate()


async def _send(response: web.StreamResponse, file: BinaryIO) -> None:
    file.seek(0)
    while piece := file.read(_PIECE):
        await response.write(piece)
