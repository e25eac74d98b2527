"""Receipts: what both sides agreed on while a session ran, and the one text at its end.

A final text is made once and never changed; signatures and the customer's verdict are added to it.
"""

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256

from sqlalchemy import ColumnElement, Row, exists, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from broker.points import Point
from broker.records.happenings import Happening
from broker.records.receipts import Agreement, KeptReceipt, Party, ReceiptState, agreed_hash
from broker.store.billing_tables import items, receipts
from broker.store.events import Events
from broker.store.tables import sessions
from broker.wire.words import Verdict

_SIDES = {
    Party.AGENT: (receipts.c.agent_key, receipts.c.agent_signature),
    Party.CONSOLE: (receipts.c.console_key, receipts.c.console_signature),
}
_AGREED = select(receipts.c.agreed_text, receipts.c.agreed_agent, receipts.c.agreed_console)


class Receipts(Events):
    """At most one receipt for each session."""

    async def receipt(self, entry: int) -> KeptReceipt | None:
        """The receipt of a session: the final one, or what was last agreed on."""
        return await self._found(receipts.c.entry == entry)

    async def receipt_by_ticket(self, ticket_hash: str) -> KeptReceipt | None:
        """The final receipt whose agent was given this ticket."""
        if not ticket_hash:
            return None
        return await self._found(receipts.c.ticket_hash == ticket_hash)

    async def agree(self, agreed: Agreement) -> None:
        """Keep what both signed, in the place of what was agreed before; not of a final one."""
        values = {
            "text": agreed.text,
            "final": 0,
            "broker_signature": agreed.broker_signature,
            "agent_key": agreed.agent_key,
            "console_key": agreed.console_key,
            "agreed_text": agreed.text,
            "agreed_agent": agreed.agent_signature,
            "agreed_console": agreed.console_signature,
        }
        async with self._writing() as connection:
            if await _there(connection, agreed.entry) is None:
                await connection.execute(insert(receipts).values(entry=agreed.entry, **values))
                return
            await connection.execute(
                update(receipts)
                .where(receipts.c.entry == agreed.entry, receipts.c.final == 0)
                .values(values)
            )

    async def make_receipt(
        self,
        entry: int,
        *,
        text: str,
        broker_signature: str,
        agent_key: str,
        console_key: str,
        ticket_hash: str,
        at: datetime,
    ) -> bool:
        """Keep the final text; False where there was one already, which stays.

        `agent_key` and `console_key` are those that the text names, or empty.
        """
        self._points.at(Point.RECEIPT_BEGUN)
        values = {
            "text": text,
            "final": 1,
            "broker_signature": broker_signature,
            "agent_key": agent_key,
            "console_key": console_key,
            "ticket_hash": ticket_hash,
        }
        async with self._writing() as connection:
            final = await _there(connection, entry)
            if final:
                return False
            agreed = await connection.execute(_AGREED.where(receipts.c.entry == entry))
            new = insert(receipts).values(entry=entry, **values)
            changed = update(receipts).where(receipts.c.entry == entry).values(values)
            await connection.execute(new if final is None else changed)
            self._points.at(Point.RECEIPT_ADDED)
            body = _made(values, agreed_hash(*(agreed.first() or ("", "", ""))))
            await self._note(connection, Happening.RECEIPT_MADE, body, at=at, entry=entry)
            await _mark(connection, entry, ReceiptState.MADE)
            self._points.at(Point.RECEIPT_NOTED)
        self._points.at(Point.RECEIPT_COMMITTED)
        return True

    async def sign_receipt(
        self, entry: int, party: Party, key: str, signature: str, at: datetime
    ) -> bool:
        """Keep one side's signature over the final text; False where it does not fit in.

        The first one counts, and only by the key that the text names, where it names one. The
        same one again is as good as once.
        """
        key_column, column = _SIDES[party]
        async with self._writing() as connection:
            kept = await _kept(connection, receipts.c.entry == entry)
            if kept is None or not kept.final:
                return False
            had_key, had = kept.signed_by(party)
            if had_key not in ("", key) or had not in ("", signature):
                return False
            if had:
                return True
            await connection.execute(
                update(receipts)
                .where(receipts.c.entry == entry)
                .values({key_column: key, column: signature})
            )
            body = {"party": party.value, "key": key, "signature": signature}
            await self._note(connection, Happening.RECEIPT_SIGNED, body, at=at, entry=entry)
            if party is Party.AGENT:
                await _mark(connection, entry, ReceiptState.SIGNED)
            self._points.at(Point.RECEIPT_SIGNED)
        return True

    async def judge_receipt(self, entry: int, verdict: Verdict, note: str, at: datetime) -> bool:
        """Keep what the customer says of a final receipt, only once; nobody confirms unsigned.

        False where they said something else before; the same again is as good as once.
        """
        async with self._writing() as connection:
            kept = await _kept(connection, receipts.c.entry == entry)
            if kept is None or not kept.final:
                return False
            if verdict is Verdict.CONFIRMED and not kept.agent_signature:
                return False
            if kept.verdict is not Verdict.NONE:
                return (kept.verdict, kept.verdict_note) == (verdict, note)
            await connection.execute(
                update(receipts)
                .where(receipts.c.entry == entry)
                .values(verdict=verdict.value, verdict_note=note, verdict_at=at)
            )
            body = {"verdict": verdict.value, "note": note}
            await self._note(connection, Happening.RECEIPT_VERDICT, body, at=at, entry=entry)
            await _mark(connection, entry, ReceiptState(verdict.value))
            self._points.at(Point.VERDICT_ADDED)
        return True

    async def without_receipt(
        self, ended_before: datetime, after: int = 0, limit: int = 500
    ) -> list[int]:
        """At most `limit` sessions above `after` that have billable time, were over before that
        moment, and have no final receipt yet."""
        final = exists().where(receipts.c.entry == sessions.c.entry, receipts.c.final == 1)
        wanted = (
            select(sessions.c.entry)
            .where(
                sessions.c.entry > after,
                sessions.c.ended_at < ended_before,
                sessions.c.intervals != "[]",
                ~final,
            )
            .order_by(sessions.c.entry)
            .limit(limit)
        )
        async with self._reading() as connection:
            return list((await connection.execute(wanted)).scalars())

    async def _found(self, wanted: ColumnElement[bool]) -> KeptReceipt | None:
        async with self._reading() as connection:
            return await _kept(connection, wanted)


