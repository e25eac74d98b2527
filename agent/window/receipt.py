"""The receipt on the last page, and the page on which it is disputed."""

import tkinter as tk
from collections.abc import Callable
from dataclasses import dataclass

from agent import bill_words
from agent.views import ReceiptShown
from agent.window.look import (
    FOCUS,
    GOOD,
    INK,
    LINE,
    MISTAKE,
    PANEL,
    PAPER,
    SOFT_INK,
    WARNING,
    Weight,
    button,
    text,
)
from agent.window.offer import CalmPage
from agent.window.page import Kit, Page
from agent.window.quick import small_button
from broker.wire import limits
from broker.wire.receipts import Receipt

_NOTE_LINES = 5


@dataclass(frozen=True, slots=True)
class Doing:
    """What the customer may do with a receipt."""

    show_folder: Callable[[], None]
    confirm: Callable[[], None]
    dispute: Callable[[], None]


class ReceiptPart:
    """A part of the last page: what the receipt says; below, what becomes of it; at the foot,
    above the buttons, what the customer says of it."""

    def __init__(self, page: Page, shown: ReceiptShown, doing: Doing) -> None:
        self._page, self._doing = page, doing
        self._says(shown.receipt)
        self._state = tk.Frame(page.body, bg=PAPER)
        self._state.pack(fill="x")
        self._verdict = tk.Frame(page.foot, bg=PAPER)
        self._verdict.pack(side="bottom", fill="x", pady=(page.look.unit // 2, 0))
        self.show(shown)

    def show(self, shown: ReceiptShown) -> None:
        """As it stands now; the receipt itself is the same."""
        for part in (self._state, self._verdict):
            for one in part.winfo_children():
                one.destroy()
        self._becomes(shown)
        self._judged(shown)

    def _says(self, receipt: Receipt) -> None:
        look, say = self._page.look, self._page.say
        *facts, price = bill_words.receipt_facts(say, receipt)
        inner = self._page.box(PANEL, *facts, strong=say("receipt_heading"))
        inset = 2 * look.unit
        total = text(inner, look, price, look.strong, inset=inset, paper=PANEL)
        total.pack(fill="x", pady=(look.unit // 3, 0))
        for line in bill_words.receipt_reasons(say, receipt):
            text(inner, look, f"• {line}", look.small, inset=inset, paper=PANEL).pack(fill="x")

    def _becomes(self, shown: ReceiptShown) -> None:
        page, look = self._page, self._page.look
        well = not shown.fault and shown.told is not False and shown.receipt.final
        paper = GOOD if well and shown.saved else WARNING
        inner = page.box(paper, *bill_words.receipt_state(page.say, shown), parent=self._state)
        if not shown.saved:
            return
        row = tk.Frame(inner, bg=paper)
        row.pack(fill="x")
        words = page.say("receipt_open")
        made = small_button(row, words, look, self._doing.show_folder, paper=paper)
        made.pack(side="right", padx=(look.unit // 2, 0))
        inset = 3 * look.unit + made.winfo_reqwidth()
        path = text(row, look, shown.saved, look.small, inset=inset, ink=SOFT_INK, paper=paper)
        path.pack(side="left", fill="x", expand=True)

    def _judged(self, shown: ReceiptShown) -> None:
        look, say = self._page.look, self._page.say
        verdict = bill_words.receipt_verdict(say, shown)
        if verdict:
            text(self._verdict, look, verdict, look.strong).pack(fill="x")
        row = tk.Frame(self._verdict, bg=PAPER)
        row.pack(fill="x", pady=(look.unit // 3, 0))
        buttons = (
            ("receipt_confirm", shown.can_judge, self._doing.confirm),
            ("receipt_dispute", shown.can_dispute, self._doing.dispute),
        )
        for key, possible, command in buttons:
            if possible:
                made = button(row, say(key), look, Weight.PLAIN, command)
                made.configure(pady=look.unit // 3)
                made.pack(side="left", padx=(0, look.unit // 2))


class DisputePage(CalmPage):
    """A few words on what is not right, if the customer likes; closing it disputes nothing."""

    def __init__(
        self,
        kit: Kit,
        organisation: str,
        send: Callable[[str], None],
        back: Callable[[], None],
    ) -> None:
        super().__init__(kit, "title_dispute", back)
        self._send_note = send
        self._send = self.add(self.say("dispute_send"), Weight.MAIN, self.calm(self._sent))
        self.add(self.say("dispute_back"), Weight.PLAIN, back, side="right")
        self.top.bind("<Escape>", lambda _: back())
        self.heading(self.say("dispute_heading"))
        self.paragraph(self.say("dispute_body", organisation=organisation), gap=0.5)
        self.note = self._field()
        self._left = text(self.body, self.look, "", self.look.small, ink=SOFT_INK)
        self._left.pack(fill="x")
        self._counted()
        self.present(self.note)

    def _field(self) -> tk.Text:
        made = tk.Text(
            self.body,
            height=_NOTE_LINES,
            width=1,
            wrap="word",
            font=self.look.body,
            fg=INK,
            bg=PAPER,
            relief="flat",
            highlightthickness=2,
            highlightbackground=LINE,
            highlightcolor=FOCUS,
            padx=self.look.unit // 2,
            pady=self.look.unit // 2,
        )
        made.pack(fill="x", pady=(0, self.look.unit // 3))
        made.bind("<Tab>", self._on)
        made.bind("<<Modified>>", lambda _: self._counted())
        return made

    def _on(self, _: object) -> str:
        self._send.focus_set()
        return "break"

    def _counted(self) -> None:
        self.note.edit_modified(False)
        left = limits.NOTE_MAX - len(self._words())
        self._left.configure(
            text=self.say("dispute_left", left=left), fg=MISTAKE if left < 0 else SOFT_INK
        )
        self._send.configure(state="normal" if left >= 0 else "disabled")

    def _words(self) -> str:
        return bill_words.note_of(self.note.get("1.0", "end"))

    def _sent(self) -> None:
        self._send_note(self._words())
