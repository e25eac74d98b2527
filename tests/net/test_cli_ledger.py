"""`affianco-broker ledger`, as a person meets it who wants to know whether the bills are true."""

import asyncio
import json
import shutil
import subprocess
from pathlib import Path

import pytest

from broker.cli.ledger.files import checkpoint_at, text_at
from broker.cli.ledger.proofs import proved
from broker.cli.ledger.verifying import SHOWN_MOST
from broker.cli.saying import Plain
from broker.merkle.inclusion import PROOF_FILE_MAX
from broker.store import Store
from broker.vault import Vault
from tests.net.command_line import Run
from tests.net.ledger_log import by_hand, filled


@pytest.fixture
def database(data: Path) -> Path:
    """A log with something of every kind in it, made by a broker that has stopped."""
    data.mkdir()

    async def fill() -> None:
        url = f"sqlite+aiosqlite:///{data / 'affianco.sqlite3'}"
        store = await Store.open(url, Vault(data / "secrets.key"))
        try:
            await filled(store, data / "ledger.key")
        finally:
            await store.close()

    asyncio.run(fill())
    return data / "affianco.sqlite3"


@pytest.fixture
def public(run: Run, database: Path) -> str:
    """The public key, in hexadecimal digits."""
    return run("ledger", "key")[1].split()[-1]


def saved(run: Run, path: Path, *words: str) -> str:
    """What a command prints, in a file; its name."""
    code, out, err = run("ledger", *words)
    assert (code, err) == (0, "")
    path.write_text(out, encoding="utf-8")
    return str(path)


def test_the_key_in_both_its_forms(run: Run, data: Path, tmp_path: Path) -> None:
    code, out, err = run("ledger", "key")
    assert (code, err) == (0, "")
    *pem, digits = out.splitlines()
    assert (pem[0], len(digits)) == ("-----BEGIN PUBLIC KEY-----", 64)
    assert (data / "ledger.key").stat().st_mode & 0o777 == 0o600
    assert run("ledger", "key")[1] == out
    other = tmp_path / "other.key"
    code, _, err = run("ledger", "key", "--ledger-key", str(other))
    assert code == 1 and "is missing" in err and "renew-key" in err
    assert not other.exists()


def test_a_log_that_is_right(run: Run, public: str, tmp_path: Path) -> None:
    code, out, err = run("ledger", "verify")
    assert (code, err) == (0, "")
    assert "Nothing is wrong.\n" in out and "under none yet: 0." in out and "--key" in out
    kept = saved(run, tmp_path / "kept.txt", "checkpoint")
    file = tmp_path / "key.pem"
    file.write_text("\n".join(run("ledger", "key")[1].splitlines()[:-1]), encoding="utf-8")
    for word in (public, str(file)):
        code, out, err = run("ledger", "verify", "--key", word, "--checkpoint", kept)
        assert (code, err) == (0, "")
        assert out.endswith("Nothing is wrong.\n")


def test_a_new_broker_has_nothing_wrong(run: Run) -> None:
    assert run("ledger", "verify")[0] == 0
    assert run("ledger", "checkpoint")[0] == 0
    assert run("ledger", "verify")[0] == 0


def test_what_is_wrong_is_said_with_its_numbers(run: Run, database: Path) -> None:
    with by_hand(database) as plain:
        plain.execute("UPDATE events SET body = body || ' ' WHERE number = 5")
        plain.execute("UPDATE charges SET cents = 1 WHERE id = 1")
    code, out, err = run("ledger", "verify")
    assert code == 1
    assert "Event 5: changed; it does not give the hash beside it.\n" in out
    assert "charge 1: cents is 750 in the log and 1 in the table.\n" in out
    assert "events in the database: the events up to there are not those that were signed" in out
    assert "The log or the tables are not as they were written.\n" in err
    code, out, err = run("ledger", "verify", LANG="it_IT")
    assert code == 1 and "addebito 1: cents è 750 nel registro e 1 nella tabella" in out


def test_what_is_missing_is_said_where_the_broker_does_not_start(run: Run, database: Path) -> None:
    with by_hand(database) as plain:
        plain.execute("DELETE FROM customers WHERE id = 2")
    for words, language, said in (
        (("customer", "list"), "en_GB", "Rows are missing in the database"),
        (("ledger", "checkpoint"), "it_IT", "Nel database mancano righe a cui altre rimandano"),
    ):
        code, out, err = run(*words, LANG=language)
        assert (code, out) == (1, "") and said in err and "ledger verify" in err
    code, out, err = run("ledger", "verify")
    assert code == 1 and "not as they were written" in err
    assert "tells of customer 2, which is not in its table" in out
    assert "Row 1 of table sessions points at a row of table customers that is not there." in out
    code, out, _ = run("ledger", "verify", LANG="it_IT")
    assert code == 1 and "La riga 1 della tabella sessions rimanda a una riga" in out


