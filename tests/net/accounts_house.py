"""The accounts on a real store, with a clock in the test's hands and hashes that cost nothing."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from broker.accounts import Accounts, SignIn
from broker.config import Settings
from broker.proofs import totp
from broker.records import Role, Technician, Trace
from broker.sources import Sources
from broker.store import Store
from tests.net.conftest import url, vault_of
from tests.stack.house import PASSWORD, Clock

SEED = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
HOME = "203.0.113.5"
"""The technician's own address."""
STRANGERS = "198.51.100.7"


@dataclass
class Here:
    accounts: Accounts
    store: Store
    clock: Clock
    file: Path
    ended: list[str] = field(default_factory=list)

    def code(self, steps: int = 0) -> str:
        return totp.code_of(SEED, totp.step_at(self.clock.utcnow()) + steps)

    async def sign_in(self, name: str = "anna", **changed: Any) -> SignIn:
        """Right unless `changed`; each with a code of its own."""
        self.clock.pass_(totp.STEP_SECONDS)
        fields = {"password": PASSWORD, "code": self.code(), "address": HOME}
        return await self.accounts.sign_in(name=name, **{**fields, **changed})

    async def add(self, name: str = "anna", *roles: Role) -> Technician:
        number = await self.store.add_technician(
            name=name,
            full_name=name.title(),
            password_hash="h",
            totp_secret=SEED,
            now=self.clock.utcnow(),
            roles=roles or (Role.TECHNICIAN,),
        )
        found = frozenset(roles or (Role.TECHNICIAN,))
        return Technician(number, name, name.title(), "Org", found)

    async def traces(self, *of: Trace) -> list[tuple[str, str, str]]:
        """Name, address and detail of the audit's rows of these kinds, oldest first."""
        rows = await self.store.audit_page(None, 100_000)
        return [(row.name, row.address, row.detail) for row in reversed(rows) if row.kind in of]


@contextlib.asynccontextmanager
async def accounts_on(file: Path, **settings: Any) -> AsyncIterator[Here]:
    """Accounts at `https://help.example.org`, unless the settings say otherwise."""
    clock = Clock()
    chosen = {"public_url": "https://help.example.org", "organisation": "Org", **settings}
    store = await Store.open(url(file), vault_of(file))
    try:
        accounts = Accounts(
            store=store,
            settings=Settings(data_dir=file.parent, **chosen),
            sources=Sources(clock.now, clock.utcnow),
        )
        here = Here(accounts, store, clock, file)
        accounts.on_revoked(here.ended.append)
        yield here
    finally:
        await store.close()
