"""Somebody at the API about agreements with one customer."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import text

from broker.records import Role
from tests.stack.house import House, house

PHONE = {
    "kind": "phone",
    "began_at": "2026-01-05T08:10:00Z",
    "minutes": 7,
    "messages": 0,
    "urgent": False,
    "note": "Stampante",
    "session": 0,
}


class Desk:
    """Somebody at the API of a broker with one customer."""

    def __init__(self, here: House, cookie: str, customer: int) -> None:
        self.here, self.cookie, self.customer = here, cookie, customer

    async def ask(self, method: str, path: str, body: object = None) -> tuple[int, Any]:
        said = {} if body is None else {"json": body}
        answer = await self.here.ask(method, f"/api/{path}", cookie=self.cookie, **said)
        return answer[0], answer[1]

    async def own(self, method: str, path: str, body: object = None) -> tuple[int, Any]:
        return await self.ask(method, f"customers/{self.customer}/{path}", body)

    async def bodies(self, kind: str) -> list[dict[str, Any]]:
        """What the log holds of a kind of event."""
        wanted = text("SELECT body FROM events WHERE kind = :kind ORDER BY number")
        async with self.here.store._reading() as connection:
            rows = await connection.execute(wanted, {"kind": kind})
            return [json.loads(row.body) for row in rows]


@asynccontextmanager
async def clerks_desk(folder: Path) -> AsyncIterator[Desk]:
    """The billing clerk's desk, at a broker with one customer."""
    async with house(folder) as here:
        clerk = await here.person("carla", "Carla Conti", [Role.BILLING])
        customer = await here.store.add_customer("Panificio Rossi", here.clock.utcnow())
        yield Desk(here, await here.signed_in(clerk), customer)


def refused(answer: tuple[int, Any]) -> tuple[int, str, str | None]:
    error = answer[1]["error"]
    return answer[0], error["code"], error.get("field")
