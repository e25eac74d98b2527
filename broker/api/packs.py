"""Prepaid packs, and work that was entered by hand."""

from datetime import date, datetime
from typing import Final

from broker.billing.handwork import HandWork, Said
from broker.billing.packs import Packs, PackUse
from broker.records import iso
from broker.records.agreed import WorkRow
from broker.routing import Answer, Asked
from broker.tariff.words import WorkKind

WORK_MOST: Final = 100
_WORK_USUAL: Final = 50
_MINUTE_MS: Final = 60_000


class PacksOffice:
    """Handlers of packs."""

    def __init__(self, packs: Packs) -> None:
        self._packs = packs

    async def page(self, asked: Asked) -> Answer:
        """A customer's packs, the first to expire first, with their use month by month."""
        return self._told(await self._packs.packs(asked.number))

    async def add(self, asked: Asked) -> Answer:
        """A new pack of a customer, half for sessions and half for tickets, for twelve months."""
        found = await self._packs.add(
            asked.number,
            units=asked.body["units"],
            languages=asked.body["languages"],
            signed_on=date.fromisoformat(asked.body["signed_on"]),
            by=asked.who.technician.full_name,
        )
        return self._told(found)

    async def take_tickets(self, asked: Asked) -> Answer:
        """Take tickets from a pack, or give back what was taken by mistake."""
        found = await self._packs.take_tickets(
            asked.number,
            asked.body["tickets"],
            note=asked.body["note"].strip(),
            by=asked.who.technician.full_name,
        )
        return self._told(found)

    def _told(self, found: list[PackUse]) -> Answer:
        today = self._packs.today()
        return {"packs": [_pack(use, today) for use in found], "today": today.isoformat()}


class WorkDesk:
    """Handlers of work entered by hand."""

    def __init__(self, work: HandWork) -> None:
        self._work = work

    async def page(self, asked: Asked) -> Answer:
        """A customer's work entered by hand, newest first."""
        limit = asked.query.get("limit", _WORK_USUAL)
        rows = await self._work.page(asked.number, asked.query.get("before"), limit + 1)
        return {"work": [_work(row) for row in rows[:limit]], "more": len(rows) > limit}

    async def add(self, asked: Asked) -> Answer:
        """Enter work that was done for a customer without a session."""
        said = Said(
            **{
                **asked.body,
                "kind": WorkKind(asked.body["kind"]),
                "began_at": datetime.fromisoformat(asked.body["began_at"]),
            }
        )
        return _work(await self._work.add(asked.number, said, asked.who))


def _pack(use: PackUse, today: date) -> dict[str, object]:
    pack = use.pack
    return {
        "id": pack.id,
        "units": pack.units,
        "session_units": pack.session_units,
        "used": pack.used,
        "left": pack.left,
        "tickets": pack.tickets,
        "tickets_used": pack.tickets_used,
        "tickets_left": pack.tickets_left,
        "languages": pack.languages,
        "signed_on": pack.signed_on.isoformat(),
        "expires_on": pack.expires_on.isoformat(),
        "state": pack.state(today),
        "warnings": list(pack.warnings(today)),
        "months": [
            {"month": one.month, "units": one.units, "tickets": one.tickets} for one in use.months
        ],
        "by": pack.by,
        "at": iso(pack.at),
    }


def _work(row: WorkRow) -> dict[str, object]:
    work = row.work
    return {
        "id": row.id,
        "kind": work.kind,
        "began_at": iso(work.began_at),
        "minutes": work.ms // _MINUTE_MS,
        "messages": work.count,
        "urgent": work.urgent,
        "note": work.note,
        "session": work.session_entry or 0,
        "technician": work.technician,
        "by": row.by,
        "at": iso(row.at),
    }
