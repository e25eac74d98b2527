"""`affianco-broker quote`, as a person meets it."""

import json
from pathlib import Path

import pytest

from tests.net.command_line import Run, Said

FILES = Path(__file__).parents[2] / "docs" / "tariffs"
STEPS = str(FILES / "steps.toml")
HOURLY = str(FILES / "hourly.toml")
MONDAY = "2026-03-02"


def quote(run: Run, *words: str, tariff: str = STEPS, **environ: str) -> Said:
    return run("quote", "--tariff", tariff, *words, **environ)


def session(run: Run, start: str, end: str, *words: str, tariff: str = STEPS) -> Said:
    return quote(run, "--start", start, "--end", end, *words, tariff=tariff)


def as_json(said: Said) -> dict[str, object]:
    code, out, err = said
    assert (code, err) == (0, "")
    found: dict[str, object] = json.loads(out)
    return found


def test_a_price_is_said_with_every_line(run: Run, data: Path) -> None:
    code, out, err = session(run, f"{MONDAY}T12:30", f"{MONDAY}T13:40")
    assert (code, err) == (0, "")
    head, *lines, total = out.splitlines()
    assert head == "“Assistenza a scaglioni”, version 1, valid from 2026-01-01:"
    assert len(lines) == 2 and all(line.startswith("  ") for line in lines)
    assert "€90.00" in lines[0] and "€30.00" in lines[1]
    assert total == "Total: €120.00, plus 22% VAT."
    assert not data.exists()


def test_in_italian(run: Run) -> None:
    for words, environ in ((("--language", "it"), {}), ((), {"LANG": "it_IT.UTF-8"})):
        asked = ("--start", f"{MONDAY}T09:00", "--end", f"{MONDAY}T10:00", *words)
        code, out, _ = quote(run, *asked, tariff=HOURLY, **environ)
        assert code == 0
        assert "versione 1, valida dal 2026-01-01:" in out
        assert "Totale: 30,00 €, più IVA al 22%." in out


def test_the_form_for_programs(run: Run) -> None:
    found = as_json(session(run, f"{MONDAY}T09:00", f"{MONDAY}T10:00", "--json", tariff=HOURLY))
    lines = found.pop("lines")
    assert found == {
        "format": 1,
        "tariff": {
            "name": "Assistenza a ore",
            "version": 1,
            "valid_from": "2026-01-01",
            "in_force": True,
        },
        "work": {
            "kind": "session",
            "start": "2026-03-02T08:00:00.000Z",
            "end": "2026-03-02T09:00:00.000Z",
            "ms": 3_600_000,
            "messages": 0,
            "urgent": False,
            "province": "",
        },
        "currency": "EUR",
        "cents": 3000,
        "vat_percent": 22,
        "flags": [],
    }
    assert isinstance(lines, list) and len(lines) == 1
    line = lines[0]
    assert set(line) == {"rule", "words", "values", "ms", "counted_ms", "cents", "units", "text"}
    assert (line["rule"], line["ms"], line["cents"]) == ("tariff", 3_600_000, 3000)
    assert line["text"].endswith("= €30.00")


@pytest.mark.parametrize(
    ("words", "cents", "flags"),
    [
        (("--kind", "email", "--messages", "3"), 1500, []),
        (("--kind", "email", "--messages", "4"), 3000, []),
        (("--kind", "wrong_channel"), 2500, []),
        (("--kind", "phone", "--end", f"{MONDAY}T09:05"), 1500, []),
        (("--kind", "phone", "--end", f"{MONDAY}T09:06"), 3000, []),
        (("--kind", "session", "--end", f"{MONDAY}T09:15"), 3000, []),
    ],
)
def test_every_kind_of_work(run: Run, words: tuple[str, ...], cents: int, flags: list[str]) -> None:
    found = as_json(quote(run, "--start", f"{MONDAY}T09:00", *words, "--json"))
    assert (found["cents"], found["flags"]) == (cents, flags)


