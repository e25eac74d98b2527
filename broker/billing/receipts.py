"""Receipts: what a session will cost, what both sides agree on, and the text that they sign."""

import hashlib
import logging
from base64 import urlsafe_b64encode
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from broker.billing.agreement import Agreement, Deal
from broker.billing.costs import UNKNOWN, cost_of, units_left
from broker.billing.outlook import ANSWER_SECONDS
from broker.billing.phrases import price_phrases
from broker.calendar_ import Calendars
from broker.ledgerkey import LedgerKey
from broker.points import Point, Points, Unwatched
from broker.receipt import build
from broker.receipt.begun import Begun
from broker.receipt.build import Head, Keys, Priced
from broker.receipt.checking import is_dispute, is_right
from broker.records import Charge, Interval, LedgerRow, moment_at
from broker.records.receipts import Agreement as Agreed
from broker.records.receipts import KeptReceipt, Party
from broker.store import Store
from broker.tariff.explain import sentences
from broker.tariff.kept import price_of
from broker.tariff.price import price
from broker.tariff.words import WorkKind
from broker.tariff.work import Span, Work
from broker.wire.bill import Countersign, Countersigned, ReceiptCame, Tally
from broker.wire.limits import COUNTERSIGN_SECONDS
from broker.wire.receipts import decode, signed
from broker.wire.words import Verdict

_log = logging.getLogger(__name__)
_TICKET_BYTES: Final = 32
_HOUSE_LANGUAGE: Final = "it"


