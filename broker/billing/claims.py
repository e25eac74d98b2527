"""What the log says of rows: which fields they have now. Pure; the events come last to first.

So the first word about a field is the one that holds, and where the event comes that made a row,
all that followed is known: what was taken from a pack, whether a month was closed.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from broker.billing.numbers import Keys
from broker.merkle.leaves import Leaf
from broker.records.billing import ItemState
from broker.records.happenings import Happening
from broker.records.receipts import Party, ReceiptState
from broker.records.watched import Watched

_KEY_MAX: Final = 2**63 - 1
_FURTHEST: Final = (
    ReceiptState.DISPUTED,
    ReceiptState.CONFIRMED,
    ReceiptState.SIGNED,
    ReceiptState.MADE,
)
_Body = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Claim:
    """What one event says of one row."""

    kind: Watched
    key: int | str
    fields: Mapping[str, object]
    made: bool
    """Whether the row is there because of this event."""


@dataclass(slots=True)
class _After:
    """What events said that came after the one at hand."""

    closed: set[str] = field(default_factory=set)
    decided: Keys = field(default_factory=Keys)
    approved: Keys = field(default_factory=Keys)
    used: Counter[int] = field(default_factory=Counter)
    tickets: Counter[int] = field(default_factory=Counter)
    receipts: dict[ReceiptState, Keys] = field(
        default_factory=lambda: {state: Keys() for state in _FURTHEST}
    )

    def decide(self, item: int, *, approved: bool = False) -> None:
        """An item was approved, or was open again."""
        if item not in self.decided:
            self.decided.add(item)
            if approved:
                self.approved.add(item)

    def state(self, item: int, period: str) -> ItemState:
        """The state of an item that lies in this month."""
        if period in self.closed:
            return ItemState.CLOSED
        return ItemState.APPROVED if item in self.approved else ItemState.OPEN

    def receipt(self, entry: int) -> ReceiptState:
        """How far the receipt of a session came."""
        found = (state for state in _FURTHEST if entry in self.receipts[state])
        return next(found, ReceiptState.NONE)


class Claims:
    """Reads events, the last one first."""

    def __init__(self) -> None:
        self._after = _After()

    def of(self, leaf: Leaf) -> list[Claim]:
        """What an event says. One that is not as it was written says nothing: its hash tells."""
        try:
            say = _SAYING[Happening(leaf.kind)]
            body = json.loads(leaf.body)
            return list(say(self._after, leaf, body))
        except (KeyError, ValueError, TypeError, AttributeError, RecursionError):
            return []


def _key(value: object) -> int:
    if type(value) is not int or not 0 <= value <= _KEY_MAX:
        raise ValueError("no key")
    return value


def _joined(_after: _After, leaf: Leaf, body: _Body) -> Iterator[Claim]:
    fields = {**body, "ended_at": None, "outcome": None}
    yield Claim(Watched.SESSION, _key(leaf.entry), fields, made=True)


def _ended(after: _After, leaf: Leaf, body: _Body) -> Iterator[Claim]:
    entry = _key(leaf.entry)
    yield Claim(Watched.SESSION, entry, body, made=True)
    if body["item"] is not None:
        receipt = after.receipt(entry)
        own = {"entry": entry, "work": None, "note": "", "urgent": 0, "receipt": receipt.value}
        yield _item_made(after, body, own)


def _customer_set(_after: _After, leaf: Leaf, body: _Body) -> Iterator[Claim]:
    fields = {"customer": body["customer"]}
    yield Claim(Watched.SESSION, _key(leaf.entry), fields, made=False)


def _work_entered(after: _After, leaf: Leaf, body: _Body) -> Iterator[Claim]:
    number = _key(body["work"])
    yield Claim(Watched.WORK, number, {**body, "at": leaf.at}, made=True)
    same = {"note": body["note"], "urgent": body["urgent"]}
    own = {"entry": None, "work": number, **same, "receipt": ReceiptState.NONE.value}
    yield _item_made(after, body, own)


def _item_made(after: _After, body: _Body, own: Mapping[str, object]) -> Claim:
    item, period = _key(body["item"]), body["period"]
    fields = {
        **own,
        "period": period,
        "excluded": "",
        "merged_into": None,
        "state": after.state(item, period).value,
    }
    return Claim(Watched.ITEM, item, fields, made=True)


def _note_set(_after: _After, _leaf: Leaf, body: _Body) -> Iterator[Claim]:
    fields = {"note": body["note"], "urgent": int(body["urgent"])}
    yield Claim(Watched.ITEM, _key(body["item"]), fields, made=False)


def _excluded(after: _After, _leaf: Leaf, body: _Body) -> Iterator[Claim]:
    item = _key(body["item"])
    after.decide(item)
    yield Claim(Watched.ITEM, item, {"excluded": body.get("reason", "")}, made=False)


def _merged(after: _After, _leaf: Leaf, body: _Body) -> Iterator[Claim]:
    item = _key(body["item"])
    after.decide(item)
    yield Claim(Watched.ITEM, item, {"merged_into": body["into"]}, made=False)


def _approved(after: _After, _leaf: Leaf, body: _Body) -> Iterator[Claim]:
    after.decide(_key(body["item"]), approved=True)
    yield from ()


def _reopened(after: _After, _leaf: Leaf, body: _Body) -> Iterator[Claim]:
    after.decide(_key(body["item"]))
    yield from ()


def _charged(after: _After, leaf: Leaf, body: _Body) -> Iterator[Claim]:
    for pack, units in body["debits"]:
        after.used[pack] += units
    fields = {"reverses": None, **body, "at": leaf.at}
    yield Claim(Watched.CHARGE, _key(body["charge"]), fields, made=True)


def _reversed(after: _After, leaf: Leaf, body: _Body) -> Iterator[Claim]:
    after.decide(_key(body["item"]))
    yield from _charged(after, leaf, body)


def _tickets_taken(after: _After, leaf: Leaf, body: _Body) -> Iterator[Claim]:
    after.tickets[body["pack"]] += body["tickets"]
    fields = {**body, "units": 0, "at": leaf.at}
    yield Claim(Watched.TICKETS, _key(body["debit"]), fields, made=True)


def _pack_entered(after: _After, leaf: Leaf, body: _Body) -> Iterator[Claim]:
    pack = _key(body["pack"])
    sums = {"used": after.used[pack], "tickets_used": after.tickets[pack]}
    yield Claim(Watched.PACK, pack, {**body, **sums, "at": leaf.at}, made=True)


def _tariff_entered(_after: _After, leaf: Leaf, body: _Body) -> Iterator[Claim]:
    yield Claim(Watched.TARIFF, _key(body["tariff"]), {**body, "at": leaf.at}, made=True)


def _contract_entered(_after: _After, leaf: Leaf, body: _Body) -> Iterator[Claim]:
    yield Claim(Watched.CONTRACT, _key(body["contract"]), {**body, "at": leaf.at}, made=True)


def _customer_entered(_after: _After, _leaf: Leaf, body: _Body) -> Iterator[Claim]:
    yield Claim(Watched.CUSTOMER, _key(body["customer"]), body, made=True)


def _period_closed(after: _After, leaf: Leaf, body: _Body) -> Iterator[Claim]:
    period = str(body["period"])
    after.closed.add(period)
    yield Claim(Watched.MONTH, period, {**body, "at": leaf.at}, made=True)


def _receipt_made(after: _After, leaf: Leaf, body: _Body) -> Iterator[Claim]:
    entry = _key(leaf.entry)
    after.receipts[ReceiptState.MADE].add(entry)
    unsigned = {"agent_signature": "", "console_signature": ""}
    unjudged = {"verdict": "", "verdict_note": "", "verdict_at": None}
    yield Claim(Watched.RECEIPT, entry, {**unsigned, **unjudged, **body, "final": 1}, made=True)


def _receipt_signed(after: _After, leaf: Leaf, body: _Body) -> Iterator[Claim]:
    entry, party = _key(leaf.entry), Party(body["party"])
    if party is Party.AGENT:
        after.receipts[ReceiptState.SIGNED].add(entry)
    fields = {f"{party}_key": body["key"], f"{party}_signature": body["signature"]}
    yield Claim(Watched.RECEIPT, entry, fields, made=False)


def _receipt_verdict(after: _After, leaf: Leaf, body: _Body) -> Iterator[Claim]:
    entry, verdict = _key(leaf.entry), body["verdict"]
    after.receipts[ReceiptState(verdict)].add(entry)
    fields = {"verdict": verdict, "verdict_note": body["note"], "verdict_at": leaf.at}
    yield Claim(Watched.RECEIPT, entry, fields, made=False)


_SAYING: Final[Mapping[Happening, Callable[[_After, Leaf, _Body], Iterator[Claim]]]] = {
    Happening.SESSION_JOINED: _joined,
    Happening.SESSION_ENDED: _ended,
    Happening.CUSTOMER_SET: _customer_set,
    Happening.NOTE_SET: _note_set,
    Happening.WORK_ENTERED: _work_entered,
    Happening.CUSTOMER_ENTERED: _customer_entered,
    Happening.TARIFF_ENTERED: _tariff_entered,
    Happening.CONTRACT_ENTERED: _contract_entered,
    Happening.PACK_ENTERED: _pack_entered,
    Happening.TICKETS_TAKEN: _tickets_taken,
    Happening.CHARGED: _charged,
    Happening.REVERSED: _reversed,
    Happening.EXCLUDED: _excluded,
    Happening.INCLUDED: _excluded,
    Happening.MERGED: _merged,
    Happening.APPROVED: _approved,
    Happening.REOPENED: _reopened,
    Happening.PERIOD_CLOSED: _period_closed,
    Happening.RECEIPT_MADE: _receipt_made,
    Happening.RECEIPT_SIGNED: _receipt_signed,
    Happening.RECEIPT_VERDICT: _receipt_verdict,
}
"""Every kind but `key_entered`, which is of no row."""
