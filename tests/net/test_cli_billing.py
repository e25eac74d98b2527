"""The month end on the command line."""

import asyncio
import csv
import io
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from broker.records.decisions import Act
from broker.records.months import months_until
from broker.store import Store
from tests.net.command_line import Run
from tests.net.conftest import url, vault_of
from tests.net.settling_office import BY_TARIFF, TARIFF, office
from tests.unit.test_invoices import ISSUER

MONTH = "2026-03"


@pytest.fixture
def item(data: Path) -> int:
    """A session of March 2026, priced and not approved; its item."""

    data.mkdir(mode=0o700)

    async def work() -> int:
        file = data / "affianco.sqlite3"
        store = await Store.open(url(file), vault_of(file))
        try:
            opened = await office(store)
            entry = await opened.session(await opened.customer(BY_TARIFF), minutes=60)
            found = await opened.item(entry)
            await opened.settling.settle(found.id)
            return found.id
        finally:
            await store.close()

    return asyncio.run(work())


@pytest.fixture
def approved(data: Path, item: int) -> int:
    async def work() -> None:
        file = data / "affianco.sqlite3"
        store = await Store.open(url(file), vault_of(file))
        try:
            found = await store.item(item)
            assert found is not None
            now = datetime(2026, 4, 1, tzinfo=UTC)
            await store.approve_item(Act(item, found.version, "Carla", now, "Europe/Rome"))
        finally:
            await store.close()

    asyncio.run(work())
    return item


def test_a_month_as_csv(run: Run, item: int, tmp_path: Path) -> None:
    out = tmp_path / "marzo.csv"
    words = ("billing", "export", "--period", MONTH, "--out", str(out))
    code, said, err = run(*words, LANG="it_IT.UTF-8")
    assert (code, said, err) == (0, f"1 righe scritte in «{out}».\n", "")
    text = out.read_bytes().decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))
    assert [row[7] for row in rows] == ["Importo €", "30,00"]
    code, said, err = run(*words)
    assert (code, said) == (1, "") and "not written over" in err


def test_a_month_as_json_for_one_customer(run: Run, item: int, tmp_path: Path) -> None:
    out = tmp_path / "march.json"
    words = ("billing", "export", "--period", MONTH, "--format", "json", "--out", str(out))
    assert run(*words, "--customer", "Nessuno")[0] == 1
    assert not out.exists() and not out.with_name("march.json.part").exists()
    assert run(*words, "--customer", "Rossi")[0] == 0
    assert [one["item"] for one in json.loads(out.read_text())["lines"]] == [item]


def test_a_place_that_cannot_be_written(run: Run, item: int, tmp_path: Path) -> None:
    out = tmp_path / "none" / "march.csv"
    code, _, err = run("billing", "export", "--period", MONTH, "--out", str(out))
    assert code == 1 and "cannot be written" in err


@pytest.mark.parametrize("period", ["2026-3", "2026-13", "march", "1999-01", "٢٠26-01"])
def test_what_is_no_month(run: Run, period: str) -> None:
    for words in (("close",), ("export", "--out", "x"), ("simulate", "--tariff", "x")):
        code, _, err = run("billing", *words, "--period", period)
        assert code == 2 and "2026-01" in err


def test_a_month_is_closed_once(run: Run, approved: int) -> None:
    close = ("billing", "close", "--period", MONTH)
    code, said, _ = run(*close)
    assert (code, said) == (0, "Month 2026-03 is closed: 1 items, 30.00 € and 6.60 € of VAT.\n")
    assert run(*close) == (1, "", "Month 2026-03 is closed already.\n")


def test_what_is_undecided_is_named(run: Run, item: int) -> None:
    code, _, err = run("billing", "close", "--period", MONTH)
    assert code == 1 and f"({item})" in err


def test_the_running_month_is_not_closed(run: Run, item: int) -> None:
    running = datetime.now(UTC).strftime("%Y-%m")
    code, _, err = run("billing", "close", "--period", running)
    assert (code, err) == (1, f"Month {running} is not over yet.\n")


def test_drafts_of_invoices(run: Run, approved: int, data: Path, tmp_path: Path) -> None:
    out = tmp_path / "bozze"
    words = ("billing", "export", "--period", MONTH, "--format", "fatturapa", "--out", str(out))
    assert run(*words)[0] == 1
    (data / "issuer.toml").write_text(ISSUER, encoding="utf-8")
    code, _, err = run(*words)
    assert (code, err) == (1, "Invoices are made of closed months: 2026-03 is open.\n")
    run("billing", "close", "--period", MONTH)
    code, said, err = run(*words)
    assert code == 1 and "Rossi: lacks" in said and "the address" in said
    assert run(*words, "--first", "0")[0] == 2


def test_a_month_with_another_tariff(run: Run, item: int, tmp_path: Path) -> None:
    file = tmp_path / "dear.toml"
    file.write_text(TARIFF.replace("30_00", "90_00"), encoding="utf-8")
    words = ("billing", "simulate", "--period", MONTH, "--tariff", str(file))
    code, said, _ = run(*words)
    assert code == 0
    assert "Rossi: 1 items, 30.00 € → 90.00 € (60.00 €)" in said
    found = json.loads(run(*words, "--json")[1])
    assert [one["after"]["cents"] for one in found["items"]] == [9000]
    file.write_text("name = 1", encoding="utf-8")
    assert run(*words)[0] == 1


def test_months_are_counted_over_the_new_year() -> None:
    assert months_until("2026-02", 3) == ("2025-12", "2026-01", "2026-02")
