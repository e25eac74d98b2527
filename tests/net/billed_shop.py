"""A broker whose office has entered a customer, and sessions with them over real sockets."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from agent.receipts import Bill, Count, Final, Known
from broker.records import Charge, Role
from broker.wire import messages
from broker.wire.receipts import Receipt, decode, signed
from broker.wire.words import CostKind
from tests.fakes.legs import Leg
from tests.net.agreements_desk import Desk
from tests.stack.house import House, Person, house

FOLDER = Path(__file__).parents[2] / "docs" / "tariffs"
DOCUMENTS = {path.stem: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.toml")}

MINUTE = 60.0


class Key:
    """A key in memory."""

    def __init__(self, seed: int) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32)
        self.public = self._key.public_key().public_bytes_raw()

    def sign(self, message: bytes) -> bytes:
        return self._key.sign(message)


AGENT, CONSOLE = Key(1), Key(2)


def without_type(message: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in message.items() if name != "type"}


@dataclass
class Meeting:
    """A session of the customer's, with an agent that judges as the real one does."""

    here: House
    cookie: str
    agent: Leg
    console: Leg
    entry: int
    cost: messages.Cost
    bill: Bill
    counted: float = 0.0

    def passes(self, seconds: float) -> None:
        """The technician is let in for so long."""
        self.here.clock.pass_(seconds)
        self.counted += seconds

    async def tally(self) -> Receipt:
        """The next receipt so far, which both sign."""
        told = await self.agent.hears("tally")
        came = messages.Tally(**without_type(told))
        agreed = self.bill.tally(came, Count(self.counted))
        assert agreed is not None
        await self.agent.say(
            type="agreed", number=agreed.number, key=agreed.key, signature=agreed.signature
        )
        assert (await self.console.hears("tally")) == told
        await self.console.say(type="agreed", number=told["number"], **proof(CONSOLE, came.text))
        return decode(came.text)

    async def tally_of(self, seconds: int) -> Receipt:
        """Receipts so far, each signed, up to one that counts so many seconds."""
        while (found := await self.tally()).seconds < seconds:
            pass
        return found

    async def end(self) -> Final:
        """The technician ends it; the final receipt, signed by all three."""
        await self.console.say(type="end", outcome="completed")
        came = messages.ReceiptCame(**without_type(await self.agent.hears("receipt")))
        final = self.bill.end(came, Count(self.counted))
        assert final is not None and final.fault == ""
        path = f"/api/sessions/{self.entry}/receipt"
        theirs = proof(CONSOLE, came.text)
        status, body, _ = await self.here.ask("POST", path, cookie=self.cookie, json=theirs)
        assert status == 200, body
        said = final.countersign()
        assert said is not None
        leg = Leg(await self.here.client.ws_connect(f"{self.here.url}/ws/agent"))
        values = {name: getattr(said, name) for name in type(said).__dataclass_fields__}
        await leg.say(**{**values, "type": "countersign"})
        answer = messages.Countersigned(**without_type(await leg.hears("countersigned")))
        return final.countersigned(answer)

    async def charge(self) -> Charge:
        item = await self.here.store.item_of(self.entry)
        assert item is not None
        found = await self.here.store.charge_of(item.id)
        assert found is not None
        return found


def proof(key: Key, text: str) -> dict[str, str]:
    return {"key": key.public.hex(), "signature": key.sign(signed(text)).hex()}


@dataclass
class Shop:
    """A broker whose office has entered a customer and what was agreed."""

    desk: Desk
    person: Person
    technician: str
    """The technician's sign-in."""

    @property
    def here(self) -> House:
        return self.desk.here

    async def enter(self, path: str, name: str) -> None:
        """A document of docs/tariffs."""
        own = self.desk.own if path == "contracts" else self.desk.ask
        status, body = await own("POST", path, {"document": DOCUMENTS[name]})
        assert status == 200, body

    async def pack(self, units: int) -> None:
        """A pack with so many units for sessions, and as many for tickets."""
        said = {"units": 2 * units, "languages": "it", "signed_on": "2026-01-05"}
        status, body = await self.desk.own("POST", "packs", said)
        assert status == 200, body

    async def comes_at(self, hour: int, minute: int, second: int = 0) -> datetime:
        """It is this time (UTC) of the day, and the technician has signed in again; the time."""
        clock = self.here.clock
        moment = clock.utcnow().replace(hour=hour, minute=minute, second=second)
        clock.pass_((moment - clock.utcnow()).total_seconds() - MINUTE)
        self.technician = await self.here.signed_in(self.person)
        clock.pass_((moment - clock.utcnow()).total_seconds())
        return moment

    async def meets(self) -> Meeting:
        """An active session for the customer."""
        agent = Leg(await self.here.client.ws_connect(f"{self.here.url}/ws/agent"))
        await agent.say(type="hello", v=1, pc="PC-CASSA", resume="")
        session = (await agent.hears("registered"))["session"]
        ticket = (await self.here.ask("POST", "/api/tickets", cookie=self.technician))[1]["ticket"]
        headers = self.here.headers(self.technician)
        url = f"{self.here.url}/ws/console"
        console = Leg(await self.here.client.ws_connect(url, headers=headers))
        join: dict[str, Any] = {"ticket": ticket, "session": session, "resume": "", "reason": ""}
        await console.say(type="join", v=1, quick=False, customer=self.desk.customer, **join)
        told = await agent.hears("cost")
        assert (await console.hears("cost")) == told
        joined = await console.hears("joined")
        heard = await agent.hears("joined")
        for state in ("asking", "active"):
            await agent.say(type="state", state=state)
            for leg in (console, agent):
                await leg.hears("state")
        names = (heard["technician"], heard["organisation"])
        known = Known(joined["broker"], session, "PC-CASSA", *names, quick=False, reason="")
        cost = messages.Cost(**{**without_type(told), "kind": CostKind(told["kind"])})
        bill = Bill(known, AGENT, cost)
        return Meeting(self.here, self.technician, agent, console, joined["entry"], cost, bill)


@asynccontextmanager
async def shop(folder: Path) -> AsyncIterator[Shop]:
    await asyncio.to_thread(folder.mkdir)
    async with house(folder) as here:
        clerk = await here.person("carla", "Carla Conti", [Role.BILLING])
        anna = await here.person()
        customer = await here.store.add_customer("Panificio Rossi", here.clock.utcnow())
        desk = Desk(here, await here.signed_in(clerk), customer)
        yield Shop(desk, anna, await here.signed_in(anna))
