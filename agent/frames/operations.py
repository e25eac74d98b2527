"""What a `picture` record may say about a rectangle of the screen: its operations."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fill:
    """A rectangle of one colour."""

    x: int
    y: int
    width: int
    height: int
    rgb: tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Webp:
    """A rectangle with exactly the pixels of a lossless WebP picture of the same size.

    `data` is the content of its `VP8L` chunk, see `agent.frames.webp`.
    """

    x: int
    y: int
    width: int
    height: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Move:
    """A rectangle that stood elsewhere in the picture, as it is when its turn comes."""

    x: int
    y: int
    width: int
    height: int
    from_x: int
    from_y: int


@dataclass(frozen=True, slots=True)
class Jpeg:
    """A rectangle with about the pixels of a JPEG picture of the same size."""

    x: int
    y: int
    width: int
    height: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Video:
    """A rectangle with the next picture of a VP9 stream; `begins`: a new stream, a key frame.

    A stream stays where it began: only its first picture may have another rectangle.
    """

    x: int
    y: int
    width: int
    height: int
    begins: bool
    data: bytes


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a `Video`, as it stands in a part; `more`: the next operation goes on with it."""

    x: int
    y: int
    width: int
    height: int
    begins: bool
    more: bool
    data: bytes


@dataclass(frozen=True, slots=True)
class Stow:
    """A rectangle whose pixels are put by on the shelf, where it has the same place."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Restore:
    """A rectangle with the pixels that the shelf has there; black where it has none."""

    x: int
    y: int
    width: int
    height: int


Copied = Move | Stow | Restore
"""What is drawn from pixels that the console has."""

Operation = Fill | Webp | Move | Jpeg | Video | Stow | Restore
Coded = Fill | Webp | Move | Jpeg | Piece | Stow | Restore
