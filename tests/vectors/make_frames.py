"""Writes most of tests/vectors/frames: `python -m tests.vectors.make_frames`.

The same files every time; the images in them are kept in images.json, see `frame_images`.
"""

import json

from tests.vectors import cursor_cases, frame_cases, gathering_cases
from tests.vectors.frame_bytes import FOLDER

ABOUT = {
    "picture": "picture records for a picture of the size given; the rejected must not decode",
    "gathering": "sizes and picture records in order; of the rejected only the last step must fail",
    "cursor": "cursor records; the rejected must not decode",
}


def files() -> dict[str, str]:
    """Name and text of every file."""
    cases = {"picture": frame_cases, "gathering": gathering_cases, "cursor": cursor_cases}
    made = {
        name: {"about": ABOUT[name], "valid": [*kind.valid()], "reject": [*kind.reject()]}
        for name, kind in cases.items()
    }
    return {f"{name}.json": json.dumps(value, indent=1) + "\n" for name, value in made.items()}


def main() -> None:
    """Write them."""
    for name, text in files().items():
        (FOLDER / name).write_text(text, encoding="ascii")


if __name__ == "__main__":
    main()
