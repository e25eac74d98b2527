"""Keys of sentences that the code puts together, from closed lists."""

from agent import password as session_password
from agent.channel import Fault
from agent.frames.control import Quality, Why
from agent.input import NoInput
from agent.receipts import Fault as ReceiptFault
from agent.screen.source import NoScreen
from broker.billing.exporting import Form
from broker.billing.flags import Flag
from broker.billing.flaws import Flaw
from broker.cli.main import parser_for
from broker.config import Settings
from broker.exports.columns import Column, Sum
from broker.exports.invoices import Without
from broker.ledgerkey import LedgerKeyTrouble
from broker.records import ItemState, Method, Role, Trace
from broker.records.agreed import PACK_LANGUAGES, PackState, PackWarning
from broker.records.agreements import FIELDS, Reason
from broker.records.decisions import Hindrance, Unclosed
from broker.records.happenings import Happening
from broker.records.watched import Watched
from broker.store import Trouble
from broker.tariff.words import Applies, Beyond, DayKind, Mode, RuleKind, WorkKind
from broker.vault import VaultTrouble
from broker.wire.receiptfile import Side
from broker.wire.roster import Fault as RosterFault
from broker.wire.roster import Standing
from broker.wire.texts import LANGUAGES
from broker.wire.words import Asks, Close, Outcome, Problem, State, Verdict
from tests.checks.texts_read import commands, keys, quoted_in_console, texts

STANDINGS = ("no_roster", "missing", "left", "other_name", "enrolled")
"""How a browser stands, as web/quick/trust.js says it, beside what may be wrong with a roster."""


TITLED = ("summary", "quick_done", "trouble", "connecting", "enrolling")
"""Pages of the agent whose title and heading are put together from what they are about."""


def under(head: str, *members: object) -> set[str]:
    return {f"{head}{member}" for member in members}


REASONS = [close.reason for close in Close]


def made_by_agent() -> set[str]:
    """Keys that the agent puts together, from closed lists."""
    return {
        *under("outcome_", *Outcome),
        *under("close_", *REASONS),
        *under("miss_", *session_password.Why),
        *under("consent_asks_", *Asks),
        *under("terminal_consent_ask_", *Asks),
        *under("bar_", *Asks),
        *under("advice_", 1, 2, 3, 4),
        *under("arriving_asks_", *Asks),
        *under("terminal_arriving_ask_", *Asks),
        *under("offer_", 1, 2, 3, 4),
        *under("quick_done_", 1, 2),
        *under("quick_not_done_", 1, 2),
        *under("day_", *range(7)),
        *under("day_short_", *range(7)),
        *under("title_", *TITLED),
        *under("receipt_", *(set(Verdict) - {Verdict.NONE})),
        *ReceiptFault,
        *(f"{page}_heading" for page in TITLED),
        *("connecting_body", "enrolling_body"),
        *under("terminal_words_", "yes", "no", "see", "pause", "go_on", "stop", "new", "close"),
        *under("terminal_words_", "change", "forget", "offer", "any"),
        *under("terminal_words_", "confirm", "dispute", "back"),
        *NoScreen,
        *NoInput,
    }


INVOICE_FIELDS = (
    *("vat_number", "sdi_code", "address", "postcode", "town", "province", "zero_vat_nature"),
)
"""What an invoice may lack, as `lacking` of broker/records/agreements.py and its draft say it."""


def made_by_broker() -> set[str]:
    return {
        *under("outcome_", *Outcome, "open"),
        *under("store_", *Trouble),
        *under("org_state_", *Standing),
        *under("secrets_", *VaultTrouble),
        *under("receipt_by_", *Side),
        *under("receipt_without_", *Side),
        *under("receipt_", *(set(Verdict) - {Verdict.NONE})),
        *under("export_", *Column, *Sum),
        *under("export_kind_", *WorkKind),
        *under("export_state_", *ItemState),
        *under("export_receipt_", "made", "signed", "confirmed", "disputed"),
        *under("invoice_", *Without),
        *under("invoice_field_", *INVOICE_FIELDS),
        *under("ledger_key_", *LedgerKeyTrouble),
        *under("ledger_flaw_", *Flaw),
        *under("ledger_row_", *Watched),
        *under("setting_", *Settings.__dataclass_fields__),
        *under("help_", *(words for words, _ in commands(parser_for(texts("broker"))) if words)),
    }


def made_by_console() -> set[str]:
    return {
        *under("outcome.", *Outcome, "open"),
        *under("ended.", *Outcome, "unknown"),
        *under("close.", *REASONS, "cut", "unreachable"),
        *under("problem.", *Problem, "unreachable"),
        *under("fault.", *Fault, "silent", "broker", "wrong_pc"),
        *under("state.", *State),
        *under("stage.", "joined", "asking", "paused", "reconnecting"),
        *under("state.", "joined_quick", "asking_quick"),
        *under("stage.", "joined_quick", "asking_quick"),
        *under("refused.", *Why),
        *under("standing.", *STANDINGS, *RosterFault),
        *under("pcs.not_", *(set(STANDINGS) - {"enrolled", "no_roster"} | {"none"}), *RosterFault),
        *under("roster.change_", "added", "removed", "left", "back", "renamed", "passkey"),
        *under("roster.", "malformed", "bad_signature", "conflict", "bad_request"),
        *under("asks.", *Asks),
        *under("ledger.", "when", "customer", "technician", "pc", "length", "outcome", "note"),
        *under("bill.", *(fault.removeprefix("receipt_fault_") for fault in ReceiptFault)),
        *under("nav.", "sessions", "browser", "quick", "accounts", "audit", "security"),
        *under("nav.", "work", "customers", "tariffs", "month", "items", "simulation"),
        *made_for_agreements(),
        *made_for_months(),
        *made_for_accounts(),
        *under("view.", "fit", "fit_hint", "whole", "whole_hint"),
        *under("look.", *Quality, "half", "grey"),
        *under("look.", *(f"{word}_hint" for word in (*Quality, "half", "grey"))),
        *(
            f"notice.{what}.{part}"
            for what in ("insecure", "old_browser", "unreachable")
            for part in ("title", "what", "do")
        ),
        *under("key.", *named_keys()),
    }


