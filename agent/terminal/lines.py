"""What the terminal prints for each view. Pure; the time is passed in."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from agent import bill_words, password, phrases, views
from agent.phrases import Wall
from broker.wire.pairs import Pair
from broker.wire.texts import Texts

OVER_SECONDS: Final = 60.0
"""How long the last page stays before the program ends by itself."""

RECEIPT_SECONDS: Final = 300.0
"""How long it stays where there is a receipt to read."""


@dataclass(frozen=True, slots=True)
class Teller:
    """What every page is put together with."""

    texts: Texts
    now: Callable[[], float]
    wall: Wall
    pairs: Sequence[Pair]

    def lines(self, view: views.View) -> list[str]:
        """The lines of this view."""
        return _PAGES[type(view)](self, view)

    def mended(self, old: views.View, new: views.View) -> list[str] | None:
        """What to say where only what becomes of a receipt is new; None where more is."""
        if not isinstance(old, views.Summary) or not isinstance(new, views.Summary):
            return None
        if old.receipt is None or new.receipt is None:
            return None
        if replace(old, receipt=new.receipt) != new or old.receipt.receipt != new.receipt.receipt:
            return None
        return becomes(self.texts, new.receipt)

    def today(self) -> date:
        """The local date."""
        return self.wall(self.now()).date()

    def seconds_to(self, deadline: float) -> int:
        """Whole seconds until then, never below nothing."""
        return max(0, int(deadline - self.now()))


def _advice(teller: Teller, view: views.Advice) -> list[str]:
    texts = teller.texts
    keys = (*(f"advice_{number}" for number in range(1, 4)), "terminal_advice_4")
    return [
        texts("advice_heading").upper(),
        *(f"- {texts(key)}" for key in keys),
        *_quick(teller, view),
        *([texts("terminal_quick_forget")] if view.quick is not None else []),
        texts("terminal_advice_ask"),
    ]


def _quick(teller: Teller, view: views.Advice | views.Code) -> list[str]:
    texts, line = teller.texts, view.quick
    noted = [texts(view.note)] if view.note else []
    if line is None:
        return noted
    bounds = phrases.bounds(texts, line.limits, line.organisation, line.used)
    return [*noted, phrases.quick(texts, line, teller.today()), f"({' · '.join(bounds)})"]


def _connecting(teller: Teller, _: views.Connecting) -> list[str]:
    return [teller.texts("connecting_body")]


def _code(teller: Teller, view: views.Code) -> list[str]:
    texts = teller.texts
    if view.proving:
        return [texts("code_proving", technician=view.proving)]
    lines = [
        texts("code_broker", broker=view.broker),
        texts("terminal_line_id", id=password.id_for_reading(view.session)),
        texts("terminal_line_password", password=password.for_reading(view.password)),
        texts("code_dash"),
        texts("code_left", time=phrases.duration(texts, view.deadline - teller.now())),
    ]
    if view.misses:
        lines += [texts("misses_heading"), *phrases.misses(texts, view.misses, teller.wall)]
    help_ = "terminal_code_help" if view.quick is None else "terminal_code_help_quick"
    return [*lines, *_quick(teller, view), texts(help_)]


def _consent(teller: Teller, view: views.Consent) -> list[str]:
    texts = teller.texts
    return [
        texts("consent_heading", technician=view.technician),
        texts("consent_organisation", organisation=view.organisation),
        *phrases.question(texts, view),
        *bill_words.cost_lines(texts, view.cost),
        phrases.sureness(texts, view),
        texts("consent_words_help"),
        *(f"    {word}" for word in phrases.words(texts, teller.pairs, view.words)),
        texts("consent_left", seconds=teller.seconds_to(view.deadline)),
        texts(f"terminal_consent_ask_{view.asks}"),
    ]


def _arriving(teller: Teller, view: views.Arriving) -> list[str]:
    texts = teller.texts
    return [
        texts("arriving_heading", technician=view.technician).upper(),
        *phrases.arriving(texts, view),
        *bill_words.cost_lines(texts, view.cost),
        texts("terminal_arriving_why"),
        texts("arriving_left", seconds=teller.seconds_to(view.deadline)),
        texts(f"terminal_arriving_ask_{view.asks}"),
    ]


def _active(teller: Teller, view: views.Active) -> list[str]:
    texts = teller.texts
    help_ = texts("terminal_paused_help" if view.paused else "terminal_active_help")
    price = bill_words.count_line(texts, view)
    lines = [phrases.who(texts, view), *phrases.notes(texts, view)]
    return [*lines, *([price] if price else []), help_]


def _reconnecting(teller: Teller, view: views.Reconnecting) -> list[str]:
    texts = teller.texts
    return [
        texts("reconnecting_heading"),
        phrases.reconnecting(texts, view),
        texts("terminal_reconnecting_help"),
    ]


def _enrolling(teller: Teller, _: views.Enrolling) -> list[str]:
    return [teller.texts("enrolling_heading"), teller.texts("enrolling_body")]


def _over(teller: Teller, view: views.Summary | views.QuickDone | views.Trouble) -> list[str]:
    texts = teller.texts
    lines = [texts(_HEADINGS[type(view)]), *phrases.over(texts, view)]
    if isinstance(view, views.Trouble) and view.misses:
        lines += [texts("misses_heading"), *phrases.tries(texts, view.misses, teller.wall)]
    if isinstance(view, views.Summary) and view.receipt is not None:
        lines += ["", *_receipt(texts, view.receipt), ""]
    if isinstance(view, views.Summary) and view.offer is not None:
        lines += [
            texts("offer_invitation", organisation=view.offer.organisation),
            texts("terminal_offer_open"),
        ]
    lines.append(texts("terminal_over_help" if view.can_renew else "terminal_over_close"))
    seconds = stays(view)
    if seconds > OVER_SECONDS:
        return [*lines, texts("over_left_long", time=phrases.duration(texts, seconds))]
    return [*lines, texts("over_left", seconds=int(seconds))]


def stays(view: views.View) -> float:
    """Seconds for which the program stays open with this view as its last."""
    read = isinstance(view, views.Summary) and view.receipt is not None
    return RECEIPT_SECONDS if read else OVER_SECONDS


def becomes(texts: Texts, shown: views.ReceiptShown) -> list[str]:
    """What became of the receipt, and what may be typed about it."""
    verdict = bill_words.receipt_verdict(texts, shown)
    lines = [*bill_words.receipt_state(texts, shown), *([shown.saved] if shown.saved else [])]
    lines += [verdict] if verdict else []
    if shown.can_judge:
        return [*lines, texts("terminal_receipt_judge")]
    return [*lines, texts("terminal_receipt_disagree")] if shown.can_dispute else lines


def _receipt(texts: Texts, shown: views.ReceiptShown) -> list[str]:
    return [
        texts("receipt_heading").upper(),
        *bill_words.receipt_facts(texts, shown.receipt),
        *(f"- {line}" for line in bill_words.receipt_reasons(texts, shown.receipt)),
        *becomes(texts, shown),
    ]


_HEADINGS: Final[Mapping[type, str]] = {
    views.Summary: "summary_heading",
    views.QuickDone: "quick_done_heading",
    views.Trouble: "trouble_heading",
}
_PAGES: Final[Mapping[type, Callable[[Teller, Any], list[str]]]] = {
    views.Advice: _advice,
    views.Connecting: _connecting,
    views.Code: _code,
    views.Consent: _consent,
    views.Arriving: _arriving,
    views.Active: _active,
    views.Reconnecting: _reconnecting,
    views.Summary: _over,
    views.Enrolling: _enrolling,
    views.QuickDone: _over,
    views.Trouble: _over,
}
