"""Quick access in memory, for tests of the rendezvous: whoever is let in is in `pcs`."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from broker.records import Customer, Pc

BAKERY = Customer(7, "Panificio Rossi")


def pc_of(key: str, number: int = 1) -> Pc:
    """A PC of the bakery whose two wishes stand."""
    opted = datetime(2026, 1, 1, tzinfo=UTC)
    return Pc(number, BAKERY, "Cassa", key, "5" * 64, "6" * 128, opted, None, None)


@dataclass
class FakeQuick:
    """A signature is right where it is the key twice."""

    pcs: dict[str, Pc] = field(default_factory=dict)
    signed_roster: str | None = None
    signed: list[bytes] = field(default_factory=list)

    async def roster(self) -> str | None:
        return self.signed_roster

    async def present(self, key: str, signature: str, signed: bytes) -> bool:
        self.signed.append(signed)
        return key in self.pcs and signature == key * 2

    async def forget(self, key: str, signature: str, signed: bytes) -> bool:
        self.signed.append(signed)
        right = key in self.pcs and signature == key * 2
        if right:
            del self.pcs[key]
        return right

    async def may_join(self, key: str) -> Pc | None:
        return self.pcs.get(key)

    async def standing(self, keys: frozenset[str]) -> frozenset[str]:
        return keys & self.pcs.keys()

    async def enrol(self, ticket: str, pc: str, key: str, signature: str, address: str) -> bool:
        if ticket != "ticket" or signature != key * 2:
            return False
        self.pcs[key] = pc_of(key)
        return True
