"""The agent as a program of its own, its window or its terminal, from the cost to the receipt."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pytest

from agent.__main__ import JOIN_SECONDS, _pc
from agent.frames import control
from broker.receipt import build
from broker.receipt.checking import check, is_dispute, is_right
from broker.wire import receiptfile, texts
from broker.wire.receiptfile import Side
from broker.wire.words import Asks, Verdict
from tests.e2e.test_agent_terminal import bare
from tests.e2e.test_agent_window import STOP, Seat
from tests.fakes.agent_legs import ANNA, BROKER, SESSION, Leg
from tests.fakes.receipts import COST, ROME, broker_signs, head
from tests.stack.agent_process import ROOT, AgentProcess, agent_process
from tests.stack.display import virtual_screen
from tests.stack.window import button_rows, click_once, close_and_time
from tests.vectors.make_receipts import INTERVALS, PRICED, UNTIL
from tests.waiting import until

SAY = texts.load(ROOT / "agent" / "texts", "it")
SHORT = ((INTERVALS[0][0], 500),)
GONE_SECONDS = 5.0
"""How soon a window that is closed has to be gone."""


def final(intervals: tuple[tuple[int, int], ...] = SHORT) -> dict[str, Any]:
    """The receipt as the broker says it."""
    named: dict[str, Any] = {"technician": ANNA[0], "organisation": ANNA[1], "pc": _pc()}
    said = (UNTIL, "stopped_by_customer", PRICED, build.Keys(), ROME)
    text = build.final(head(broker=BROKER, session=SESSION, **named), intervals, *said)
    key, signature = broker_signs(text)
    return {"text": text, "key": key, "signature": signature, "ticket": "t"}


@dataclass
class Place(Seat):
    """A customer's place at which receipts are kept."""

    home: Path

    async def ended_with(self, receipt: dict[str, Any]) -> None:
        """A session that the customer stops; the receipt comes."""
        leg, secret = await self.code()
        await leg.say("cost", **asdict(COST))
        await leg.join()
        console = await leg.prove(secret)
        await leg.tell(console, control.Ask(Asks.CONTROL))
        await self.sees("consent")
        await self.allow(0)
        await self.sees("bar")
        await self.click("bar", STOP)
        while (await leg.text())["type"] != "end":
            pass
        await leg.say("receipt", **receipt)
        await leg.say(
            "ended", outcome="stopped_by_customer", billable_ms=500, again=False, enrol=""
        )

    async def judged(self, place: int, gone: str = "") -> None:
        """Click a button about the receipt until a page is there that follows on it."""
        title, follows = SAY("title_summary"), SAY(f"title_{gone}") if gone else ""

        def press() -> bool:
            if follows and self.display.window(follows):
                return True
            return click_once(self.display, title, place, row=1) and not follows

        await asyncio.to_thread(until, press, 15.0, "a button about the receipt")

    def files(self) -> list[Path]:
        """The files with receipts."""
        return list(self.home.rglob("*.json"))

    def page(self) -> str:
        """The page that was saved."""
        [page] = self.home.rglob("*.html")
        return page.read_text(encoding="utf-8")

    def kept(self) -> receiptfile.ReceiptFile:
        """What was saved."""
        [data] = self.files()
        return receiptfile.read(data.read_text(encoding="utf-8"))

    async def is_kept(self, verdict: Verdict) -> receiptfile.ReceiptFile:
        await asyncio.to_thread(until, lambda: self.saved_with(verdict), 10.0, verdict.name)
        return self.kept()

    def saved_with(self, verdict: Verdict) -> bool:
        return bool(self.files()) and self.kept().verdict is verdict


@asynccontextmanager
async def place(tmp_path: Path) -> AsyncIterator[Place]:
    with virtual_screen("1024x768") as display:
        environment = {**display.environment, "HOME": str(tmp_path), "TMPDIR": str(tmp_path)}
        for name in ("WAYLAND_DISPLAY", "XDG_SESSION_TYPE", "XDG_CONFIG_HOME"):
            environment.pop(name, None)
        async with agent_process("--language", "it", environment=environment) as agent:
            yield Place(display, agent, tmp_path)


async def answered(agent: AgentProcess, verdict: str) -> dict[str, Any]:
    """What the agent says on a leg of its own, until it says this of the receipt."""
    while True:
        leg = await agent.leg()
        said = await leg.text()
        assert said["type"] == "countersign"
        await leg.say("countersigned", console_key="", console_signature="")
        await leg.gone()
        if said["verdict"] == verdict:
            return said