def test_of_many_findings_the_first_are_told_and_the_others_counted(
    run: Run, database: Path
) -> None:
    with by_hand(database) as plain:
        plain.execute("DELETE FROM events")
        rows = [(number, "x", "x", None, "x", "x", "x") for number in range(SHOWN_MOST + 7)]
        plain.executemany("INSERT INTO events VALUES (?,?,?,?,?,?,?)", rows)
    code, out, _ = run("ledger", "verify")
    assert code == 1
    assert out.count("not of an event's form") == SHOWN_MOST
    assert "and 7 more of the same kind (malformed)" in out


def test_a_copy_is_checked_without_any_key_of_the_broker(
    run: Run, database: Path, public: str, tmp_path: Path
) -> None:
    copy = tmp_path / "copy" / "affianco.sqlite3"
    assert run("backup", str(tmp_path / "one.sqlite3"))[0] == 0
    copy.parent.mkdir()
    shutil.move(tmp_path / "one.sqlite3", copy)
    there = ("--data-dir", str(copy.parent))
    assert run("ledger", "verify", "--key", public, *there)[0] == 0
    assert run("ledger", "verify", *there)[0] == 0
    assert run("ledger", "verify", "--key", "00" * 32, *there)[0] == 1
    assert not (copy.parent / "ledger.key").exists()


def test_one_session_is_proved_and_no_other_customer_is_shown(
    run: Run, database: Path, public: str, tmp_path: Path
) -> None:
    kept = saved(run, tmp_path / "kept.txt", "checkpoint")
    proof = saved(run, tmp_path / "proof.json", "proof", "--entry", "1")
    text = Path(proof).read_text(encoding="utf-8")
    values = json.loads(text)
    assert json.loads(values["event"]["body"])["entry"] == 1
    assert "Bianchi" not in text and "Ore" not in text
    for more in ([], ["--checkpoint", kept]):
        code, out, err = run("ledger", "check-proof", proof, "--key", public, *more)
        assert (code, err) == (0, "")
        assert "The proof holds. Event" in out and "(session 1)" in out
        assert '"billable_ms":1800000' in out
    run("customer", "add", "Verdi")
    later = saved(run, tmp_path / "later.txt", "checkpoint")
    code, _, err = run("ledger", "check-proof", proof, "--key", public, "--checkpoint", later)
    assert code == 1 and "ledger proof --checkpoint" in err
    again = saved(run, tmp_path / "again.json", "proof", "--entry", "1", "--checkpoint", later)
    code, out, _ = run("ledger", "check-proof", again, "--key", public, "--checkpoint", later)
    assert code == 0 and "The proof holds." in out


def flipped(content: bytes, at: int) -> bytes:
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]


def in_checkpoint(content: bytes, held: list[int]) -> bool:
    """Whether all of these bytes are of the checkpoint in the proof, which is not what it was
    checked with."""
    note = content.index(b'"checkpoint":"') + len(b'"checkpoint":"')
    end = content.index(b'"event"')
    return all(note <= at < end for at in held)


def test_no_byte_of_a_proof_may_change(
    run: Run, database: Path, public: str, tmp_path: Path
) -> None:
    proof = Path(saved(run, tmp_path / "proof.json", "proof", "--entry", "1"))
    kept = Path(saved(run, tmp_path / "kept.txt", "checkpoint"))
    content = proof.read_bytes().rstrip(b"\n")
    head, held = checkpoint_at(kept), []
    for at in range(len(content)):
        proof.write_bytes(flipped(content, at))
        try:
            proved(text_at(proof, PROOF_FILE_MAX), bytes.fromhex(public), head, file=proof)
        except Plain:
            continue
        held.append(at)
    assert held and in_checkpoint(content, held)


