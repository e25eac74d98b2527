"""Receipts against the broker as it is put together: store, key, tickets, HTTP, the command."""

import asyncio
import hashlib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from broker.ledgerkey import LedgerKey, pem_of
from broker.records.happenings import Happening
from broker.records.receipts import Agreement
from broker.wire import receiptfile
from broker.wire.limits import COUNTERSIGN_SECONDS
from broker.wire.receiptfile import Proof, ReceiptFile, Side
from broker.wire.receipts import decode, signed
from broker.wire.words import Close
from tests.fakes.legs import Leg
from tests.net.command_line import Run
from tests.stack.house import House, house

AGENT = Ed25519PrivateKey.from_private_bytes(b"\x01" * 32)
CONSOLE = Ed25519PrivateKey.from_private_bytes(b"\x02" * 32)
OTHER = Ed25519PrivateKey.from_private_bytes(b"\x03" * 32)


def proof(private: Ed25519PrivateKey, text: str) -> dict[str, str]:
    key = private.public_key().public_bytes_raw().hex()
    return {"key": key, "signature": private.sign(signed(text)).hex()}


async def session(here: House, cookie: str) -> tuple[Leg, Leg, int]:
    """An active session: the agent, the console, the ledger's number."""
    agent = Leg(await here.client.ws_connect(f"{here.url}/ws/agent"))
    await agent.say(type="hello", v=1, pc="PC-CASSA", resume="")
    registered = await agent.hears("registered")
    ticket = (await here.ask("POST", "/api/tickets", cookie=cookie))[1]["ticket"]
    headers = here.headers(cookie)
    console = Leg(await here.client.ws_connect(f"{here.url}/ws/console", headers=headers))
    join: dict[str, Any] = {"ticket": ticket, "session": registered["session"], "customer": 0}
    await console.say(type="join", v=1, quick=False, reason="", resume="", **join)
    entry = (await console.hears("joined"))["entry"]
    await agent.hears("joined")
    for state in ("asking", "active"):
        await agent.say(type="state", state=state)
        await console.hears("state")
        await agent.hears("state")
    return agent, console, entry


async def ended(here: House, cookie: str) -> tuple[dict[str, Any], int]:
    """The receipt of a session that lasted 61.25 s, as its agent hears it, and its number."""
    agent, console, entry = await session(here, cookie)
    here.clock.pass_(61.25)
    await console.say(type="end", outcome="completed")
    receipt = await agent.hears("receipt")
    await agent.hears("ended")
    await console.hears("ended")
    return receipt, entry


async def countersign(here: House, **said: Any) -> Leg:
    leg = Leg(await here.client.ws_connect(f"{here.url}/ws/agent"))
    usual = {"verdict": "", "note": ""}
    await leg.say(type="countersign", v=1, **{**usual, **said})
    return leg


async def kinds(here: House, entry: int) -> list[str]:
    from sqlalchemy import select

    from broker.store.billing_tables import events

    wanted = select(events.c.kind).where(events.c.entry == entry).order_by(events.c.number)
    async with here.store._reading() as connection:
        return list((await connection.execute(wanted)).scalars())


async def test_all_three_sign_and_the_customer_disputes_later(tmp_path: Path) -> None:
    async with house(tmp_path) as here:
        cookie = await here.signed_in(await here.person())
        receipt, entry = await ended(here, cookie)
        found = decode(receipt["text"])
        assert (found.seconds, found.outcome, found.entry) == (61, "completed", entry)
        assert (found.cents, found.customer) == (None, "")
        mine = {"ticket": receipt["ticket"], **proof(AGENT, receipt["text"])}
        leg = await countersign(here, **mine)
        assert (await leg.hears("countersigned"))["console_key"] == ""
        assert await leg.closes() == Close.SESSION_ENDED
        path = f"/api/sessions/{entry}/receipt"
        theirs = proof(CONSOLE, receipt["text"])
        status, body, _ = await here.ask("POST", path, cookie=cookie, json=theirs)
        assert (status, body["console_key"]) == (200, theirs["key"])
        leg = await countersign(here, **mine, verdict="disputed", note="Era un'ora, non due")
        answer = await leg.hears("countersigned")
        assert answer["console_signature"] == theirs["signature"]
        _, body, _ = await here.ask("GET", path, cookie=cookie)
        assert body == {
            "text": receipt["text"],
            "final": True,
            "key": receipt["key"],
            "signature": receipt["signature"],
            "agent_key": mine["key"],
            "agent_signature": mine["signature"],
            "console_key": theirs["key"],
            "console_signature": theirs["signature"],
            "verdict": "disputed",
            "note": "Era un'ora, non due",
        }
        item = await here.store.item_of(entry)
        assert item is not None and item.receipt_state == "disputed"
        said = [kind for kind in await kinds(here, entry) if kind.startswith("receipt")]
        assert said == [
            Happening.RECEIPT_MADE,
            Happening.RECEIPT_SIGNED,
            Happening.RECEIPT_SIGNED,
            Happening.RECEIPT_VERDICT,
        ]


