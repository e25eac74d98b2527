"""How all three parts keep the sentences that people read.

One JSON file for each language beside each part (`texts/it.json`, `texts/en.json`): a flat object
of key to sentence, with `{name}` where a value goes. web/texts.js is the same in the browser. What
has words of its own has files of its own (`texts/price.it.json`: how a price is explained).
"""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

LANGUAGES: Final = ("it", "en")
_PLACE: Final = re.compile(r"\{(\w+)\}")


class Texts:
    """The sentences of one part in one language."""

    def __init__(self, language: str, sentences: Mapping[str, str]) -> None:
        self.language = language
        self._sentences = dict(sentences)

    def __call__(self, key: str, **values: object) -> str:
        """The sentence under `key`, with its places filled; KeyError where either is unknown."""
        sentence = self._sentences[key]
        if "{" not in sentence:
            return sentence
        return _PLACE.sub(lambda place: str(values[place[1]]), sentence)

    @property
    def sentences(self) -> Mapping[str, str]:
        """Every sentence by its key, as kept."""
        return self._sentences


def load(folder: Path, language: str, part: str = "") -> Texts:
    """The texts of a part, or of what in it has files of its own; `folder` holds all languages."""
    name = f"{part}.{language}.json" if part else f"{language}.json"
    return Texts(language, json.loads((folder / name).read_text(encoding="utf-8")))


def choose(wanted: str | None) -> str:
    """The language nearest to a locale name such as `it_IT.UTF-8`; English where none fits."""
    short = (wanted or "").lower().replace("-", "_").split("_")[0].split(".")[0]
    return short if short in LANGUAGES else "en"
