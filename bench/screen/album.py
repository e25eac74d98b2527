"""Pictures to compare by eye: a part of what each peer showed beside the true screen."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PIL import Image, ImageDraw, ImageFont

from bench.screen.compare import Picture

_FILM: Final = (80, 60)
"""Which part of the film."""
_SIZE: Final = (320, 200)
_TITLE: Final = 22
TRUE: Final = "the true screen"


@dataclass(frozen=True)
class Album:
    """Keeps such parts in a folder."""

    folder: Path
    peer: str

    def screen(self, name: str, shown: Picture, true: Picture, corner: Sequence[int]) -> None:
        """What the canvas showed half a second after the last change, from this corner on."""
        self._keep(name, self.peer, shown, corner)
        self._keep(name, TRUE, true, corner)

    def film(self, shown: Picture, true: Picture) -> None:
        """A frame of the film, and the same one as it was drawn, while it went on."""
        self._keep("film", self.peer, shown, _FILM)
        self._keep("film", f"{TRUE}, {self.peer}", true, _FILM)

    def _keep(self, name: str, who: str, picture: Picture, corner: Sequence[int]) -> None:
        (x, y), (width, height) = corner[:2], _SIZE
        image = Image.fromarray(picture[y : y + height, x : x + width])
        image.save(self.folder / f"{name} - {who}.png")


def sheet(folder: Path, name: str, peers: list[str], file: Path) -> None:
    """One picture of all of these beside each other, named; nothing where there are none."""
    if not peers:
        return
    titles = [TRUE, *peers] if name != "film" else [f"{TRUE}, {peers[0]}", *peers]
    found = [(title, folder / f"{name} - {title}.png") for title in titles]
    images = [(title, Image.open(path)) for title, path in found if path.is_file()]
    if not images:
        return
    width, height = images[0][1].size
    whole = Image.new("RGB", (width * len(images), height + _TITLE), "white")
    draw, font = ImageDraw.Draw(whole), ImageFont.truetype("DejaVuSans.ttf", 14)
    for place, (title, image) in enumerate(images):
        draw.text((place * width + 4, 2), title, font=font, fill="black")
        whole.paste(image, (place * width, _TITLE))
    whole.save(file, optimize=True)