async def test_a_ticket_said_again_does_nothing_more(tmp_path: Path) -> None:
    async with house(tmp_path) as here:
        cookie = await here.signed_in(await here.person())
        receipt, entry = await ended(here, cookie)
        mine = {"ticket": receipt["ticket"], **proof(AGENT, receipt["text"])}
        for said in ({}, {}, {"verdict": "confirmed"}, {"verdict": "confirmed"}):
            leg = await countersign(here, **mine, **said)
            await leg.hears("countersigned")
        refused = [
            {**mine, "verdict": "disputed", "note": "doch nicht"},
            {**mine, **proof(OTHER, receipt["text"])},
            {**mine, **proof(AGENT, receipt["text"] + " ")},
            {**mine, "ticket": "x" * 43},
            {**mine, "ticket": ""},
        ]
        for one in refused:
            assert await (await countersign(here, **one)).closes() == Close.NO_ANSWER
        kept = await here.store.receipt(entry)
        assert kept is not None and (kept.verdict, kept.verdict_note) == ("confirmed", "")
        counted = [kind for kind in await kinds(here, entry) if kind.startswith("receipt")]
        assert len(counted) == 3


async def test_a_late_verdict_is_taken_for_a_day_and_no_longer(tmp_path: Path) -> None:
    async with house(tmp_path) as here:
        cookie = await here.signed_in(await here.person())
        receipt, _ = await ended(here, cookie)
        mine = {"ticket": receipt["ticket"], **proof(AGENT, receipt["text"])}
        here.clock.pass_(COUNTERSIGN_SECONDS - 1)
        await (await countersign(here, **mine)).hears("countersigned")
        here.clock.pass_(2)
        late = await countersign(here, **mine, verdict="disputed")
        assert await late.closes() == Close.NO_ANSWER


async def test_only_the_technician_of_a_session_signs_it_and_once(tmp_path: Path) -> None:
    async with house(tmp_path) as here:
        cookie = await here.signed_in(await here.person())
        other = await here.signed_in(await here.person("bruno", "Bruno Bianchi"))
        receipt, entry = await ended(here, cookie)
        path, text = f"/api/sessions/{entry}/receipt", receipt["text"]
        for who, private, status in (
            (other, CONSOLE, 404),
            (cookie, CONSOLE, 200),
            (cookie, CONSOLE, 200),
            (cookie, OTHER, 409),
        ):
            told = await here.ask("POST", path, cookie=who, json=proof(private, text))
            assert told[0] == status
        wrong = {**proof(CONSOLE, text), "signature": "00" * 64}
        assert (await here.ask("POST", path, cookie=cookie, json=wrong))[0] == 409
        assert (await here.ask("GET", path, cookie=other))[0] == 404
        assert (await here.ask("GET", "/api/sessions/99/receipt", cookie=cookie))[0] == 404


async def test_the_key_that_signed_while_it_ran_must_sign_at_the_end(tmp_path: Path) -> None:
    async with house(tmp_path) as here:
        cookie = await here.signed_in(await here.person())
        agent, console, entry = await session(here, cookie)
        told = await agent.hears("tally")
        for leg, private in ((agent, AGENT), (console, CONSOLE)):
            await leg.say(type="agreed", number=told["number"], **proof(private, told["text"]))
        for _ in range(200):
            if await here.store.receipt(entry) is not None:
                break
            await asyncio.sleep(0.01)
        here.clock.pass_(5)
        await agent.say(type="end", outcome="stopped_by_customer")
        receipt = await agent.hears("receipt")
        kept = await here.store.receipt(entry)
        assert kept is not None and kept.final and kept.agreed_text == told["text"]
        assert decode(kept.text).agent_key == proof(AGENT, "")["key"]
        with_other = {"ticket": receipt["ticket"], **proof(OTHER, receipt["text"])}
        assert await (await countersign(here, **with_other)).closes() == Close.NO_ANSWER
        own = {"ticket": receipt["ticket"], **proof(AGENT, receipt["text"])}
        await (await countersign(here, **own)).hears("countersigned")


