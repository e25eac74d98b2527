"""Rows of the tables against what the log says of them."""

import sqlite3
from pathlib import Path

import pytest

from broker.billing.flaws import Flaw
from broker.store import Store
from tests.net.ledger_log import by_hand, checked, filled, flaws, set_column

CHANGES = {
    "charges": ("cents", "units", "customer_id", "period", "price", "vat_percent", "reason", "by"),
    "sessions": ("billable_ms", "intervals", "outcome", "customer_id", "joined_at", "ended_at"),
    "tariffs": ("document", "version", "valid_from"),
    "contracts": ("document", "customer_id", "valid_from", "valid_until"),
    "packs": ("units", "session_units", "expires_on", "customer_id"),
    "debits": ("units", "pack_id"),
}
OTHER = {
    "cents": 1,
    "customer_id": 77,
    "period": "2026-04",
    "joined_at": "2026-03-02 09:00:01.000000",
    "ended_at": "2027-03-02 09:00:01.000000",
    "valid_from": "2020-01-01",
    "valid_until": "2026-12-31",
    "expires_on": "2030-01-01",
    "intervals": "[[0,1]]",
    "units": 99,
    "session_units": 2,
}


@pytest.mark.parametrize(
    ("table", "column"), [(table, column) for table in CHANGES for column in CHANGES[table]]
)
async def test_a_row_that_is_not_what_the_log_says(
    log: Store, file: Path, table: str, column: str
) -> None:
    with by_hand(file) as plain:
        (row, before) = plain.execute(f"SELECT rowid, {column} FROM {table}").fetchone()
        set_column(plain, table, column, row, OTHER.get(column, 7))
    found = [one for one in await checked(log) if one.flaw is Flaw.ROW_DIFFERS]
    assert len(found) >= 1, (row, before)
    assert table == "debits" or found[0].values["row"] == row
    assert found[0].values["logged"] != found[0].values["found"]


@pytest.mark.parametrize(
    ("table", "column"),
    [("sessions", "joined_at"), ("sessions", "intervals"), ("tariffs", "valid_from")],
)
async def test_a_row_that_cannot_be_read(log: Store, file: Path, table: str, column: str) -> None:
    with by_hand(file) as plain:
        set_column(plain, table, column, 1, b"\xff")
    assert Flaw.ROW_UNREADABLE in {one.flaw for one in await checked(log)}


@pytest.mark.parametrize("table", ["charges", "sessions", "tariffs", "contracts", "packs"])
async def test_rows_that_are_gone_and_rows_that_nobody_noted(
    log: Store, file: Path, table: str
) -> None:
    with by_hand(file) as plain:
        plain.row_factory = sqlite3.Row
        key = "entry" if table == "sessions" else "id"
        one = dict(plain.execute(f"SELECT * FROM {table} ORDER BY {key}").fetchone())
        plain.execute(f"DELETE FROM {table} WHERE {key} = 1")
        assert Flaw.ROW_MISSING in {found.flaw for found in await checked(log)}
        for number in (1, 900):
            row = {**one, key: number}
            row |= {"version": number} if table == "tariffs" else {}
            places = ",".join("?" * len(row))
            plain.execute(f"INSERT INTO {table} VALUES ({places})", tuple(row.values()))
        (found,) = await checked(log)
        assert (found.flaw, found.values["row"]) == (Flaw.ROW_UNLOGGED, 900)


async def test_sessions_from_before_there_was_a_log_are_no_finding(
    store: Store, file: Path, key: Path
) -> None:
    with by_hand(file) as plain:
        plain.execute(
            "INSERT INTO technicians (name, full_name, password_hash, totp_secret, totp_step,"
            " disabled, created_at) VALUES ('old', 'Old', '', '', 0, 0, '2025-01-01 00:00:00')"
        )
        plain.execute(
            "INSERT INTO sessions (session, technician_id, technician, organisation, pc, node,"
            " joined_at, seen_at, ended_at, billable_ms, outcome) VALUES ('123456789', 1, 'Old',"
            " 'Org', 'PC', 'main', '2025-01-05 09:00:00', '2025-01-05 09:00:00',"
            " '2025-01-05 10:00:00', 65999, 'completed')"
        )
    await filled(store, key)
    assert await flaws(store) == []
