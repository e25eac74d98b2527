"""The agent and the bill: what it shows, signs and keeps, beside a broker that is a test."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from agent import views
from agent.frames import control
from agent.keeping.receipts import Cabinet
from broker.receipt import build
from broker.receipt.checking import check, is_dispute, is_right
from broker.wire import receiptfile
from broker.wire.receiptfile import Side
from broker.wire.receipts import signed
from broker.wire.words import Asks, Close, Verdict
from tests.fakes.agent_legs import ANNA, BROKER, SESSION, Leg
from tests.fakes.desk import Desk, desk
from tests.fakes.receipts import COST, ROME, broker_signs, head
from tests.rab1.reference import Console
from tests.rab1.run import Seeded
from tests.vectors.make_receipts import INTERVALS, PRICED, UNTIL

CONSOLE = Seeded(b"\x02" * 32)
HEAD = head(broker=BROKER, session=SESSION, technician=ANNA[0], organisation=ANNA[1], pc="PC-7")
SHORT = ((INTERVALS[0][0], 1_500),)


def running(intervals: tuple[tuple[int, int], ...] = SHORT) -> dict[str, Any]:
    text = build.running(HEAD, intervals, UNTIL, build.Priced(cents=1500), build.Keys(), ROME)
    key, signature = broker_signs(text)
    return {"number": 1, "text": text, "key": key, "signature": signature}


def final(intervals: tuple[tuple[int, int], ...] = SHORT) -> dict[str, Any]:
    said = (UNTIL, "stopped_by_customer", PRICED, build.Keys(), ROME)
    text = build.final(HEAD, intervals, *said)
    key, signature = broker_signs(text)
    return {"text": text, "key": key, "signature": signature, "ticket": "t"}


@asynccontextmanager
async def active(folder: Path) -> AsyncIterator[tuple[Desk, Leg, Console]]:
    """A session that was allowed, whose customer was told what it costs."""
    async with desk(lambda _: {"cabinet": Cabinet(folder / "Affianco")}) as one:
        leg, code = await one.code()
        await leg.say("cost", **asdict(COST))
        await leg.join()
        console = await leg.prove(code.password.encode())
        await leg.tell(console, control.Ask(Asks.SEE))
        assert await leg.text() == {"type": "state", "state": "asking"}
        await one._let_in(leg, console, Asks.SEE)
        yield one, leg, console


async def stopped(one: Desk, leg: Leg, receipt: dict[str, Any] | None) -> None:
    """The customer stops; the broker sends the receipt, then says that it is over."""
    one.agent.stop()
    while (await leg.text())["type"] != "end":
        pass
    if receipt is not None:
        await leg.say("receipt", **receipt)
    await leg.say("ended", outcome="stopped_by_customer", billable_ms=1500, again=False, enrol="")


async def shown(one: Desk) -> views.ReceiptShown:
    while (summary := await one.person.sees(views.Summary)).receipt is None:
        pass
    return summary.receipt


async def test_the_cost_is_shown_with_the_question() -> None:
    async with desk() as one:
        leg, code = await one.code()
        await leg.say("cost", **asdict(COST))
        await leg.join()
        console = await leg.prove(code.password.encode())
        await leg.tell(console, control.Ask(Asks.SEE))
        assert (await one.person.sees(views.Consent)).cost == COST


async def test_each_technician_has_a_cost_of_their_own() -> None:
    async with desk() as one:
        leg, code = await one.code()
        await leg.say("cost", **asdict(COST))
        await leg.join()
        await leg.binary()
        await leg.say("ended", outcome="declined", billable_ms=0, again=True, enrol="")
        await leg.join()
        console = await leg.prove(code.password.encode())
        await leg.tell(console, control.Ask(Asks.SEE))
        assert (await one.person.sees(views.Consent)).cost is None


async def test_the_count_is_signed_and_shown(tmp_path: Path) -> None:
    async with active(tmp_path) as (one, leg, _):
        said = running()
        await leg.say("tally", **said)
        agreed = await leg.text()
        assert (agreed["type"], agreed["number"]) == ("agreed", 1)
        assert is_right(agreed["key"], agreed["signature"], said["text"])
        view = await one.person.sees(views.Active)
        assert view.so_far is not None and view.so_far.cents == 1500 and view.cost == COST


async def test_more_time_than_was_counted_here_is_not_signed(tmp_path: Path) -> None:
    async with active(tmp_path) as (one, leg, _):
        await leg.say("tally", **running(INTERVALS))
        one.agent.pause()
        assert (await leg.text())["type"] == "state"


async def test_the_receipt_is_kept_signed_and_disputed(tmp_path: Path) -> None:
    async with active(tmp_path) as (one, leg, _):
        said = final()
        await stopped(one, leg, said)
        found = await shown(one)
        assert found.fault == "" and found.can_judge
        data = Path(found.saved).with_suffix(".json")
        kept = receiptfile.read(data.read_text(encoding="utf-8"))
        assert check(kept).signers == (Side.BROKER, Side.AGENT)
        first = await one.leg()
        told = await first.text()
        assert (told["type"], told["ticket"], told["verdict"]) == ("countersign", "t", "")
        assert is_right(told["key"], told["signature"], said["text"])
        proof = CONSOLE.sign(signed(said["text"])).hex()
        await first.say("countersigned", console_key=CONSOLE.public.hex(), console_signature=proof)
        await first.gone()
        one.agent.judge(Verdict.DISPUTED, "Era meno")
        second = await one.leg()
        told = await second.text()
        assert (told["verdict"], told["note"]) == ("disputed", "Era meno")
        await second.say("countersigned", console_key=CONSOLE.public.hex(), console_signature=proof)
        while (found := await shown(one)).verdict is Verdict.NONE or found.sending:
            pass
        assert (found.verdict, found.kept, found.can_judge) == (Verdict.DISPUTED, True, False)
        kept = receiptfile.read(data.read_text(encoding="utf-8"))
        assert check(kept).signers == tuple(Side)
        assert (kept.verdict, kept.note) == (Verdict.DISPUTED, "Era meno")


async def test_a_verdict_that_the_broker_does_not_keep_may_be_said_again(tmp_path: Path) -> None:
    async with active(tmp_path) as (one, leg, _):
        await stopped(one, leg, final())
        await shown(one)
        first = await one.leg()
        await first.text()
        await first.socket.close(Close.NO_ANSWER, "no_answer")
        one.agent.judge(Verdict.CONFIRMED, "")
        second = await one.leg()
        await second.text()
        await second.socket.close(Close.NO_ANSWER, "no_answer")
        while (found := await shown(one)).kept is None:
            pass
        assert (found.verdict, found.kept, found.can_judge) == (Verdict.NONE, False, True)
        one.agent.judge(Verdict.CONFIRMED, "")
        assert (await (await one.leg()).text())["verdict"] == "confirmed"


async def test_a_receipt_that_does_not_fit_is_kept_and_not_signed(tmp_path: Path) -> None:
    async with active(tmp_path) as (one, leg, _):
        await stopped(one, leg, final(INTERVALS))
        found = await shown(one)
        assert found.fault == "receipt_fault_too_long" and not found.can_judge
        data = Path(found.saved).with_suffix(".json")
        kept = receiptfile.read(data.read_text(encoding="utf-8"))
        assert check(kept).signers == (Side.BROKER,)
        one.agent.judge(Verdict.CONFIRMED, "")
        assert one._legs.empty()


async def test_without_a_receipt_what_was_agreed_last_is_kept(tmp_path: Path) -> None:
    async with active(tmp_path) as (one, leg, _):
        await leg.say("tally", **running())
        assert (await leg.text())["type"] == "agreed"
        await stopped(one, leg, None)
        await leg.gone()
    [data] = (tmp_path / "Affianco").glob("*.json")
    kept = receiptfile.read(data.read_text(encoding="utf-8"))
    assert not check(kept).receipt.final
    assert check(kept).signers == (Side.BROKER, Side.AGENT)


async def test_a_session_without_a_bill_is_as_good_as_ever(tmp_path: Path) -> None:
    async with active(tmp_path) as (one, leg, _):
        await leg.say("tally", **{**running(), "text": "{}"})
        await leg.say("tally", **{**running(), "signature": "00" * 64})
        await stopped(one, leg, {**final(), "text": "nothing"})
        summary = await one.person.sees(views.Summary)
        assert summary.receipt is None
    assert not (tmp_path / "Affianco").exists()


async def test_what_was_agreed_last_is_shown_where_no_final_receipt_came(tmp_path: Path) -> None:
    async with active(tmp_path) as (one, leg, _):
        await leg.say("tally", **running())
        assert (await leg.text())["type"] == "agreed"
        await stopped(one, leg, None)
        found = await shown(one)
        assert not found.receipt.final and found.receipt.cents == 1500
        assert Path(found.saved).parent == tmp_path / "Affianco"
        assert not found.can_judge and not found.can_dispute


async def test_why_a_final_receipt_is_none_is_said(tmp_path: Path) -> None:
    async with active(tmp_path) as (one, leg, _):
        await stopped(one, leg, {**final(), "signature": "00" * 64})
        while not (summary := await one.person.sees(views.Summary)).note:
            pass
        assert (summary.note, summary.receipt) == ("receipt_fault_not_signed", None)


async def test_whether_the_signature_arrived_is_told(tmp_path: Path) -> None:
    async with active(tmp_path) as (one, leg, _):
        await stopped(one, leg, final())
        assert (await shown(one)).told is None
        first = await one.leg()
        await first.text()
        await first.socket.close(Close.NO_ANSWER, "no_answer")
        while (found := await shown(one)).told is None:
            pass
        assert (found.told, found.kept, found.can_judge) == (False, None, True)


async def test_one_that_does_not_fit_is_disputed_without_being_signed(tmp_path: Path) -> None:
    async with active(tmp_path) as (one, leg, _):
        said = final(INTERVALS)
        await stopped(one, leg, said)
        found = await shown(one)
        assert found.can_dispute and not found.can_judge and found.counted < 5
        one.agent.judge(Verdict.DISPUTED, "Era meno")
        second = await one.leg()
        told = await second.text()
        assert (told["verdict"], told["note"]) == ("disputed", "Era meno")
        assert is_dispute(told["key"], told["signature"], said["text"])
        await second.say("countersigned", console_key="", console_signature="")
        while (found := await shown(one)).kept is None:
            pass
        assert (found.verdict, found.kept, found.can_dispute) == (Verdict.DISPUTED, True, False)
        kept = receiptfile.read(Path(found.saved).with_suffix(".json").read_text(encoding="utf-8"))
        assert check(kept).signers == (Side.BROKER,)
        assert (kept.verdict, kept.note) == (Verdict.DISPUTED, "Era meno")
