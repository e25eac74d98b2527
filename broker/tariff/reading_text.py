"""From the text of a document to its values: TOML (toml.io, 1.0) as people write it, or JSON."""

import re
import tomllib
from json import JSONDecodeError
from typing import Any, Final

from broker.tariff.reading import TariffError
from broker.wire.strict import one_object

TEXT_MOST: Final = 32 * 1024
"""Most characters of a document."""

_LINE: Final = re.compile(r"\(at line (\d+), column \d+\)")


def values_in(text: str) -> dict[str, Any]:
    """The values of a document. Raises `TariffError`.

    No TOML document begins with a brace, and every JSON object does.
    """
    if len(text) > TEXT_MOST:
        raise TariffError("", "document_too_long", len(text), most=TEXT_MOST)
    return _json(text) if text.lstrip().startswith("{") else _toml(text)


def _json(text: str) -> dict[str, Any]:
    try:
        return one_object(text)
    except JSONDecodeError as error:
        raise TariffError("", "document_not_json", line=error.lineno) from error
    except ValueError as error:
        raise TariffError("", "document_json_shape") from error


def _toml(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        found = _LINE.search(str(error))
        line = int(found[1]) if found else text.count("\n") + 1
        raise TariffError("", "document_not_toml", line=line) from error
