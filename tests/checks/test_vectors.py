"""The project's own vectors are what their maker writes."""

from tests.rab1.run import FOLDER
from tests.vectors import frame_bytes, make_frames, make_rab1


def test_the_files_are_what_their_maker_writes() -> None:
    kept = {path.name: path.read_text(encoding="ascii") for path in FOLDER.glob("*.json")}
    assert make_rab1.files() == kept


def test_the_frames_are_what_their_maker_writes() -> None:
    made = make_frames.files()
    kept = {name: (frame_bytes.FOLDER / name).read_text(encoding="ascii") for name in made}
    assert made == kept
