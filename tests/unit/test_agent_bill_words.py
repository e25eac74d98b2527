"""What a person reads of the bill: the cost before, the count, the receipt."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import agent
from agent import bill_words, views
from agent.receipts import Fault
from broker.wire import messages
from broker.wire.receipts import decode
from broker.wire.texts import LANGUAGES, load
from broker.wire.words import Asks, CostKind, Verdict
from tests.every import every
from tests.fakes.receipts import COST
from tests.vectors.make_receipts import PRICED, texts

RUNNING, FINAL = texts()["running.txt"], texts()["final.txt"]
SAY = {one: load(Path(agent.__file__).parent / "texts", one) for one in LANGUAGES}

LADDER = "From now, at most: 15 min €7.50 · 30 min €15.00 · 1 h €30.00 · 2 h €60.00 · 4 h €120.00."


@every(
    [
        (None, ["What this session costs is not known yet: the cost follows with the invoice."]),
        (
            replace(COST, kind=CostKind.FREE, four_hours_cents=0),
            ["This session is free under your contract."],
        ),
        (
            replace(COST, kind=CostKind.FREE, free_minutes=90),
            [
                "The first 90 minutes from now are free under your contract; after that it costs.",
                LADDER,
            ],
        ),
        (
            COST,
            [
                "This session costs €30.00 an hour, plus VAT.",
                "Time counts in blocks of 15 minutes.",
                LADDER,
                "It is within opening hours now; outside them: +50 %.",
                "VAT 22 %.",
            ],
        ),
        (
            replace(COST, minutes=1, base_cents=500, hour_cents=3500, urgent_percent=100),
            [
                "This session costs €30.00 an hour, plus VAT.",
                "Time counts in whole minutes.",
                LADDER.replace("€30.00", "€35.00"),
                "A call-out fee of €5.00 is added to each session.",
                "It is within opening hours now; outside them: +50 %.",
                "If the work is urgent: +100 %.",
                "VAT 22 %.",
            ],
        ),
        (
            replace(COST, minutes=0, base_cents=500, hour_cents=5000, outside=True),
            [
                "An hour from now costs at most €50.00, plus VAT.",
                LADDER.replace("€30.00", "€50.00"),
                "The call-out fee of €5.00 is included.",
                "It is outside opening hours now: +50 %, included.",
                "VAT 22 %.",
            ],
        ),
        (
            replace(COST, kind=CostKind.STEPS, cents=1500, outside=True, base_cents=500),
            [
                "This session costs €15.00 up to 15 minutes and €30.00 for an hour, plus VAT.",
                LADDER,
                "The call-out fee of €5.00 is included.",
                "It is outside opening hours now: +50 %, included.",
                "VAT 22 %.",
            ],
        ),
        (
            replace(COST, kind=CostKind.STEPS, minutes=60, surcharge_percent=0),
            ["This session costs €30.00 up to 60 minutes, plus VAT.", LADDER, "VAT 22 %."],
        ),
        (
            replace(COST, kind=CostKind.UNITS, units=1, left=37, four_hours_cents=0),
            [
                "This session takes 1 unit of your pack for every 15 minutes begun; 37 are left.",
                "What the pack does not cover is charged separately.",
            ],
        ),
        (
            replace(COST, kind=CostKind.UNITS, units=1, left=1, known_minutes=15),
            [
                "This session takes 1 unit of your pack for every 15 minutes begun; 1 is left.",
                "What the pack does not cover is charged separately.",
                LADDER,
                "After 15 minutes the office decides the price.",
            ],
        ),
    ]
)
def test_the_cost_in_words(cost: messages.Cost | None, lines: list[str]) -> None:
    said = [line.replace("\u00a0", " ") for line in bill_words.cost_lines(SAY["en"], cost)]
    assert said == lines
    assert len(bill_words.cost_lines(SAY["it"], cost)) == len(lines)


def test_amounts_as_each_language_writes_them() -> None:
    dear = replace(COST, cents=123_456, hour_cents=123_456)
    assert "1.234,56 €" in bill_words.cost_lines(SAY["it"], dear)[0]
    assert "€1,234.56" in bill_words.cost_lines(SAY["en"], dear)[0]


def test_the_count_in_words() -> None:
    receipt = replace(decode(RUNNING), cents=1500)
    active = views.Active("Anna", "Org", Asks.SEE, 61.0, None, so_far=receipt)
    assert bill_words.count_line(SAY["en"], active) == (
        "So far: €15.00 plus VAT (last count: 1 min 1 s)"
    )
    assert bill_words.count_line(SAY["en"], replace(active, so_far=decode(RUNNING))) == ""
    assert bill_words.count_line(SAY["en"], replace(active, so_far=None)) == ""


def test_the_receipt_in_words() -> None:
    say, receipt = SAY["it"], decode(FINAL)
    assert bill_words.receipt_facts(say, receipt) == [
        "Con Anna Rossi (Aiuto SRL).",
        "Il 05/01/2026, dalle 10:00 alle 10:01.",
        "Tempo contato: 1 min 1 s. Attese e pause non si contano.",
        "Prezzo: 15,00 €, IVA esclusa.",
    ]
    assert bill_words.receipt_reasons(say, receipt) == list(PRICED.lines)
    many = replace(receipt, lines=tuple("abcdefgh"), more_lines=3)
    assert bill_words.receipt_reasons(say, many) == [
        *"abcdef",
        "Altre righe sono nella copia salvata: 5.",
    ]


@every(
    [
        ({"cents": None}, "Il prezzo segue con la fattura."),
        (
            {"cents": 0, "units": 1, "units_left": 36},
            "1 unità del pacchetto; unità che restano: 36.",
        ),
        ({"cents": 750, "units": 2}, "2 unità del pacchetto + 7,50 €, IVA esclusa."),
        ({"cents": 0}, "0,00 €, IVA esclusa."),
    ]
)
def test_the_price_in_words(changed: dict[str, Any], price: str) -> None:
    receipt = replace(decode(FINAL), **changed)
    assert bill_words.receipt_facts(SAY["it"], receipt)[-1].removeprefix("Prezzo: ") == price


def test_a_session_over_midnight_has_both_days() -> None:
    receipt = decode(FINAL)
    until = replace(receipt.until, at=receipt.until.at.replace(day=6))
    when = bill_words.receipt_facts(SAY["it"], replace(receipt, until=until))[1]
    assert when == "Dalle 10:00 del 05/01/2026 alle 10:01 del 06/01/2026."


def test_what_becomes_of_a_receipt_in_words() -> None:
    say = SAY["it"]
    shown = views.ReceiptShown(decode(FINAL), saved="/home/x.html", counted=12.0)
    state = bill_words.receipt_state
    assert state(say, shown) == [say("receipt_sending"), say("receipt_saved")]
    assert state(say, replace(shown, told=True))[0] == say("receipt_sent")
    lost = replace(shown, told=False, saved="")
    assert state(say, lost) == [say("receipt_not_sent"), say("receipt_not_saved")]
    wrong = replace(shown, fault=Fault.TOO_LONG.value)
    assert state(say, wrong)[:2] == [
        say("receipt_fault_too_long"),
        "Questo PC ha contato: 12 s. La ricevuta dice: 1 min 1 s.",
    ]
    running = replace(shown, receipt=replace(shown.receipt, final=False, outcome=""))
    assert "fino alle 10:01" in state(say, running)[0]
    said = {
        shown: "receipt_judge",
        replace(shown, fault=Fault.TOO_LONG.value): "receipt_disagree",
        replace(shown, sending=True): "receipt_telling",
        replace(shown, verdict=Verdict.CONFIRMED, kept=True): "receipt_confirmed",
        replace(shown, verdict=Verdict.DISPUTED, kept=True): "receipt_disputed",
        replace(shown, kept=False): "receipt_not_kept",
    }
    for one, key in said.items():
        assert bill_words.receipt_verdict(say, one) == say(key)
    assert bill_words.receipt_verdict(say, running) == ""


def test_a_note_is_one_printable_line() -> None:
    assert bill_words.note_of("  Era\n un\x07’ora\u202e,\tnon due ") == "Era un’ora, non due"
