"""Files that `affianco-broker quote` is given as a tariff."""

import sys
from pathlib import Path

import pytest

from broker.tariff.reading_text import TEXT_MOST
from tests.net.command_line import Run
from tests.net.test_cli_quote import FILES, HOURLY, MONDAY, NINE, quote


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (None, "cannot be read: No such file or directory"),
        (b"name = \xff", "is no text in UTF-8"),
        ("name = 'à'".encode("utf-16"), "is no text in UTF-8"),
        (b"#" * (TEXT_MOST + 1), f"is too large for such a document: at most {TEXT_MOST} bytes"),
        (b"", ": name: this key is needed"),
        (b"name = ", ": line 1 is not written as TOML is"),
        (b'{"name": 1}', ": name: a name has 1 to 64 printable characters"),
    ],
)
def test_a_file_that_is_no_tariff(
    run: Run, tmp_path: Path, content: bytes | None, told: str
) -> None:
    path = tmp_path / "tariff.toml"
    if content is not None:
        path.write_bytes(content)
    code, out, err = quote(run, *NINE, "--end", f"{MONDAY}T10:00", tariff=str(path))
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert err.startswith(str(path)) and told in err


def test_the_largest_file(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "tariff.toml"
    text = Path(HOURLY).read_bytes()
    path.write_bytes(text + b"#" * (TEXT_MOST - len(text)))
    assert quote(run, *NINE, "--end", f"{MONDAY}T10:00", tariff=str(path))[0] == 0


def test_a_contract_is_no_tariff(run: Run) -> None:
    contract = str(FILES / "contract-packs.toml")
    code, _, err = quote(run, *NINE, "--end", f"{MONDAY}T10:00", tariff=contract)
    assert code == 1
    assert ": rules: there is no key “rules” here." in err


def test_a_folder_is_no_file(run: Run) -> None:
    code, _, err = quote(run, *NINE, "--end", f"{MONDAY}T10:00", tariff=str(FILES))
    assert (code, "Is a directory" in err) == (1, True)


def test_a_mark_that_some_editors_put_before_a_text(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "tariff.toml"
    path.write_bytes(b"\xef\xbb\xbf" + Path(HOURLY).read_bytes().replace(b"\n", b"\r\n"))
    assert quote(run, *NINE, "--end", f"{MONDAY}T10:00", tariff=str(path))[0] == 0


@pytest.mark.skipif(sys.platform == "win32", reason="a name that Windows cannot have")
def test_a_name_that_no_file_can_have(run: Run) -> None:
    code, _, err = quote(run, *NINE, "--end", f"{MONDAY}T10:00", tariff="a\0b")
    assert (code, err.count("\n")) == (1, 1)
