"""Documents of tariffs that cannot be used, and what is said of them."""

import json
from pathlib import Path
from typing import Any

import pytest

from broker.tariff.document import read_tariff
from broker.tariff.reading import TariffError
from broker.wire.texts import LANGUAGES, load
from tests.tariff_documents import PLACES

TEXTS = Path(__file__).parents[1] / "broker" / "texts"
LEAST: dict[str, Any] = {"name": "A", "version": 1, "valid_from": "2026-01-01", "hourly_cents": 1}
HEAD = 'name = "A"\nversion = 1\nvalid_from = 2026-01-01\nhourly_cents = 1\n'


def fault(text: str) -> TariffError:
    with pytest.raises(TariffError) as caught:
        read_tariff(text, PLACES)
    for language in LANGUAGES:
        assert load(TEXTS, language)(caught.value.why, **caught.value.values)
    return caught.value


def fault_of(values: dict[str, Any]) -> tuple[str, str]:
    found = fault(json.dumps({**LEAST, **values}))
    return found.field, found.why


def toml(rest: str) -> tuple[str, str, str]:
    found = fault(HEAD + rest)
    return found.field, found.why, found.value