@pytest.mark.parametrize("step", [29, pytest.param(1, marks=pytest.mark.soak)])
def test_the_command_refuses_a_proof_that_was_changed(
    run: Run, database: Path, public: str, tmp_path: Path, step: int
) -> None:
    proof = saved(run, tmp_path / "proof.json", "proof", "--entry", "1")
    kept = saved(run, tmp_path / "kept.txt", "checkpoint")
    content = Path(proof).read_bytes().rstrip(b"\n")
    held = []
    for at in range(0, len(content), step):
        Path(proof).write_bytes(flipped(content, at))
        code, _, err = run("ledger", "check-proof", proof, "--key", public, "--checkpoint", kept)
        assert code in (0, 1) and "Error" not in err
        if code == 0:
            held.append(at)
    assert held and in_checkpoint(content, held)


def test_what_cannot_be_proved(run: Run, database: Path, public: str, tmp_path: Path) -> None:
    assert run("ledger", "proof", "--entry", "77")[0] == 1
    assert run("ledger", "proof", "--entry", "x")[0] == 2
    early = tmp_path / "early.txt"
    with by_hand(database) as plain:
        (note,) = plain.execute("SELECT note FROM checkpoints ORDER BY size").fetchone()
    early.write_text(note, encoding="utf-8")
    code, _, err = run("ledger", "proof", "--entry", "2", "--checkpoint", str(early))
    assert code == 1 and "take a later one" in err
    proof = saved(run, tmp_path / "proof.json", "proof", "--entry", "1")
    code, _, err = run("ledger", "check-proof", proof, "--key", "00" * 32)
    assert code == 1 and "was not signed with this key" in err
    for name, content in (("a", "{}"), ("b", "x" * 2_000_000), ("c", "\xff")):
        (tmp_path / name).write_text(content, encoding="latin-1")
        code, _, err = run("ledger", "check-proof", str(tmp_path / name), "--key", public)
        assert code == 1 and "no proof" in err
        code, _, err = run(
            "ledger", "check-proof", proof, "--key", public, "--checkpoint", str(tmp_path / name)
        )
        assert code == 1 and "no checkpoint" in err
    assert run("ledger", "check-proof", proof, "--key", str(tmp_path / "a"))[0] == 2
    assert run("ledger", "check-proof", str(tmp_path / "none"), "--key", public)[0] == 1


def test_nothing_is_proved_or_signed_from_a_log_that_was_changed(
    run: Run, database: Path, tmp_path: Path
) -> None:
    run("customer", "add", "Verdi")
    with by_hand(database) as plain:
        plain.execute("UPDATE events SET leaf = ? WHERE number = 2", ("0" * 64,))
    for words in (("checkpoint",), ("proof", "--entry", "1")):
        code, out, err = run("ledger", *words)
        assert (code, out) == (1, "")
        assert "not what was signed" in err and "ledger verify" in err


def test_a_key_that_is_lost(run: Run, database: Path, data: Path, public: str) -> None:
    assert run("ledger", "renew-key")[0] == 1
    (data / "ledger.key").unlink()
    code, _, err = run("ledger", "checkpoint")
    assert code == 1 and "is missing" in err
    assert run("ledger", "verify")[0] == 0
    code, out, _ = run("ledger", "renew-key")
    new = out.split()[-1]
    assert code == 0 and new != public
    assert run("ledger", "verify")[0] == 0
    assert run("ledger", "verify", "--key", public, "--key", new)[0] == 0
    assert run("ledger", "verify", "--key", new)[0] == 1
    (data / "ledger.key").write_text("no key")
    code, _, err = run("ledger", "verify")
    assert code == 1 and "no key file" in err


def test_a_checkpoint_and_a_leaf_are_checked_by_hand(
    run: Run, database: Path, public: str, tmp_path: Path
) -> None:
    """As docs/ledger.md shows it."""
    page = (Path(__file__).parents[2] / "docs" / "ledger.md").read_text(encoding="utf-8")
    saved(run, tmp_path / "checkpoint.txt", "checkpoint")
    saved(run, tmp_path / "proof.json", "proof", "--entry", "1")
    saved(run, tmp_path / "key.txt", "key")
    scripts = [part.split("```", 1)[0] for part in page.split("```sh\n# by hand")[1:]]
    said = [
        subprocess.run(
            ["bash", "-euo", "pipefail", "-c", "#" + script],
            cwd=tmp_path,
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for script in scripts
    ]
    assert len(said) == 2
    assert "Signature Verified Successfully" in said[0]
    with by_hand(database) as plain:
        wanted = "SELECT leaf FROM events WHERE kind = 'session_ended' AND entry = 1"
        (leaf,) = plain.execute(wanted).fetchone()
    assert said[1].split()[0] == leaf
