"""Customer records, and what each customer signed about quick access."""

from collections.abc import Callable
from datetime import date, datetime

from broker.problems import Refusal
from broker.quick import QuickAccess
from broker.records import Customer, Enrolment
from broker.routing import Answer, Asked
from broker.store import AlreadyThere, Store
from broker.wire.words import Problem


class Customers:
    """Handlers of customer records."""

    def __init__(self, store: Store, quick: QuickAccess, utcnow: Callable[[], datetime]) -> None:
        """`utcnow`: aware UTC time."""
        self._store = store
        self._quick = quick
        self._utcnow = utcnow

    async def page(self, _asked: Asked) -> Answer:
        """Every customer record."""
        signed = await self._quick.enrolments()
        found = await self._store.customers()
        return {"customers": [_told(one, signed.get(one.id)) for one in found]}

    async def add(self, asked: Asked) -> Answer:
        """A new customer record."""
        name = asked.body["name"].strip()
        try:
            by = asked.who.technician.full_name
            number = await self._store.add_customer(name, self._utcnow(), by)
        except AlreadyThere as error:
            raise Refusal(Problem.CONFLICT, "name") from error
        return _told(Customer(number, name), None)

    async def quick_access(self, asked: Asked) -> Answer:
        """Enter what a customer signed about quick access."""
        number = asked.number
        await self._quick.enrolment(
            number,
            granted=asked.body["granted"],
            date=date.fromisoformat(asked.body["date"]),
            terms=asked.body["terms"],
            by=asked.who.technician,
            address=asked.address,
        )
        signed = (await self._quick.enrolments()).get(number)
        for one in await self._store.customers():
            if one.id == number:
                return _told(one, signed)
        raise Refusal(Problem.NOT_FOUND)


def _told(customer: Customer, signed: Enrolment | None) -> dict[str, object]:
    quick = signed and {
        "granted": signed.granted,
        "date": signed.date.isoformat(),
        "terms": signed.terms,
        "entered_by": signed.entered_by,
    }
    return {"id": customer.id, "name": customer.name, "quick_access": quick}
