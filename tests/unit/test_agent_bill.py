"""What this PC signs of a bill, and what its customer reads of it."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from agent.keeping.receipts import Cabinet, documents, name_of
from agent.keys import AgentKey
from agent.receipts import Bill, Count, Fault, Known
from broker.receipt import build
from broker.receipt.checking import check, is_dispute, is_right
from broker.wire import messages, receiptfile
from broker.wire.receiptfile import Side
from broker.wire.receipts import decode, signed
from broker.wire.words import Verdict
from tests.every import every
from tests.fakes.receipts import COST, ROME, broker_signs, head
from tests.vectors.make_receipts import INTERVALS, UNTIL, texts

KEY, OTHER = AgentKey(b"\x01" * 32), AgentKey(b"\x02" * 32)
KNOWN = Known("Prova", "123456789", "PC-CASSA", "Anna Rossi", "Aiuto SRL", quick=False, reason="")
RUNNING, FINAL = texts()["running.txt"], texts()["final.txt"]
RIGHT = Count(61.0)


def tally(text: str = RUNNING, **changed: Any) -> messages.Tally:
    return replace(messages.Tally(1, text, *broker_signs(text)), **changed)


def final(text: str = FINAL, ticket: str = "ticket") -> messages.ReceiptCame:
    return messages.ReceiptCame(text, *broker_signs(text), ticket)


def bill() -> Bill:
    return Bill(KNOWN, KEY, COST)


def running(keys: build.Keys | None = None, **changed: Any) -> str:
    spoken = (INTERVALS, UNTIL, build.Priced(), keys or build.Keys(), ROME)
    return build.running(head(**changed), *spoken)


def test_what_fits_is_signed() -> None:
    one = bill()
    agreed = one.tally(tally(), RIGHT)
    assert agreed is not None and agreed.key == KEY.public.hex()
    assert agreed.signature == KEY.sign(signed(RUNNING)).hex()
    assert one.agreed is not None and set(one.agreed.proofs) == {Side.BROKER, Side.AGENT}
    assert check(one.agreed).receipt == one.so_far


@every(
    [
        ("not one", tally(text="{}")),
        ("a final one", tally(FINAL)),
        ("a wrong signature", tally(signature="00" * 64)),
        ("another key", tally(key="00" * 32)),
        ("another session", tally(running(session="987654321"))),
        ("another broker", tally(running(broker="Altro"))),
        ("another PC", tally(running(pc="PC-2"))),
        ("another technician", tally(running(technician="Eva"))),
        ("another organisation", tally(running(organisation="Altra"))),
        ("another reason", tally(running(reason="Perché"))),
        ("another mode", tally(running(mode="quick"))),
        ("another key of this PC", tally(running(build.Keys(agent=OTHER.public.hex())))),
    ]
)
def test_what_does_not_fit_is_not_signed(_name: str, came: messages.Tally) -> None:
    one = bill()
    assert one.tally(came, RIGHT) is None
    assert one.agreed is None and one.so_far is None
    assert one.tally(tally(), RIGHT) is not None


@pytest.mark.parametrize(
    ("count", "agrees"),
    [
        (Count(59.0), True),
        (Count(58.9), False),
        (Count(57.0, pauses=1), True),
        (Count(56.9, pauses=1), False),
        (Count(37.0, cuts=1), True),
        (Count(36.9, cuts=1), False),
    ],
)
def test_never_more_than_was_counted_here(count: Count, agrees: bool) -> None:
    assert (bill().tally(tally(), count) is not None) is agrees


def test_what_never_changes_must_not_change() -> None:
    one = bill()
    one.tally(tally(), RIGHT)
    assert one.tally(tally(running(entry=2), number=2), RIGHT) is None
    later = head().joined_at.replace(hour=10)
    assert one.tally(tally(running(joined_at=later)), RIGHT) is None


def test_another_brokers_key_in_the_middle_is_not_taken() -> None:
    one = bill()
    one.tally(tally(), RIGHT)
    forged = tally(key=OTHER.public.hex(), signature=OTHER.sign(signed(RUNNING)).hex())
    assert one.tally(forged, RIGHT) is None


def test_the_console_that_signs_is_the_one_of_the_handshake() -> None:
    named = running(build.Keys(console=OTHER.public.hex()))
    one = bill()
    assert one.tally(tally(named), RIGHT) is not None
    one.device_key = KEY.public
    assert one.tally(tally(named), RIGHT) is None
    one.device_key = OTHER.public
    assert one.tally(tally(named), RIGHT) is not None


def test_the_final_receipt_is_signed_judged_and_countersigned() -> None:
    found = bill().end(final(), RIGHT)
    assert found is not None and found.fault == ""
    said = found.countersign()
    assert said is not None and (said.ticket, said.verdict) == ("ticket", Verdict.NONE)
    judged = found.judged(Verdict.DISPUTED, "No").countersign()
    assert judged is not None and (judged.verdict, judged.note) == (Verdict.DISPUTED, "No")
    signature = OTHER.sign(signed(FINAL)).hex()
    answer = messages.Countersigned(OTHER.public.hex(), signature)
    whole = found.countersigned(answer)
    assert check(whole.file).signers == (Side.BROKER, Side.AGENT, Side.CONSOLE)
    wrong = messages.Countersigned(OTHER.public.hex(), "00" * 64)
    assert found.countersigned(wrong) == found
    assert found.countersigned(messages.Countersigned("", "")) == found


def test_one_that_does_not_fit_is_kept_unsigned() -> None:
    found = bill().end(final(), Count(10.0))
    assert found is not None and found.fault == Fault.TOO_LONG
    assert found.countersign() is None
    assert check(found.file).signers == (Side.BROKER,)
    assert bill().end(final("{}"), RIGHT) is None
    forged = replace(final(), signature="00" * 64)
    assert bill().end(forged, RIGHT) is None


def test_without_a_ticket_there_is_nothing_to_say() -> None:
    found = bill().end(final(ticket=""), RIGHT)
    assert found is not None and found.countersign() is None


def test_both_files_are_the_customers_alone(tmp_path: Path) -> None:
    one = bill()
    found = one.end(final(), RIGHT)
    assert found is not None
    cabinet = Cabinet(tmp_path / "Affianco")
    kept = cabinet.keep(found.file, found.receipt)
    assert kept is not None and kept.name == "2026-01-05 10.00 session 1.html"
    data = kept.with_suffix(".json")
    assert receiptfile.read(data.read_text(encoding="utf-8")) == found.file
    assert [path.stat().st_mode & 0o777 for path in (kept, data)] == [0o600, 0o600]
    assert "Ricevuta della sessione 1" in kept.read_text(encoding="utf-8")


def test_a_folder_that_cannot_be_written_is_no_trouble(tmp_path: Path) -> None:
    found = bill().end(final(), RIGHT)
    assert found is not None
    (tmp_path / "file").touch()
    assert Cabinet(tmp_path / "file").keep(found.file, found.receipt) is None
    open_to_all = tmp_path / "open"
    open_to_all.mkdir()
    open_to_all.chmod(0o755)
    assert Cabinet(open_to_all).keep(found.file, found.receipt) is None


def test_receipts_go_among_the_documents(tmp_path: Path) -> None:
    assert documents({}, tmp_path) == tmp_path / "Affianco"
    (tmp_path / "Documents").mkdir()
    assert documents({}, tmp_path) == tmp_path / "Documents" / "Affianco"
    (tmp_path / "Documenti").mkdir()
    (tmp_path / ".config").mkdir()
    dirs = tmp_path / ".config" / "user-dirs.dirs"
    dirs.write_text('XDG_DOCUMENTS_DIR="$HOME/Documenti"\n', encoding="utf-8")
    assert documents({}, tmp_path) == tmp_path / "Documenti" / "Affianco"
    dirs.write_bytes(b"\xff")
    assert documents({}, tmp_path) == tmp_path / "Documents" / "Affianco"


def test_a_name_is_safe_on_every_system() -> None:
    assert not set(name_of(decode(FINAL))) & set('<>:"/\\|?*')


def test_one_that_is_not_signed_can_be_disputed() -> None:
    """With a signature that is none over the receipt."""
    found = bill().end(final(), Count(10.0))
    assert found is not None and found.judged(Verdict.CONFIRMED, "").countersign() is None
    said = found.judged(Verdict.DISPUTED, "Era meno").countersign()
    assert said is not None and (said.verdict, said.note) == (Verdict.DISPUTED, "Era meno")
    assert is_dispute(said.key, said.signature, FINAL)
    assert not is_right(said.key, said.signature, FINAL)


def test_why_there_is_no_receipt_is_known() -> None:
    one = bill()
    assert one.end(final("{}"), RIGHT) is None
    assert one.refused == Fault.NOT_ONE