async def test_signed_and_confirmed(tmp_path: Path) -> None:
    async with place(tmp_path) as one:
        receipt = final()
        await one.ended_with(receipt)
        said = await answered(one.agent, "")
        assert is_right(said["key"], said["signature"], receipt["text"])
        confirming = asyncio.create_task(answered(one.agent, "confirmed"))
        while not confirming.done():
            await one.judged(0)
            await asyncio.wait({confirming}, timeout=0.5)
        kept = await one.is_kept(Verdict.CONFIRMED)
        assert check(kept).signers == (Side.BROKER, Side.AGENT)
        await one.click("summary", -1)
        assert await one.agent.ended() == 0


async def test_disputed_in_words(tmp_path: Path) -> None:
    async with place(tmp_path) as one:
        await one.ended_with(final())
        await answered(one.agent, "")
        await one.judged(1, "dispute")
        one.display.hands("type", "Era meno")
        disputing = asyncio.create_task(answered(one.agent, "disputed"))
        await asyncio.sleep(1.0)
        await one.click("dispute", 0)
        assert (await disputing)["note"] == "Era meno"
        kept = await one.is_kept(Verdict.DISPUTED)
        assert kept.note == "Era meno"
        assert "Era meno" in one.page()


async def test_more_than_was_counted_is_disputed_unsigned(tmp_path: Path) -> None:
    async with place(tmp_path) as one:
        receipt = final(INTERVALS)
        await one.ended_with(receipt)
        await one.judged(0, "dispute")
        disputing = asyncio.create_task(answered(one.agent, "disputed"))
        await asyncio.sleep(1.0)
        await one.click("dispute", 0)
        said = await disputing
        assert is_dispute(said["key"], said["signature"], receipt["text"])
        assert not is_right(said["key"], said["signature"], receipt["text"])
        assert check(await one.is_kept(Verdict.DISPUTED)).signers == (Side.BROKER,)


async def test_closing_waits_for_nothing(tmp_path: Path) -> None:
    """The broker never answers: the window is gone at once, the program soon, the copy is there."""
    async with place(tmp_path) as one:
        await one.ended_with(final())
        leg = await one.agent.leg()
        assert (await leg.text())["type"] == "countersign"
        title = SAY("title_summary")
        await asyncio.to_thread(
            until, lambda: len(button_rows(one.display, title)) > 1, 15.0, title
        )
        closed = time.monotonic()
        seconds = await asyncio.to_thread(close_and_time, one.display, title, GONE_SECONDS)
        print("SECONDS", seconds)
        assert await one.agent.ended() == 0
        assert time.monotonic() - closed < JOIN_SECONDS + 1.0
        assert check(one.kept()).signers == (Side.BROKER, Side.AGENT)


@pytest.mark.parametrize("text", ["nothing", "x" * 16_384, "x" * 16_000 + "\u202e\u0007"])
async def test_what_is_no_receipt_is_said_and_does_no_harm(tmp_path: Path, text: str) -> None:
    async with place(tmp_path) as one:
        await one.ended_with({**final(), "text": text})
        await one.sees("summary")
        await one.click("summary", -1)
        assert await one.agent.ended() == 0
        assert one.files() == []


async def at_the_terminal(agent: AgentProcess) -> Leg:
    """A session that was asked for; it is refused a screen, which is no matter here."""
    agent.type("sì")
    leg = await agent.leg()
    await leg.register()
    password = (await agent.line("Password:")).replace("-", "")
    await leg.say("cost", **asdict(COST))
    await leg.join()
    console = await leg.prove(password.encode())
    await leg.tell(console, control.Ask(Asks.CONTROL))
    return leg


async def test_the_same_at_the_terminal(tmp_path: Path) -> None:
    options = ("--terminal", "--language", "it")
    with virtual_screen("1024x768") as display:
        environment = {**bare(tmp_path), "DISPLAY": display.name}
        async with agent_process(*options, environment=environment) as agent:
            leg = await at_the_terminal(agent)
            await agent.line(SAY("cost_hourly", amount="30,00 €"))
            await agent.line(SAY("terminal_consent_ask_control"))
            agent.type("sì")
            await agent.line(SAY("terminal_active_help"))
            agent.type("f")
            while (await leg.text())["type"] != "end":
                pass
            await leg.say("receipt", **final())
            ended = {"billable_ms": 500, "again": False, "enrol": ""}
            await leg.say("ended", outcome="stopped_by_customer", **ended)
            await agent.line(SAY("receipt_price", price="15,00 €, IVA esclusa"))
            await agent.line(SAY("receipt_saved"))
            await answered(agent, "")
            await agent.line(SAY("receipt_sent"))
            agent.type("Contesto")
            await agent.line(SAY("terminal_dispute_ask", most=500))
            agent.type("ERA meno")
            assert (await answered(agent, "disputed"))["note"] == "ERA meno"
            await agent.line(SAY("receipt_disputed"))
            agent.type("c")
            assert await agent.ended() == 0
