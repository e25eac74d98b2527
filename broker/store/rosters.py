"""Rosters, each with a higher version than the one before, and requests to be on the next."""

from datetime import datetime

from sqlalchemy import delete, func, insert, select
from sqlalchemy.exc import IntegrityError

from broker.records import Wish
from broker.store.database import AlreadyThere, Database
from broker.store.tables import device_requests, rosters, technicians


class Rosters(Database):
    """The highest version counts."""

    async def roster(self) -> str | None:
        """The text of the roster that counts."""
        newest = select(rosters.c.text).order_by(rosters.c.version.desc()).limit(1)
        async with self._reading() as connection:
            return (await connection.execute(newest)).scalar_one_or_none()

    async def add_roster(self, version: int, text: str, put_by: int | None, now: datetime) -> None:
        """Keep a roster. Raises `AlreadyThere` where one of that version or a higher one is."""
        highest = select(func.max(rosters.c.version))
        try:
            async with self._writing() as connection:
                if ((await connection.execute(highest)).scalar_one() or 0) >= version:
                    raise AlreadyThere(str(version))
                await connection.execute(
                    insert(rosters).values(version=version, text=text, put_by=put_by, at=now)
                )
        except IntegrityError as error:
            raise AlreadyThere(str(version)) from error

    async def forget_rosters(self) -> int:
        """Forget every roster; how many there were."""
        async with self._writing() as connection:
            return (await connection.execute(delete(rosters))).rowcount

    async def device_requests(self) -> list[Wish]:
        """All that wait, oldest first."""
        wanted = (
            select(device_requests, technicians.c.full_name)
            .join(technicians, technicians.c.id == device_requests.c.technician_id)
            .order_by(device_requests.c.id)
        )
        async with self._reading() as connection:
            rows = await connection.execute(wanted)
            return [Wish(row.id, row.full_name, row.request, row.at) for row in rows]

    async def add_device_request(
        self, technician_id: int, request: str, *, most: int, now: datetime
    ) -> bool:
        """Keep a request, once; False where this technician has `most` of them waiting."""
        own = device_requests.c.technician_id == technician_id
        async with self._writing() as connection:
            waiting = [
                row.request
                for row in await connection.execute(select(device_requests.c.request).where(own))
            ]
            if request in waiting:
                return True
            if len(waiting) >= most:
                return False
            await connection.execute(
                insert(device_requests).values(technician_id=technician_id, request=request, at=now)
            )
            return True

    async def drop_device_request(self, number: int) -> bool:
        """Forget a request; False where there is none of that number."""
        async with self._writing() as connection:
            dropped = await connection.execute(
                delete(device_requests).where(device_requests.c.id == number)
            )
            return bool(dropped.rowcount)