def _made(values: Mapping[str, object], agreed: str) -> dict[str, str]:
    """What the log says of a final text; `agreed` is the hash of what both had signed before."""
    return {
        "sha256": sha256(str(values["text"]).encode()).hexdigest(),
        "signature": str(values["broker_signature"]),
        "agent_key": str(values["agent_key"]),
        "console_key": str(values["console_key"]),
        "agreed_hash": agreed,
    }


async def _there(connection: AsyncConnection, entry: int) -> bool | None:
    """Whether the receipt of a session is final; None where there is none."""
    wanted = select(receipts.c.final).where(receipts.c.entry == entry).with_for_update()
    found = (await connection.execute(wanted)).scalar_one_or_none()
    return None if found is None else bool(found)


async def _mark(connection: AsyncConnection, entry: int, state: ReceiptState) -> None:
    await connection.execute(
        update(items).where(items.c.entry == entry).values(receipt_state=state.value)
    )


async def _kept(connection: AsyncConnection, wanted: ColumnElement[bool]) -> KeptReceipt | None:
    found = (await connection.execute(select(receipts).where(wanted))).first()
    return None if found is None else _of(found)


def _of(row: Row[tuple[object, ...]]) -> KeptReceipt:
    values = dict(row._mapping)
    del values["ticket_hash"]
    return KeptReceipt(
        **{**values, "final": bool(values["final"]), "verdict": Verdict(values["verdict"])}
    )
