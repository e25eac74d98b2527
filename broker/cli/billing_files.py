"""`affianco-broker billing export`: a month as a file, or its invoices' drafts."""

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from broker.billing.exporting import ISSUER_FILE, Exports, Form, OpenMonth
from broker.cli.billing_words import customer_of, period_of_flag
from broker.cli.opening import with_store
from broker.cli.saying import WRONG_USE, Plain, Voice
from broker.config import Settings
from broker.exports.invoices import Draft, NoDraft, Without
from broker.exports.issuer import Issuer, IssuerFault, read_issuer
from broker.problems import number_in
from broker.store import Store

INVOICES: Final = "fatturapa"
_NUMBER_MOST: Final = 999_999_999
_SAID_EVERY: Final = 10_000
"""Lines between two words on how far it is, where they are not written over each other."""


def act(arguments: argparse.Namespace, environ: Mapping[str, str], voice: Voice) -> None:
    """Write a month as a file, or drafts of invoices into a directory."""
    period = period_of_flag(arguments)
    if arguments.format == INVOICES:
        _invoices(arguments, environ, voice, period)
        return
    out = Path(arguments.out)
    if out.exists():
        raise Plain("export_there", path=out)
    part = out.with_name(out.name + ".part")
    language = arguments.language or voice.texts.language

    async def work(store: Store, settings: Settings) -> int:
        exports, lines = Exports(store, settings.zone), _Lines(voice)
        customer = await customer_of(arguments, store)
        with part.open("wb") as file:
            async for _ in exports.write(
                Form(arguments.format),
                period,
                file,
                language=language,
                customer=customer,
                progress=lines.heard,
            ):
                continue
        return lines.count

    try:
        count = with_store(arguments, environ, work)
        part.replace(out)
    except OSError as error:
        raise Plain("export_failed", path=out, details=error.strerror or str(error)) from error
    finally:
        voice.progressed()
        part.unlink(missing_ok=True)
    voice.say("export_done", count=count, path=out)


class _Lines:
    """Counts lines and says now and then how many there are."""

    def __init__(self, voice: Voice) -> None:
        self._voice = voice
        self._said = 0
        self.count = 0

    def heard(self, count: int) -> None:
        self.count = count
        if self._voice.overwrites or count >= self._said + _SAID_EVERY:
            self._said = count
            self._voice.progress("export_progress", count=count)


def _invoices(
    arguments: argparse.Namespace, environ: Mapping[str, str], voice: Voice, period: str
) -> None:
    folder = Path(arguments.out)
    first = _first(arguments)

    async def work(store: Store, settings: Settings) -> list[Draft | NoDraft]:
        issuer = _issuer(Path(arguments.issuer or settings.data_dir / ISSUER_FILE))
        customer = await customer_of(arguments, store)
        made = Exports(store, settings.zone).drafts(period, issuer, first=first, customer=customer)
        return [_kept(one, folder) async for one in made]

    try:
        made = with_store(arguments, environ, work)
    except OpenMonth as error:
        raise Plain("invoices_open_month", period=period) from error
    except OSError as error:
        raise Plain("export_failed", path=folder, details=error.strerror or str(error)) from error
    for one in made:
        _tell(one, voice)
    without = [one for one in made if isinstance(one, NoDraft) and one.why is not Without.NOTHING]
    voice.say("invoices_done", count=sum(isinstance(one, Draft) for one in made), path=folder)
    if without:
        raise Plain("invoices_lacking", count=len(without))


def _kept(one: Draft | NoDraft, folder: Path) -> Draft | NoDraft:
    """Write a draft to its file. Raises `Plain` rather than write over one that is there."""
    if isinstance(one, Draft):
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / one.file_name
        if path.exists():
            raise Plain("export_there", path=path)
        path.write_bytes(one.content)
    return one


def _tell(one: Draft | NoDraft, voice: Voice) -> None:
    if isinstance(one, Draft):
        voice.say("invoice_drafted", name=one.customer.name, number=one.number, file=one.file_name)
        return
    fields = one.fields if one.why is Without.REFUSED else _named(one.fields, voice)
    voice.say(f"invoice_{one.why}", name=one.customer.name, fields="; ".join(fields))


def _named(fields: tuple[str, ...], voice: Voice) -> tuple[str, ...]:
    return tuple(voice.texts(f"invoice_field_{name.split('.')[-1]}") for name in fields)


def _first(arguments: argparse.Namespace) -> int | None:
    if arguments.first is None:
        return None
    number = number_in(arguments.first, _NUMBER_MOST)
    if number is None:
        raise Plain("bad_count", WRONG_USE, flag="--first", value=arguments.first)
    return number


def _issuer(path: Path) -> Issuer:
    try:
        return read_issuer(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise Plain("issuer_none", path=path) from error
    except IssuerFault as fault:
        raise Plain(fault.reason, path=path, field=fault.field) from fault
    except UnicodeDecodeError as error:
        raise Plain("issuer_not_toml", path=path, field="") from error
