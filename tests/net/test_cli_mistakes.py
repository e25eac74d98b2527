"""Command lines that cannot be done: one sentence each, in the reader's language."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from broker import cli
from broker.wire.texts import LANGUAGES, load
from tests.net.command_line import Run


@pytest.mark.parametrize(
    ("words", "command"),
    [
        ((), ""),
        (("sesions",), ""),
        (("technician", "ad"), " technician"),
        (("technician", "add", "anna"), " technician add"),
        (("sessions", "--limit"), " sessions"),
        (("run", "--porta", "a\nb"), ""),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_mistaken_line_is_told_in_the_readers_language_alone(
    run: Run, words: tuple[str, ...], command: str, language: str
) -> None:
    says = load(Path(cli.__file__).parent.parent / "texts", language)
    line = " ".join(["affianco-broker", *words]).replace("\n", " ")
    told = says("wrong_use", line=line, program=f"affianco-broker{command}")
    assert run(*words, LANG=language) == (2, "", told + "\n")


@pytest.mark.parametrize("words", [(), ("technician", "add"), ("run",)])
def test_help_in_italian_is_italian(run: Run, words: tuple[str, ...]) -> None:
    code, out, _ = run(*words, "--help", LANG="it_IT.UTF-8")
    assert code == 0
    assert out.startswith("uso: affianco-broker")
    for english in ("usage", "options", "arguments", "commands", "show"):
        assert not re.search(rf"^[ \w]*\b{english}\b", out, re.MULTILINE)


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ((), 2, "--help"),
        (("sesions",), 2, "sesions"),
        (("run", "--port", "http"), 2, "“http” is not a whole number"),
        (("run", "--host", "0.0.0.0"), 2, "AFFIANCO_PUBLIC_URL"),
        (("run", "--data-dir", "/proc/none"), 1, "/proc/none cannot be used"),
        (("technician", "add", "a\nb", "--full-name", "x", "--generate"), 2, "printable"),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence(
    run: Run, words: tuple[str, ...], code: int, said: str
) -> None:
    found, out, err = run(*words)
    assert (found, out) == (code, "")
    assert said in err
    assert err.count("\n") == 1


def test_a_setting_in_the_environment_that_is_wrong(run: Run) -> None:
    code, _, err = run("run", AFFIANCO_WAITING_MAX="0")
    assert code == 2
    assert "AFFIANCO_WAITING_MAX" in err


def test_a_database_that_is_none(run: Run, data: Path) -> None:
    data.mkdir()
    (data / "affianco.sqlite3").write_bytes(b"no database " * 100)
    code, out, err = run("technician", "list")
    assert (code, out) == (1, "")
    assert err.startswith("The file or database that was named is not Affianco's")
    assert err.count("\n") == 1


def test_a_fault_of_the_programs_own_is_no_traceback(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_arguments: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr("broker.cli.customers.with_store", broken)
    code, _, err = run("customer", "list")
    assert code == 1
    assert "RuntimeError: broken" in err and "Traceback" not in err


def test_help_and_version(run: Run) -> None:
    assert "technicians' accounts" in run("--help")[1]
    assert re.fullmatch(r"\d+\.\d+\.\d+\n", run("--version")[1])


def test_where_only_the_agent_is_installed_it_says_what_to_install(tmp_path: Path) -> None:
    hidden = "import sys; sys.modules['aiohttp'] = None\n"
    start = "import broker.__main__; sys.exit(broker.__main__.main())"
    found = subprocess.run(
        [sys.executable, "-c", hidden + start],
        env={**os.environ, "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.returncode == 2
    assert "aiohttp is missing" in found.stderr and "affianco[broker]" in found.stderr
    assert found.stderr.count("\n") == 1
