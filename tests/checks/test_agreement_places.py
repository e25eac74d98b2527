"""The console's closed lists of places against the broker's."""

import re
from pathlib import Path

from broker.records.places import COUNTRIES, PATRONS, PROVINCES, SARDINIAN

TEXT = (Path(__file__).parents[2] / "web" / "billing" / "places.js").read_text(encoding="utf-8")


def listed(name: str) -> set[str]:
    """The words of one list in the console's file, in however many lines."""
    found = re.search(rf"const {name} =([^;]*);", TEXT)
    assert found, name
    return set(re.findall(r"\w+", found[1]))


def test_the_places() -> None:
    assert listed("CODES") == COUNTRIES
    assert listed("ITALIAN") == PROVINCES
    assert listed("ITALIAN") | listed("TOWNS") == PATRONS
    assert all(f'"{code}"' in TEXT for code in SARDINIAN)
