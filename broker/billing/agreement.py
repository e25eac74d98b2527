"""What a customer has agreed to, as it counts at one moment: contract, tariffs, packs, holidays."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Final, Protocol
from zoneinfo import ZoneInfo

from broker.billing.documents import tariff_of
from broker.billing.holidays import holidays_for
from broker.records.agreed import ContractRow, PackRow, TariffRow, in_force
from broker.records.agreements import Details
from broker.tariff.contract import read_contract
from broker.tariff.terms import Rule, Tariff
from broker.tariff.versions import version_on
from broker.tariff.words import Beyond, RuleKind
from broker.tariff.work import Pack, Terms

_DOCUMENTS_KEPT: Final = 512
"""Documents never change, so what was read of one is kept."""


class Book(Protocol):
    """The part of the store that this module needs."""

    async def contracts_of(self, customer_id: int) -> list[ContractRow]: ...

    async def tariff_versions(self, name: str) -> list[TariffRow]: ...

    async def packs_of(self, customer_id: int) -> list[PackRow]: ...

    async def details_of(self, customer_id: int) -> Details: ...


class NoTariff(LookupError):
    """A contract names a tariff of which no version holds on that day."""


@dataclass(frozen=True, slots=True)
class Deal:
    """The rules of one customer at one moment, in order."""

    contract: int
    """The contract's number."""
    rules: tuple[Terms, ...]
    holidays: frozenset[date]
    """From the year before to the year after, the patron's day among them where it counts."""
    language: str
    """In which the customer reads: `it` or `en`."""

    def packs(self) -> tuple[tuple[int, int], ...]:
        """Every pack that the rules may take units from, and how many it has left."""
        return tuple({one.id: one.left for rule in self.rules for one in rule.packs}.items())

    def vat_percent(self, tariff: tuple[str, int] | None) -> int:
        """The VAT rate of a tariff (name, version), or of the first; 0 where there is none."""
        known = [rule.tariff for rule in self.rules if rule.tariff is not None]
        named = [one for one in known if (one.name, one.version) == tariff]
        return next((one.vat_percent for one in (*named, *known)), 0)


class Agreement:
    """Looks up what holds. A contract counts from day to day of the house's zone."""

    def __init__(self, book: Book, zone: str) -> None:
        """`zone` is an IANA name. For work on many sessions at once pass a `Remembered` book."""
        self._book = book
        self._zone = ZoneInfo(zone)
        self._tariff = lru_cache(_DOCUMENTS_KEPT)(tariff_of)
        self._contract = lru_cache(_DOCUMENTS_KEPT)(read_contract)

    async def on(self, customer_id: int, at: datetime) -> Deal | None:
        """What holds for work that counts at `at`; None where no contract does.

        Raises `NoTariff`; also what the readers of documents and of holidays raise, which nothing
        that was entered through them does.
        """
        local = at.astimezone(self._zone)
        day = local.date()
        row = in_force(await self._book.contracts_of(customer_id), day)
        if row is None:
            return None
        contract = self._contract(row.document)
        tariffs = [await self._version(rule, day) for rule in contract.rules]
        packs: tuple[Pack, ...] = ()
        if any(rule.kind is RuleKind.PACK for rule in contract.rules):
            packs = await self._packs(customer_id)
        details = await self._book.details_of(customer_id)
        return Deal(
            contract=row.id,
            rules=tuple(
                _terms(rule, tariff, packs)
                for rule, tariff in zip(contract.rules, tariffs, strict=True)
            ),
            holidays=_holidays([one for one in tariffs if one is not None], details.patron, local),
            language=details.language,
        )

    async def _version(self, rule: Rule, day: date) -> Tariff | None:
        if rule.kind is not RuleKind.TARIFF:
            return None
        rows = await self._book.tariff_versions(rule.tariff)
        found = version_on([self._tariff(row.document) for row in rows], rule.tariff, day)
        if found is None:
            raise NoTariff(f"{rule.tariff} on {day.isoformat()}")
        return found

    async def _packs(self, customer_id: int) -> tuple[Pack, ...]:
        rows = await self._book.packs_of(customer_id)
        return tuple(
            Pack(row.id, row.left, row.signed_on, row.expires_on) for row in rows if row.left > 0
        )


class Remembered:
    """A book that is asked each thing once, but for the packs: for one piece of work on many."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._contracts: dict[int, list[ContractRow]] = {}
        self._tariffs: dict[str, list[TariffRow]] = {}
        self._details: dict[int, Details] = {}

    async def contracts_of(self, customer_id: int) -> list[ContractRow]:
        """A customer's contracts, oldest entered first."""
        if customer_id not in self._contracts:
            self._contracts[customer_id] = await self._book.contracts_of(customer_id)
        return self._contracts[customer_id]

    async def tariff_versions(self, name: str) -> list[TariffRow]:
        """The versions of one tariff."""
        if name not in self._tariffs:
            self._tariffs[name] = await self._book.tariff_versions(name)
        return self._tariffs[name]

    async def packs_of(self, customer_id: int) -> list[PackRow]:
        """A customer's packs as they are now."""
        return await self._book.packs_of(customer_id)

    async def details_of(self, customer_id: int) -> Details:
        """A customer's details."""
        if customer_id not in self._details:
            self._details[customer_id] = await self._book.details_of(customer_id)
        return self._details[customer_id]


def _terms(rule: Rule, tariff: Tariff | None, packs: tuple[Pack, ...]) -> Terms:
    return Terms(
        kind=rule.kind,
        tariff=tariff,
        packs=packs if rule.kind is RuleKind.PACK else (),
        works=rule.works,
        inside_only=rule.inside_only,
        flag_rest=rule.kind is RuleKind.PACK and rule.beyond is Beyond.FLAG,
    )


def _holidays(tariffs: list[Tariff], patron: str, at: datetime) -> frozenset[date]:
    """The holidays that any of these tariffs counts; of one tariff, the very set it always has."""
    sets = [holidays_for(tariff.week, patron, at) for tariff in tariffs]
    return sets[0] if len(sets) == 1 else frozenset().union(*sets)
