"""The file by which the console's tests read what the office writes is what the office writes."""

from tests.vectors import make_quick


def test_the_file_is_what_the_office_writes() -> None:
    assert make_quick.PATH.read_text(encoding="utf-8") == make_quick.text()
