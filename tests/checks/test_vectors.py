"""The project's own vectors are what their maker writes."""

from tests.rab1.run import FOLDER
from tests.vectors import make_rab1


def test_the_files_are_what_their_maker_writes() -> None:
    kept = {path.name: path.read_text(encoding="ascii") for path in FOLDER.glob("*.json")}
    assert make_rab1.files() == kept
