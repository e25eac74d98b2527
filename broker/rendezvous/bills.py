"""The bill of a run on the wire: what it will cost, what both agree on, the receipt at its end.

None of it ever ends a session: where the bill cannot be told, the session goes on without.
"""

import asyncio
import logging
from contextlib import suppress
from typing import Final

from broker.parcels import Tell
from broker.receipt.build import Keys
from broker.records.receipts import Party
from broker.rendezvous.legs import Legs
from broker.rendezvous.means import Means
from broker.rendezvous.run import Run
from broker.rendezvous.tallying import Tallying
from broker.wire.bill import Agreed, ReceiptCame
from broker.wire.words import State

_log = logging.getLogger(__name__)

BEGIN_SECONDS: Final = 2.0
"""How long a join waits for what the session will cost."""

SETTLE_SECONDS: Final = 5.0
"""How long `ended` waits for the price: as long as the ledger waits for a row to be closed."""


class Bills:
    """For the runs of one session, one after another."""

    def __init__(self, legs: Legs, means: Means) -> None:
        self._legs = legs
        self._means = means

    async def begin(self, run: Run) -> None:
        """Find out what the run will cost; its row is open."""
        receipts = self._means.receipts
        try:
            async with asyncio.timeout(BEGIN_SECONDS):
                begun = await receipts.begin(run.row.number())
        # Whatever it is, the customer is helped all the same.
        except Exception:  # noqa: BLE001
            _log.exception("what session %d costs is not known", run.row.number())
            return
        run.cost, run.tallying = begun.cost, Tallying(begun, receipts)

    def sweep(self, run: Run, state: State) -> None:
        """Tell both the receipt so far, where it is time."""
        tallying, now = run.tallying, self._means.now()
        if tallying is None or not tallying.due(state, now):
            return
        tally = tallying.next(state, now, run.standing().intervals, run.utcnow())
        for post in (self._legs.agent, self._legs.console):
            if post is not None:
                post.put(Tell(tally))

    async def agreed(self, run: Run | None, leg: str, said: Agreed) -> None:
        """A leg signs a tally of the run. One of a run that is over counts for nothing."""
        if run is None or run.tallying is None:
            return
        party = Party.AGENT if self._legs.is_agent(leg) else Party.CONSOLE
        if party is Party.CONSOLE and not self._legs.is_console(leg):
            return
        agreement = run.tallying.agreed(party, said)
        if agreement is None:
            return
        try:
            await self._means.receipts.agreed(agreement)
        except Exception:  # noqa: BLE001
            _log.exception("what was agreed of session %d is not kept", agreement.entry)

    def end(self, run: Run) -> None:
        """The run is over: make its receipt, if the customer had let anybody in."""
        if run.was_active:
            run.receipt = asyncio.create_task(self._finish(run), name="receipt")
            self._means.tasks.add(run.receipt)
            run.receipt.add_done_callback(self._means.tasks.discard)

    async def _finish(self, run: Run) -> ReceiptCame | None:
        loop = asyncio.get_running_loop()
        until = loop.time() + SETTLE_SECONDS
        if not await run.row.closed():
            return None
        with suppress(TimeoutError):
            async with asyncio.timeout_at(until):
                await asyncio.shield(run.row.settled())
        keys = Keys() if run.tallying is None else run.tallying.keys
        try:
            return await self._means.receipts.final(run.row.number(), keys)
        except Exception:  # noqa: BLE001
            _log.exception("session %d has no receipt yet", run.row.number())
            return None
