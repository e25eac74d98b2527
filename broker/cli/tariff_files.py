"""Tariffs' documents in files."""

from pathlib import Path

from broker.billing.documents import tariff_of
from broker.cli.saying import Plain, Voice
from broker.tariff.reading import TariffError
from broker.tariff.reading_text import TEXT_MOST
from broker.tariff.terms import Tariff


def tariff_at(path: Path, voice: Voice) -> Tariff:
    """The tariff whose document is the file at `path`; `Plain` where it is none."""
    text = _text_at(path)
    try:
        return tariff_of(text)
    except TariffError as error:
        why = voice.texts(error.why, **error.values)
        if not error.field:
            raise Plain("document_fault_whole", path=path, why=why) from error
        raise Plain("document_fault", path=path, field=error.field, why=why) from error


def _text_at(path: Path) -> str:
    """The text of a file in UTF-8. Some editors put a byte order mark before it."""
    try:
        with path.open("rb") as file:
            data = file.read(TEXT_MOST + 1)
    except OSError as error:
        raise Plain("file_unreadable", path=path, details=error.strerror) from error
    except ValueError as error:
        raise Plain("file_unreadable", path=ascii(str(path)), details=error) from error
    if len(data) > TEXT_MOST:
        raise Plain("file_too_large", path=path, most=TEXT_MOST)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Plain("file_not_utf8", path=path) from error
