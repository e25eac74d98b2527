"""What the customer was asked and what was allowed. Pure; the default is no."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from agent.frames.control import Why
from broker.wire import limits
from broker.wire.words import Asks

_AMOUNT: Final = {Asks.SEE: 1, Asks.CONTROL: 2}


class Answer(StrEnum):
    """What a person can say to the question."""

    ALLOW = "allow"
    ALLOW_SEE = "allow_see"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class Question:
    """What a person is asked, and until when (monotonic seconds) an answer counts."""

    asks: Asks
    deadline: float


def ask(asks: Asks, now: float) -> Question:
    """The question, open from `now` for as long as the protocol gives the customer."""
    return Question(asks, now + limits.ASK_SECONDS)


def decide(question: Question, answer: Answer, now: float) -> Asks | Why:
    """How much is allowed, never more than was asked; or why nothing is."""
    if now >= question.deadline:
        return Why.SILENCE
    if answer is Answer.ALLOW:
        return question.asks
    if answer is Answer.ALLOW_SEE:
        return Asks.SEE
    return Why.CUSTOMER


def narrower(one: Asks, other: Asks) -> Asks:
    """The lesser of two."""
    return min(one, other, key=_AMOUNT.__getitem__)


def includes(allowed: Asks | None, wanted: Asks) -> bool:
    """Whether what was allowed covers what is wanted; nothing was allowed by default."""
    return allowed is not None and _AMOUNT[allowed] >= _AMOUNT[wanted]


def same_names(proved: tuple[str, str], said: tuple[str, str]) -> bool:
    """Whether the names inside the handshake are, to the letter, those the broker said."""
    return proved == said
