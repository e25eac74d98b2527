"""The two sides of the talk with the customer, the same for the window and the terminal."""

from typing import Protocol

from agent.consent import Answer
from agent.quick.limits import Limits
from agent.views import View
from broker.wire.words import Verdict


class Handle(Protocol):
    """What a person can do. Every call returns at once and may come from any thread."""

    def begin(self) -> None:
        """The advice was read: call the broker for a code."""

    def answer(self, answer: Answer) -> None:
        """The answer to the question, or to somebody who is arriving (REFUSE: stay out)."""

    def seen(self) -> None:
        """Who is about to come in by quick access is drawn; without it silence lets nobody in."""

    def pause(self) -> None:
        """Nothing is seen or typed until `go_on`; works before anybody is told."""

    def go_on(self) -> None:
        """After a pause."""

    def stop(self) -> None:
        """Cut here, now and for good; only then is anybody told."""

    def new_code(self) -> None:
        """After the end: another registration, with another ID and password."""

    def opt_in(self, limits: Limits) -> None:
        """Take up the offer of quick access, so far and no further."""

    def no_opt_in(self) -> None:
        """Leave the offer; codes are always asked for."""

    def judge(self, verdict: Verdict, note: str) -> None:
        """The receipt that is shown is right, or disputed; `note` says why, or is empty."""

    def show_receipt(self) -> None:
        """Show the folder with the receipts in the system's own program."""

    def change_limits(self, limits: Limits) -> None:
        """Quick access goes so far from now on."""

    def forget(self) -> None:
        """Quick access is over on this PC, whether or not anybody can be told."""

    def leave(self) -> None:
        """Stop, and let the program end."""


class Person(Protocol):
    """A window or a terminal with a customer at it."""

    def show(self, view: View) -> None:
        """Show this from now on. Returns at once; may be called from any thread."""

    def run(self, handle: Handle) -> None:
        """Talk to the customer, in the main thread, until the program is to end.

        Starts with the first view that was shown before, else with plain advice.
        """

    def interrupt(self) -> None:
        """A signal asks the program to end: make `run` return soon. Called in the main thread."""

    def stopped(self) -> None:
        """Stop was pressed elsewhere (the hot-key); show it at once. From any thread."""
