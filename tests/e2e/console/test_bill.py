"""The bill of a session at the console, from a broker that says what the test says."""

import asyncio
import json
from dataclasses import asdict, replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import Page, expect

from agent.identity import is_signed
from broker.receipt import build
from broker.wire.receipts import signed
from tests.e2e.console.steps import active, desktop
from tests.fakes.console_api import NAMES
from tests.fakes.console_house import SESSION, House
from tests.fakes.receipts import COST, broker_signs, head
from tests.waiting import soon

pytestmark = pytest.mark.asyncio(loop_scope="package")

BEGAN = 1767603603250
NOW = datetime(2026, 1, 5, 9, 1, 5, tzinfo=UTC)
COST_LINE = "This session costs €30.00 an hour, plus VAT."


def text(ms: int = 900, cents: int | None = 1500, **changed: Any) -> str:
    """A running receipt of the house's session."""
    mine = head(7, **{**NAMES, "session": SESSION, "pc": "UFFICIO-2", **changed})
    priced = build.Priced(cents=cents)
    rome = ZoneInfo("Europe/Rome")
    return build.running(mine, ((BEGAN, ms),), NOW, priced, build.Keys(), rome)


async def tally(house: House, number: int, said: str, **changed: str) -> None:
    key, signature = broker_signs(said)
    message = {"number": number, "text": said, "key": key, "signature": signature, **changed}
    await house.broker(type="tally", **message)


WRONG: dict[str, tuple[str, dict[str, str], str]] = {
    "more time": (text(60_000), {}, "counts more time"),
    "another's": (text(session="987654321"), {}, "not about this session"),
    "another technician's": (text(technician="Bruno Verdi"), {}, "not about this session"),
    "unsigned": (text(), {"signature": "00" * 64}, "not signed by this broker"),
    "one byte off": (f"{text()} ", {}, "not a valid one"),
    "a field more": (text().replace('"v":1', '"v":1,"w":1'), {}, "not a valid one"),
}


async def test_a_right_tally_is_signed_and_a_wrong_one_only_noted(page: Page, house: House) -> None:
    await active(page, house)
    cost, amount = page.locator(".bar .cost"), page.locator(".bar .amount")
    await house.broker(type="cost", **asdict(replace(COST, outside=True)))
    await expect(cost).to_contain_text(COST_LINE)
    await expect(cost).to_contain_text("It is outside opening hours now")
    await tally(house, 1, text())
    await soon(lambda: house.agreed)
    (agreed,) = house.agreed
    proof = bytes.fromhex(agreed["signature"])
    assert is_signed(bytes.fromhex(agreed["key"]), signed(text()), proof)
    await expect(amount).to_have_text("€15.00 so far")
    for number, (said, changed, why) in enumerate(WRONG.values(), 2):
        await tally(house, number, said, **changed)
        await expect(cost).to_contain_text(why)
        await tally(house, 100 + number, text(cents=2000))
        await expect(cost).to_contain_text(COST_LINE)
    signed_of = [one["number"] for one in house.agreed]
    assert signed_of == [1, *range(102, 102 + len(WRONG))]
    await expect(amount).to_have_text("€20.00 so far")
    await expect(page.locator(".state-text")).to_have_text("Active")
    assert house.ends == []


async def test_tallies_delay_no_picture(page: Page, house: House) -> None:
    await active(page, house)
    for number in range(1, 200):
        await tally(house, number, text())
    loop = asyncio.get_running_loop()
    begun = loop.time()
    frame = await house.screen(desktop())
    await soon(lambda: frame in house.shown)
    assert loop.time() - begun < 2
    assert house.ends == []


def final(ms: int) -> str:
    """The final receipt of the house's session."""
    mine = head(7, **NAMES, session=SESSION, pc="UFFICIO-2")
    priced = build.Priced(cents=1500, lines=("<b>Fino</b> a 15 minuti: € 15,00",))
    rome = ZoneInfo("Europe/Rome")
    return build.final(mine, ((BEGAN, ms),), NOW, "stopped_by_customer", priced, build.Keys(), rome)


async def over(house: House, said: str) -> None:
    """The customer stops."""
    key, signature = broker_signs(said)
    await house.broker(type="receipt", text=said, key=key, signature=signature, ticket="")
    await house.ended("stopped_by_customer", 900)


async def test_the_final_receipt_is_signed_over_http(page: Page, house: House) -> None:
    await active(page, house)
    await over(house, final(900))
    await soon(lambda: "POST sessions/7/receipt" in house.changes)
    body = next(json.loads(one) for one in house.bodies if "signature" in one)
    proof = bytes.fromhex(body["signature"])
    assert is_signed(bytes.fromhex(body["key"]), signed(final(900)), proof)
    await expect(page.locator(".receipt .total")).to_have_text("€15.00 plus VAT at 22 %")
    await page.get_by_text("How the price is made").click()
    await expect(page.locator(".receipt li")).to_have_text("<b>Fino</b> a 15 minuti: € 15,00")


async def test_a_signature_that_the_broker_does_not_take(page: Page, house: House) -> None:
    await active(page, house)
    house.refuses["POST sessions/7/receipt"] = (409, "conflict")
    await over(house, final(900))
    said = "The broker has not taken your signature."
    await expect(page.locator(".receipt .signed")).to_have_text(said)


async def test_a_final_receipt_of_too_much_time_is_shown_and_not_signed(
    page: Page, house: House
) -> None:
    await active(page, house)
    await over(house, final(300_000))
    await expect(page.locator(".receipt .signed")).to_contain_text("You have not signed it")
    await expect(page.locator(".receipt .signed")).to_contain_text("more time than this browser")
    await expect(page.locator(".receipt .total")).to_have_text("€15.00 plus VAT at 22 %")
    assert [one for one in house.changes if "receipt" in one] == []


async def test_without_billable_time_there_is_no_receipt_to_wait_for(
    page: Page, house: House
) -> None:
    await active(page, house)
    await house.ended("failed", 0)
    await expect(page.locator(".summary")).to_be_visible()
    await expect(page.locator(".receipt")).to_have_count(0)
