"""What customers signed about quick access, entered on the command line."""

import asyncio
from datetime import date
from pathlib import Path

import pytest

from broker.records import AuditEntry, Enrolment, Trace
from broker.store import Store
from broker.vault import Vault
from tests.net.command_line import Run

SIGNED = ("--date", "2026-03-31", "--terms", "2026-1")


def kept(data: Path) -> tuple[dict[int, Enrolment], list[AuditEntry]]:
    async def look() -> tuple[dict[int, Enrolment], list[AuditEntry]]:
        url = f"sqlite+aiosqlite:///{data / 'affianco.sqlite3'}"
        store = await Store.open(url, Vault(data / "secrets.key"))
        try:
            return await store.enrolments(), await store.audit_page(None, 9)
        finally:
            await store.close()

    return asyncio.run(look())


def test_a_signature_is_entered_and_taken_back(run: Run, data: Path) -> None:
    run("customer", "add", "Panificio Rossi")
    code, out, _ = run("customer", "quick", "Panificio Rossi", "--grant", *SIGNED, LANG="en")
    assert code == 0 and "allowed quick access on 2026-03-31" in out
    enrolments, _ = kept(data)
    assert enrolments == {1: Enrolment(True, date(2026, 3, 31), "2026-1", "")}
    code, out, _ = run("customer", "quick", "Panificio Rossi", "--withdraw", *SIGNED, LANG="en")
    assert code == 0 and "withdrew quick access" in out
    enrolments, audit = kept(data)
    assert enrolments[1].granted is False
    assert [entry.kind for entry in audit] == [Trace.QUICK_WITHDRAWN, Trace.QUICK_GRANTED]
    assert audit[0].detail == "Panificio Rossi, 2026-03-31, 2026-1"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("Altri", "--grant", *SIGNED), "customer list"),
        (("Panificio Rossi", "--grant", "--date", "31.3.2026", "--terms", "1"), "2026-03-31"),
        (("Panificio Rossi", "--grant", "--date", "2026-02-30", "--terms", "1"), "2026-03-31"),
        (("Panificio Rossi", "--grant", "--date", "2026-03-31", "--terms", " "), "printable"),
        (("Panificio Rossi", "--grant", "--date", "2026-03-31", "--terms", "x" * 33), "32"),
        (("Panificio Rossi", *SIGNED), "--help"),
        (("Panificio Rossi", "--grant", "--withdraw", *SIGNED), "--help"),
    ],
)
def test_a_mistake_is_told_and_nothing_is_entered(
    run: Run, data: Path, words: tuple[str, ...], sentence: str
) -> None:
    run("customer", "add", "Panificio Rossi")
    code, _, err = run("customer", "quick", *words, LANG="en")
    assert code in (1, 2) and sentence in err and len(err.splitlines()) == 1
    assert kept(data) == ({}, [])