async def test_after_a_crash_what_was_agreed_stands_and_a_receipt_is_made(tmp_path: Path) -> None:
    async with house(tmp_path) as here:
        person = await here.person()
        entry = await here.ledger_row(person)
        at = here.clock.utcnow() - timedelta(seconds=1000)
        start = int(at.timestamp() * 1000)
        await here.store.checkpoint(
            entry,
            active_at=at,
            billable_ms=90_000,
            seen_at=at + timedelta(seconds=90),
            intervals=((start, 90_000),),
        )
        await here.store.agree(
            Agreement(entry, "{}", "b", "0a" * 32, "s1", "0b" * 32, "s2"),
        )
    async with house(tmp_path) as last:
        for _ in range(200):
            kept = await last.store.receipt(entry)
            if kept is not None and kept.final:
                break
            await asyncio.sleep(0.01)
        assert kept is not None and kept.final
        found = decode(kept.text)
        assert (found.outcome, found.seconds) == ("lost", 90)
        assert (kept.agreed_text, kept.agreed_agent) == ("{}", "s1")
        assert (found.agent_key, found.console_key) == ("0a" * 32, "0b" * 32)
        made = [kind for kind in await kinds(last, entry) if kind.startswith("receipt")]
        assert made == [Happening.RECEIPT_MADE]


async def test_the_first_text_stays(tmp_path: Path) -> None:
    async with house(tmp_path) as here:
        cookie = await here.signed_in(await here.person())
        receipt, entry = await ended(here, cookie)
        again: dict[str, Any] = {"broker_signature": "x", "agent_key": "", "console_key": ""}
        now = here.clock.utcnow()
        assert not await here.store.make_receipt(entry, text="{}", ticket_hash="", at=now, **again)
        await here.store.agree(Agreement(entry, "{}", "b", "0a", "s1", "0b", "s2"))
        kept = await here.store.receipt(entry)
        assert kept is not None and kept.text == receipt["text"]
        ticket = hashlib.sha256(receipt["ticket"].encode()).hexdigest()
        assert await here.store.receipt_by_ticket(ticket) == kept


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """A receipt that three have signed, as a file, and the broker's key beside it."""
    from tests.vectors.make_receipts import texts

    key = LedgerKey(tmp_path / "ledger.key")
    key.make()
    text = texts()["final.txt"]
    proofs = {
        Side.BROKER: Proof(key.public().hex(), key.sign(signed(text)).hex()),
        Side.AGENT: Proof(**proof(AGENT, text)),
        Side.CONSOLE: Proof(**proof(CONSOLE, text)),
    }
    path = tmp_path / "receipt.json"
    path.write_text(receiptfile.encode(ReceiptFile(text, proofs)), encoding="utf-8")
    (tmp_path / "key.pem").write_text(pem_of(key.public()), encoding="ascii")
    (tmp_path / "key.hex").write_text(key.public().hex(), encoding="ascii")
    return path


def test_the_command_says_what_is_signed_and_by_whom(run: Run, saved: Path) -> None:
    hexadecimal = (saved.parent / "key.hex").read_text(encoding="ascii")
    for key in (hexadecimal, str(saved.parent / "key.pem"), str(saved.parent / "key.hex")):
        status, out, err = run("receipt", "verify", str(saved), "--key", key)
        assert (status, err) == (0, ""), err
        assert "intact" in out and "61 seconds" in out and hexadecimal in out
        assert "is the one that was given" in out
    assert "was not compared" in run("receipt", "verify", str(saved))[1]


def test_the_command_finds_what_is_wrong(run: Run, saved: Path) -> None:
    whole = saved.read_text(encoding="utf-8")
    assert run("receipt", "verify", str(saved), "--key", "00" * 32)[0] == 1
    assert run("receipt", "verify", str(saved), "--key", "no key")[0] == 2
    assert run("receipt", "verify", str(saved.parent / "missing.json"))[0] == 1
    for content in (whole.replace("1500", "1400"), whole[:-2], "{}", "\ud800"):
        saved.write_bytes(content.encode("utf-8", "surrogatepass"))
        status, out, err = run("receipt", "verify", str(saved))
        assert (status, out) == (1, "") and "no valid receipt" in err, content[:50]
