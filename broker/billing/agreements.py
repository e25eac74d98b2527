"""Agreements with customers: their details, versions of tariffs, and contracts."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from broker.billing.documents import tariff_of
from broker.problems import Refusal, Why
from broker.records.agreed import ContractRow, TariffRow
from broker.records.agreements import read_details
from broker.store import AlreadyThere, CustomerRow, Outdated, Store
from broker.tariff.contract import contract_text, read_contract
from broker.tariff.document import tariff_text
from broker.tariff.reading import TariffError
from broker.tariff.terms import Contract
from broker.tariff.words import RuleKind
from broker.wire.words import Problem


class Settles(Protocol):
    """What prices the work of a customer that had no price yet."""

    async def settle_left(self, customer_id: int | None = None) -> int:
        """Price what can be priced now, of one customer or of all; how much that was."""
        ...

    def wake(self) -> None:
        """Do the same for all soon, in the background."""
        ...


class Agreements:
    """What is entered is read first, and refused with every reason that is known."""

    def __init__(
        self, store: Store, settling: Settles, *, utcnow: Callable[[], datetime], zone: str
    ) -> None:
        """`utcnow`: aware UTC time; `zone`: whose days count (an IANA name)."""
        self._store = store
        self._settling = settling
        self._utcnow = utcnow
        self._zone = ZoneInfo(zone)

    def today(self) -> date:
        """The local day."""
        return self._utcnow().astimezone(self._zone).date()

    async def customer(self, number: int) -> CustomerRow:
        """One customer's record. Raises `Refusal` not_found."""
        row = await self._store.customer(number)
        if row is None:
            raise Refusal(Problem.NOT_FOUND)
        return row

    async def set_details(
        self, number: int, said: Mapping[str, str], *, version: int, by: str
    ) -> CustomerRow:
        """Keep other details of a customer; the record as it is then.

        `by` here and below: full name of who enters it. Raises `Refusal`: not_found, bad_request
        with every field that will not do, conflict where somebody else changed them meanwhile.
        """
        await self.customer(number)
        details, wrong = read_details(said)
        if wrong:
            why = [Why(one.field, one.reason, {"value": one.value}) for one in wrong]
            raise Refusal(Problem.BAD_REQUEST, wrong[0].field, why)
        try:
            await self._store.set_details(
                number, details, version=version, by=by, now=self._utcnow()
            )
        except Outdated as error:
            raise Refusal(Problem.CONFLICT, "version") from error
        return await self.customer(number)

    async def tariffs(self) -> list[TariffRow]:
        """Every version of every tariff, by name, newest version first."""
        return await self._store.tariffs()

    async def tariff(self, number: int) -> TariffRow:
        """One version. Raises `Refusal` not_found."""
        row = await self._store.tariff(number)
        if row is None:
            raise Refusal(Problem.NOT_FOUND)
        return row

    async def add_tariff(self, document: str, *, by: str) -> TariffRow:
        """Keep a version of a tariff from its document, TOML or JSON.

        Raises `Refusal`: bad_request with the place and the reason, conflict where that version of
        that tariff is kept already.
        """
        try:
            tariff = tariff_of(document)
        except TariffError as error:
            raise Refusal(Problem.BAD_REQUEST, "document", [_why(error)]) from error
        try:
            number = await self._store.add_tariff(
                name=tariff.name,
                version=tariff.version,
                valid_from=tariff.valid_from,
                document=tariff_text(tariff),
                by=by,
                now=self._utcnow(),
            )
        except AlreadyThere as error:
            told = {"value": str(tariff.version), "name": tariff.name}
            why = Why("version", "version_there", told)
            raise Refusal(Problem.CONFLICT, "document", [why]) from error
        self._settling.wake()
        return await self.tariff(number)

    async def contracts(self, number: int) -> list[ContractRow]:
        """A customer's contracts, oldest entered first. Raises `Refusal` not_found."""
        await self.customer(number)
        return await self._store.contracts_of(number)

    async def add_contract(self, number: int, document: str, *, by: str) -> list[ContractRow]:
        """Keep a contract with a customer from its document; all of the customer's contracts.

        Raises `Refusal`: not_found, bad_request with the places and the reasons.
        """
        await self.customer(number)
        try:
            contract = read_contract(document)
        except TariffError as error:
            raise Refusal(Problem.BAD_REQUEST, "document", [_why(error)]) from error
        why = list(_unpriced(contract, await self._store.tariffs()))
        if why:
            raise Refusal(Problem.BAD_REQUEST, "document", why)
        await self._store.add_contract(
            number,
            valid_from=contract.valid_from,
            valid_until=contract.valid_until,
            document=contract_text(contract),
            by=by,
            now=self._utcnow(),
        )
        await self._settling.settle_left(number)
        return await self._store.contracts_of(number)


def _unpriced(contract: Contract, tariffs: list[TariffRow]) -> Iterator[Why]:
    """What is wrong with the tariffs that a contract names: each holds from its first day on."""
    for place, rule in enumerate(contract.rules, 1):
        begins = [one.valid_from for one in tariffs if one.name == rule.tariff]
        told = {"value": rule.tariff}
        if rule.kind is not RuleKind.TARIFF:
            continue
        if not begins:
            yield Why(f"rules[{place}].tariff", "tariff_unknown", told)
        elif min(begins) > contract.valid_from:
            first = {"first": min(begins).isoformat(), "from": contract.valid_from.isoformat()}
            yield Why(f"rules[{place}].tariff", "tariff_later", {**told, **first})


def _why(error: TariffError) -> Why:
    return Why(error.field, error.why, {name: str(one) for name, one in error.values.items()})
