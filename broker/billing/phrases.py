"""The phrases that explain prices to people."""

from functools import lru_cache
from pathlib import Path
from typing import Final

from broker.wire.texts import LANGUAGES, Texts, load

_FOLDER: Final = Path(__file__).parent.parent / "texts"


@lru_cache(len(LANGUAGES))
def price_phrases(language: str) -> Texts:
    """Those of one of `LANGUAGES`, for `broker.tariff.explain.sentences`."""
    return load(_FOLDER, language, "price")
