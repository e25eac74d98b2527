"""Somebody in the middle who changes no frame but plays both ends herself."""

import hashlib
import hmac
from dataclasses import dataclass, replace
from random import Random

from cpace import CPaceRole

from tests.evil.ends import AgentEnd, ConsoleEnd
from tests.evil.line import Wrong
from tests.evil.tricks import EVE
from tests.rab1.reference import Agent, Console, Setup, lv_cat, public


@dataclass(frozen=True)
class Way:
    """How she plays: her own setup, and what she can be sure of before she begins."""

    setup: Setup
    neutral: bool = False
    """Her shares lead to the neutral element: no secret would go into the key."""
    secret: bool = False
    """She has the secret (in mode `quick` there is none to have)."""
    keyless: bool = False
    """Nobody's key is looked at: then nothing but the words can tell."""


class Neutral:
    """What stands in for CPace where a share of hers is the point 0."""

    public_share = bytes(32)

    def __init__(self, role: CPaceRole, sid: bytes, ad: bytes) -> None:
        self._role, self._sid, self._own = role, sid, (self.public_share, ad)

    def derive(self, share: bytes, ad: bytes) -> None:
        first, second = self._own, (share, ad)
        if self._role is not CPaceRole.INITIATOR:
            first, second = second, first
        messages = lv_cat(*first) + lv_cat(*second)
        point = bytes(32)
        self.isk = hashlib.sha512(lv_cat(b"CPace255_ISK", self._sid, point) + messages).digest()

    def tag(self) -> bytes:
        key = hashlib.sha512(b"CPaceMac" + self._sid + self.isk).digest()
        return hmac.digest(key, lv_cat(*self._own), "sha512")

    def verify(self, _tag: bytes) -> bool:
        return True


class NeutralConsole(Console):
    """Her end towards the agent."""

    def cpace(self, offer: bytes, sid: bytes, ad: bytes, scalar: bytes) -> Neutral:  # type: ignore[override]
        return Neutral(self.role, sid, ad)


class NeutralAgent(Agent):
    """Her end towards the console."""

    def cpace(self, offer: bytes, sid: bytes, ad: bytes, scalar: bytes) -> Neutral:  # type: ignore[override]
        return Neutral(self.role, sid, ad)


def ways(setup: Setup, dice: Random) -> dict[str, Way]:
    """Her ways with ends that are set up like this."""
    randoms = {name: dice.randbytes(32) for name in ("na", "nt", "ya", "yb")}
    eve = replace(setup, **randoms)
    own = replace(eve, device_seed=EVE, agent_seed=EVE)
    claims = replace(own, device_key=public(setup.device_seed), agent_key=public(setup.agent_seed))
    bare = replace(eve, device_seed=b"", agent_seed=b"")
    found = {
        "low order, her own keys": Way(own, neutral=True),
        "low order, no keys": Way(bare, neutral=True),
        "the secret, no keys": Way(bare, secret=True, keyless=True),
        "the secret, her own keys": Way(own, secret=True, keyless=True),
    }
    if setup.device_seed and setup.agent_seed:
        found["low order, claiming theirs"] = Way(claims, neutral=True)
        found["the secret, claiming theirs"] = Way(claims, secret=True)
    if setup.secret:
        wrong = bytes([setup.secret[0] ^ 1]) + setup.secret[1:]
        found["a wrong guess"] = Way(replace(own, secret=wrong))
        found["an empty guess"] = Way(replace(bare, secret=b""))
    if setup.mode == "resume":
        # Whoever has the resume key was an end of the channel: nothing of it is to be shown here.
        found = {name: way for name, way in found.items() if not way.secret}
    return found


def play(way: Way, agent: AgentEnd, console: ConsoleEnd, setup: Setup) -> str:
    """Both her runs; the verdict, `fault` or `words`."""
    _with_agent(way, agent)
    _with_console(way, console)
    if agent.proved and not way.secret:
        raise Wrong("she has no secret, yet the agent took it for proved")
    if setup.mode != "quick" and way.secret and way.keyless:
        return _only_the_words(agent, console, setup)
    for name, end in (("agent", agent), ("console", console)):
        if end.opened is not None:
            raise Wrong(f"the {name} opened with somebody in the middle")
        if not end.fault:
            raise Wrong(f"the {name} did not mind somebody in the middle")
    return "fault"


def _with_agent(way: Way, agent: AgentEnd) -> None:
    eve = (NeutralConsole if way.neutral else Console)(way.setup)
    answers = agent.take(eve.pake1(agent.start()))
    if not answers:
        return
    answers = agent.take(eve.ta(answers[0]))
    if answers:
        agent.take(eve.auth(*answers))


def _with_console(way: Way, console: ConsoleEnd) -> None:
    eve = (NeutralAgent if way.neutral else Agent)(way.setup)
    pake1 = console.take(eve.offer())
    if pake1 and console.take(eve.pake2(pake1[0])):
        console.take(eve.tb())
        console.take(eve.auth())


def _only_the_words(agent: AgentEnd, console: ConsoleEnd, setup: Setup) -> str:
    if agent.opened is None or console.opened is None:
        raise Wrong("whoever has the password and nobody's key to mind should have got in")
    if agent.opened.words == console.opened.words:
        raise Wrong("somebody in the middle, and the same words at both ends")
    if setup.device_seed and agent.opened.peer_key == public(setup.device_seed):
        raise Wrong("somebody in the middle passes for the technician's device")
    if setup.agent_seed and console.opened.peer_key == public(setup.agent_seed):
        raise Wrong("somebody in the middle passes for the PC")
    return "words"
