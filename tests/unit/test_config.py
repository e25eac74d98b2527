"""Settings: read, checked, and what follows from them."""

from pathlib import Path

import pytest

from broker.config import BadSetting, Settings, default_data_dir, load
from tests.every import every

HOME = Path("/home/anna")


def settings(**values: str) -> Settings:
    return load({}, values, Path("/data"))


def test_defaults() -> None:
    usual = settings()
    assert (usual.host, usual.port, usual.own_url) == (
        "127.0.0.1",
        8470,
        "http://127.0.0.1:8470",
    )
    assert usual.database_url == "sqlite+aiosqlite:////data/affianco.sqlite3"


def test_a_flag_wins_over_the_environment_and_that_over_the_default() -> None:
    environ = {"AFFIANCO_PORT": "9000", "AFFIANCO_NAME": " Rossi ", "PORT": "1"}
    chosen = load(environ, {"port": "9001", "name": None}, Path("/data"))
    assert (chosen.port, chosen.name, chosen.node) == (9001, "Rossi", "main")


@every(
    [
        ("port", "0", "bad_port"),
        ("port", "65536", "bad_port"),
        ("port", "http", "bad_number"),
        ("port", "-1", "bad_number"),
        ("port", "٣", "bad_number"),
        ("host", "", "bad_host"),
        ("host", "a b", "bad_host"),
        ("host", "0.0.0.0", "bad_public_url_missing"),
        ("public_url", "help.example.org", "bad_public_url"),
        ("public_url", "ftp://help.example.org", "bad_public_url"),
        ("public_url", "https://u:p@help.example.org", "bad_public_url"),
        ("public_url", "https://help.example.org/affianco", "bad_public_url"),
        ("public_url", "https://help.example.org?x", "bad_public_url"),
        ("public_url", "https://help.example.org:x", "bad_public_url"),
        ("public_url", "http://help.example.org", "bad_public_url_plain"),
        ("public_url", "http://192.168.1.5:8470", "bad_public_url_plain"),
        ("name", "", "bad_name"),
        ("name", "x" * 65, "bad_name"),
        ("organisation", "a\nb", "bad_name"),
        ("database", "mysql://x", "bad_database"),
        ("data_dir", " ", "bad_directory"),
        ("waiting_max", "0", "bad_waiting_max"),
        ("node", "a b", "bad_node"),
        ("zone", "", "bad_zone"),
        ("zone", "Europe/Roma", "bad_zone"),
        ("zone", "../etc/passwd", "bad_zone"),
        ("zone", "Europe", "bad_zone"),
        ("proxies", "127.0.0.1,proxy", "bad_proxies"),
        ("sign_in_hours", "721", "bad_sign_in_hours"),
        ("log_level", "loud", "bad_log_level"),
    ],
)
def test_what_cannot_be_used(name: str, value: str, reason: str) -> None:
    with pytest.raises(BadSetting) as caught:
        settings(**{name: value})
    assert caught.value.reason == reason


@every(
    [
        (
            "",
            {"http://127.0.0.1:8470", "http://localhost:8470", "http://[::1]:8470"},
        ),
        ("https://help.example.org", {"https://help.example.org"}),
        ("https://help.example.org/", {"https://help.example.org"}),
        ("https://Help.Example.org:443", {"https://help.example.org"}),
        ("https://help.example.org:8443", {"https://help.example.org:8443"}),
        ("https://[2001:db8::1]:8443", {"https://[2001:db8::1]:8443"}),
    ],
)
def test_origins(public_url: str, origins: set[str]) -> None:
    assert settings(public_url=public_url).origins == origins


def test_listening_everywhere_needs_the_address_that_people_use() -> None:
    assert settings(host="0.0.0.0", public_url="https://a.example").own_url == "https://a.example"


@every(
    [
        ({}, "linux", "/home/anna/.local/share/affianco"),
        ({"XDG_DATA_HOME": "/d"}, "linux", "/d/affianco"),
        ({"XDG_DATA_HOME": "relative"}, "linux", "/home/anna/.local/share/affianco"),
        ({}, "darwin", "/home/anna/Library/Application Support/affianco"),
        ({"LOCALAPPDATA": "/L"}, "win32", "/L/affianco"),
    ],
)
def test_the_usual_data_directory(environ: dict[str, str], platform: str, folder: str) -> None:
    assert default_data_dir(environ, HOME, platform) == Path(folder)
