"""A broker on loopback in April, with sessions of March to be billed."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from broker.records import Role
from tests.net.settling_office import BY_TARIFF, MONDAY, Office, office
from tests.stack.house import House, Person

APRIL = datetime(2026, 4, 2, 8, 0, tzinfo=UTC)
MARCH = "/api/billing/months/2026-03"


@dataclass
class MonthHouse:
    here: House
    office: Office
    anna: Person
    clerk: str
    """The cookie of somebody who bills; `technician` Anna's."""
    technician: str
    rossi: int

    async def ask(
        self, method: str, path: str, cookie: str | None = None, **options: Any
    ) -> tuple[int, Any]:
        """Status and JSON of what the clerk, or another, asks."""
        asked = await self.here.ask(method, path, cookie=cookie or self.clerk, **options)
        return asked[0], asked[1]

    async def item(self, number: int) -> Any:
        status, found = await self.ask("GET", f"/api/billing/items/{number}")
        assert status == 200, found
        return found

    async def session(self, customer: int | None = None, **how: Any) -> int:
        """A session of March that has ended and was priced, of Rossi unless said; its item."""
        whose = self.rossi if customer is None else customer or None
        entry = await self.office.session(whose, **how)
        item = await self.office.item(entry)
        await self.office.settling.settle(item.id)
        return item.id

    async def act(self, number: int, word: str, **body: Any) -> tuple[int, Any]:
        """A decision on an item as it is now, unless `version` is said."""
        seen = {"version": (await self.item(number))["version"]}
        return await self.ask("POST", f"/api/billing/items/{number}/{word}", json={**seen, **body})

    async def edit(self, number: int, cookie: str | None = None, **changed: Any) -> tuple[int, Any]:
        """Set some of what can be edited, leaving the rest."""
        now = await self.item(number)
        whose = now["customer"]["id"] if now["customer"] else 0
        body = {"version": now["version"], "customer": whose, "note": now["note"], "urgent": False}
        path = f"/api/billing/items/{number}"
        return await self.ask("PATCH", path, cookie, json={**body, **changed})

    async def close(self, month: str = "2026-03") -> tuple[int, Any]:
        return await self.ask("POST", f"/api/billing/months/{month}/close", json={})


async def month_house(here: House) -> MonthHouse:
    here.clock.pass_((MONDAY - here.clock.utcnow()).total_seconds())
    opened = await office(here.store)
    people = await here.store.technician("anna")
    assert people is not None
    clerk = await here.person("carla", "Carla Verdi", [Role.BILLING])
    technician = await here.person("bruno", "Bruno Bianchi")
    opened.technician = technician.id
    here.clock.pass_((APRIL - here.clock.utcnow()).total_seconds())
    opened.now = APRIL
    return MonthHouse(
        here,
        opened,
        technician,
        await here.signed_in(clerk),
        await here.signed_in(technician),
        await opened.customer(BY_TARIFF, "Rossi"),
    )


def why(answer: tuple[int, Any]) -> tuple[int, str, list[str]]:
    """The status of a refusal, its field, and its reasons."""
    status, body = answer
    error = body["error"]
    return status, error.get("field", ""), [one["reason"] for one in error.get("why", [])]