def test_work_that_the_tariff_does_not_sell_is_flagged(run: Run) -> None:
    words = ("--start", f"{MONDAY}T09:00", "--kind", "email", "--messages", "1", "--json")
    found = as_json(quote(run, *words, tariff=HOURLY))
    assert (found["cents"], found["flags"]) == (0, ["no_rule"])


def test_urgent_work_and_a_tariff_that_is_not_in_force_yet(run: Run) -> None:
    everything = str(FILES / "everything.toml")
    ends = (f"{MONDAY}T09:00", f"{MONDAY}T10:03")
    plain = as_json(session(run, *ends, "--json", tariff=everything))
    urgent = as_json(session(run, *ends, "--urgent", "--json", tariff=everything))
    assert (plain["cents"], urgent["cents"]) == (7750, 9925)
    tariff = plain["tariff"]
    assert isinstance(tariff, dict) and tariff["in_force"] is False
    assert "is valid only from 2026-07-01" in session(run, *ends, tariff=everything)[1]


@pytest.mark.parametrize(
    ("province", "cents"), [("", 6000), ("MI", 6000), ("RM", 9000), ("rm", 9000)]
)
def test_the_patron_saints_day(run: Run, province: str, cents: int) -> None:
    """29 June, a Monday: Rome's patrons, and a usual day elsewhere."""
    ends = ("2026-06-29T09:00", "2026-06-29T10:00")
    found = as_json(session(run, *ends, "--province", province, "--json"))
    assert found["cents"] == cents


def test_a_time_without_an_offset_is_the_tariffs_zones(run: Run, tmp_path: Path) -> None:
    tariff = tmp_path / "york.toml"
    tariff.write_text(
        'zone = "America/New_York"\nname = "A"\nversion = 1\nvalid_from = 2026-01-01\n'
        "hourly_cents = 6000\n",
        encoding="utf-8",
    )
    ends = ("2026-07-01 09:00", "2026-07-01T15:30+02:00")
    work = as_json(session(run, *ends, "--json", tariff=str(tariff)))["work"]
    assert isinstance(work, dict)
    assert (work["start"], work["ms"]) == ("2026-07-01T13:00:00.000Z", 30 * 60_000)


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        ("2026-03-29T01:59", "2026-03-29T03:00", 1),
        ("2026-10-25T01:59", "2026-10-25T03:00", 121),
        ("2026-10-25T02:30+02:00", "2026-10-25T02:30+01:00", 60),
        ("2025-12-31T23:59", "2026-01-01T00:01", 2),
        ("2026-03-02T09:00:00.500", "2026-03-02T09:01:00.500", 1),
        ("2026-03-02T09:00Z", "2026-03-02T09:01Z", 1),
        ("2026-01-01T00:00", "2027-01-02T00:00", 366 * 24 * 60),
    ],
)
def test_the_odd_nights_and_other_edges(run: Run, start: str, end: str, minutes: int) -> None:
    work = as_json(session(run, start, end, "--json"))["work"]
    assert isinstance(work, dict) and work["ms"] == minutes * 60_000


def test_holidays_of_the_years_next_to_the_works(run: Run, tmp_path: Path) -> None:
    """The eve of 1 January; and 31 December in New York, a holiday, when it is January in UTC."""
    tariff = tmp_path / "tariff.toml"
    head = 'name = "A"\nversion = 1\nvalid_from = 2026-01-01\nhourly_cents = 6000\n'
    days = "[days]\neve = 150\nholiday = 200\n"
    for zone, country, evening, cents in (
        ("Europe/Rome", "IT", "2026-12-31T20", 9000),
        ("America/New_York", "US", "2027-12-31T20", 12000),
    ):
        holidays = f'[holidays]\ncountry = "{country}"\n'
        tariff.write_text(f'{head}zone = "{zone}"\n{holidays}{days}', encoding="utf-8")
        ends = (f"{evening}:00", f"{evening}:59:59.999")
        assert as_json(session(run, *ends, "--json", tariff=str(tariff)))["cents"] == cents


