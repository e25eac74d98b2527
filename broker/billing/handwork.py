"""Work without a session, entered by hand: phone calls, e-mails, requests in a wrong way."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from broker.billing.agreements import Settles
from broker.problems import Refusal
from broker.records import SignedIn, period_of
from broker.records.agreed import NewWork, WorkRow
from broker.store import Store
from broker.tariff.words import WorkKind
from broker.wire.words import Problem

KINDS: Final = frozenset(WorkKind) - {WorkKind.SESSION}
NOTE_MOST: Final = 2000
MINUTES_MOST: Final = 24 * 60
MESSAGES_MOST: Final = 1000
_MINUTE_MS: Final = 60_000
_OLDEST: Final = timedelta(days=2 * 366)
"""Work from before is a slip of the pen: nobody bills what is two years old."""
_AHEAD: Final = timedelta(minutes=5)
"""By so much the clock of whoever enters it may be wrong."""


@dataclass(frozen=True, slots=True)
class Said:
    """Work as it is entered; `session` is 0 where it became none."""

    kind: WorkKind
    began_at: datetime
    minutes: int
    messages: int
    urgent: bool
    note: str
    session: int


class HandWork:
    """A technician or the office enters it; billing prices it as a session."""

    def __init__(
        self, store: Store, settling: Settles, *, utcnow: Callable[[], datetime], zone: str
    ) -> None:
        """`utcnow`: aware UTC time; `zone`: whose months count (an IANA name)."""
        self._store = store
        self._settling = settling
        self._utcnow = utcnow
        self._zone = zone

    async def page(self, number: int, before: int | None, limit: int) -> list[WorkRow]:
        """A customer's work by hand, newest first. Raises `Refusal` not_found."""
        if not await self._store.customer_exists(number):
            raise Refusal(Problem.NOT_FOUND)
        return await self._store.work_of(number, before, limit)

    async def add(self, number: int, said: Said, by: SignedIn) -> WorkRow:
        """Enter work for a customer. Raises `Refusal`: not_found, bad_request with the field."""
        if not await self._store.customer_exists(number):
            raise Refusal(Problem.NOT_FOUND)
        now = self._utcnow()
        field = _wrong(said, now) or await self._wrong_session(number, said, by)
        if field is not None:
            raise Refusal(Problem.BAD_REQUEST, field)
        who = by.technician
        kept = await self._store.add_work(
            NewWork(
                customer_id=number,
                technician_id=who.id,
                technician=who.full_name,
                kind=said.kind.value,
                began_at=said.began_at,
                ms=said.minutes * _MINUTE_MS,
                count=said.messages,
                urgent=said.urgent,
                note=said.note.strip(),
                session_entry=said.session or None,
            ),
            period=period_of(said.began_at, self._zone),
            present=period_of(now, self._zone),
            by=who.full_name,
            now=now,
        )
        await self._settling.settle_left(number)
        row = await self._store.work(kept)
        if row is None:
            raise Refusal(Problem.NOT_FOUND)
        return row

    async def _wrong_session(self, number: int, said: Said, by: SignedIn) -> str | None:
        """`session` where the call cannot have become it: only this customer's, only one's own."""
        if said.session == 0:
            return None
        row = await self._store.session(said.session)
        own = row is not None and by.sees(row.technician_id)
        whose = row.customer.id if row is not None and row.customer else number
        right = said.kind is WorkKind.PHONE and own and whose == number
        return None if right else "session"


def _wrong(said: Said, now: datetime) -> str | None:
    """The first field that will not do: each kind of work has its own measure."""
    phone, email = said.kind is WorkKind.PHONE, said.kind is WorkKind.EMAIL
    if (said.minutes > 0) is not phone:
        return "minutes"
    if (said.messages > 0) is not email:
        return "messages"
    if not now - _OLDEST <= said.began_at <= now + _AHEAD:
        return "began_at"
    return None
