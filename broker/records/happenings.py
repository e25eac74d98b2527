"""What can stand in the log."""

from enum import StrEnum


class Happening(StrEnum):
    """The kinds of events, a closed list; docs/ledger.md says what the body of each holds."""

    KEY_ENTERED = "key_entered"
    SESSION_JOINED = "session_joined"
    SESSION_ENDED = "session_ended"
    CUSTOMER_SET = "customer_set"
    NOTE_SET = "note_set"
    WORK_ENTERED = "work_entered"
    CUSTOMER_ENTERED = "customer_entered"
    TARIFF_ENTERED = "tariff_entered"
    CONTRACT_ENTERED = "contract_entered"
    PACK_ENTERED = "pack_entered"
    TICKETS_TAKEN = "tickets_taken"
    CHARGED = "charged"
    REVERSED = "reversed"
    EXCLUDED = "excluded"
    INCLUDED = "included"
    MERGED = "merged"
    APPROVED = "approved"
    REOPENED = "reopened"
    PERIOD_CLOSED = "period_closed"
    RECEIPT_MADE = "receipt_made"
    RECEIPT_SIGNED = "receipt_signed"
    RECEIPT_VERDICT = "receipt_verdict"