def made_for_accounts() -> set[str]:
    return {
        *under("role.", *Role),
        *under("passkey.", "label", "made", "used"),
        *under("recovery.", "copied", "not_copied"),
        *under("signins.", "who", "at", "seen", "address", "browser", "method"),
        *under("signins.by_", *Method),
        *under("accounts.", "name", "roles", "may", "passkeys", "recovery"),
        *under("audit.", "at", "kind", "name", "address", "detail"),
        *under("audit.kind_", *Trace),
    }


def made_for_agreements() -> set[str]:
    hinted = ("invoice_name", "vat_number", "tax_code", "sdi_code", "pec", "patron")
    bounds = ("began_at", "minutes", "messages", "session")
    return {
        *under("wrong.", *Reason, "version_there", "tariff_unknown", "tariff_later"),
        *under("wrong.", *document_reasons()),
        *under("record.", *FIELDS, *(f"{field}_hint" for field in hinted)),
        *under("record.", *(f"group_{group}" for group in ("invoice", "address", "others"))),
        *under("record.language_", *LANGUAGES),
        *under("contract.", "in_force", "coming", "replaced"),
        *(f"contract.{part}_{kind}" for part in ("add", "kind") for kind in RuleKind),
        *under("contract.beyond_", *Beyond),
        *under("rule.", "annual", "annual_inside", "tariff", *(f"pack_{one}" for one in Beyond)),
        *under("rule.work_", *WorkKind),
        *under("packs.languages_", *(word.replace("+", "_") for word in PACK_LANGUAGES)),
        *under("packs.", *PackWarning, *(f"state_{state}" for state in PackState)),
        *under("work.kind_", *(set(WorkKind) - {WorkKind.SESSION})),
        *under("work.head_", "began", "kind", "amount", "who", "note"),
        *under("work.bad_", *bounds),
        *under("tariffs.", "name", "version", "from", "by"),
        *under("tariff.", *(f"step_{unit}" for unit in ("minutes", "messages"))),
        *under("tariff.round_", *Mode),
        *under("tariff.outside_", *Applies),
        *under("tariff.day_", *DayKind),
    }


FORMS = ("exclude", "merge", "correct")
"""Decisions with a form of their own in the console."""
FILTERS = ("month", "customer", "technician", "state", "flag")


def made_for_months() -> set[str]:
    columns = ("when", "customer", "technician", "what", "time", "price", "state")
    asked = ("approve", "reopen", "include", "split", *FORMS)
    figures = ("amount", "worked", "is_closed", "to_decide", "final", "approved", "left_out")
    sums = ("customer", "items", "time", "units", "net", "vat", "gross")
    compared = ("when", "customer", "technician", "time", "before", "after", "difference")
    issuer = ("none", "not_toml", "unknown_field", "missing", "wrong")
    return {
        *under("flag.", *Flag, *(f"{flag}_do" for flag in Flag)),
        *under("hinder.", *Hindrance),
        *under("unclosed.", *Unclosed),
        *(under("happening.", *Happening) & keys("web")),
        *under("without.", *Without),
        *under("itemkind.", *WorkKind),
        *under("itemstate.", *ItemState, "excluded", "merged"),
        *under("itemreceipt.", "none", "made", "signed", "confirmed", "disputed"),
        *under("decide.", *asked, *(f"{word}_now" for word in FORMS)),
        *under("decide.", *(f"{word}_hint" for word in FORMS)),
        *under("done.", "edit", *asked),
        *under("items.", *columns, *(f"any_{name}" for name in FILTERS)),
        *under("charge.", "at", "what", "customer", "month", "amount", "by"),
        *under("correction.", "item", "month", "customer", "amount", "why"),
        *under("month.", *figures, *(f"option_{name}" for name in ("open", "closed", "present"))),
        *under("sums.", *sums),
        *under("close.final_", "sums", "decided", "corrections", "undo"),
        *under("files.", *Form),
        *under("chart.", "cents", "ms"),
        *under("sim.", *compared, "dearer", "cheaper", "same"),
        *under("line.", "waiting", "work", "pause"),
        *under("span.", "hours", "minutes", "seconds"),
        *under("walk.", "back", "next", "approve"),
        *under("wrong.issuer_", *issuer),
        "wrong.month_open",
    }


def document_reasons() -> set[str]:
    """Keys of what may be wrong with a document; the last two only say where."""
    found = {key for key in keys("broker") if key.startswith("document_")}
    return found - {"document_fault", "document_fault_whole"}


def named_keys() -> set[str]:
    """Keyboard keys that web/ names; `app.keyName` looks for the sentence of each."""
    return {word for word in quoted_in_console() if f"key.{word}" in keys("web")}


MADE = {"agent": made_by_agent, "broker": made_by_broker, "web": made_by_console}
