"""What becomes of a receipt once its session is over: kept here, signed at the broker, judged."""

import asyncio
import logging
from contextlib import suppress
from dataclasses import replace
from typing import Any
from typing import Final as Constant

from agent import views
from agent.aside import aside
from agent.enrolment import countersign
from agent.person import Person
from agent.receipts import Bill, Final
from agent.setting import Setting
from broker.wire.receiptfile import ReceiptFile
from broker.wire.receipts import Receipt
from broker.wire.words import Verdict

LOG: Constant = logging.getLogger("affianco.agent")

END_SECONDS: Constant = 2.0
"""How long the end of the program waits until the broker has the signature."""


class Filing:
    """One receipt at a time, the last one. In the conductor's thread."""

    def __init__(self, setting: Setting, person: Person) -> None:
        self._setting = setting
        self._person = person
        self._final: Final | None = None
        self._summary: views.Summary | None = None
        self._task: asyncio.Task[None] | None = None

    async def begin(self, bill: Bill | None, shown: views.View | None) -> None:
        """A round is over: keep what there is of a receipt, and sign it where this PC agrees.

        `shown`: what the customer sees now. Without a final receipt what was last agreed is kept.
        """
        self.forget()
        if bill is None:
            return
        final = self._final = bill.final
        receipt = await (self._agreed(bill) if final is None else self._kept(final))
        if isinstance(shown, views.Summary):
            note = shown.note or bill.refused
            self._summary = replace(shown, note=note, receipt=receipt)
            self._show()
        if final is not None:
            self._send(final)

    async def _agreed(self, bill: Bill) -> views.ReceiptShown | None:
        """What both sides had agreed on last; None where they never had."""
        if bill.agreed is None or bill.so_far is None:
            return None
        page = await self._keep(bill.agreed, bill.so_far)
        return views.ReceiptShown(bill.so_far, saved=page)

    async def _kept(self, final: Final) -> views.ReceiptShown:
        page = await self._keep(final.file, final.receipt)
        told = False if final.countersign() is None else None
        return views.ReceiptShown(
            final.receipt, final.fault, page, told=told, counted=final.counted
        )

    def judge(self, verdict: Verdict, note: str) -> None:
        """The customer says whether the receipt is right; only once. Unsigned, only that it is
        not."""
        shown = None if self._summary is None else self._summary.receipt
        if self._final is None or shown is None:
            return
        if not (shown.can_dispute if verdict is Verdict.DISPUTED else shown.can_judge):
            return
        self._change(verdict=verdict, sending=True, kept=None)
        self._send(self._final.judged(verdict, note))

    def forget(self) -> None:
        """Something else is shown from now on; what is being said is still said."""
        self._summary = None

    async def end(self) -> None:
        """The program ends: wait a little for what is being said."""
        if self._task is not None:
            await asyncio.wait({self._task}, timeout=END_SECONDS)
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    def _send(self, final: Final) -> None:
        self._final = final
        before = self._task
        self._task = asyncio.create_task(self._sent(final, before), name="countersign")

    async def _sent(self, final: Final, before: asyncio.Task[None] | None) -> None:
        """Say it, in order; keep what came of it."""
        if before is not None:
            await asyncio.wait({before})
        message = final.countersign()
        if message is None:
            return
        answer = await countersign(self._setting.address, message)
        kept = final if answer is None else final.countersigned(answer)
        if answer is not None:
            await self._keep(kept.file, kept.receipt)
        if self._final is not final:
            # The customer has judged it meanwhile, and that is being said.
            return
        judged = message.verdict is not Verdict.NONE
        told = answer is not None
        self._final = kept if told or not judged else kept.judged(Verdict.NONE, "")
        verdict = message.verdict if told else Verdict.NONE
        self._change(verdict=verdict, sending=False, kept=told if judged else None, told=told)

    async def _keep(self, file: ReceiptFile, receipt: Receipt) -> str:
        """Where the page is; empty where nothing could be written."""
        cabinet = self._setting.cabinet
        page = None if cabinet is None else await aside(lambda: cabinet.keep(file, receipt))
        return "" if page is None else str(page)

    def _change(self, **changes: Any) -> None:
        if self._summary is None or self._summary.receipt is None:
            return
        changed = replace(self._summary.receipt, **changes)
        self._summary = replace(self._summary, receipt=changed)
        self._show()

    def _show(self) -> None:
        if self._summary is not None:
            self._person.show(self._summary)
