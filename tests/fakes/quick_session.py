"""A session of the agent's table with quick access on, and who comes by it."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from agent import actions as do
from agent import events as ev
from agent import password, views
from agent.frames import control
from agent.identity import Identity
from agent.keys import AgentKey
from agent.quick.limits import EVERY_DAY, Limits
from agent.quick.pin import Home, Pin
from agent.quick.roster import Trust
from agent.quick.standing import Standing
from agent.session import Session, Stage
from broker.wire import limits as wire
from broker.wire import messages
from broker.wire.words import Asks, Outcome
from tests.fakes.agent_legs import ANNA
from tests.fakes.organisation import NOW, Organisation

ORG = Organisation()
KEY = AgentKey(bytes(range(32)))
FRESH = AgentKey(bytes(32))
ANY = Limits(None, EVERY_DAY, None, None, None, None)
PIN = Pin(
    broker="wss://aiuto.example/ws/agent",
    organisation=ANNA[1],
    technician=ANNA[0],
    trust=Trust((ORG.root,), 1),
    public=KEY.public,
    key_in=Home.FILE,
    limits=ANY,
    opted_at=NOW,
    enrolled=True,
)
CHALLENGE = bytes(range(32))
WORDS = (1, 2, 3)
WHO = Identity(*ANNA, ORG.anna.entry.key)
REGISTERED = messages.Registered("123456789", "Broker", "token", 900)
PRESENCE = messages.Presence(True, int(wire.PRESENT_SECONDS))
REASON = "La stampante non va"
JOINED = messages.JoinedAgent(*ANNA, False, True, REASON)
BY_PASSWORD = messages.JoinedAgent(*ANNA, False, False, "")
OPENED = ev.Opened(WHO, WORDS, CHALLENGE)
ASK = control.Ask(Asks.CONTROL, REASON)
AGAIN = messages.Ended(Outcome.DECLINED, 0, True, "")


def zeros(count: int) -> bytes:
    return bytes(count)


def session(pin: Pin | None = PIN, *, wall: datetime = NOW, **changed: Any) -> Session:
    key = KEY if pin is not None else FRESH
    standing = Standing(PIN.trust, key, pin, can_offer=pin is None)
    return Session(
        pc="PC",
        passwords=password.first(zeros, 0.0),
        random=zeros,
        now=0.0,
        wall=lambda: wall,
        standing=replace(standing, **changed),
    )


def walk(run: Session, *events: ev.Event, now: float = 1.0) -> list[do.Action]:
    """Does them all; what is to be counted is counted."""
    done: list[do.Action] = []
    for event in events:
        actions = run.step(event, now)
        done += actions
        if do.Count() in actions and run.knowing.pin is not None:
            done += run.step(ev.Counted(run.knowing.pin.counted()), now)
    return done


def waiting(pin: Pin | None = PIN, **changed: Any) -> Session:
    run = session(pin, **changed)
    walk(run, ev.LineUp(), REGISTERED, *([PRESENCE] if pin is not None else []))
    return run


def comes(run: Session, *events: ev.Event, roster: str = "", now: float = 1.0) -> list[do.Action]:
    """A technician comes by quick access."""
    came = messages.RosterCame(roster or ORG.roster())
    actions = walk(run, came, JOINED, ev.Progress(True), *(events or (OPENED, ASK)), now=now)
    if run.stage is Stage.ARRIVING:
        assert run.step(ev.Seen(), now) == []
    return actions


def arriving() -> Session:
    run = waiting()
    comes(run)
    assert run.stage is Stage.ARRIVING
    return run


def told(actions: list[do.Action]) -> list[control.Message]:
    return [one.message for one in actions if isinstance(one, do.Tell)]


def said(actions: list[do.Action]) -> list[messages.Message]:
    return [one.message for one in actions if isinstance(one, do.Say)]


def shown(actions: list[do.Action]) -> list[views.View]:
    return [one.view for one in actions if isinstance(one, do.Show)]
