"""What a session should be after any events, beside the real rendezvous."""

import asyncio
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from hypothesis.stateful import RuleBasedStateMachine, invariant

from broker.bus import LocalBus
from broker.config import Settings
from broker.ledger import Ledger, Pace
from broker.parcels import Refused
from broker.records import Technician
from broker.rendezvous import Rendezvous
from broker.wire.messages import (
    Ended,
    Join,
    Message,
)
from broker.wire.words import Close, Outcome, State
from tests.fakes.bus_legs import FakeLeg, OnceBook
from tests.fakes.quick import FakeQuick
from tests.fakes.receipts import FakeReceipts

ANNA = Technician(1, "anna", "Anna Rossi", "Aiuto SRL")
KEY = "0b" * 32
START = datetime(2026, 1, 1, tzinfo=UTC)


class Model(RuleBasedStateMachine):
    """One agent, one technician; the model is `state`, `billed` and the outcomes."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.now = 1000.0
        self.bus, self.book, self.quick = LocalBus(), OnceBook(), FakeQuick()
        self.rendezvous = Rendezvous(
            bus=self.bus,
            ledger=Ledger(
                self.book, node="main", utcnow=self.utcnow, pace=Pace(checkpoint_seconds=3600)
            ),
            quick=self.quick,
            receipts=FakeReceipts(self.book),
            settings=Settings(data_dir=Path("/nowhere")),
            now=lambda: self.now,
            utcnow=self.utcnow,
            random=random.Random(7).randbytes,
            sleep=lambda _seconds: asyncio.sleep(0),
        )
        self.legs = 0
        self.agent: FakeLeg | None = None
        self.console: FakeLeg | None = None
        self.session, self.token, self.console_token = "", "", ""
        self.state = State.ENDED
        self.back_by: float | None = None
        self.unused_by = 0.0
        self.active_ms: list[int] = []
        self.outcomes: list[Outcome] = []
        self.shown, self.came_quick = False, False
        self.present_by: float | None = None

    def utcnow(self) -> datetime:
        return START + timedelta(seconds=self.now)

    def teardown(self) -> None:
        self.run(self.rendezvous.close())
        if self.state not in (State.ENDED, State.WAITING):
            self.outcomes.append(Outcome.LOST)
        self.rows_follow_the_model()
        self.loop.close()

    def run(self, doing: Any) -> Any:
        async def settled() -> Any:
            try:
                return await doing
            finally:
                for _ in range(40):
                    await asyncio.sleep(0)

        return self.loop.run_until_complete(settled())

    def new_leg(self) -> FakeLeg:
        self.legs += 1
        return FakeLeg(self.bus, str(self.legs))

    def join_as(self, leg: FakeLeg, resume: str, *, quick: bool = False) -> Any:
        session = self.session or "000000000"
        join = Join(1, "t", session, 0, resume, quick, "Stampante" if quick else "")
        return self.rendezvous.join(join, ANNA, leg.subject, "10.0.0.2")

    def vanish(self) -> None:
        """Nobody sees the PC any more, and its ID lives on as one does that is read out."""
        if self.shown:
            self.unused_by = min(self.unused_by, self.now + 905)
        self.shown = False

    def withdrawn(self) -> None:
        """Quick access has ended by the office."""
        self.vanish()
        if self.came_quick:
            self.over(Outcome.LEFT_BY_TECHNICIAN, again=self.state is State.JOINED)

    def refused(self, asking: Any, answers: bool) -> bool:
        """Whether the leg was let in, which must be what the model says."""
        try:
            self.run(asking)
        except Refused as refused:
            assert not answers and refused.close is Close.NO_ANSWER
            return False
        assert answers
        return True

    def say(self, leg: FakeLeg, message: Message) -> bool:
        try:
            self.run(self.rendezvous.said(self.session, leg.subject, message))
        except Refused as refused:
            assert refused.close is Close.BAD_MESSAGE
            return False
        return True

    def over(self, outcome: Outcome, *, again: bool) -> None:
        ran = self.state is not State.WAITING
        if ran:
            self.outcomes.append(outcome)
            if self.console is not None:
                assert self.console.last(Ended).outcome is outcome
                assert self.console.closed is not None
            if self.agent is not None:
                assert self.agent.last(Ended).again is again
                assert (self.agent.closed is None) is again
        self.console, self.came_quick = None, False
        if again:
            self.state = State.WAITING
            self.back_by = None if self.agent is not None else self.now + 60
        else:
            self.state, self.agent, self.back_by = State.ENDED, None, None
            self.shown, self.present_by = False, None

    @invariant()
    def rows_follow_the_model(self) -> None:
        rows = list(self.book.rows.values())
        assert [row["outcome"] for row in rows if row["outcome"]] == self.outcomes
        assert len(rows) == len(self.active_ms)
        still_open = sum(row["outcome"] is None for row in rows)
        run = self.state not in (State.WAITING, State.ENDED)
        assert still_open == (1 if run and len(rows) > len(self.outcomes) else 0)
        for row, microseconds in zip(rows, self.active_ms, strict=True):
            if row["outcome"] is not None:
                assert sum(ms for _, ms in row["intervals"]) == row["billable_ms"]
                assert (
                    microseconds / 1000 - 1.01 <= row["billable_ms"] <= microseconds / 1000 + 0.01
                )

    @invariant()
    def the_pc_is_seen_while_it_waits(self) -> None:
        seen = self.shown and self.state is State.WAITING and self.agent is not None
        assert self.rendezvous.presence() == ({KEY: self.session} if seen else {})

    @invariant()
    def the_id_is_known_as_long_as_it_lives(self) -> None:
        waiting = 1 if self.state is State.WAITING else 0
        assert self.rendezvous.waiting() == waiting
        assert len(self.rendezvous._held) == (0 if self.state is State.ENDED else 1)
