"""Writes the receipts that the browser's tests read; run it anew when their form changes."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from broker.receipt import build
from tests.fakes.receipts import head

FOLDER = Path(__file__).parent / "receipts"
INTERVALS = ((1767603603250, 61_250),)
UNTIL = datetime(2026, 1, 5, 9, 1, 5, tzinfo=UTC)
PRICED = build.Priced(
    cents=1500,
    lines=("Primi 15 minuti: 50 % di € 30,00 = € 15,00",),
    tariff="Standard",
    tariff_version=3,
    vat_percent=22,
)


def texts() -> dict[str, str]:
    """The content of each file."""
    rome, keys = ZoneInfo("Europe/Rome"), build.Keys()
    return {
        "running.txt": build.running(head(), INTERVALS, UNTIL, build.Priced(), keys, rome),
        "final.txt": build.final(head(), INTERVALS, UNTIL, "completed", PRICED, keys, rome),
    }


if __name__ == "__main__":
    for name, text in texts().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
