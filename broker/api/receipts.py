"""Receipts of sessions, and the technician's signature under them."""

from typing import Final

from broker.api.sessions import own_session
from broker.api.shapes import FLAG, TEXT, object_of
from broker.billing.receipts import Receipts
from broker.problems import Refusal, hexadecimal
from broker.records import Role
from broker.routing import Answer, Asked, Route, Who
from broker.store import Store
from broker.wire.limits import KEY_SIZE, SIGNATURE_SIZE
from broker.wire.words import Problem, Verdict

_TECHNICIAN: Final = frozenset({Role.TECHNICIAN})
_PATH: Final = "/api/sessions/{entry}/receipt"

RECEIPT: Final = object_of(
    text=TEXT,
    final=FLAG,
    key=TEXT,
    signature=TEXT,
    agent_key=TEXT,
    agent_signature=TEXT,
    console_key=TEXT,
    console_signature=TEXT,
    verdict={"enum": sorted(Verdict)},
    note=TEXT,
)
SIGNATURE: Final = {
    "key": hexadecimal(KEY_SIZE, KEY_SIZE),
    "signature": hexadecimal(SIGNATURE_SIZE, SIGNATURE_SIZE),
}


class ReceiptDesk:
    """Handlers of receipts."""

    def __init__(self, store: Store, receipts: Receipts) -> None:
        self._store = store
        self._receipts = receipts

    async def show(self, asked: Asked) -> Answer:
        """The receipt of a session; of one that runs, what was last agreed on."""
        row = await own_session(self._store, asked)
        kept = await self._receipts.receipt(row.entry)
        if kept is None:
            raise Refusal(Problem.NOT_FOUND)
        final = kept.final
        return {
            "text": kept.text,
            "final": final,
            "key": self._receipts.public,
            "signature": kept.broker_signature,
            "agent_key": kept.agent_key,
            "agent_signature": kept.agent_signature if final else kept.agreed_agent,
            "console_key": kept.console_key,
            "console_signature": kept.console_signature if final else kept.agreed_console,
            "verdict": kept.verdict.value,
            "note": kept.verdict_note,
        }

    async def sign(self, asked: Asked) -> Answer:
        """The technician of a session signs its receipt, once."""
        row = await own_session(self._store, asked)
        if row.technician_id != asked.who.technician.id:
            raise Refusal(Problem.NOT_FOUND)
        key, signature = asked.body["key"], asked.body["signature"]
        if not await self._receipts.console_signs(row.entry, key, signature):
            raise Refusal(Problem.CONFLICT, "signature")
        return await self.show(asked)


def receipt_rows(desk: ReceiptDesk) -> tuple[Route, ...]:
    """The rows of the API's table about receipts. See table.py."""
    missing, both = (Problem.NOT_FOUND,), (Problem.NOT_FOUND, Problem.CONFLICT)
    return (
        Route("GET", _PATH, Who.SIGNED_IN, desk.show, RECEIPT, problems=missing),
        Route("POST", _PATH, _TECHNICIAN, desk.sign, RECEIPT, SIGNATURE, problems=both),
    )