NINE = ("--start", f"{MONDAY}T09:00")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((*NINE, "--end", f"{MONDAY}T08:59"), "lies before --start"),
        ((*NINE, "--end", f"{MONDAY}T09:00"), "is the same instant as --start"),
        ((*NINE, "--end", "2027-03-03T09:00:00.001"), "is too long: at most 366 days"),
        (NINE, "--end is needed with --kind session"),
        ((*NINE, "--kind", "phone"), "--end is needed with --kind phone"),
        ((*NINE, "--kind", "email"), "--messages is needed with --kind email"),
        ((*NINE, "--kind", "fax"), "“fax” will not do for --kind: use one of session, phone,"),
        (
            (*NINE, "--kind", "email", "--messages", "1", "--end", f"{MONDAY}T10:00"),
            "--end means nothing with --kind email",
        ),
        (
            (*NINE, "--messages", "1", "--end", f"{MONDAY}T10:00"),
            "--messages means nothing with --kind session",
        ),
        ((*NINE, "--kind", "email", "--messages", "0"), "“0” will not do for --messages"),
        ((*NINE, "--kind", "email", "--messages", "1001"), "from 1 to 1000"),
        ((*NINE, "--kind", "email", "--messages", "-1"), "“-1” will not do for --messages"),
        ((*NINE, "--kind", "wrong_channel", "--province", "XX"), "“XX” will not do for --province"),
        ((*NINE, "--kind", "wrong_channel", "--language", "de"), "“de” will not do for --language"),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence(run: Run, words: tuple[str, ...], told: str) -> None:
    code, out, err = quote(run, *words)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert told in err


@pytest.mark.parametrize(
    "text",
    [
        "",
        "today",
        MONDAY,
        "09:00",
        "20260302T0900",
        "2026-W10-1T09:00",
        "2026-3-2T9:00",
        "2026-02-29T09:00",
        f"{MONDAY}T24:00",
        f"{MONDAY}T09:60",
        f"{MONDAY}T09:00+99:00",
        f"{MONDAY}T09:00+0100",
        f"{MONDAY}T09:00:00.0001",
        f"{MONDAY}T09:00 ",
        f"{MONDAY}t09:00",
        "٢026-03-02T09:00",
    ],
)
@pytest.mark.parametrize("flag", ["--start", "--end"])
def test_what_is_no_time(run: Run, flag: str, text: str) -> None:
    other = "--end" if flag == "--start" else "--start"
    code, out, err = quote(run, flag, text, other, f"{MONDAY}T09:00")
    assert (code, out) == (2, "")
    assert err.startswith(f"“{text}” will not do for {flag}: write a time such as")


@pytest.mark.parametrize("year", ["1999", "0001", "2200", "9999"])
def test_a_time_that_is_far_away(run: Run, year: str) -> None:
    code, _, err = session(run, f"{year}-12-31T09:00", f"{year}-12-31T10:00")
    assert code == 2
    assert "--start: it has to lie between 2000-01-01 and 2199-12-31" in err


def test_an_hour_that_does_not_exist(run: Run) -> None:
    for text in ("2026-03-29T02:00", "2026-03-29T02:59:59"):
        code, _, err = session(run, text, "2026-03-29T09:00")
        assert code == 2
        assert f"“{text}” will not do for --start: that night the clocks in Europe/Rome" in err
        assert "never show it" in err
    assert session(run, "2026-03-29T02:30Z", "2026-03-29T09:00")[0] == 0


def test_an_hour_that_comes_twice(run: Run) -> None:
    code, _, err = session(run, "2026-10-25T01:00", "2026-10-25T02:30")
    assert code == 2
    assert "“2026-10-25T02:30” will not do for --end" in err
    first, second = "2026-10-25T02:30:00+02:00", "2026-10-25T02:30:00+01:00"
    assert f"Write {first} for the first time or {second} for the second." in err
    for text in (first, second):
        assert session(run, "2026-10-25T01:00", text)[0] == 0