class Receipts:
    """Of one broker. `zone`: the house's, an IANA name, in which local times are told."""

    def __init__(
        self,
        store: Store,
        key: LedgerKey,
        *,
        broker: str,
        zone: str,
        utcnow: Callable[[], datetime],
        random: Callable[[int], bytes],
        points: Points | None = None,
    ) -> None:
        """`key` signs for the broker; `random` gives so many unpredictable bytes."""
        self._store = store
        self._key = key
        self._broker = broker
        self._zone = zone
        self._tz = ZoneInfo(zone)
        self._utcnow = utcnow
        self._random = random
        self._points = points or Unwatched()
        self._agreement = Agreement(store, zone)
        self._calendars = Calendars()

    async def begin(self, entry: int) -> Begun:
        """What a session whose row was just opened will cost; LookupError for no such row."""
        row, deal = await self._session(entry)
        now = self._utcnow()
        same = await self._stays(row, deal, now)
        cost = cost_of(deal, now, self._calendars, self._zone) if same else UNKNOWN

        def priced(intervals: Sequence[Interval]) -> Priced:
            return self._so_far(row, deal, intervals)

        return Begun(cost, await self._head(row, deal), priced)

    def tally(
        self,
        begun: Begun,
        number: int,
        intervals: Sequence[Interval],
        until: datetime,
        keys: Keys,
    ) -> Tally:
        """The receipt of a session so far, signed by the broker."""
        priced = begun.priced(intervals)
        text = build.running(begun.head, intervals, until, priced, keys, self._tz)
        return Tally(number, text, self._key.public().hex(), self._sign(text))

    async def agreed(self, agreement: Agreed) -> None:
        """Keep what both sides of a running session have signed."""
        await self._store.agree(agreement)

    async def final(self, entry: int, keys: Keys) -> ReceiptCame | None:
        """The receipt of a session whose row is closed, with a ticket for its customer.

        The text that was made first stays; its ticket is known to nobody then. None where the
        session has not ended.
        """
        ticket = urlsafe_b64encode(self._random(_TICKET_BYTES)).decode().rstrip("=")
        made = await self._make(entry, keys, _hash(ticket))
        kept = await self._store.receipt(entry)
        if kept is None or not kept.final:
            return None
        public = self._key.public().hex()
        return ReceiptCame(kept.text, public, kept.broker_signature, ticket if made else "")

    async def make_left(self, ended_before: datetime) -> int:
        """Make the receipts of sessions that ended before and have none, as after a crash; how
        many."""
        last = made = 0
        while entries := await self._store.without_receipt(ended_before, last):
            for entry in entries:
                try:
                    made += await self._make(entry, await self._keys(entry), "")
                # One session's fault must not keep the others without a receipt.
                except Exception:  # noqa: BLE001
                    _log.exception("session %d has no receipt yet", entry)
            last = entries[-1]
        return made

    async def countersign(self, said: Countersign) -> Countersigned | None:
        """The customer signs a receipt, and may judge it, once; None where that is not kept."""
        kept = await self._store.receipt_by_ticket(_hash(said.ticket))
        if kept is None:
            return None
        proof, now = (said.key, said.signature), self._utcnow()
        unsigned = said.verdict is Verdict.DISPUTED and is_dispute(*proof, kept.text)
        if not unsigned and not is_right(*proof, kept.text):
            return None
        if now > decode(kept.text).until.at + timedelta(seconds=COUNTERSIGN_SECONDS):
            return None
        if not unsigned and not await self._store.sign_receipt(
            kept.entry, Party.AGENT, *proof, now
        ):
            return None
        if said.verdict is not Verdict.NONE:
            judged = (said.verdict, said.note, now)
            if not await self._store.judge_receipt(kept.entry, *judged):
                return None
        kept = await self._store.receipt(kept.entry) or kept
        if not kept.console_signature:
            return Countersigned("", "")
        return Countersigned(kept.console_key, kept.console_signature)

    async def console_signs(self, entry: int, key: str, signature: str) -> bool:
        """The technician signs the receipt of their session; False where that is not kept."""
        kept = await self._store.receipt(entry)
        if kept is None or not kept.final or not is_right(key, signature, kept.text):
            return False
        return await self._store.sign_receipt(entry, Party.CONSOLE, key, signature, self._utcnow())

    async def receipt(self, entry: int) -> KeptReceipt | None:
        """The receipt of a session: the final one, or what was last agreed on."""
        return await self._store.receipt(entry)

    @property
    def public(self) -> str:
        """The broker's public key, in hexadecimal digits."""
        return self._key.public().hex()

    async def _make(self, entry: int, keys: Keys, ticket_hash: str) -> bool:
        row, deal = await self._session(entry)
        if row.ended_at is None or row.outcome is None:
            return False
        item = await self._store.item_of(entry)
        charge = None if item is None else await self._store.charge_of(item.id)
        head = await self._head(row, deal)
        text = build.final(
            head,
            row.intervals,
            row.ended_at,
            row.outcome.value,
            self._priced(row, charge, deal, head.language),
            keys,
            self._tz,
        )
        signature = self._sign(text)
        self._points.at(Point.RECEIPT_WRITTEN)
        return await self._store.make_receipt(
            entry,
            text=text,
            broker_signature=signature,
            agent_key=keys.agent,
            console_key=keys.console,
            ticket_hash=ticket_hash,
            at=self._utcnow(),
        )

    async def _keys(self, entry: int) -> Keys:
        """Those that signed while the session ran, as far as it was kept."""
        kept = await self._store.receipt(entry)
        return Keys() if kept is None else Keys(kept.agent_key, kept.console_key)

    async def _session(self, entry: int) -> tuple[LedgerRow, Deal | None]:
        """A row and what is agreed with its customer when the session counts."""
        row = await self._store.session(entry)
        if row is None:
            raise LookupError(entry)
        return row, await self._deal(row, row.active_at or row.joined_at)

    async def _stays(self, row: LedgerRow, deal: Deal | None, now: datetime) -> bool:
        """Whether the same still holds when the customer answers, though it be past midnight."""
        last = now + timedelta(seconds=ANSWER_SECONDS)
        if last.astimezone(self._tz).date() == now.astimezone(self._tz).date():
            return True
        later = await self._deal(row, last)
        return (deal and deal.rules) == (later and later.rules)

    async def _deal(self, row: LedgerRow, at: datetime) -> Deal | None:
        if row.customer is None:
            return None
        try:
            return await self._agreement.on(row.customer.id, at)
        # Whatever a document holds: what is agreed is then not known, and the receipt says so.
        except Exception:  # noqa: BLE001
            _log.exception("what is agreed with customer %d is not known", row.customer.id)
            return None

    async def _head(self, row: LedgerRow, deal: Deal | None) -> Head:
        tariffs = () if deal is None else [rule.tariff for rule in deal.rules]
        tariff = next((one for one in tariffs if one is not None), None)
        language = _HOUSE_LANGUAGE
        if row.customer is not None:
            language = (await self._store.details_of(row.customer.id)).language
        return Head(
            broker=self._broker,
            organisation=row.organisation,
            entry=row.entry,
            session=row.session,
            technician=row.technician,
            pc=row.pc,
            customer="" if row.customer is None else row.customer.name,
            mode=row.mode.value,
            reason=row.reason,
            language=language,
            zone=self._zone,
            joined_at=row.joined_at,
            tariff="" if tariff is None else tariff.name,
            tariff_version=0 if tariff is None else tariff.version,
            vat_percent=None if tariff is None else tariff.vat_percent,
        )

    def _so_far(self, row: LedgerRow, deal: Deal | None, intervals: Sequence[Interval]) -> Priced:
        """What these intervals cost if the session ended with them; null without a contract."""
        if deal is None or not intervals:
            return Priced()
        spans = tuple(Span(moment_at(start), ms) for start, ms in intervals)
        work = Work(WorkKind.SESSION, spans[0].start, spans)
        try:
            rules, known = deal.rules, self._calendars
            found = price(work, rules, holidays=deal.holidays, calendars=known, zone=self._zone)
        # The session goes on whatever a rule raises; the price then follows.
        except Exception:  # noqa: BLE001
            _log.exception("session %d has no price so far", row.entry)
            return Priced()
        name, version = found.tariff or ("", 0)
        vat = deal.vat_percent(found.tariff)
        return Priced(found.cents, found.units, None, (), name, version, vat)

    def _priced(
        self, row: LedgerRow, charge: Charge | None, deal: Deal | None, language: str
    ) -> Priced:
        """The charge that counts; without one the price follows with the invoice."""
        if charge is None:
            return Priced()
        day = row.joined_at.astimezone(self._tz).date()
        found = price_of(charge.price)
        return Priced(
            cents=charge.cents,
            units=charge.units,
            units_left=units_left(deal, day) if deal is not None and charge.units else None,
            lines=tuple(sentences(found, price_phrases(language))),
            tariff=charge.tariff,
            tariff_version=charge.tariff_version,
            vat_percent=charge.vat_percent,
        )

    def _sign(self, text: str) -> str:
        return self._key.sign(signed(text)).hex()


def _hash(ticket: str) -> str:
    """What the database keeps of a ticket: whoever reads it cannot sign with it."""
    return hashlib.sha256(ticket.encode()).hexdigest() if ticket else ""
